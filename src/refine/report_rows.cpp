// The report as tables for people.
#include <fmt/format.h>

#include "base/progress.h"
#include "refine/refine.h"

namespace jangin::refine {
namespace {

void add_reason(std::vector<std::vector<std::string>>& rows, const std::string& step, const ReasonCount& reason) {
  std::string example = reason.examples.empty() ? "" : reason.examples.front();
  rows.push_back(
      {step, reason.reason, format_count(reason.documents), format_bytes(reason.bytes), format_count(reason.passages), std::move(example)});
}

}  // namespace

std::vector<std::vector<std::string>> step_rows(const RefineReport& report) {
  std::vector<std::vector<std::string>> rows = {
      {"step", "processor s", "MB/s", "documents", "bytes", "rejected", "bytes rejected", "rewritten", "passages rejected"}};
  for (const StepFigures& step : report.steps) {
    // What a step reads are the texts of all documents: rejected ones are cleaned, too.
    std::string speed = step.seconds > 0 ? fmt::format("{:.0f}", static_cast<double>(report.bytes_in) / step.seconds / 1e6) : "";
    rows.push_back({step.step, fmt::format("{:.2f}", step.seconds), speed, format_count(step.documents), format_bytes(step.bytes),
                    format_count(step.rejected), format_bytes(step.bytes_rejected), format_count(step.rewritten),
                    format_count(step.passages_rejected)});
  }
  return rows;
}

std::vector<std::vector<std::string>> reason_rows(const RefineReport& report) {
  std::vector<std::vector<std::string>> rows = {{"step", "reason", "documents", "bytes", "passages", "for example"}};
  for (const ReasonCount& reason : report.collected.reasons) add_reason(rows, "collect", reason);
  for (const ReasonCount& reason : report.reasons) add_reason(rows, reason.step, reason);
  return rows;
}

}  // namespace jangin::refine
