// Speculation (arXiv 2211.17192): tokens guessed cheaply, then computed by the model in one pass and kept as far as the model draws the same.
// Draws are keyed by (seed, position), so a reply is the same to the bit with and without guesses: only its speed changes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/generator.h"
#include "model/inference.h"

namespace jangin::engine {

/// One request that waits for its next token.
struct DraftRequest {
  int32_t slot = 0;                 // whose request: the same from its first token to its last
  std::span<const int32_t> tokens;  // of prompt and reply so far
  size_t prompt_tokens = 0;
  const Sampling* sampling = nullptr;
  size_t most = 0;                  // guesses wanted
  std::vector<int32_t> draft = {};  // written: at most that many
};

/// Not thread-safe.
class Drafter {
 public:
  virtual ~Drafter() = default;
  /// Fills each request's `draft`. Errors leave the reply as it is: no guesses.
  virtual Status propose(std::span<DraftRequest> requests) = 0;
};

/// What followed the last time that the text's last tokens stood in it (prompt lookup): for replies that quote their prompt.
class LookupDrafter final : public Drafter {
 public:
  Status propose(std::span<DraftRequest> requests) override;
};

/// A smaller model with the same vocabulary, which draws with the same random numbers.
class ModelDrafter final : public Drafter {
 public:
  /// `network` is borrowed. Slots are below `slots`; texts are cut off at `capacity` tokens. Errors: those of the caches.
  static Result<std::unique_ptr<ModelDrafter>> create(const model::Network& network, int64_t slots, int64_t capacity, int64_t cache_tokens,
                                                      model::CacheType cache);
  Status propose(std::span<DraftRequest> requests) override;

 private:
  explicit ModelDrafter(std::unique_ptr<model::DecoderState> cache);
  Status draw(std::vector<model::SequenceTokens>& chunks, const std::vector<DraftRequest*>& asked);

  std::unique_ptr<model::DecoderState> cache_;
  std::vector<std::vector<int32_t>> known_;  // by slot: the tokens that the cache holds
  std::vector<float> logits_;
  std::vector<int32_t> scratch_;
};

}  // namespace jangin::engine
