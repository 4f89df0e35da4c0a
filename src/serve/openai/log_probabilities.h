// Log-probabilities of tokens in the two forms of OpenAI's API.
#pragma once

#include <span>

#include "engine/generator.h"
#include "serve/json.h"

namespace jangin::serve {

/// Chat: [{"token", "logprob", "bytes", "top_logprobs"}].
Json chat_log_probabilities(std::span<const engine::TokenLogProbability> tokens);
/// Completions: {"tokens", "token_logprobs", "top_logprobs", "text_offset"}; `offset`: characters before the first token, moved behind the last.
Json completion_log_probabilities(std::span<const engine::TokenLogProbability> tokens, size_t& offset);
/// "stop" or "length".
std::string_view finish_name(engine::FinishReason reason);

}  // namespace jangin::serve
