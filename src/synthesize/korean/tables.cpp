// A table's cells as keys with their values. Tables without names of columns and those of an example's data are left out.
#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"
#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/lists.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kMostCells = 120, kLongestKey = 50, kLongestValue = 160, kLongestColumn = 16, kLongestKind = 6;  // cells; characters

size_t length(std::string_view text) { return text::count_code_points(text); }
bool is_korean(std::string_view text) {
  return std::ranges::any_of(text, [](unsigned char c) { return c >= 0xEA && c <= 0xED; });
}
bool is_empty(std::string_view cell) {
  return cell.empty() || is_one_of(cell, std::to_array<std::string_view>({"-", "–", "—", "없음", "해당 없음", "N/A", "n/a", "&nbsp;"})) ||
         cell.find("...") != cell.npos;
}
/// A column of an example's data: "결과", "예".
bool is_of_example(std::string_view column) {
  return column.starts_with("예") ||
         is_one_of(column, std::to_array<std::string_view>({"결과", "출력", "링크", "자세한 정보", "비고", "참고", "번호"}));
}
/// "상수" in front of "DB_NULL": what the keys are.
std::string named_key(const std::string& column, const std::string& key) {
  const auto words = split_words(column);
  const bool kind = words.size() == 1 && length(column) <= kLongestKind && is_korean(column) && !is_korean(key) &&
                    !is_one_of(std::string_view(column), std::to_array<std::string_view>({"이름", "값", "구문", "코드", "항목", "용어"}));
  return kind && key.find(column) == std::string::npos ? column + " " + key : key;
}

/// Keys of several rows ("펌프 | 1 bar", "펌프 | 2 bar"): alone they name no row.
std::set<std::string> repeated_keys(const std::vector<std::vector<std::string>>& rows, size_t first) {
  std::set<std::string> seen, repeated;
  for (size_t r = first; r < rows.size(); ++r)
    if (!rows[r].empty() && !seen.insert(rows[r][0]).second) repeated.insert(rows[r][0]);
  return repeated;
}

}  // namespace

std::vector<Standing> read_cells(const Block& table, const std::vector<std::string>& open_header) {
  std::vector<Standing> out;
  const bool goes_on = open_header.size() > 1 && !table.rows.empty() && table.rows[0].size() == open_header.size();
  if (table.rows.empty() || table.rows[0].size() < 2) return out;
  std::vector<std::string> header;
  for (const auto& name : goes_on ? open_header : table.rows[0]) header.push_back(std::string(trim(clean_sentence(name))));
  const size_t first = goes_on ? 0 : 1;
  const auto repeated = repeated_keys(table.rows, first);
  for (size_t r = first; r < table.rows.size() && out.size() < kMostCells; ++r) {
    const auto& row = table.rows[r];
    if (row.size() != header.size() || repeated.contains(row[0])) continue;
    const auto key = std::string(trim(clean_sentence(row[0])));
    if (is_empty(key) || length(key) > kLongestKey || key.ends_with('.') || header[0].empty() || is_of_example(header[0])) continue;
    for (size_t c = 1; c < row.size(); ++c) {
      const auto value = std::string(trim(clean_sentence(std::string_view(row[c]).substr(0, row[c].find("<br")))));  // notes follow
      if (is_empty(value) || value == key || length(value) > kLongestValue || !(is_korean(header[c]) || header[c] == "Description") ||
          length(header[c]) > kLongestColumn || is_of_example(header[c]) || header[c] == header[0])
        continue;
      out.push_back(
          {.kind = Standing::Kind::key_value, .key = named_key(header[0], key), .value = value, .attribute = header[c], .span = table.row_spans[r]});
    }
  }
  return out;
}

}  // namespace jangin::synthesize::korean
