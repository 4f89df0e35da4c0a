// See render.h for the forms. Places are noted line by line while the text grows; NFC is applied to each piece as it is added, so
// that spans stay exact.
#include "collect/readers/pdf/render.h"

#include <cmath>

#include "collect/readers/pdf/inline_text.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

/// Replaces what would end a table cell.
std::string escape_cell(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

/// The end of one fragment and the start of the next in the same style become one run: "**a** **b**" → "**a b**".
void merge_marks(std::string& text, size_t joint, std::string_view mark) {
  // text[joint] is where the new fragment (or the space before it) begins.
  size_t at = joint;
  bool space = at < text.size() && text[at] == ' ';
  size_t after = at + (space ? 1 : 0);
  if (at < mark.size() || text.compare(at - mark.size(), mark.size(), mark) != 0 || text.compare(after, mark.size(), mark) != 0) return;
  text.erase(after, mark.size());
  text.erase(at - mark.size(), mark.size());
}

}  // namespace

void MarkdownWriter::place(size_t begin, uint32_t page, const Box& box) {
  if (begin >= text_.size()) return;
  record::TextPlace place;
  if (!places_.empty()) begin = std::max<size_t>(begin, places_.back().text.end);
  if (begin >= text_.size()) return;
  place.text = {begin, text_.size()};
  place.page = page;
  place.left = box.left;
  place.top = box.top;
  place.right = box.right;
  place.bottom = box.bottom;
  places_.push_back(place);
}
void MarkdownWriter::place(size_t begin, const Line& line) { place(begin, line.page, line.box); }

std::string MarkdownWriter::inline_text(const std::vector<Glyph>& glyphs, bool plain) const {
  return text::nfc(inline_markdown(glyphs, fonts_, {!plain, !plain && !measures_.mono_body}));
}

void MarkdownWriter::begin(bool tight) {
  if (!text_.empty()) text_ += tight ? "\n" : "\n\n";
}

void MarkdownWriter::lines(const std::vector<Line>& lines, bool plain, bool title) {
  for (size_t i = 0; i < lines.size(); ++i) {
    std::vector<Glyph> glyphs = lines[i].glyphs;
    std::string piece = inline_text(glyphs, plain);
    if (piece.empty()) continue;
    size_t start = text_.size();
    if (i > 0) {
      Joint joint = vocabulary_.joint(lines[i - 1], lines[i]);
      if (title && joint == Joint::nothing && !lines[i - 1].glyphs.empty() && lines[i - 1].glyphs.back().code != U'-') joint = Joint::space;
      if (joint == Joint::drop_hyphen) {
        // The hyphen may stand within marks: "**num-**".
        size_t hyphen = text_.find_last_of('-');
        if (hyphen != std::string::npos && text_.size() - hyphen <= 3) {
          text_.erase(hyphen, 1);
          if (!places_.empty() && places_.back().text.end > text_.size()) places_.back().text.end = text_.size();
        }
        start = text_.size();
      }
      if (joint == Joint::space) text_ += ' ';
    }
    text_ += piece;
    if (i > 0) {
      size_t before = text_.size();
      for (std::string_view mark : {"**", "`"}) merge_marks(text_, start, mark);
      if (text_.size() != before) {
        start -= (before - text_.size()) / 2;
        if (!places_.empty()) places_.back().text.end = std::min<uint64_t>(places_.back().text.end, start);
      }
    }
    place(start, lines[i]);
  }
}

void MarkdownWriter::code(const Block& block) {
  text_ += "```\n";
  float left = 1e9F, advance = 0;
  size_t advances = 0;
  for (const Line& line : block.lines) {
    left = std::min(left, line.box.left);
    for (const Glyph& g : line.glyphs) {
      if (g.code == U' ' || g.box.width() <= 0) continue;
      advance += g.box.width();
      ++advances;
    }
  }
  advance = advances > 0 ? advance / static_cast<float>(advances) : 6;
  for (size_t i = 0; i < block.lines.size(); ++i) {
    const Line& line = block.lines[i];
    if (i > 0 && line.page == block.lines[i - 1].page) {
      float pitch = measures_.pitch(line.size) > 0 ? measures_.pitch(line.size) : 1.2F * line.size;
      float gap = line.baseline - block.lines[i - 1].baseline;
      for (int blank = 1; blank < std::min(4, static_cast<int>(std::lround(gap / pitch))); ++blank) text_ += '\n';
    }
    size_t start = text_.size();
    std::string piece;
    float at = left;
    for (const Glyph& g : line.glyphs) {
      if (g.code == U' ') continue;
      float gap = (g.box.left - at) / advance;
      // Listings set in a proportional grid leave gaps that are not quite whole columns.
      long columns = piece.empty() || gap >= 1.75F ? std::clamp<long>(std::lround(gap), 0, 200) : gap > 0.45F ? 1 : 0;
      piece.append(static_cast<size_t>(columns), ' ');
      append_canonical(piece, g.code);
      at = g.box.right;
    }
    text_ += text::nfc(piece);
    place(start, line);
    text_ += '\n';
  }
  text_ += "```";
}

