// Cells to the letter. What is worded otherwise is left to the words of the row gate.
#include "judge/table_cells.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "judge/korean_stem.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

struct CellRow {
  std::vector<std::string> cells;  // the first is the key
};

/// One space between words, no mark at the end.
std::string plain_cell(std::string_view text) {
  std::string out;
  for (std::string_view word : split(trim(text), ' ')) {
    if (!word.empty()) out += (out.empty() ? "" : " ") + std::string(word);
  }
  while (out.ends_with('.')) out.pop_back();
  return out;
}

CellRow table_row(std::string_view line) {
  CellRow row;
  for (std::string_view cell : split(line.substr(1, line.size() - (line.ends_with('|') ? 2 : 1)), '|')) {
    if (std::string text = plain_cell(cell); !text.empty()) row.cells.push_back(std::move(text));
  }
  return row;
}

CellRow item_row(std::string_view item) {
  size_t colon = item.find(": ");
  if (colon == std::string_view::npos) return {};
  return {{plain_cell(item.substr(0, colon)), plain_cell(item.substr(colon + 2))}};
}

std::vector<CellRow> cell_rows(std::string_view evidence) {
  std::vector<CellRow> rows;
  bool in_table = false;
  for (std::string_view line : split_lines(evidence)) {
    line = trim(line);
    bool table = line.size() > 1 && line.starts_with('|');
    bool header = table && !in_table;
    in_table = table;
    if (header || line.find_first_not_of("|:- ") == std::string_view::npos) continue;
    CellRow row = table ? table_row(line) : line.starts_with("- ") || line.starts_with("* ") ? item_row(line.substr(2)) : CellRow{};
    if (row.cells.size() > 1) rows.push_back(std::move(row));
  }
  return rows;
}

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_symbol(char c) { return std::string_view("=<>!+-*/&|^%~:#@$\\").find(c) != std::string_view::npos; }
bool is_hangul_byte(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

/// Whether `cell` stands at [at, at + cell.size()) as a whole: neither part of a longer word nor of a longer operator.
bool stands_whole(std::string_view text, size_t at, std::string_view cell) {
  size_t end = at + cell.size();
  auto joined = [](char a, char b) {
    return (is_letter_or_digit(a) && is_letter_or_digit(b)) || (is_symbol(a) && is_symbol(b)) || (is_hangul_byte(a) && is_hangul_byte(b));
  };
  if (at > 0 && joined(text[at - 1], cell.front())) return false;
  if (end == text.size()) return true;
  bool colon = text[end] == ':' && (end + 1 == text.size() || text[end + 1] == ' ');
  if (colon) return true;
  if (is_letter_or_digit(cell.back()) && is_symbol(text[end]) && end + 1 < text.size() && text[end + 1] != ' ')
    return false;  // "CPoint" of "CPoint::x"
  if (!is_hangul_byte(text[end])) return !joined(cell.back(), text[end]);
  size_t word_end = std::min(text.find_first_of(" ,.?\"", end), text.size());
  return is_korean_tail(text.substr(end, word_end - end));
}

/// The first place at or behind `from` where the cell stands as a whole; npos for none.
size_t find_cell(std::string_view text, std::string_view cell, size_t from = 0) {
  for (size_t at = text.find(cell, from); at != std::string_view::npos; at = text.find(cell, at + 1)) {
    if (stands_whole(text, at, cell)) return at;
  }
  return std::string_view::npos;
}

/// Where a text names a cell.
struct Mention {
  size_t row, begin, end;
  size_t size() const { return end - begin; }
};

/// Cells that the text names; those that lie within another's are left out.
std::vector<Mention> mentions_in(std::string_view text, const std::vector<CellRow>& rows) {
  std::vector<Mention> all, longest;
  for (size_t r = 0; r < rows.size(); ++r) {
    for (const std::string& cell : rows[r].cells) {
      for (size_t at = find_cell(text, cell); at != std::string_view::npos; at = find_cell(text, cell, at + 1))
        all.push_back({r, at, at + cell.size()});
    }
  }
  for (const Mention& one : all) {
    bool within =
        std::ranges::any_of(all, [&](const Mention& other) { return other.begin <= one.begin && other.end >= one.end && other.size() > one.size(); });
    if (!within) longest.push_back(one);
  }
  return longest;
}

std::vector<size_t> rows_with(const std::string& cell, const std::vector<CellRow>& rows) {
  std::vector<size_t> found;
  for (size_t r = 0; r < rows.size(); ++r) {
    if (std::ranges::find(rows[r].cells, cell) != rows[r].cells.end()) found.push_back(r);
  }
  return found;
}

CellVerdict compare(const std::vector<size_t>& named, const std::vector<size_t>& holding, size_t rows) {
  if (named.empty() || holding.empty() || holding.size() == rows) return CellVerdict::unknown;
  bool together = std::ranges::any_of(named, [&](size_t r) { return std::ranges::find(holding, r) != holding.end(); });
  return together ? CellVerdict::one_row : CellVerdict::apart;
}

/// The question without the titles it names: they tell no row apart, though a row's key may stand in them.
std::string without_titles(std::string_view question, std::string_view context) {
  std::string rest(question);
  for (size_t from = 0; from < context.size();) {
    size_t end = std::min(context.find(" > ", from), context.size());
    std::string_view title = context.substr(from, end - from);
    size_t at = title.empty() ? std::string::npos : rest.find(title);
    if (at != std::string::npos) rest.erase(at, title.size());
    from = end + 3;
  }
  return rest;
}

/// "key: value": rows with this key against rows with this value. The longest key that fits is meant.
CellVerdict judge_statement(std::string_view statement, const std::vector<CellRow>& rows) {
  size_t longest = 0, value = 0;
  for (const CellRow& row : rows) {
    const std::string& key = row.cells.front();
    if (!statement.starts_with(key) || key.size() <= longest) continue;
    for (std::string_view mark : {": ", ".: "}) {
      if (statement.substr(key.size()).starts_with(mark)) longest = key.size(), value = longest + mark.size();
    }
  }
  if (longest == 0) return CellVerdict::unknown;
  return compare(rows_with(std::string(statement.substr(0, longest)), rows), rows_with(plain_cell(statement.substr(value)), rows), rows.size());
}

}  // namespace

CellVerdict judge_cells(const GateInput& input) {
  const std::vector<CellRow> rows = cell_rows(input.evidence);
  if (rows.size() < 2) return CellVerdict::unknown;
  const std::string answer = plain_cell(input.answer);
  if (trim(input.question).empty()) return judge_statement(answer, rows);
  std::vector<size_t> holding = rows_with(answer, rows);
  const std::string question = plain_cell(input.question);
  std::string asked = without_titles(question, input.context);
  std::vector<Mention> mentions = mentions_in(asked, rows);
  if (mentions.empty()) asked = question, mentions = mentions_in(asked, rows);
  bool offered = std::ranges::any_of(mentions, [&](const Mention& one) { return std::string_view(asked).substr(one.begin, one.size()) == answer; });
  if (holding.empty() || offered) return CellVerdict::unknown;  // one of the choices that the question offers
  std::vector<size_t> named;
  for (const Mention& one : mentions) named.push_back(one.row);
  return compare(named, holding, rows.size());
}

}  // namespace jangin::judge
