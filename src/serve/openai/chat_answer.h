// Answers of /v1/chat/completions.
#pragma once

#include <memory>

#include "serve/generation.h"
#include "serve/openai/chat_request.h"

namespace jangin::serve {

struct AnswerStyle {
  std::string id, model;
  int64_t created = 0;
  bool log_probabilities = false;
  bool include_usage = false;
};
std::unique_ptr<AnswerWriter> chat_answer(AnswerStyle style, ToolUse tools, size_t choices);
std::unique_ptr<AnswerWriter> completion_answer(AnswerStyle style, size_t choices);

}  // namespace jangin::serve
