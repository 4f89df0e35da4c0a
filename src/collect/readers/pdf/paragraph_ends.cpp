// See paragraph_ends.h.
#include "collect/readers/pdf/paragraph_ends.h"

#include <algorithm>
#include <cmath>

#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

/// Width of the first word, which would have stood on the line before had there been room.
float first_word_width(const Line& line) {
  float left = line.rtl ? line.glyphs.front().box.left : line.box.left, right = line.glyphs.front().box.right;
  size_t wide = 0;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ') break;
    if (line.rtl) {
      left = std::min(left, g.box.left);
      continue;
    }
    right = g.box.right;
    // Korean and Chinese lines may break between any two characters.
    if (text::is_hangul(g.code) || text::is_han(g.code)) {
      if (++wide == 2) break;
    }
  }
  return right - left;
}

}  // namespace

float pitch_of(const Measures& measures, const Line& line) {
  float pitch = measures.pitch(line.size);
  return pitch > 0 ? pitch : 1.3F * line.size;
}

char32_t last_code(const Line& line) {
  for (size_t i = line.glyphs.size(); i-- > 0;) {
    char32_t c = line.glyphs[i].code;
    if (c != U' ' && c != U')' && c != U'"' && c != U'”' && c != U'’' && c != U']') return c;
  }
  return 0;
}

bool ends_sentence(const Line& line) {
  char32_t c = last_code(line);
  return c == U'.' || c == U'!' || c == U'?' || c == U':' || c == U'。';
}

bool starts_block(const Block& block, const Line& next, const OpenEdges& edges, const Measures& measures) {
  const Line& last = block.lines.back();
  float em = std::max(last.size, 1.0F), pitch = pitch_of(measures, last);
  float gap = next.baseline - last.baseline;
  if (last.page != next.page || gap <= 0 || std::fabs(next.size - last.size) > 0.08F * em || next.shaded != last.shaded) return true;
  float own = block.lines.size() >= 2 ? last.baseline - block.lines[block.lines.size() - 2].baseline : 0;
  if (gap > (own > 0 ? std::max(1.22F * own, own + 1.5F) : 1.3F * pitch)) return true;
  bool rtl = last.rtl && next.rtl;
  // Lines that are read from right to left are looked at in the mirror.
  auto left_of = [&](const Line& line) { return rtl ? -line.box.right : line.box.left; };
  auto right_of = [&](const Line& line) { return rtl ? -line.box.left : line.box.right; };
  float room = (rtl ? -block.column_left : block.column_right) - right_of(last);
  bool short_line = room > std::max(0.12F * (block.column_right - block.column_left), 3.5F * em);
  if ((last.bold > 0.98F) != (next.bold > 0.98F) && std::fabs(last.bold - next.bold) > 0.5F && short_line) return true;
  // A title set in another face than the text below it.
  bool other_face = last.main_font != next.main_font && last.main_share > 0.85F && next.main_share > 0.85F;
  if (other_face && block.lines.size() == 1 && (last.main_font == measures.body_font) != (next.main_font == measures.body_font) &&
      last.italic < 0.5F && next.italic < 0.5F && last.mono < 0.5F && next.mono < 0.5F)
    return true;
  float body_left = block.lines.size() >= 2 || rtl        ? left_of(last)
                    : block.kind == BlockKind::item       ? edges.item_text
                    : block.kind == BlockKind::definition ? edges.definition
                                                          : last.box.left;
  float shift = left_of(next) - body_left;
  bool same_end = std::fabs(right_of(last) - right_of(next)) < 3;
  bool no_room = room <= first_word_width(next) + 0.9F * em + 2;
  if (shift > kIndent * em) {
    // A hanging indent keeps its first line full; otherwise this is the first line of a new paragraph.
    return block.lines.size() >= 2 || !no_room;
  }
  if (shift < -kIndent * em) {
    bool first_line_indent = block.kind == BlockKind::paragraph && block.lines.size() == 1 && shift > -5 * em;
    // Text of an item that runs back under its bullet.
    bool lazy = block.kind == BlockKind::item && next.box.left >= edges.item - 2;
    return !((first_line_indent || lazy) && no_room);
  }
  return !no_room && !same_end && (short_line || ends_sentence(last));
}

}  // namespace jangin::collect::pdf
