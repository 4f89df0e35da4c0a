// Tables without ruling lines: at least three rows whose cells, seen from above, fall into the same columns.
#include <cmath>

#include "collect/readers/pdf/tables.h"

namespace jangin::collect::pdf {
namespace {

constexpr size_t kMinRows = 3;         // with two cells or more
constexpr float kRowGap = 2.6F;        // font sizes between baselines of one table's rows, at most
constexpr size_t kMaxHeadLines = 3;    // above the rows, over later columns only
constexpr float kContinueGap = 1.45F;  // a line of the same row follows within this

struct Spans {
  std::vector<std::pair<float, float>> spans;  // left and right of each column, ascending

  /// Widens a column by a cell, or adds one; false when the cell would tie two columns together.
  bool add(float left, float right) {
    size_t hit = spans.size(), hits = 0;
    for (size_t i = 0; i < spans.size(); ++i) {
      if (left < spans[i].second && right > spans[i].first) {
        hit = i;
        ++hits;
      }
    }
    if (hits > 1) return false;
    if (hits == 1) {
      spans[hit] = {std::min(spans[hit].first, left), std::max(spans[hit].second, right)};
    } else {
      spans.insert(std::upper_bound(spans.begin(), spans.end(), std::pair{left, right}), {left, right});
    }
    return true;
  }
  size_t of(float left, float right) const {
    for (size_t i = 0; i < spans.size(); ++i) {
      if (left < spans[i].second && right > spans[i].first) return i;
    }
    return spans.size();
  }
};

bool is_marker(const Line& cell) {
  if (cell.count() > 4) return false;
  for (const Glyph& g : cell.glyphs) {
    bool letter = (g.code >= U'a' && g.code <= U'z') || (g.code >= U'A' && g.code <= U'Z') || g.code >= 0xAC00;
    if (letter && cell.count() > 3) return false;
  }
  return true;
}

}  // namespace

std::vector<Line> split_cells(const Line& line, const std::vector<Font>& fonts) {
  std::vector<Line> cells;
  Line current;
  auto flush = [&] {
    if (current.glyphs.empty()) return;
    current.page = line.page;
    measure(current, fonts);
    cells.push_back(std::move(current));
    current = Line{};
  };
  for (const Glyph& glyph : line.glyphs) {
    if (glyph.code == U' ' && glyph.box.width() > kWideGap * std::max(line.size, 1.0F)) {
      flush();
    } else {
      current.glyphs.push_back(glyph);
    }
  }
  flush();
  return cells;
}

namespace {

/// The rows from `begin` on, without heads above the later columns.
size_t match_body(const std::vector<const Line*>& lines, size_t begin, const std::vector<Font>& fonts, Spans& columns, Table& table) {
  columns = Spans{};
  std::vector<std::vector<Line>> rows;
  size_t full_rows = 0, end = begin;
  for (; end < lines.size(); ++end) {
    const Line& line = *lines[end];
    if (line.mono > 0.9F) break;
    float gap = end > begin ? line.baseline - lines[end - 1]->baseline : 0;
    if (end > begin && (gap > kRowGap * line.size || gap <= 0 || line.page != lines[end - 1]->page)) break;
    std::vector<Line> cells = split_cells(line, fonts);
    if (cells.size() < 2) {
      // A lone cell goes on with the row above when it stands below one of its later columns.
      if (rows.empty() || gap > kContinueGap * line.size) break;
      size_t column = columns.of(cells.empty() ? 0 : cells[0].box.left, cells.empty() ? 0 : cells[0].box.right);
      if (cells.empty() || column == 0 || column == columns.spans.size()) break;
    } else {
      ++full_rows;
    }
    Spans widened = columns;
    bool fits = true;
    for (const Line& cell : cells) fits = fits && widened.add(cell.box.left, cell.box.right);
    if (!fits || (rows.size() >= kMinRows && widened.spans.size() > columns.spans.size() + 1)) {
      if (cells.size() >= 2) --full_rows;
      break;
    }
    columns = std::move(widened);
    rows.push_back(std::move(cells));
  }
  if (full_rows < kMinRows || columns.spans.size() < 2) return 0;
  // Most rows must fill most columns, and the first column must hold more than list markers.
  size_t cells = 0, markers = 0, firsts = 0;
  for (const auto& row : rows) {
    cells += row.size();
    if (row.size() < 2) continue;
    ++firsts;
    markers += is_marker(row[0]) && columns.spans.size() == 2;
  }
  if (markers * 2 > firsts || cells * 2 < full_rows * columns.spans.size()) return 0;
  table = Table{};
  table.page = lines[begin]->page;
  table.box = lines[begin]->box;
  for (const auto& span : columns.spans) table.columns.push_back(span.first);
  for (size_t i = 0; i < rows.size(); ++i) {
    table.box.include(lines[begin + i]->box);
    bool continues = !table.rows.empty() && columns.of(rows[i][0].box.left, rows[i][0].box.right) > 0 &&
                     lines[begin + i]->baseline - lines[begin + i - 1]->baseline < kContinueGap * lines[begin + i]->size;
    if (!continues) table.rows.emplace_back(columns.spans.size());
    for (Line& cell : rows[i]) table.rows.back()[columns.of(cell.box.left, cell.box.right)].lines.push_back(std::move(cell));
  }
  return end - begin;
}

/// Lines whose cells stand above later columns, one above each at most, and above the first none: they make one row of heads.
bool match_heads(const std::vector<const Line*>& lines, size_t begin, size_t end, const std::vector<Font>& fonts, const Spans& columns,
                 std::vector<Cell>& row) {
  row.assign(columns.spans.size(), {});
  size_t filled = 0;
  for (size_t i = begin; i < end; ++i) {
    const Line& line = *lines[i];
    float gap = lines[i + 1]->baseline - line.baseline;
    if (line.page != lines[i + 1]->page || gap <= 0 || gap > kRowGap * line.size) return false;
    for (Line& cell : split_cells(line, fonts)) {
      Spans widened = columns;
      size_t column = columns.of(cell.box.left, cell.box.right);
      if (column == 0 || column == columns.spans.size() || !widened.add(cell.box.left, cell.box.right)) return false;
      filled += row[column].lines.empty();
      row[column].lines.push_back(std::move(cell));
    }
  }
  return filled >= 2;
}

}  // namespace

size_t match_aligned_table(const std::vector<const Line*>& lines, size_t begin, const std::vector<Font>& fonts, Table& table) {
  Spans columns;
  if (size_t used = match_body(lines, begin, fonts, columns, table)) return used;
  for (size_t heads = 1; heads <= kMaxHeadLines && begin + heads < lines.size(); ++heads) {
    size_t used = match_body(lines, begin + heads, fonts, columns, table);
    std::vector<Cell> row;
    if (used == 0 || !match_heads(lines, begin, begin + heads, fonts, columns, row)) continue;
    for (size_t i = begin; i < begin + heads; ++i) table.box.include(lines[i]->box);
    table.rows.insert(table.rows.begin(), std::move(row));
    return heads + used;
  }
  return 0;
}

}  // namespace jangin::collect::pdf
