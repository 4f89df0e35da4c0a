// See figures.h. Strokes are marked on a coarse raster; raster cells that touch are one drawing.
#include "collect/readers/pdf/figures.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "base/strings.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kCell = 12;         // points: strokes nearer than this belong together
constexpr size_t kMinStrokes = 12;  // curves and slanted lines of a drawing
constexpr float kMinWidth = 60, kMinHeight = 40;
constexpr float kMaxStroke = 0.5F;  // share of the page that one stroke may cover: larger ones are backgrounds
constexpr float kMaxArea = 0.6F;    // share of the page that a drawing may cover
constexpr size_t kLongLabel = 6;    // words: more are a sentence
constexpr size_t kMinRunning = 4;   // sentences on a page of text
constexpr size_t kMaxRaster = 400;  // cells each way

struct Raster {
  size_t columns = 0, rows = 0;
  std::vector<uint32_t> strokes;  // per cell
  std::vector<char> marked;

  explicit Raster(const Page& page)
      : columns(std::min(kMaxRaster, static_cast<size_t>(std::max(page.width, 0.0F) / kCell) + 1)),
        rows(std::min(kMaxRaster, static_cast<size_t>(std::max(page.height, 0.0F) / kCell) + 1)),
        strokes(columns * rows),
        marked(columns * rows) {}

  size_t at(float value, size_t most) const { return static_cast<size_t>(std::clamp(value / kCell, 0.0F, static_cast<float>(most - 1))); }
  void mark(const Box& box, bool stroke) {
    for (size_t r = at(box.top, rows); r <= at(box.bottom, rows); ++r) {
      for (size_t c = at(box.left, columns); c <= at(box.right, columns); ++c) marked[r * columns + c] = 1;
    }
    if (stroke) ++strokes[at(box.middle_y(), rows) * columns + at(box.middle_x(), columns)];
  }

  /// Takes the cells that touch `first`; their area, and how many strokes stand in it.
  std::pair<Box, size_t> take(size_t first) {
    std::vector<size_t> todo{first};
    size_t count = 0, left = columns, right = 0, top = rows, bottom = 0;
    marked[first] = 0;
    while (!todo.empty()) {
      size_t cell = todo.back(), r = cell / columns, c = cell % columns;
      todo.pop_back();
      count += strokes[cell];
      left = std::min(left, c), right = std::max(right, c), top = std::min(top, r), bottom = std::max(bottom, r);
      for (size_t y = r > 0 ? r - 1 : 0; y <= std::min(r + 1, rows - 1); ++y) {
        for (size_t x = c > 0 ? c - 1 : 0; x <= std::min(c + 1, columns - 1); ++x) {
          if (std::exchange(marked[y * columns + x], 0)) todo.push_back(y * columns + x);
        }
      }
    }
    auto points = [](size_t cells) { return static_cast<float>(cells) * kCell; };
    return {{points(left), points(top), points(right + 1), points(bottom + 1)}, count};
  }
};

bool is_long(const Line& line) {
  return static_cast<size_t>(std::count_if(line.glyphs.begin(), line.glyphs.end(), [](const Glyph& g) { return g.code == U' '; })) >= kLongLabel;
}

/// Size of the running text of a page; 0 where there is none: a slide, a poster, a drawing alone.
float running_size(const std::vector<Line>& segments) {
  std::vector<float> sizes;
  for (const Line& line : segments) {
    if (is_long(line)) sizes.push_back(line.size);
  }
  if (sizes.size() < kMinRunning) return 0;
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  return sizes[sizes.size() / 2];
}

}  // namespace

bool is_caption(const Line& line) {
  std::string text = to_lower_ascii(plain_text(line.glyphs));
  for (std::string_view word : {"fig", "table", "그림", "[그림", "표", "[표", "abb", "chart", "diagram"}) {
    if (text.starts_with(word)) return true;
  }
  return false;
}

std::vector<Box> find_figures(const Page& page) {
  std::vector<Box> out;
  if (page.strokes.size() < kMinStrokes || page.width <= 0 || page.height <= 0) return out;
  Raster raster(page);
  float area = page.width * page.height;
  for (const Box& stroke : page.strokes) {
    if (stroke.width() * stroke.height() < kMaxStroke * area) raster.mark(stroke, true);
  }
  for (const Rule& rule : page.rules) {
    if (std::max(rule.box.width() / page.width, rule.box.height() / page.height) < kMaxStroke) raster.mark(rule.box, false);
  }
  for (size_t cell = 0; cell < raster.marked.size(); ++cell) {
    if (!raster.marked[cell]) continue;
    auto [box, strokes] = raster.take(cell);
    if (strokes >= kMinStrokes && box.width() >= kMinWidth && box.height() >= kMinHeight && box.width() * box.height() <= kMaxArea * area)
      out.push_back(box);
  }
  return out;
}

size_t drop_labels(std::vector<Line>& segments, const std::vector<Box>& figures) {
  if (figures.empty()) return 0;
  float text_size = running_size(segments);
  size_t before = segments.size();
  for (const Box& figure : figures) {
    auto inside = [&](const Line& line) {
      return figure.holds(line.box.left, line.box.middle_y()) && figure.holds(line.box.right, line.box.middle_y()) && !is_caption(line);
    };
    size_t labels = 0, longer = 0;
    for (const Line& line : segments) {
      if (!inside(line)) continue;
      ++labels;
      longer += is_long(line) || line.size > text_size + 0.3F;
    }
    if (longer * 10 <= labels) std::erase_if(segments, inside);
  }
  return before - segments.size();
}

}  // namespace jangin::collect::pdf
