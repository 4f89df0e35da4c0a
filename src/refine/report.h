// What refining tells: figures of each step, reasons with examples, and the report as a file of the workspace.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "base/result.h"
#include "refine/refine.h"
#include "refine/run.h"

namespace jangin::refine {

/// Counts documents and rejected passages one after another into a report.
class ReportCounter {
 public:
  ReportCounter(std::span<const NamedStep> steps, RefineReport& report);
  /// With all its verdicts, those of comparing steps included.
  void add_document(const RefinedDocument& refined, bool kept);
  /// `is_new`: false for a further occurrence of one that was counted.
  void add_rejected(const CutPassage& cut, bool is_new);
  /// Puts the reasons into the report, most frequent first.
  void finish();

 private:
  RefineReport& report_;
  std::map<std::string, size_t> step_at_;  // in report_.steps
  std::map<std::pair<std::string, std::string>, ReasonCount> reasons_;
};

/// What collect read and what it could not, from its shards; all 0 when they are not there. Errors: those of the shards.
Result<CollectedFigures> read_collected(const std::filesystem::path& workspace);

/// JSON, two blanks deep; the same report gives the same bytes (seconds and memory are not in it).
std::string report_to_json(const RefineReport& report);
/// Errors: invalid_format.
Result<RefineReport> report_from_json(const std::string& json, const std::string& place);

}  // namespace jangin::refine
