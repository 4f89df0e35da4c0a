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

/// Facts that are held back because a fact of another document answers the same question differently: both values and both places, and the id by
/// which a person decides (recipe: synthesize.decided). Errors: not_found (synthesize has not run).
Result<CoverageTable> read_conflicts(const Workspace& workspace);

/// Without questions: for each top heading the passages, facts, facts taught, samples. With: for each question whether a fact of the quoted
/// place that holds the answer was mined ("not mined", "not taught", "taught"; once the
/// expert was evaluated on that file "learned" or "not learned"), how many samples teach it and where it stands.
/// Errors: not_found (synthesize has not run), those of the question file.
Result<CoverageTable> read_coverage(const Workspace& workspace, const std::string& questions);

}  // namespace jangin::line
