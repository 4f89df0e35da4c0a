// What a column or page break parts and this file joins again: paragraphs and items, listings, tables; and the label of an
// admonition with its text.
#include <cmath>
#include <set>

#include "collect/readers/pdf/blocks.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

char32_t end_of(const Block& block) {
  const std::vector<Glyph>& glyphs = block.lines.back().glyphs;
  for (size_t i = glyphs.size(); i-- > 0;) {
    char32_t c = glyphs[i].code;
    if (c != U' ' && c != U')' && c != U'"' && c != U'”' && c != U'’') return c;
  }
  return 0;
}

bool is_text(const Block& block) {
  return (block.kind == BlockKind::paragraph || block.kind == BlockKind::item || block.kind == BlockKind::definition) && !block.lines.empty();
}

/// May stand between the two halves of a paragraph.
bool floats(const Block& block) { return block.kind == BlockKind::footnote || block.kind == BlockKind::table; }

bool goes_on(const Block& before, const Block& after, const Measures& measures) {
  if (after.kind != BlockKind::paragraph || after.lines.empty()) return false;
  const Line& last = before.lines.back();
  const Line& first = after.lines.front();
  if (std::fabs(last.size - first.size) > 0.08F * last.size || last.shaded != first.shaded) return false;
  if (before.bold() != after.bold()) return false;
  char32_t end = end_of(before), begin = first.glyphs.front().code;
  if (end == U'.' || end == U'!' || end == U'?' || end == U'。' || end == U':' || end == U';') return false;
  bool lower = begin >= U'a' && begin <= U'z';
  bool full = last.box.right > before.column_right - 0.08F * (before.column_right - before.column_left);
  if (end == U'-' && full) return true;
  // A paragraph that starts with an indented line is a new one.
  bool indented = after.lines.size() >= 2 && first.box.left > after.lines[1].box.left + 0.75F * measures.body_size;
  if (indented) return false;
  bool open_end = text::is_letter(end) || end == U',' || text::is_digit(end);
  return (lower && open_end) || (full && open_end && before.lines.size() >= 2) || (full && open_end && text::is_hangul(begin));
}

bool continues_table(const Table& above, const Table& below) {
  if (above.columns.size() != below.columns.size() || above.columns.empty()) return false;
  float shift = below.columns[0] - above.columns[0];
  for (size_t i = 0; i < above.columns.size(); ++i) {
    if (std::fabs(below.columns[i] - above.columns[i] - shift) > 6) return false;
  }
  return true;
}

std::string text_of(const std::vector<Cell>& row) {
  std::string out;
  for (const Cell& cell : row) {
    for (const Line& line : cell.lines) out += plain_text(line.glyphs);
    out += '|';
  }
  return out;
}

/// "Table 11.7: (continued)": the caption that a table repeats on its next page.
bool is_continued_caption(const Block& block) {
  if (block.kind != BlockKind::paragraph || block.lines.size() != 1 || block.lines[0].glyphs.size() > 120) return false;
  std::string text = plain_text(block.lines[0].glyphs);
  for (std::string_view end : {"(continued)", "(cont.)", "(cont'd)", "(계속)", "<계속>"}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

void append_rows(Table& above, Table& below) {
  size_t from = !above.rows.empty() && !below.rows.empty() && text_of(above.rows[0]) == text_of(below.rows[0]) ? 1 : 0;
  for (size_t r = from; r < below.rows.size(); ++r) above.rows.push_back(std::move(below.rows[r]));
}

void append_lines(Block& to, Block& from) {
  for (Line& line : from.lines) to.lines.push_back(std::move(line));
  to.column = from.column;
  to.column_left = from.column_left;
  to.column_right = from.column_right;
}

bool is_admonition(const Block& block) {
  static const std::set<std::string> kLabels{"Note", "Warning", "Caution", "Important", "Tip",  "Danger", "Notice", "Attention",
                                             "Hint", "참고",    "주의",    "경고",      "중요", "위험",   "알림",   "주목"};
  if (block.kind != BlockKind::paragraph || block.lines.size() != 1 || block.lines[0].glyphs.size() > 14) return false;
  std::string label = plain_text(block.lines[0].glyphs);
  while (!label.empty() && (label.back() == ':' || label.back() == ' ')) label.pop_back();
  if (!label.empty() && label[0] >= 'A' && label[0] <= 'Z') {
    for (size_t i = 1; i < label.size(); ++i) label[i] = static_cast<char>(label[i] >= 'A' && label[i] <= 'Z' ? label[i] + 32 : label[i]);
  }
  return kLabels.contains(label);
}

}  // namespace

void join_over_breaks(std::vector<Block>& blocks, const Measures& measures) {
  std::vector<Block> out;
  size_t last_text = SIZE_MAX;  // in `out`: the text block that only floating blocks follow
  for (size_t i = 0; i < blocks.size(); ++i) {
    Block& block = blocks[i];
    bool before_table = i + 1 < blocks.size() && blocks[i + 1].kind == BlockKind::table;
    if (before_table && !out.empty() && out.back().kind == BlockKind::table && is_continued_caption(block) &&
        continues_table(out.back().table, blocks[i + 1].table)) {
      continue;
    }
    bool new_column = !out.empty() && out.back().column != block.column;
    if (!out.empty() && out.back().kind == BlockKind::table && block.kind == BlockKind::table && new_column &&
        continues_table(out.back().table, block.table)) {
      append_rows(out.back().table, block.table);
      out.back().column = block.column;
      continue;
    }
    if (!out.empty() && out.back().kind == BlockKind::code && block.kind == BlockKind::code && new_column &&
        out.back().lines.back().shaded == block.lines[0].shaded) {
      append_lines(out.back(), block);
      continue;
    }
    if (is_text(block) && last_text != SIZE_MAX && out[last_text].column != block.column && goes_on(out[last_text], block, measures)) {
      append_lines(out[last_text], block);
      continue;
    }
    out.push_back(std::move(block));
    if (is_text(out.back())) {
      last_text = out.size() - 1;
    } else if (!floats(out.back())) {
      last_text = SIZE_MAX;
    }
  }
  blocks.clear();
  for (Block& block : out) {
    bool labelled = !blocks.empty() && is_admonition(blocks.back()) && block.kind == BlockKind::paragraph && !block.lines.empty();
    if (labelled) {
      Block& label = blocks.back();
      label.term = std::move(label.lines);
      label.lines.clear();
      append_lines(label, block);
      continue;
    }
    blocks.push_back(std::move(block));
  }
}

}  // namespace jangin::collect::pdf