void MarkdownWriter::table(const Table& table) {
  bool first = true;
  for (const std::vector<Cell>& row : table.rows) {
    size_t start = text_.size();
    Box box = table.box;
    uint32_t page = table.page;
    bool placed = false;
    text_ += '|';
    for (const Cell& cell : row) {
      MarkdownWriter writer(vocabulary_, fonts_, measures_);
      writer.lines(cell.lines, first);
      text_ += ' ' + escape_cell(writer.text_) + (writer.text_.empty() ? "|" : " |");
      for (const Line& line : cell.lines) {
        if (cell.spanned) continue;
        if (!placed) {
          box = line.box;
          page = line.page;
        } else if (line.page == page) {
          box.include(line.box);
        }
        placed = true;
      }
    }
    place(start, page, box);
    text_ += '\n';
    if (first) {
      text_ += '|';
      for (size_t c = 0; c < row.size(); ++c) text_ += " --- |";
      text_ += '\n';
    }
    first = false;
  }
  text_.pop_back();
}

void MarkdownWriter::write(const Block& block) {
  bool item = block.kind == BlockKind::item || block.kind == BlockKind::definition;
  if (block.kind != BlockKind::table && block.lines.empty()) return;
  // A numbered list behind a bulleted one of the same depth is another list.
  bool numbered = block.marker.size() > 1;
  bool same_list = item && last_item_ && (block.level != last_level_ || numbered == last_numbered_);
  begin(same_list);
  last_item_ = item;
  last_level_ = block.level;
  last_numbered_ = numbered;
  std::string indent(static_cast<size_t>(std::max(block.level, 0)) * 2, ' ');
  switch (block.kind) {
    case BlockKind::heading:
      text_ += std::string(static_cast<size_t>(std::clamp(block.level, 1, 6)), '#') + ' ';
      if (block.marker.size() > 1) text_ += block.marker + ' ';
      lines(block.lines, true, true);
      break;
    case BlockKind::item:
      text_ += indent + block.marker + ' ';
      lines(block.lines, false);
      break;
    case BlockKind::definition:
      text_ += "- **";
      lines(block.term, true);
      text_ += "**: ";
      lines(block.lines, false);
      break;
    case BlockKind::code: code(block); break;
    case BlockKind::table: table(block.table); break;
    case BlockKind::footnote: {
      size_t label = 0;
      std::string number;
      while (label < block.lines[0].glyphs.size() && text::is_digit(block.lines[0].glyphs[label].code))
        text::append_utf8(number, block.lines[0].glyphs[label++].code);
      while (label < block.lines[0].glyphs.size() &&
             (block.lines[0].glyphs[label].code == U')' || block.lines[0].glyphs[label].code == U'.' || block.lines[0].glyphs[label].code == U' '))
        ++label;
      std::vector<Line> rest = block.lines;
      if (!number.empty()) {
        text_ += "[^" + number + "]: ";
        rest[0].glyphs.erase(rest[0].glyphs.begin(), rest[0].glyphs.begin() + static_cast<std::ptrdiff_t>(label));
      }
      lines(rest, false);
      break;
    }
    case BlockKind::paragraph:
      text_ += indent;
      if (!block.term.empty()) {
        std::string label = inline_text(block.term[0].glyphs, true);
        while (!label.empty() && (label.back() == ':' || label.back() == ' ')) label.pop_back();
        text_ += "**" + label + ":** ";
      }
      lines(block.lines, false);
      break;
  }
  while (!text_.empty() && text_.back() == ' ') text_.pop_back();
}

std::string MarkdownWriter::take_text() {
  if (!text_.empty() && text_.back() != '\n') text_ += '\n';
  return std::move(text_);
}

}  // namespace jangin::collect::pdf
