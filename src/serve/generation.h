// One answer made of one or more generated replies: submits them together, streams or collects, counts, and cancels them all as soon as
// nobody waits for them any more.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "serve/route.h"

namespace jangin::serve {

struct Usage {
  size_t prompt_tokens = 0;  // of each prompt once, however many choices it has
  size_t cached_tokens = 0;
  size_t generated_tokens = 0;
};
/// {"prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details"}
Json usage_json(const Usage& usage);

/// Turns pieces and replies into the JSON of an answer. One call at a time, from any thread.
class AnswerWriter {
 public:
  virtual ~AnswerWriter() = default;
  /// Events of a stream: at its beginning, for a piece, for the end of a choice, for the usage.
  virtual std::vector<std::string> begin() { return {}; }
  virtual std::vector<std::string> piece(size_t choice, const engine::ReplyPiece& piece) = 0;
  virtual std::vector<std::string> ended(size_t choice, const engine::GenerateReply& reply) = 0;
  virtual std::string usage(const Usage& usage) = 0;
  /// The whole answer, when it is no stream.
  virtual std::string whole(const std::vector<engine::GenerateReply>& replies, const Usage& usage) = 0;
};

struct GenerationPlan {
  std::vector<engine::GenerateRequest> requests;  // a choice each
  size_t choices_per_prompt = 1;                  // requests of one prompt follow one another
  bool stream = false;
  bool include_usage = false;
};

/// `n` requests that differ in their seeds.
void add_choices(const engine::GenerateRequest& request, int n, std::vector<engine::GenerateRequest>& requests);
/// Returns at once; the answer is written when it comes.
void generate_answer(Call call, Addressed addressed, GenerationPlan plan, std::unique_ptr<AnswerWriter> writer);

}  // namespace jangin::serve
