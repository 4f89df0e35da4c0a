// The page, section by section.
#include "line/report/report.h"

#include "base/clock.h"
#include "base/file.h"
#include "line/report/html.h"
#include "line/report/report_sections.h"

namespace jangin::line {
namespace {

struct Section {
  const char* anchor;
  const char* title;
  std::string (*make)(const ReportData&);
};
constexpr Section kSections[] = {
    {"summary", "At a glance", &report_summary},
    {"evaluation", "Before and after", &report_evaluation},
    {"loop", "The loop, round by round", &report_loop},
    {"weak", "Where it is weak", &report_weak_spots},
    {"sources", "Sources", &report_sources},
    {"rejected", "Rejected, and why", &report_rejected},
    {"balance", "Balance and bias", &report_balance},
    {"coverage", "Coverage", &report_coverage},
    {"samples", "Samples and their evidence", &report_samples},
    {"training", "Training", &report_training},
    {"cost", "Time, memory, hashes", &report_cost},
};

}  // namespace

Status write_report(const Workspace& workspace, const Recipe& recipe) {
  JANGIN_ASSIGN(ReportData data, gather_report_data(workspace));
  std::string body;
  std::vector<std::pair<std::string, std::string>> contents;
  for (const Section& section : kSections) {
    body += html_section(section.anchor, section.title, section.make(data));
    contents.emplace_back(section.anchor, section.title);
  }
  return write_file(workspace.report(), html_page("Jangin: " + recipe.name, "made " + timestamp_now(), contents, body));
}

}  // namespace jangin::line
