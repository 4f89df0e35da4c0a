// See cells.h.
#include "collect/readers/pdf/cells.h"

#include <algorithm>

#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kMinStrip = 0.35F;  // em: narrower strips without text part no columns
constexpr float kAligned = 1.2F;    // points between left edges of one column
constexpr size_t kAcross = 6;       // one line in so many may run across a strip

/// A stretch of x that equally many lines cover.
struct Stretch {
  float left = 0, right = 0;
  size_t cover = 0;
};

std::vector<Stretch> stretches(const std::vector<std::vector<Run>>& runs) {
  std::vector<std::pair<float, int>> edges;
  for (const std::vector<Run>& line : runs) {
    for (const Run& run : line) {
      edges.emplace_back(run.left, 1);
      edges.emplace_back(std::max(run.right, run.left), -1);
    }
  }
  std::sort(edges.begin(), edges.end());
  std::vector<Stretch> out;
  int cover = 0;
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    cover += edges[i].second;
    if (edges[i + 1].first > edges[i].first) out.push_back({edges[i].first, edges[i + 1].first, static_cast<size_t>(std::max(cover, 0))});
  }
  return out;
}

/// Lines that have a run of their own between the two x.
size_t entries(const std::vector<std::vector<Run>>& runs, float left, float right) {
  size_t count = 0;
  for (const std::vector<Run>& line : runs) {
    count += std::any_of(line.begin(), line.end(), [&](const Run& run) { return run.left >= left && run.right <= right; });
  }
  return count;
}

/// The emptiest stretch of [begin, end), the widest of equals.
Stretch emptiest(const std::vector<Stretch>& all, size_t begin, size_t end) {
  Stretch best{0, 0, SIZE_MAX};
  for (size_t i = begin; i < end;) {
    Stretch joined = all[i++];
    while (i < end && all[i].cover == joined.cover) joined.right = all[i++].right;
    bool better = joined.cover < best.cover || (joined.cover == best.cover && joined.right - joined.left > best.right - best.left);
    if (better) best = joined;
  }
  return best;
}

void find_lefts(const std::vector<std::vector<Run>>& runs, Columns& columns) {
  columns.lefts.assign(columns.count(), 1e9F);
  for (const std::vector<Run>& line : runs) {
    for (const Run& run : line) {
      auto at = std::upper_bound(columns.separators.begin(), columns.separators.end(), run.left);
      float& left = columns.lefts[static_cast<size_t>(at - columns.separators.begin())];
      left = std::min(left, run.left);
    }
  }
}

/// Runs of the line, parted also at narrow spaces between two words that both begin columns: heads that stand close together.
std::vector<Run> part_runs(const Line& line, const Columns& columns) {
  std::vector<Run> out;
  auto begins = [&](float x) {
    return std::any_of(columns.lefts.begin(), columns.lefts.end(), [&](float left) { return x - left < kAligned && left - x < kAligned; });
  };
  for (const Run& run : runs_of(line, columns.gap_em)) {
    out.push_back(run);
    for (size_t i = run.begin + 1; i < run.end; ++i) {
      bool word = line.glyphs[i].code != U' ' && line.glyphs[i - 1].code == U' ';
      if (!word || !begins(out.back().left) || !begins(line.glyphs[i].box.left)) continue;
      Run next{i, out.back().end, line.glyphs[i].box.left, out.back().right};
      out.back().end = i - 1;
      out.back().right = line.glyphs[i - 2].box.right;
      out.push_back(next);
    }
  }
  return out;
}

bool is_wide_letter(char32_t c) { return text::is_hangul(c) || text::is_han(c); }

}  // namespace

std::vector<Run> runs_of(const Line& line, float gap_em) {
  std::vector<Run> out;
  bool fresh = true;
  for (size_t i = 0; i < line.glyphs.size(); ++i) {
    const Glyph& g = line.glyphs[i];
    if (g.code == U' ') {
      fresh |= g.box.width() > gap_em * std::max(line.size, 1.0F);
      continue;
    }
    if (fresh) out.push_back({i, i, g.box.left, g.box.right});
    fresh = false;
    out.back().end = i + 1;
    out.back().left = std::min(out.back().left, g.box.left);
    out.back().right = std::max(out.back().right, g.box.right);
  }
  return out;
}

