// What the expert can and cannot: summary, before and after, weak spots, training.
#include <fmt/format.h>

#include "base/progress.h"
#include "line/expectation.h"
#include "line/loop_json.h"
#include "line/loop_table.h"
#include "line/report/html.h"
#include "line/report/report_sections.h"

namespace jangin::line {
namespace {

constexpr size_t kWeakSpots = 40;

std::string card(const std::string& value, const std::string& name) {
  return fmt::format("<div class=\"card\"><div class=\"big\">{}</div>{}</div>\n", html_escape(value), html_escape(name));
}

std::string figure(const nlohmann::json& row, const char* key) {
  double value = row.value(key, 0.0);
  uint64_t of = row.value("of", uint64_t{0});
  return of > 0 ? fmt::format("{:.0f} of {} ({:.0f} %)", value, of, 100 * value / static_cast<double>(of)) : fmt::format("{:.4f}", value);
}

std::string expectation(const ReportData& data) {
  const auto manifest = data.manifests.find("synthesize");
  std::vector<evaluate::Comparison> table;
  for (const auto& row : data.evaluation["table"])
    table.push_back(
        {row.value("task", ""), row.value("metric", ""), row.value("before", 0.0), row.value("after", 0.0), row.value("of", uint64_t{0})});
  const auto compared = manifest == data.manifests.end() ? std::vector<ExpectedAndFound>{} : compare_expectation(manifest->second.figures, table);
  if (compared.empty()) return "";
  auto rows = expectation_rows(compared);
  const std::vector<std::string> header = std::move(rows.front());
  rows.erase(rows.begin());
  return "<h3>Expected and found</h3>\n" + html_table(header, rows, {1, 2}) + "<p>The expectation: " + html_escape(synthesize::expectation_source()) +
         ".</p>\n";
}

}  // namespace

std::string report_summary(const ReportData& data) {
  uint64_t pages = 0;
  for (const record::Document& document : data.documents) pages += document.pages;
  std::string html = "<div class=\"cards\">";
  html += card(format_count(data.documents.size()), "documents");
  if (pages) html += card(format_count(pages), "pages");
  html += card(format_count(data.passages.size()), "passages");
  html += card(format_count(data.facts.size()), "facts found");
  html += card(format_count(data.samples.size()), "samples");
  if (data.training.is_object()) html += card(format_count(data.training.value("tokens", uint64_t{0})), "trained tokens");
  return html + "</div>\n";
}

std::string report_evaluation(const ReportData& data) {
  if (!data.evaluation.is_object()) return "<p>Not evaluated yet.</p>\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : data.evaluation["table"]) {
    rows.push_back({row.value("task", ""), row.value("metric", ""), figure(row, "before"), figure(row, "after"),
                    row.value("general", false) ? "outside the domain" : ""});
  }
  return html_table({"task", "metric", "base", "expert", ""}, rows, {2, 3}) + expectation(data) + "<p>" +
         html_escape(data.evaluation.value("remark", "")) + "</p>\n";
}

std::string report_loop(const ReportData& data) {
  if (!data.training.is_object() || !data.training.contains("loop")) return "<p>The recipe has no loop: one round of training.</p>\n";
  const LoopTable table = table_from_json(data.training["loop"]);
  auto rows = loop_rows(table);
  const std::vector<std::string> header = std::move(rows.front());
  rows.erase(rows.begin());
  std::string html = html_table(header, rows, {1, 2, 3, 4, 5, 6});
  html += fmt::format(
      "<p>Kept: round {}, the first with most steering questions right among those within the bound of general text. Ended by: {}. Nothing is chosen "
      "by the "
      "reported questions; both examinations ask taught facts in wordings that no sample uses.</p>\n",
      table.kept, html_escape(table.ended));
  return html;
}

std::string report_weak_spots(const ReportData& data) {
  if (!data.evaluation.is_object()) return "<p>Known after evaluation.</p>\n";
  std::vector<std::vector<std::string>> rows;
  size_t wrong = 0;
  for (const auto& [task, details] : data.evaluation["expert"].items()) {
    if (!details.contains("questions")) continue;
    for (const auto& question : details["questions"]) {
      if (question.value("right", false)) continue;
      ++wrong;
      if (rows.size() < kWeakSpots)
        rows.push_back({task, question.value("id", ""),
                        question.contains("reply") ? question.value("reply", "") : fmt::format("choice {}", question.value("choice", 0))});
    }
  }
  if (wrong == 0) return "<p>No question of the evaluation was answered wrongly.</p>\n";
  return fmt::format("<p>{} questions were answered wrongly{}.</p>\n", wrong, wrong > rows.size() ? fmt::format("; the first {}", rows.size()) : "") +
         html_table({"task", "question", "the expert said"}, rows);
}

std::string report_training(const ReportData& data) {
  if (!data.training.is_object()) return "<p>Not trained yet.</p>\n";
  ChartLine loss{"loss", {}};
  for (const auto& step : data.curve) loss.points.emplace_back(step.value("tokens", 0.0), step.value("loss", 0.0));
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, value] : data.training.items())
    if (key != "loop") rows.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
  return html_line_chart({loss}, "trained tokens", "loss (nats)") + html_table({"figure", "value"}, rows);
}

}  // namespace jangin::line
