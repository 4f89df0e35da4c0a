// Inference: caches of keys and values for many sequences at once, prompts and single tokens through the same kernels as training, so
// that a generated token's probability is the one that training sees. Sampling and text: engine/.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/network.h"

namespace jangin::model {

/// Tokens to append to one sequence.
struct SequenceTokens {
  int32_t sequence = 0;
  std::span<const int32_t> tokens;  // at least one
  size_t logits = 1;                // of how many of its last tokens append() gives logits; at most all
  bool likeliest = false;           // of these, not the logits but the likeliest token,
  std::span<const std::pair<int32_t, double>> logit_bias =
      {};  // with these numbers added to logits, each as f32; ids beyond the vocabulary are left alone
};

/// One token to append to one sequence.
struct SequenceToken {
  int32_t sequence = 0;
  int32_t token = 0;
};

using kernel::CacheType;

/// The type that changes nothing: that of the activations.
CacheType exact_cache(const Network& network);
/// Bytes that a token takes in caches of all layers: layers × 2 × kv_heads × head_dim (in whole sixteens) × 4, 2 or (q8) 1 + 1/16.
int64_t cache_token_bytes(const ModelConfig& config, CacheType type);

/// The state of up to `sequences` sequences of up to `capacity` tokens each, in pages (page_pool.h) of which all sequences together may
/// take as many as `cache_tokens` tokens need (0: as many as all could want). Memory (cache_token_bytes() a token) comes into being as
/// pages are first written; pages that are given up keep their content for later sequences until they are wanted. Every token is attended
/// to as the cache holds it, those of its own call too: a row of logits does not depend on what else is in the call, nor on how the
/// sequence was cut into calls, nor on which of its tokens were shared or reused. The network must outlive the state. Not thread-safe; one state of a device computes at a time.
class DecoderState {
 public:
  /// Errors: invalid_argument (sizes), limit_exceeded (address space).
  static Result<std::unique_ptr<DecoderState>> create(const Network& network, int64_t sequences, int64_t capacity, int64_t cache_tokens,
                                                      CacheType type);
  /// With exact_cache().
  static Result<std::unique_ptr<DecoderState>> create(const Network& network, int64_t sequences, int64_t capacity, int64_t cache_tokens = 0);
  ~DecoderState();
  DecoderState(const DecoderState&) = delete;
  DecoderState& operator=(const DecoderState&) = delete;

  const Network& network() const;
  int64_t sequences() const;
  int64_t capacity() const;
  int64_t vocab() const;
  /// Tokens that a sequence holds.
  int64_t length(int32_t sequence) const;

  /// Appends tokens to one sequence. `logits`: [V] f32 of the last token, or empty: not wanted.
  /// Errors: invalid_argument (sequence, ids), limit_exceeded (capacity, pages or memory). On an error nothing was appended.
  Status prefill(int32_t sequence, std::span<const int32_t> tokens, std::span<float> logits);
  /// The same for several sequences (each at most once) in one pass. `logits`: [sum of chunks' `logits`, V], or empty: none are wanted. `likeliest`: the
  /// same of the chunks that want the likeliest tokens only (the highest logit, the lowest id of equals), which are not among `logits`.
  Status append(std::span<const SequenceTokens> chunks, std::span<float> logits, std::span<int32_t> likeliest = {});
  /// One token to each sequence of the batch (each at most once). `logits`: [batch, V].
  Status step(std::span<const SequenceToken> batch, std::span<float> logits);
  /// Appends tokens and gives log p(targets[i] | everything up to tokens[i]) for each (natural logarithm; target −1: 0).
  /// For a text: tokens = ids without the last, targets = ids without the first.
  Result<std::vector<float>> score(int32_t sequence, std::span<const int32_t> tokens, std::span<const int32_t> targets);
  /// The same for several sequences (each at most once) in one pass: targets[c] beside chunks[c].tokens.
  Result<std::vector<std::vector<float>>> score(std::span<const SequenceTokens> chunks, std::span<const std::span<const int32_t>> targets);
  /// Appends tokens and gives the mean of their hidden states after the last norm: [d].
  Result<std::vector<float>> mean_hidden(int32_t sequence, std::span<const int32_t> tokens);

  /// Forgets all tokens of a sequence from `length` on (0: all). length ≤ length(sequence).
  void truncate(int32_t sequence, int64_t length);
  /// Makes `to` a copy of the first `length` tokens of `from` (a shared prefix); nothing is copied before one of them goes on.
  void copy_prefix(int32_t from, int32_t to, int64_t length);
  /// Fills an empty sequence with what is known of how `tokens` begin, from sequences of now and before, whole pages, never all of `tokens`.
  /// Returns how many tokens that were. Only while the weights are those that the pages were computed with: else forget() first.
  int64_t reuse(int32_t sequence, std::span<const int32_t> tokens);
  void forget();
  /// Whether appending these would find pages enough.
  bool has_room(std::span<const SequenceTokens> chunks) const;
  /// Tokens that pages in use hold, and that all pages could.
  int64_t cached_tokens() const;
  int64_t cache_capacity() const;

 private:
  struct State;
  explicit DecoderState(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::model
