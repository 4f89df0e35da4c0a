// Question files (JSONL): closed-book questions with accepted answers, choices or "the documents do not say". Reading only; scoring is
// question_score.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::judge {

/// Where the answer stands in the documents; every field may be empty.
struct QuestionEvidence {
  std::string file;
  uint32_t page = 0;  // 1-based; 0: not stated
  std::string quote;
};

/// One line of a question file. Exactly one kind applies, in this order: unanswerable, choices, short answer.
struct Question {
  std::string id;
  std::string question;
  std::vector<std::string> answers;    // accepted wordings; may be empty only when `unanswerable`
  std::vector<std::string> choices;    // empty: not multiple choice
  std::optional<size_t> answer_index;  // into choices; set whenever choices is not empty
  bool unanswerable = false;
  QuestionEvidence evidence;
};

/// Reads one JSON object a line; blank lines are skipped. Keys that are not listed above are ignored (sets carry their own extras).
/// `place` names the text in errors. Errors: invalid_format with line number and field (not JSON, a field missing or of another type,
/// answer_index outside choices, an id used twice, no question at all).
Result<std::vector<Question>> parse_questions(std::string_view jsonl, const std::string& place);
/// Errors: as parse_questions, and not_found, io_error.
Result<std::vector<Question>> read_questions(const std::filesystem::path& path);

}  // namespace jangin::judge
