// See chunks.h.
#include "collect/readers/pdf/chunks.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace jangin::collect::pdf {
namespace {

constexpr float kScriptSize = 0.86F;   // a superscript is smaller than this share of its base
constexpr float kScriptShift = 0.12F;  // and its baseline is off by at least this

void settle(Chunk& chunk) {
  std::map<int, size_t> by_size;
  for (const Glyph& g : chunk.glyphs) ++by_size[static_cast<int>(std::lround(g.size * 4))];
  size_t best = 0;
  float largest = static_cast<float>(by_size.rbegin()->first) / 4;
  for (auto [quarter, n] : by_size) {
    float size = static_cast<float>(quarter) / 4;
    // Smaller glyphs are the base only when nothing bigger has at least a third of them.
    if (n * 3 >= best * (size > largest * kScriptSize ? 1 : 3)) {
      best = std::max(best, n);
      chunk.size = size;
    }
  }
  bool first = true;
  for (Glyph& g : chunk.glyphs) {
    if (std::fabs(g.size - chunk.size) > 0.3F) continue;
    if (first) {
      chunk.box = g.box;
      chunk.baseline = g.baseline;
    }
    chunk.box.include(g.box);
    first = false;
  }
  if (first) {
    chunk.box = chunk.glyphs.front().box;
    chunk.baseline = chunk.glyphs.front().baseline;
  }
  for (Glyph& g : chunk.glyphs) {
    chunk.box.left = std::min(chunk.box.left, g.box.left);
    chunk.box.right = std::max(chunk.box.right, g.box.right);
    float shift = (chunk.baseline - g.baseline) / chunk.size;
    bool small = g.size < chunk.size * kScriptSize;
    g.script = !small || std::fabs(shift) < kScriptShift ? Script::base : shift > 0 ? Script::above : Script::below;
    if (is_rtl_letter(g.code)) chunk.rtl = true;
  }
}

bool continues(const Chunk& chunk, const Glyph& last, const Glyph& next) {
  float size = std::max(last.size, next.size);
  float gap = next.box.left - last.box.right;
  float shift = std::fabs(next.baseline - last.baseline);
  bool rtl = is_rtl_letter(next.code) || is_rtl_letter(last.code) || chunk.rtl;
  if (rtl) {
    return shift < 0.5F * size && next.box.right > chunk.box.left - 1.2F * size && next.box.left < chunk.box.right + 1.2F * size;
  }
  if (gap > kSegmentGap * size || gap < -0.6F * size) return false;
  if (shift < 0.1F * size) return true;
  // A step up or down within a line: to a script, back from it, or between fonts of one line.
  bool resized = std::min(last.size, next.size) < kScriptSize * size;
  return resized && shift < 0.62F * size && gap < 0.35F * size;
}

}  // namespace

bool is_rtl_letter(char32_t c) { return (c >= 0x590 && c < 0x8FF) || (c >= 0xFB1D && c < 0xFE00) || (c >= 0xFE70 && c < 0xFF00); }

std::vector<Chunk> build_chunks(const std::vector<Glyph>& glyphs) {
  std::vector<Chunk> chunks;
  for (const Glyph& glyph : glyphs) {
    if (chunks.empty() || !continues(chunks.back(), chunks.back().glyphs.back(), glyph)) chunks.push_back({{}, glyph.box, 0, 0, false});
    chunks.back().glyphs.push_back(glyph);
    chunks.back().box.include(glyph.box);
    chunks.back().rtl |= is_rtl_letter(glyph.code);
  }
  for (Chunk& chunk : chunks) settle(chunk);
  return chunks;
}

bool same_row(const Box& a, float a_baseline, float a_size, const Box& b, float b_baseline, float b_size) {
  float shift = std::fabs(a_baseline - b_baseline);
  float small = std::min(a_size, b_size), large = std::max(a_size, b_size);
  if (shift < 0.22F * large) return true;
  float gap = std::max(a.left, b.left) - std::min(a.right, b.right);
  return small < kScriptSize * large && gap < 0.4F * large && shift < 0.55F * large;
}

std::vector<std::vector<size_t>> group_rows(const std::vector<Chunk>& chunks) {
  std::vector<size_t> order(chunks.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return chunks[a].baseline < chunks[b].baseline; });
  std::vector<std::vector<size_t>> rows;
  for (size_t i : order) {
    size_t found = rows.size();
    for (size_t r = rows.size(), looked = 0; r-- > 0 && looked < 6 && found == rows.size(); ++looked) {
      for (size_t member : rows[r]) {
        const Chunk& other = chunks[member];
        if (same_row(other.box, other.baseline, other.size, chunks[i].box, chunks[i].baseline, chunks[i].size)) {
          found = r;
          break;
        }
      }
    }
    if (found == rows.size()) rows.emplace_back();
    rows[found].push_back(i);
  }
  return rows;
}

void mark_scripts(std::vector<Chunk*>& row) {
  float size = 0, baseline = 0;
  for (Chunk* chunk : row) {
    if (chunk->size > size + 0.2F) {
      size = chunk->size;
      baseline = chunk->baseline;
    }
  }
  for (Chunk* chunk : row) {
    float shift = (baseline - chunk->baseline) / size;
    if (chunk->size >= size * kScriptSize || std::fabs(shift) < kScriptShift) continue;
    for (Glyph& g : chunk->glyphs) g.script = shift > 0 ? Script::above : Script::below;
  }
}

}  // namespace jangin::collect::pdf
