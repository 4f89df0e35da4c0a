// Files of samples to be judged (JSONL): {"question"?, "answer", "evidence", "context"?, "superseded"?, "language"?, "id"?, "planted"?, "refusal"?}.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "judge/gate.h"

namespace jangin::judge {

struct JudgedSample {
  std::string id;  // "line 3" when the file names none
  std::string question, answer, evidence, context, superseded, language;
  std::string planted;         // the fault that was planted, for measuring gates; empty: none
  bool planted_known = false;  // the line has the field
  bool refusal = false;

  GateInput input() const;  // views into this
};

/// Errors: not_found; invalid_argument names the line and the field. Lines without anything are passed over.
Result<std::vector<JudgedSample>> read_judged_samples(const std::filesystem::path& file);

}  // namespace jangin::judge
