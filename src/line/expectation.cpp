// Metric by metric.
#include "line/expectation.h"

#include <fmt/format.h>

namespace jangin::line {

std::vector<ExpectedAndFound> compare_expectation(const std::map<std::string, double>& figures, const std::vector<evaluate::Comparison>& table) {
  std::vector<ExpectedAndFound> rows;
  for (const auto& [metric, kind] : {std::pair("multiple choice right", "expected choice"), std::pair("short answers right", "expected short")}) {
    const auto figure = [&](const std::string& name) {
      const auto found = figures.find(name);
      return found == figures.end() ? -1.0 : found->second;
    };
    const std::string name = kind;
    const synthesize::Expected expected{figure(name), figure(name + " low"), figure(name + " high")};
    for (const evaluate::Comparison& row : table)
      if (expected.share >= 0 && row.task == kOwnExamination && row.metric == metric && row.of > 0)
        rows.push_back({metric, expected, static_cast<uint64_t>(row.after), row.of});
  }
  return rows;
}

std::vector<std::vector<std::string>> expectation_rows(const std::vector<ExpectedAndFound>& rows) {
  std::vector<std::vector<std::string>> out = {{"own examination", "expected before training", "found", ""}};
  for (const ExpectedAndFound& row : rows) {
    const auto& e = row.expected;
    out.push_back({row.metric, fmt::format("{:.0f} % ({:.0f}–{:.0f})", 100 * e.share, 100 * e.low, 100 * e.high),
                   fmt::format("{:.0f} % ({} of {})", 100 * row.found(), row.right, row.of),
                   row.within()          ? "as expected"
                   : row.found() < e.low ? "below"
                                         : "above"});
  }
  return out;
}

}  // namespace jangin::line
