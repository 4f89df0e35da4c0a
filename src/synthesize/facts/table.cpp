// Tables: each cell is the value of its column for its row, asked both ways.
#include <algorithm>
#include <array>
#include <map>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

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

}  // namespace

std::vector<MinedFact> mine_table(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::table || block.rows.size() < 3 || block.rows[0].size() < 2) continue;
    const auto& header = block.rows[0];
    if (is_empty_cell(header[0]) && header.size() > 2) continue;
    auto table = caption(block, input);
    std::vector<std::map<std::string, int>> seen(header.size());
    for (size_t r = 1; r < block.rows.size(); ++r)
      for (size_t c = 0; c < block.rows[r].size() && c < header.size(); ++c) ++seen[c][block.rows[r][c]];
    size_t cells = 0;
    for (size_t r = 1; r < block.rows.size(); ++r) {
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
