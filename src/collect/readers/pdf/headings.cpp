// Headings: the outline is the authority where there is one (title text matched to the line on its page); otherwise size, weight and
// numbering of short blocks decide. Levels nest without gaps.
#include <cmath>
#include <cstddef>
#include <map>
#include <set>

#include "collect/readers/pdf/blocks.h"
#include "collect/readers/pdf/leaders.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr size_t kMaxHeadingGlyphs = 160;
constexpr size_t kMaxHeadingLines = 4;

/// Letters and digits only, case folded: titles differ from their lines in spaces and quotes.
std::string squeeze(const std::string& text) {
  std::string out;
  std::string folded = text::casefold(text::nfkc(text));
  for (size_t at = 0; at < folded.size();) {
    char32_t c = text::next_code_point(folded, at);
    if (text::is_letter(c) || text::is_digit(c)) text::append_utf8(out, c);
  }
  return out;
}

/// "11.4.13", "Chapter 11", "제3장", "A.2": what may stand before the title in the line.
bool is_number_prefix(const std::string& squeezed) {
  static const std::set<std::string> kWords{"", "chapter", "part", "appendix", "section", "annex", "article", "제"};
  std::string letters;
  size_t digits = 0;
  for (char c : squeezed) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else {
      letters += c;
    }
  }
  if (kWords.contains(letters)) return true;
  return squeezed.size() <= 8 && (digits > 0 || letters.size() <= 4);
}

bool ends_with_title(const std::string& line, const std::string& title) {
  return line == title || (line.size() > title.size() && line.ends_with(title) && is_number_prefix(line.substr(0, line.size() - title.size())));
}

/// Lines [begin, end) that say the title; empty when item `i` does not begin it.
size_t match_title(const std::vector<Item>& items, const std::vector<std::string>& squeezed, size_t i, const std::string& title) {
  std::string text;
  for (size_t n = 0; n < kMaxHeadingLines && i + n < items.size(); ++n) {
    const Item& item = items[i + n];
    if (item.is_table || item.page != items[i].page || (n > 0 && item.line.size < 0.8F * items[i].line.size)) return 0;
    text += squeezed[i + n];
    if (ends_with_title(text, title)) return n + 1;
    if (text.size() > title.size() + 24) return 0;
  }
  return 0;
}

struct Style {
  int size = 0;  // half points
  bool bold = false;
  auto operator<=>(const Style&) const = default;
};
Style style_of(const Line& line) { return {static_cast<int>(std::lround(line.size * 2)), line.bold > 0.9F}; }

char32_t last_code(const Line& line) {
  for (size_t i = line.glyphs.size(); i-- > 0;) {
    if (line.glyphs[i].code != U' ') return line.glyphs[i].code;
  }
  return 0;
}

/// Parts of a leading "2.3.1" (3), "2." (1); 0: none.
int number_depth(const Line& line) {
  int depth = 0;
  bool digits = false;
  for (const Glyph& g : line.glyphs) {
    if (g.code >= U'0' && g.code <= U'9') {
      if (!digits) ++depth;
      digits = true;
    } else if (g.code == U'.' && digits) {
      digits = false;
    } else {
      return g.code == U' ' && depth > 0 ? depth : 0;
    }
    if (depth > 6) return 0;
  }
  return 0;
}

/// Where the headings that are larger than the text begin; a large number when there are hardly any.
float left_of_headings(const std::vector<Block>& blocks, const Measures& measures) {
  float left = 1e9F;
  size_t count = 0;
  for (const Block& block : blocks) {
    if (block.lines.empty() || block.lines[0].size < 1.08F * measures.body_size || block.kind != BlockKind::paragraph || !block.bold()) continue;
    left = std::min(left, block.lines[0].box.left);
    ++count;
  }
  return count >= 5 ? left : 1e9F;
}

