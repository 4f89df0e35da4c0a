// Tables: grids made by ruling lines, and rows whose cells stand in columns without lines. Cells hold lines; how they are written
// as Markdown is render.h's business.
#pragma once

#include <vector>

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

struct Cell {
  std::vector<Line> lines;   // top to bottom
  bool spanned = false;      // continues the cell above it: shown again in each row it spans
};

struct Table {
  Box box;
  uint32_t page = 0;
  std::vector<float> columns;               // left edges, for joining over pages
  std::vector<std::vector<Cell>> rows;      // equal lengths
};

/// Takes the ruled tables out of the page: their glyphs leave `page.glyphs`.
std::vector<Table> take_ruled_tables(Page& page, const std::vector<Font>& fonts);

/// The cells of a line: parts between wide gaps.
std::vector<Line> split_cells(const Line& line, const std::vector<Font>& fonts);

/// How many of `lines` from `begin` on form a table without ruling lines (0: none); fills `table`.
size_t match_aligned_table(const std::vector<const Line*>& lines, size_t begin, const std::vector<Font>& fonts, Table& table);

}  // namespace jangin::collect::pdf
