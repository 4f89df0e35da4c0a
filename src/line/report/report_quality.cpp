// What the expert can and cannot: summary, before and after, weak spots, training.
#include <fmt/format.h>

#include "base/progress.h"
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
    rows.push_back({row.value("task", ""), row.value("metric", ""), figure(row, "before"), figure(row, "after"), row.value("general", false) ? "outside the domain" : ""});
  }
  return html_table({"task", "metric", "base", "expert", ""}, rows, {2, 3}) + "<p>" + html_escape(data.evaluation.value("remark", "")) + "</p>\n";
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
      if (rows.size() < kWeakSpots) rows.push_back({task, question.value("id", ""), question.contains("reply") ? question.value("reply", "") : fmt::format("choice {}", question.value("choice", 0))});
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
  for (const auto& [key, value] : data.training.items()) rows.push_back({key, value.is_string() ? value.get<std::string>() : value.dump()});
  return html_line_chart({loss}, "trained tokens", "loss (nats)") + html_table({"figure", "value"}, rows);
}

}  // namespace jangin::line