bool may_be_heading(const Block& block, const Measures& measures) {
  if (block.lines.empty() || block.lines.size() > 3 || !block.term.empty()) return false;
  // "(1) Title" in another face than the text counts like bold.
  const bool other_face = block.lines[0].main_font != measures.body_font && block.lines[0].main_share > 0.8F && block.lines[0].italic < 0.5F &&
                          find_marker(block.lines[0]).number >= 0;
  bool numbered_item = block.kind == BlockKind::item && (block.marker != "-" || other_face) && block.level == 0;
  if (block.kind != BlockKind::paragraph && !numbered_item) return false;
  size_t glyphs = 0;
  for (const Line& line : block.lines) glyphs += line.count();
  char32_t end = last_code(block.lines.back());
  if (glyphs < 2 || glyphs > kMaxHeadingGlyphs || end == U'.' || end == U',' || end == U';' || end == U':') return false;
  const Line& line = block.lines[0];
  bool larger = line.size >= 1.08F * measures.body_size;
  bool bold = (block.bold() || other_face) && line.size >= 0.97F * measures.body_size && glyphs <= 100 && line.count() >= 3;
  bool letters = false;
  for (const Glyph& g : line.glyphs) letters |= text::is_letter(g.code);
  return letters && (larger || bold) && line.mono < 0.5F && !is_leader_line(line);
}

/// A heading stands apart from what is above it, and something stands below it.
bool stands_alone(const std::vector<Block>& blocks, size_t i, const Measures& measures) {
  const Block& block = blocks[i];
  if (i + 1 >= blocks.size()) return false;
  if (block.lines[0].size >= 1.08F * measures.body_size) return true;
  if (i == 0 || blocks[i - 1].page != block.page || blocks[i - 1].column != block.column) return true;
  float pitch = measures.pitch(block.lines[0].size);
  return block.box.top - blocks[i - 1].box.bottom > 0.35F * (pitch > 0 ? pitch : block.lines[0].size * 1.3F);
}

/// A title set over two lines with room left on the first is one heading.
void merge_titles(std::vector<Block>& blocks, std::vector<size_t>& candidates) {
  for (size_t n = candidates.size(); n-- > 1;) {
    Block& above = blocks[candidates[n - 1]];
    Block& below = blocks[candidates[n]];
    bool adjacent = candidates[n] == candidates[n - 1] + 1 && above.page == below.page && above.column == below.column;
    float size = above.lines.back().size;
    if (!adjacent || style_of(above.lines.back()) != style_of(below.lines[0]) || number_depth(below.lines[0]) > 0 ||
        below.kind != BlockKind::paragraph || below.lines[0].baseline - above.lines.back().baseline > 1.7F * size ||
        above.lines.size() + below.lines.size() > kMaxHeadingLines) {
      continue;
    }
    for (Line& line : below.lines) above.lines.push_back(std::move(line));
    below.lines.clear();  // an empty block is not written
    candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(n));
  }
}

void close_gaps(std::vector<Block>& blocks) {
  int last = 0;
  for (Block& block : blocks) {
    if (block.kind != BlockKind::heading) continue;
    block.level = std::clamp(block.level, 1, std::min(last + 1, 6));
    last = block.level;
  }
}

}  // namespace

