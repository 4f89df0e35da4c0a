// What refining tells: reasons with examples, and the report as a file of the workspace.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "refine/refine.h"
#include "refine/run.h"

namespace jangin::refine {

/// Reasons by how often they were given, each with its first examples.
std::vector<ReasonCount> count_reasons(const RunResult& result);

/// JSON, two blanks deep; the same report gives the same bytes (seconds are not in it).
std::string report_to_json(const RefineReport& report);
/// Errors: invalid_format.
Result<RefineReport> report_from_json(const std::string& json, const std::string& place);

}  // namespace jangin::refine
