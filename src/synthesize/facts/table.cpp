// Tables: each cell is the value of its column for its row, asked both ways.
#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kMostCells = 400;  // of one table

bool describes(std::string_view column) {
  static constexpr std::array<std::string_view, 12> kColumns = {"description", "meaning", "function", "purpose", "usage", "use", "explanation", "comment", "name", "function result", "action", "effect"};
  auto lower = to_lower_ascii(column);
  return std::find(kColumns.begin(), kColumns.end(), lower) != kColumns.end();
}
bool is_empty_cell(std::string_view cell) { return cell.empty() || cell == "-" || cell == "–" || cell == "n/a" || cell == "N/A" || cell.find("...") != cell.npos; }

/// "Table 11.10: Probing G-Codes" → "probing G-codes".
std::string caption(const Block& block, const MinerInput& input) {
  auto lead = block.lead;
  if (auto dash = lead.find(" - "); dash != std::string::npos && lead.starts_with('#')) return lead.substr(0, dash);
  if (lead.starts_with("Table ")) {
    auto colon = lead.find(": ");
    if (colon != std::string::npos && colon < 16) return input.vocabulary.sentence_case(lead.substr(colon + 2));
  }
  return input.topic->phrase;
}

/// Where the rows of a table begin: its first may be a caption of one cell, the next the header, or none.
struct Layout {
  std::string caption;
  size_t body = 1;          // first row of values
  bool has_header = true;
};
bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }
bool is_figure(const std::string& cell) { return has_digit(cell) && cell.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos; }

/// A first row of figures is none of names: the table goes on from another page.
bool is_row_of_values(const std::vector<std::string>& row) { return row.size() > 2 && std::all_of(row.begin() + 1, row.end(), [](const std::string& cell) { return is_figure(cell) || is_empty_cell(cell); }) && is_figure(row[1]); }

Layout layout_of(const Block& block) {
  Layout layout;
  const auto& rows = block.rows;
  if (rows.size() >= 3 && is_row_of_values(rows[0]) && is_row_of_values(rows[1])) {
    layout.body = 0, layout.has_header = false;
    return layout;
  }
  if (rows.size() < 3 || rows[0].size() != 1 || rows[1].size() < 2) return layout;
  layout.caption = rows[0][0];
  // Behind a caption: a row whose key looks like those below it is no header.
  layout.has_header = !(has_digit(rows[1][0]) && has_digit(rows[2].empty() ? "" : rows[2][0]));
  layout.body = layout.has_header ? 2 : 1;
  return layout;
}

/// "| Selec | t CS |": a heading that the page's columns cut in two; its pieces are joined over both.
std::vector<std::string> joined_header(std::vector<std::string> header) {
  for (size_t c = 0; c + 1 < header.size(); ++c) {
    const auto space = header[c + 1].find(' ');
    const bool cut = space == 1 && std::islower(static_cast<unsigned char>(header[c + 1][0])) && !header[c].empty() && std::islower(static_cast<unsigned char>(header[c].back()));
    if (!cut || header[c + 1][0] == 'a') continue;
    header[c + 1] = header[c] + header[c + 1];
    header[c] = header[c + 1].substr(0, header[c + 1].find(' '));
  }
  return header;
}

/// A table without a header: what its caption says of each key; several columns are told together, since no name tells them apart.
void mine_without_header(const MinerInput& input, const Block& block, const Layout& layout, const std::string& table, std::vector<MinedFact>& out) {
  size_t cells = 0;
  for (size_t r = layout.body; r < block.rows.size() && cells < kMostCells; ++r) {
    const auto& row = block.rows[r];
    if (row.size() < 2 || is_empty_cell(row[0]) || english::count_words(row[0]) > 8) continue;
    std::string value;
    for (size_t c = 1; c < row.size(); ++c) value += (c > 1 ? ", " : "") + row[c];
    if (is_empty_cell(row[1]) || english::count_words(value) > 16 || (row.size() > 2 && table.empty())) continue;
    cells += row.size() - 1;
    const auto relation = table.empty() ? std::string("is") : table;
    Frame frame = AttributeFrame{relation, row[0], value};
    if (row.size() == 2) {
      MeaningFrame meaning;
      meaning.term = row[0], meaning.description = value;
      frame = meaning;
    }
    auto fact = make_fact(input, "table", frame, row[0], relation, value, "", block.row_spans[r], row.size() == 2 ? 0.45 : 0.3);
    fact.statement = row[0] + " – " + value + ".";
    out.push_back(std::move(fact));
  }
}

}  // namespace

std::vector<MinedFact> mine_table(const MinerInput& input) {
  std::vector<MinedFact> out;
  if (is_beside_the_field(input.passage)) return out;  // an exercise's givens
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::table) continue;
    const Layout layout = layout_of(block);
    if (block.rows.size() < layout.body + 1) continue;
    auto table = layout.caption.empty() ? caption(block, input) : input.vocabulary.sentence_case(layout.caption);
    if (!layout.has_header) {
      mine_without_header(input, block, layout, table, out);
      continue;
    }
    const auto header = joined_header(block.rows[layout.body - 1]);
    if (block.rows.size() < layout.body + 2 || header.size() < 2 || (is_empty_cell(header[0]) && header.size() > 2)) continue;
    std::vector<std::map<std::string, int>> seen(header.size());
    for (size_t r = layout.body; r < block.rows.size(); ++r)
      for (size_t c = 0; c < block.rows[r].size() && c < header.size(); ++c) ++seen[c][block.rows[r][c]];
    size_t cells = 0;
    for (size_t r = layout.body; r < block.rows.size(); ++r) {
      const auto& row = block.rows[r];
      if (row.empty() || is_empty_cell(row[0]) || seen[0][row[0]] > 1 || english::count_words(row[0]) > 8) continue;
      for (size_t c = 1; c < row.size() && c < header.size() && cells < kMostCells; ++c) {
        if (is_empty_cell(row[c]) || is_empty_cell(header[c]) || english::count_words(row[c]) > 16) continue;
        ++cells;
        CellFrame frame{table, header[0], row[0], header[c], row[c], seen[c][row[c]] == 1, header.size() == 2 && describes(header[c])};
        double importance = frame.described ? 0.52 : header.size() <= 4 ? 0.45 : 0.25;
        auto fact = make_fact(input, "table", frame, row[0], header[c], row[c], "", block.row_spans[r], importance);
        fact.statement = frame.described ? row[0] + " – " + row[c] + "." : "The " + to_lower_ascii(header[c]) + " of " + row[0] + " is " + row[c] + ".";
        out.push_back(std::move(fact));
      }
    }
  }
  return out;
}

}  // namespace jangin::synthesize
