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

constexpr size_t kMostCells = 400;                     // of one table
constexpr size_t kLongestCell = 20, kLongestKey = 10;  // words

bool describes(std::string_view column) {
  static constexpr std::array<std::string_view, 12> kColumns = {"description", "meaning", "function", "purpose",         "usage",  "use",
                                                                "explanation", "comment", "name",     "function result", "action", "effect"};
  auto lower = to_lower_ascii(column);
  return std::find(kColumns.begin(), kColumns.end(), lower) != kColumns.end();
}
bool is_empty_cell(std::string_view cell) {
  return cell.empty() || holds_raw_formula(cell) || cell == "-" || cell == "–" || cell == "n/a" || cell == "N/A" || cell.find("...") != cell.npos;
}

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
  size_t body = 1;  // first row of values
  bool has_header = true;
};
bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }
bool is_figure(const std::string& cell) {
  return has_digit(cell) && cell.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
}

/// A first row of figures is none of names: the table goes on from another page.
bool is_row_of_values(const std::vector<std::string>& row) {
  return row.size() > 1 && std::all_of(row.begin() + 1, row.end(), [](const std::string& cell) { return is_figure(cell) || is_empty_cell(cell); }) &&
         is_figure(row[1]);
}

Layout layout_of(const Block& block) {
  Layout layout;
  const auto& rows = block.rows;
  const auto next =
      rows.empty() ? rows.end() : std::find_if(rows.begin() + 1, rows.end(), [](const auto& row) { return row.size() > 1; });  // past "| boron |"
  if (next != rows.end() && is_row_of_values(rows[0]) && is_row_of_values(*next)) {
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
    const bool cut = space == 1 && std::islower(static_cast<unsigned char>(header[c + 1][0])) && !header[c].empty() &&
                     std::islower(static_cast<unsigned char>(header[c].back()));
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

/// "Experiment 1", "Trial 2", "Sample A": columns of values that were measured or made up once.
bool tells_of_runs(const std::vector<std::string>& header, const std::string& caption) {
  if (const auto lower = to_lower_ascii(caption); lower.find("example") == 0 || lower.ends_with(" example") || lower.ends_with(" format"))
    return true;  // what a file may look like
  static constexpr std::array<std::string_view, 6> kRuns = {"experiment", "trial", "run ", "sample", "measurement", "example"};
  return std::any_of(header.begin(), header.end(), [](const std::string& name) {
    const auto lower = to_lower_ascii(name);
    if (lower == "examples") return false;  // members of what the row is about
    return std::any_of(kRuns.begin(), kRuns.end(), [&](std::string_view run) { return lower.starts_with(run); });
  });
}

/// "Number of Stable Isotopes | Proton Number | Neutron Number": a count is what its row is about, not what names it.
void mine_counted(const MinerInput& input, const Block& block, size_t body, const std::vector<std::string>& header, std::vector<MinedFact>& out) {
  for (size_t r = body; r < block.rows.size(); ++r) {
    const auto& row = block.rows[r];
    if (row.size() != header.size() || english::number_value(row[0]).empty()) continue;
    std::string of;
    for (size_t c = 1; c < row.size(); ++c) {
      if (is_empty_cell(row[c]) || english::count_words(row[c]) > 3) return;
      of += (c == 1 ? "" : c + 1 < row.size() ? ", " : " and ") + to_lower_ascii(header[c]) + " " + row[c];
    }
    auto fact = make_fact(input, "table", AttributeFrame{to_lower_ascii(header[0]), of, row[0]}, of, header[0], row[0], "", block.row_spans[r], 0.4);
    fact.statement = "The " + to_lower_ascii(header[0]) + " with " + of + " is " + row[0] + ".";
    out.push_back(std::move(fact));
  }
}

/// "K" with two rows of a table that says what each key is: both meanings are its value.
void mine_repeated_key(const MinerInput& input, const Block& block, size_t r, const std::vector<std::string>& header, const std::string& table,
                       std::vector<MinedFact>& out) {
  const auto& key = block.rows[r][0];
  std::string value;
  size_t last = r;
  for (size_t k = r; k < block.rows.size() && !block.rows[k].empty() && block.rows[k][0] == key; ++k) {
    if (block.rows[k].size() != 2 || is_empty_cell(block.rows[k][1])) return;
    auto cell = block.rows[k][1];
    while (!cell.empty() && cell.back() == '.') cell.pop_back();
    value += (k == r ? "" : ", or ") + cell;
    last = k;
  }
  if (last == r || english::count_words(value) > 24) return;
  CellFrame frame{table, header[0], key, header[1], value, true, true};
  auto fact = make_fact(input, "table", frame, key, header[1], value, "", {block.row_spans[r].begin, block.row_spans[last].end}, 0.5);
  fact.statement = key + " – " + value + ".";
  out.push_back(std::move(fact));
}

/// "| Insoluble compounds | contain these ions | exceptions |" within the table: names of columns again.
bool repeats_header(const std::vector<std::string>& row, const std::vector<std::string>& header) {
  size_t same = 0;
  for (const auto& cell : row) same += !cell.empty() && std::find(header.begin(), header.end(), cell) != header.end();
  return same > 0 && same + 1 >= row.size();
}

/// A header one cell longer than every row: its first cell spans the others.
std::vector<std::string> without_spanning_cell(std::vector<std::string> header, const Block& block, size_t body) {
  if (header.size() < 3) return header;
  for (size_t r = body; r < block.rows.size(); ++r)
    if (block.rows[r].size() + 1 != header.size() && !repeats_header(block.rows[r], header)) return header;
  header.erase(header.begin());
  return header;
}

/// "Name | Formula | Related Acid | Formula": a name that stands twice is of the column before it.
std::vector<std::string> told_apart(const std::vector<std::string>& header) {
  auto out = header;
  for (size_t c = 2; c < header.size(); ++c)
    if (!header[c].empty() && !header[c - 1].empty() &&
        std::find(header.begin() + 1, header.begin() + static_cast<std::ptrdiff_t>(c), header[c]) != header.begin() + static_cast<std::ptrdiff_t>(c))
      out[c] = header[c - 1] + " " + to_lower_ascii(header[c]);
  return out;
}

/// "Output Pin | Function | Input Pin | Function": two tables side by side, which only the page joins; columns of the first, 0: one table.
size_t columns_of_first(const std::vector<std::string>& header) {
  const auto half = header.size() / 2;
  if (half < 2 || header.size() % 2 != 0) return 0;
  size_t same = 0;
  for (size_t c = 0; c < half; ++c) same += !header[c].empty() && to_lower_ascii(header[c]) == to_lower_ascii(header[half + c]);
  const auto last_word = [](const std::string& name) { return to_lower_ascii(name.substr(name.rfind(' ') + 1)); };
  const bool keys_alike = !header[0].empty() && last_word(header[0]) == last_word(header[half]);
  return keys_alike && same * 2 >= half && same > 0 ? half : 0;
}

/// Columns [first, first + count) of the rows, as a table of their own.
Block columns_of(const Block& block, size_t first, size_t count) {
  Block part = block;
  for (auto& row : part.rows) {
    row.resize(std::max(row.size(), first + count));
    row.assign(row.begin() + static_cast<std::ptrdiff_t>(first), row.begin() + static_cast<std::ptrdiff_t>(first + count));
  }
  return part;
}

void mine_rows(const MinerInput& input, const Block& block, size_t body, const std::vector<std::string>& header, const std::string& table,
               std::vector<MinedFact>& out) {
  std::vector<std::map<std::string, int>> seen(header.size());
  for (size_t r = body; r < block.rows.size(); ++r)
    for (size_t c = 0; c < block.rows[r].size() && c < header.size(); ++c) ++seen[c][block.rows[r][c]];
  size_t cells = 0;
  for (size_t r = body; r < block.rows.size(); ++r) {
    const auto& row = block.rows[r];
    if (row.empty() || is_empty_cell(row[0]) || english::count_words(row[0]) > kLongestKey || repeats_header(row, header)) continue;
    if (seen[0][row[0]] > 1) {
      const bool first = r == body || block.rows[r - 1].empty() || block.rows[r - 1][0] != row[0];
      if (first && header.size() == 2 && describes(header[1])) mine_repeated_key(input, block, r, header, table, out);
      continue;
    }
    for (size_t c = 1; c < row.size() && c < header.size() && cells < kMostCells; ++c) {
      if (is_empty_cell(row[c]) || is_empty_cell(header[c]) || english::count_words(row[c]) > kLongestCell) continue;
      ++cells;
      CellFrame frame{table, header[0], row[0], header[c], row[c], seen[c][row[c]] == 1, header.size() == 2 && describes(header[c])};
      double importance = frame.described ? 0.52 : header.size() <= 4 ? 0.45 : 0.25;
      auto fact = make_fact(input, "table", frame, row[0], header[c], row[c], "", block.row_spans[r], importance);
      fact.statement = frame.described ? row[0] + " – " + row[c] + "." : "The " + to_lower_ascii(header[c]) + " of " + row[0] + " is " + row[c] + ".";
      out.push_back(std::move(fact));
    }
  }
}

}  // namespace

bool continues_table(const std::vector<Block>& blocks) {
  return !blocks.empty() && blocks[0].kind == BlockKind::table && blocks[0].span.begin == 0 && !layout_of(blocks[0]).has_header &&
         layout_of(blocks[0]).body == 0;
}

std::vector<std::string> header_at_end(const std::vector<Block>& blocks) {
  if (blocks.empty() || blocks.back().kind != BlockKind::table) return {};
  const auto layout = layout_of(blocks.back());
  if (!layout.has_header || blocks.back().rows.size() <= layout.body || is_row_of_values(blocks.back().rows[layout.body - 1])) return {};
  return joined_header(blocks.back().rows[layout.body - 1]);
}

std::vector<MinedFact> mine_table(const MinerInput& input) {
  std::vector<MinedFact> out;
  if (is_beside_the_field(input.passage)) return out;  // an exercise's givens
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::table) continue;
    const Layout layout = layout_of(block);
    if (block.rows.size() < layout.body + 1) continue;
    auto table = layout.caption.empty() ? caption(block, input) : input.vocabulary.sentence_case(layout.caption);
    if (&block == &input.blocks.front() && input.open_header.size() > 1 && continues_table(input.blocks)) {
      mine_rows(input, block, 0, input.open_header, table, out);
      continue;
    }
    if (!layout.has_header) {
      mine_without_header(input, block, layout, table, out);
      continue;
    }
    const auto names = joined_header(block.rows[layout.body - 1]);
    if (const auto columns = columns_of_first(names); columns > 0) {
      for (const size_t first : {size_t{0}, columns}) {
        const auto part = columns_of(block, first, columns);
        mine_rows(input, part, layout.body, joined_header(part.rows[layout.body - 1]), table, out);
      }
      continue;
    }
    const auto header = told_apart(without_spanning_cell(names, block, layout.body));
    if (block.rows.size() < layout.body + 1 || header.size() < 2 || (is_empty_cell(header[0]) && header.size() > 2) ||
        tells_of_runs(header, block.lead))
      continue;
    if (to_lower_ascii(header[0]).starts_with("number of ") && header.size() > 2)
      mine_counted(input, block, layout.body, header, out);
    else
      mine_rows(input, block, layout.body, header, table, out);
  }
  return out;
}

}  // namespace jangin::synthesize