OutlineMatch match_outline(const std::vector<Item>& items, const std::vector<OutlineEntry>& outline) {
  OutlineMatch out;
  out.levels.assign(items.size(), 0);
  out.groups.assign(items.size(), 0);
  std::vector<std::string> squeezed(items.size());
  std::map<uint32_t, std::vector<size_t>> by_page;
  for (size_t i = 0; i < items.size(); ++i) {
    by_page[items[i].page].push_back(i);
    if (!items[i].is_table) squeezed[i] = squeeze(plain_text(items[i].line.glyphs));
  }
  for (const OutlineEntry& entry : outline) {
    std::string title = squeeze(entry.title);
    if (entry.page == 0 || title.empty()) continue;
    ++out.entries;
    size_t best = items.size(), best_lines = 0;
    float best_distance = 1e9F;
    for (uint32_t page : {entry.page, entry.page + 1}) {
      auto at = by_page.find(page);
      if (at == by_page.end() || best < items.size()) continue;
      for (size_t i : at->second) {
        if (items[i].is_table || out.levels[i] > 0) continue;
        size_t lines = match_title(items, squeezed, i, title);
        if (lines == 0) continue;
        float distance = entry.top < 0 ? 0 : std::fabs(items[i].line.box.top - entry.top);
        // Larger text wins over a mention of the same words nearby.
        distance -= 4 * items[i].line.size;
        if (distance < best_distance) {
          best_distance = distance;
          best = i;
          best_lines = lines;
        }
      }
    }
    if (best == items.size()) continue;
    ++out.matched;
    for (size_t n = 0; n < best_lines; ++n) {
      out.levels[best + n] = std::min(entry.depth + 1, 6);
      out.groups[best + n] = static_cast<int>(out.matched);
    }
    // "Chapter 11" on a line of its own above the title.
    if (best > 0 && items[best - 1].page == items[best].page && !items[best - 1].is_table && out.levels[best - 1] == 0 &&
        items[best - 1].line.count() <= 14 && items[best - 1].line.size >= 0.7F * items[best].line.size && !squeezed[best - 1].empty() &&
        is_number_prefix(squeezed[best - 1]) && items[best].line.baseline - items[best - 1].line.baseline < 5 * items[best].line.size &&
        items[best - 1].line.bold > 0.5F) {
      out.levels[best - 1] = out.levels[best];
      out.groups[best - 1] = static_cast<int>(out.matched);
    }
  }
  return out;
}

void find_headings(std::vector<Block>& blocks, const OutlineMatch& outline, const Measures& measures) {
  std::map<Style, std::map<int, size_t>> known;  // style → levels that the outline gives it
  for (const Block& block : blocks) {
    if (block.kind == BlockKind::heading && !block.lines.empty()) ++known[style_of(block.lines.back())][block.level];
  }
  bool by_outline = outline.matched >= 3 && outline.matched * 2 >= outline.entries;
  float left = left_of_headings(blocks, measures);
  std::vector<size_t> candidates;
  std::set<Style, std::greater<>> styles;  // larger first, bold before plain
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!may_be_heading(blocks[i], measures) || !stands_alone(blocks, i, measures)) continue;
    const Line& line = blocks[i].lines[0];
    Style style = style_of(line);
    // Bold lines of body size are headings where there are no larger ones, or where they stand as far left as those.
    if (line.size < 1.08F * measures.body_size && left < 1e9F && line.box.left > left + 2.5F * line.size) continue;
    // With an outline only what looks like its headings, and is larger than the text, is one.
    if (by_outline && (!known.contains(style) || line.size < 1.08F * measures.body_size)) continue;
    candidates.push_back(i);
    styles.insert(style);
  }
  merge_titles(blocks, candidates);
  std::map<Style, int> level_of;
  int next = 1;
  for (const Style& style : styles) level_of[style] = std::min(next++, 6);
  int offset = -1;  // level of "1." minus 1, from the first numbered heading
  for (size_t i : candidates) {
    Block& block = blocks[i];
    Style style = style_of(block.lines[0]);
    if (by_outline) {
      size_t most = 0;
      for (auto [level, n] : known[style]) {
        if (n > most) {
          most = n;
          block.level = level;
        }
      }
    } else {
      block.level = level_of[style];
      int depth = block.kind == BlockKind::item ? 0 : number_depth(block.lines[0]);
      if (depth > 0 && offset < 0) offset = std::max(0, block.level - depth);
      if (depth > 1 && offset >= 0) block.level = std::min(6, offset + depth);
    }
    if (block.kind == BlockKind::paragraph) block.marker.clear();
    block.kind = BlockKind::heading;
  }
  close_gaps(blocks);
}

}  // namespace jangin::collect::pdf
