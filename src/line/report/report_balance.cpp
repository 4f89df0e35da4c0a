// What the documents are made of, whom they speak of, and what there is too much of: refine/balance.json as tables.
#include <fmt/format.h>

#include "line/report/html.h"
#include "line/report/report_sections.h"

namespace jangin::line {
namespace {

std::string as_text(const nlohmann::json& cell) { return cell.is_string() ? cell.get<std::string>() : cell.dump(); }

std::string title_of(std::string name) {
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

/// Columns of numbers and shares stand right.
std::vector<size_t> numeric_columns(const nlohmann::json& rows) {
  std::vector<size_t> numeric;
  if (rows.empty()) return numeric;
  for (size_t i = 0; i < rows[0].size(); ++i) {
    if (rows[0][i].is_number() || (rows[0][i].is_string() && rows[0][i].get<std::string>().ends_with(" %"))) numeric.push_back(i);
  }
  return numeric;
}

std::string warnings(const nlohmann::json& found) {
  if (found.empty()) return "<p>Nothing stands out: no share is beyond its limit ([refine.balance] of the recipe).</p>\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : found) rows.push_back({one.value("what", ""), fmt::format("{:.0f} %", 100 * one.value("limit", 0.0)), one.value("why", "")});
  return "<p>Shares beyond their limits ([refine.balance] of the recipe). A narrow expert may well want them.</p>\n" +
         html_table({"found", "limit", "what it means"}, rows, {1});
}

}  // namespace

std::string report_balance(const ReportData& data) {
  if (!data.balance.is_object()) return "<p>Known after refining.</p>\n";
  std::string html = fmt::format("<p>Of {} kept documents with {} words. A word is what stands between spaces.</p>\n",
                                 data.balance.value("documents", uint64_t{0}), data.balance.value("words", uint64_t{0}));
  html += "<h3>What stands out</h3>\n" + warnings(data.balance.value("warnings", nlohmann::json::array()));
  for (const auto& table : data.balance.value("tables", nlohmann::json::array())) {
    html += "<h3>" + html_escape(title_of(table.value("name", ""))) + "</h3>\n<p>" + html_escape(table.value("explanation", "")) + "</p>\n";
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : table.at("rows")) {
      rows.emplace_back();
      for (const auto& cell : row) rows.back().push_back(as_text(cell));
    }
    html +=
        rows.empty() ? "<p>Nothing.</p>\n" : html_table(table.at("columns").get<std::vector<std::string>>(), rows, numeric_columns(table.at("rows")));
  }
  return html;
}

}  // namespace jangin::line
