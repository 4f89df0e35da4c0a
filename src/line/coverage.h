// What a workspace taught, as a table: by heading, or question by question for a question file with evidence.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "line/workspace.h"

namespace jangin::line {

struct CoverageTable {
  std::vector<std::vector<std::string>> rows;  // first row: header
};

/// Without questions: for each top heading the passages, facts, facts taught, samples. With: for each question whether a fact whose value or
/// subject answers it was mined ("not mined", "not taught", "taught"), how many samples teach it and where it stands.
/// Errors: not_found (synthesize has not run), those of the question file.
Result<CoverageTable> read_coverage(const Workspace& workspace, const std::string& questions);

}  // namespace jangin::line
