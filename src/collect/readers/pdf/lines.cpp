// How segments and lines are built; see lines.h. All thresholds are in em (the font size) unless said otherwise.
#include "collect/readers/pdf/lines.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "collect/readers/pdf/chunks.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kSpaceGap = 0.17F;   // a gap wider than this is a space even when the file has none
constexpr float kTightGap = 0.06F;   // narrower than this is none even when PDFium sees one
constexpr float kSqueezed = -0.25F;  // a space of the file stays one where its line is squeezed together, down to this

/// A combining mark: what stands before it may be the space that carries it.
bool is_mark(char32_t c) { return c >= 0x300 && c < 0x370; }

void append_space(std::vector<Glyph>& glyphs, const Glyph& next) {
  Glyph space = glyphs.back();
  space.code = U' ';
  space.box.left = glyphs.back().box.right;
  space.box.right = std::max(next.box.left, space.box.left);
  space.soft_hyphen = false;
  space.script = Script::base;
  glyphs.push_back(space);
}

/// Runs of one direction, from right to left; PDFium has put each run into its logical order.
std::vector<Glyph> reading_order(const std::vector<Glyph>& glyphs) {
  std::vector<std::vector<Glyph>> runs;
  bool rtl = false;
  for (const Glyph& glyph : glyphs) {
    bool letter = is_rtl_letter(glyph.code) || text::is_letter(glyph.code) || text::is_digit(glyph.code);
    bool direction = letter ? is_rtl_letter(glyph.code) : rtl;
    bool jumps = !runs.empty() && std::fabs(runs.back().back().box.middle_x() - glyph.box.middle_x()) > 3 * glyph.size;
    if (runs.empty() || direction != rtl || jumps) runs.emplace_back();
    rtl = direction;
    runs.back().push_back(glyph);
  }
  std::stable_sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) {
    auto right = [](const std::vector<Glyph>& run) {
      float edge = run.front().box.right;
      for (const Glyph& g : run) edge = std::max(edge, g.box.right);
      return edge;
    };
    return right(a) > right(b);
  });
  std::vector<Glyph> out;
  for (std::vector<Glyph>& run : runs) {
    if (!out.empty())
      run.front().space_before = run.front().space_before || out.back().box.left - run.front().box.right > kSpaceGap * run.front().size ||
                                 std::fabs(out.back().box.middle_x() - run.front().box.middle_x()) > 2 * run.front().size;
    out.insert(out.end(), run.begin(), run.end());
  }
  return out;
}

/// Appends a chunk's glyphs to a line with the spaces between them. `gap`: the room before the chunk in a line that is read from
/// right to left.
void append_chunk(Line& line, const Chunk& chunk, bool rtl_line, float gap) {
  bool begins = true;
  for (const Glyph& glyph : chunk.rtl ? reading_order(chunk.glyphs) : chunk.glyphs) {
    if (!line.glyphs.empty()) {
      const Glyph& last = line.glyphs.back();
      float size = std::max(std::min(last.size, glyph.size), 1.0F);
      if (!begins || !rtl_line) gap = glyph.box.left - last.box.right;
      bool squeezed = glyph.own_space && !is_mark(glyph.code);
      bool space = gap > kSpaceGap * size || (glyph.space_before && gap > (squeezed ? kSqueezed : kTightGap) * size);
      if (chunk.rtl && (!begins || !rtl_line)) space = glyph.space_before;
      if (space) append_space(line.glyphs, glyph);
    }
    begins = false;
    line.glyphs.push_back(glyph);
  }
}

/// More letters that are read from right to left than others.
bool is_rtl(const std::vector<Glyph>& glyphs) {
  auto rtl = std::count_if(glyphs.begin(), glyphs.end(), [](const Glyph& g) { return is_rtl_letter(g.code); });
  if (rtl == 0) return false;
  return rtl > std::count_if(glyphs.begin(), glyphs.end(), [](const Glyph& g) { return !is_rtl_letter(g.code) && text::is_letter(g.code); });
}

/// The direction of what stands on one row.
bool is_rtl(const std::vector<Chunk*>& row) {
  if (std::none_of(row.begin(), row.end(), [](const Chunk* chunk) { return chunk->rtl; })) return false;
  std::vector<Glyph> glyphs;
  for (const Chunk* chunk : row) glyphs.insert(glyphs.end(), chunk->glyphs.begin(), chunk->glyphs.end());
  return is_rtl(glyphs);
}

}  // namespace

size_t Line::count() const {
  size_t n = 0;
  for (const Glyph& g : glyphs) n += g.code != U' ';
  return n;
}

std::string plain_text(const std::vector<Glyph>& glyphs) {
  std::string out;
  for (const Glyph& g : glyphs) text::append_utf8(out, g.code);
  return out;
}

