// Reads evaluation sets, so that their questions can be found in documents: question files (docs/formats.md), MMLU rows (one a choice) and
// GSM8K lines, as they are or gzipped. Only what is needed to find a question; scoring is judge/'s.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::refine {

struct EvaluationItem {
  std::string set;  // the file's name without endings: "gsm8k-train"
  std::string id;   // as the set gives it: `id`, `<split>-<eval_instance_index>`; otherwise the line's number
  std::string question;
  std::vector<std::string> choices;  // of multiple choice
  std::vector<std::string> answers;  // right ones; may be among the choices
};

/// Lines of JSON objects with "question"; of "answers", "answer", "choices", "eval_instance_index" and "is_correct" what is there. A worked answer
/// counts from behind "####" only. `name` is the set's. Errors: invalid_format with the line (no JSON object, no question).
Result<std::vector<EvaluationItem>> parse_evaluation_set(std::string_view jsonl, const std::string& name);
/// Errors: as parse_evaluation_set; not_found, io_error, limit_exceeded (1 GiB unpacked).
Result<std::vector<EvaluationItem>> read_evaluation_set(const std::filesystem::path& file);

}  // namespace jangin::refine
