// The loop of generation: many requests over one set of caches. Free slots are filled with waiting requests (their prompts in one pass),
// then one token for every request in flight, until none is left. Not thread-safe.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/generator.h"
#include "engine/text_stream.h"
#include "model/inference.h"

namespace jangin::engine {

class Decoding {
 public:
  /// All borrowed. `prompts` beside `requests`; the last slot of `cache` holds what all prompts begin with. `end_tokens` end a reply.
  Decoding(model::DecoderState& cache, const tokenizer::Tokenizer& tokenizer, std::span<const int32_t> end_tokens, std::span<const GenerateRequest> requests,
           std::span<const std::vector<int32_t>> prompts, size_t context_tokens);
  /// Errors: those of the caches; interrupted.
  Result<std::vector<GenerateReply>> run();

 private:
  struct Row {
    size_t request = 0;
    int32_t slot = 0;
    int32_t next = 0;      // drawn, not yet appended
    size_t limit = 0;      // most tokens of this reply
    bool finished = false;
    TextStream stream;
  };
  Status share_prefix();
  Status admit();
  Status step();
  void take(Row& row, std::span<const float> logits);
  void end(Row& row, FinishReason reason);

  model::DecoderState& cache_;
  const tokenizer::Tokenizer& tokenizer_;
  std::span<const int32_t> end_tokens_;
  std::span<const GenerateRequest> requests_;
  std::span<const std::vector<int32_t>> prompts_;
  size_t context_tokens_;
  size_t prefix_ = 0;   // tokens in the prefix slot
  size_t waiting_ = 0;  // first request that is not admitted yet
  std::vector<Row> rows_;
  std::vector<int32_t> free_slots_;
  std::vector<GenerateReply> replies_;
  std::vector<float> logits_;
  std::vector<int32_t> scratch_;
};

}  // namespace jangin::engine