Columns find_columns(const std::vector<const Line*>& lines, float gap_em) {
  std::vector<std::vector<Run>> runs;
  std::vector<float> sizes;
  for (const Line* line : lines) {
    runs.push_back(runs_of(*line, gap_em));
    sizes.push_back(line->size);
  }
  Columns out{{}, {}, gap_em};
  if (runs.empty()) return out;
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  float strip = kMinStrip * std::max(sizes[sizes.size() / 2], 1.0F);
  size_t across = lines.size() >= 4 ? std::max<size_t>(1, lines.size() / kAcross) : 0;
  std::vector<Stretch> all = stretches(runs);
  float last = -1e9F;
  for (size_t i = 0; i < all.size();) {
    if (all[i].cover > across) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < all.size() && all[end].cover <= across) ++end;
    Stretch best = emptiest(all, i, end);
    float middle = (best.left + best.right) / 2;
    // Before the first and behind the last column nothing is parted.
    bool inside = i > 0 && end < all.size();
    if (inside && best.right - best.left >= strip && entries(runs, last, middle) >= 2) {
      out.separators.push_back(middle);
      last = middle;
    }
    i = end;
  }
  if (!out.separators.empty() && entries(runs, last, 1e9F) < 2) out.separators.pop_back();
  find_lefts(runs, out);
  return out;
}

std::vector<Part> split_at(const Line& line, const Columns& columns, const std::vector<Font>& fonts) {
  std::vector<Part> out;
  auto column = [&](float x) {
    return static_cast<size_t>(std::upper_bound(columns.separators.begin(), columns.separators.end(), x) - columns.separators.begin());
  };
  std::vector<Run> runs = part_runs(line, columns);
  for (size_t r = 0; r < runs.size(); ++r) {
    const Run& run = runs[r];
    float inset = std::min(0.2F * line.size, run.right > run.left ? (run.right - run.left) / 2 : 0);
    size_t first = column(run.left + inset), last = column(run.right - inset);
    // Where the next text begins its own column, this one only stands out of its.
    size_t next = r + 1 < runs.size() ? column(runs[r + 1].left + inset) : columns.count();
    if (next > first) last = std::min(last, next - 1);
    bool joins = !out.empty() && out.back().last >= first;
    if (!joins) out.push_back({{}, first, last});
    Part& part = out.back();
    part.last = std::max(part.last, last);
    size_t from = run.begin;
    if (joins && from > 0 && line.glyphs[from - 1].code == U' ') --from;
    part.line.glyphs.insert(part.line.glyphs.end(), line.glyphs.begin() + static_cast<std::ptrdiff_t>(from),
                            line.glyphs.begin() + static_cast<std::ptrdiff_t>(run.end));
  }
  for (Part& part : out) {
    part.line.page = line.page;
    measure(part.line, fonts);
  }
  return out;
}

bool is_figure(const Line& cell) {
  size_t digits = 0, letters = 0;
  for (const Glyph& g : cell.glyphs) {
    if (text::is_digit(g.code)) {
      ++digits;
    } else if (text::is_letter(g.code) && g.script == Script::base) {
      ++letters;
    }
  }
  return digits > 0 && letters <= 1;
}

bool has_room(const Line& before, const Line& after, float right) {
  float word = after.box.left;
  size_t wide = 0;
  for (const Glyph& g : after.glyphs) {
    // Korean and Chinese lines may break between any two characters.
    if (g.code == U' ' || (is_wide_letter(g.code) && ++wide == 2)) break;
    word = g.box.right;
  }
  return right - before.box.right > word - after.box.left + 0.35F * before.size;
}

}  // namespace jangin::collect::pdf