void measure(Line& line, const std::vector<Font>& fonts) {
  std::map<int, size_t> sizes;
  std::map<uint16_t, size_t> by_font;
  size_t n = 0, bold = 0, italic = 0, mono = 0;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ') continue;
    ++n;
    if (g.script == Script::base) ++sizes[static_cast<int>(std::lround(g.size * 10))];
    ++by_font[g.font];
    if (g.font >= fonts.size()) continue;
    bold += fonts[g.font].bold;
    italic += fonts[g.font].italic;
    mono += fonts[g.font].mono;
  }
  if (n == 0) return;
  size_t most = 0;
  for (auto [tenth, count] : sizes) {
    if (count >= most) {
      most = count;
      line.size = static_cast<float>(tenth) / 10;
    }
  }
  if (sizes.empty()) line.size = line.glyphs.front().size;
  bool first = true;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ' || (g.script != Script::base && !sizes.empty())) continue;
    if (first) {
      line.box = g.box;
      line.baseline = g.baseline;
    }
    line.box.include(g.box);
    first = false;
  }
  for (const Glyph& g : line.glyphs) {
    line.box.left = std::min(line.box.left, g.box.left);
    line.box.right = std::max(line.box.right, g.box.right);
  }
  line.rtl = is_rtl(line.glyphs);
  float total = static_cast<float>(n);
  line.bold = static_cast<float>(bold) / total;
  line.italic = static_cast<float>(italic) / total;
  line.mono = static_cast<float>(mono) / total;
  size_t most_glyphs = 0;
  for (auto [font, count] : by_font) {
    if (count <= most_glyphs) continue;
    most_glyphs = count;
    line.main_font = font;
    line.main_share = static_cast<float>(count) / total;
  }
}

std::vector<Line> build_segments(const std::vector<Glyph>& glyphs, const std::vector<Font>& fonts, uint32_t page) {
  std::vector<Chunk> chunks = build_chunks(glyphs);
  // A real space behind a chunk's last glyph shows as space_before of whatever comes next in the content.
  std::map<uint32_t, bool> space_behind;
  for (size_t i = 0; i + 1 < glyphs.size(); ++i)
    space_behind[glyphs[i].order] = glyphs[i + 1].space_before && glyphs[i + 1].order == glyphs[i].order + 2;
  std::vector<Line> out;
  for (const std::vector<size_t>& row : group_rows(chunks)) {
    std::vector<Chunk*> members;
    for (size_t i : row) members.push_back(&chunks[i]);
    bool rtl = is_rtl(members);
    std::stable_sort(members.begin(), members.end(),
                     [&](const Chunk* a, const Chunk* b) { return rtl ? a->box.right > b->box.right : a->box.left < b->box.left; });
    mark_scripts(members);
    Line line;
    float edge = 0;  // where the line so far ends
    auto flush = [&] {
      if (line.glyphs.empty()) return;
      line.page = page;
      line.trailing_space = space_behind[line.glyphs.back().order];
      measure(line, fonts);
      out.push_back(std::move(line));
      line = Line{};
    };
    for (const Chunk* chunk : members) {
      float gap = rtl ? edge - chunk->box.right : chunk->box.left - edge;
      if (!line.glyphs.empty() && gap > kSegmentGap * std::max(chunk->size, line.glyphs.back().size)) flush();
      float end = rtl ? chunk->box.left : chunk->box.right;
      edge = line.glyphs.empty() ? end : rtl ? std::min(edge, end) : std::max(edge, end);
      append_chunk(line, *chunk, rtl, gap);
    }
    flush();
  }
  return out;
}

std::vector<Line> join_rows(std::vector<Line> segments, const std::vector<Font>& fonts) {
  std::stable_sort(segments.begin(), segments.end(), [](const Line& a, const Line& b) { return a.baseline < b.baseline; });
  std::vector<std::vector<Line>> rows;
  for (Line& segment : segments) {
    bool joins = false;
    if (!rows.empty()) {
      for (const Line& other : rows.back()) {
        joins |= same_row(other.box, other.baseline, other.size, segment.box, segment.baseline, segment.size);
      }
    }
    if (!joins) rows.emplace_back();
    rows.back().push_back(std::move(segment));
  }
  std::vector<Line> out;
  for (std::vector<Line>& row : rows) {
    bool rtl = static_cast<size_t>(std::count_if(row.begin(), row.end(), [](const Line& part) { return part.rtl; })) * 2 > row.size();
    std::stable_sort(row.begin(), row.end(), [&](const Line& a, const Line& b) { return rtl ? a.box.right > b.box.right : a.box.left < b.box.left; });
    Line line = std::move(row.front());
    for (size_t i = 1; i < row.size(); ++i) {
      append_space(line.glyphs, row[i].glyphs.front());
      line.glyphs.insert(line.glyphs.end(), row[i].glyphs.begin(), row[i].glyphs.end());
      line.trailing_space = row[i].trailing_space;
    }
    measure(line, fonts);
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace jangin::collect::pdf
