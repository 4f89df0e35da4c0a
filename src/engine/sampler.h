// The draw of one token from logits: greedy or at random, reproducible. No state: the random number is keyed by (seed, position).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "engine/generator.h"
#include "tokenizer/tokenizer.h"

namespace jangin::engine {

/// Errors: invalid_argument naming the field that is out of range.
Status check_sampling(const Sampling& sampling);

/// The next token. Truncations apply in the order top_k, temperature, top_p, min_p, as vLLM and transformers do. `position`: how many
/// tokens this reply holds already. Candidates of equal logit are ordered by id. `scratch` is reused between calls. Logits must be finite.
int32_t draw_token(std::span<const float> logits, const Sampling& sampling, uint64_t position, std::vector<int32_t>& scratch);

/// Whether the next token is the one of the highest logit after logit_bias.
bool takes_likeliest(const Sampling& sampling);

/// Applies penalties and biases. `tokens`: the prompt's, then the reply's so far. Biases of ids beyond the vocabulary are left alone.
void adjust_logits(std::span<float> logits, const Sampling& sampling, std::span<const int32_t> tokens, size_t prompt_tokens);

/// Index of the highest logit, the lowest index of equals.
int32_t likeliest_token(std::span<const float> logits);
/// Natural logarithm of softmax(logits)[token], in double.
double log_probability(std::span<const float> logits, int32_t token);
/// A token's log-probability, with the `top` likeliest of its position.
TokenLogProbability describe_token(std::span<const float> logits, int32_t token, int top, const tokenizer::Tokenizer& tokenizer);

}  // namespace jangin::engine
