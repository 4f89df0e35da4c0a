// Tables: grids made by ruling lines, tables with horizontal rules only, and rows whose cells stand in columns without lines. Cells
// hold lines; how they are written as Markdown is render.h's business.
#pragma once

#include <vector>

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

struct Cell {
  std::vector<Line> lines;  // top to bottom
  bool spanned = false;     // shown again: the cell above or to the left covers this place, too
};

struct Table {
  Box box;
  uint32_t page = 0;
  std::vector<float> columns;           // left edges, for joining over pages
  std::vector<std::vector<Cell>> rows;  // equal lengths
};

/// Takes the ruled tables out of the page: their glyphs leave `page.glyphs`.
std::vector<Table> take_ruled_tables(Page& page, const std::vector<Font>& fonts);

/// Takes the tables that horizontal rules mark, after the ruled ones: their glyphs leave `page.glyphs`.
std::vector<Table> take_open_tables(Page& page, const std::vector<Font>& fonts);

/// The cells of a line: parts between wide gaps.
std::vector<Line> split_cells(const Line& line, const std::vector<Font>& fonts);

/// How many of `lines` from `begin` on form a table without ruling lines (0: none); fills `table`. Up to three lines at the beginning may
/// be heads of later columns.
size_t match_aligned_table(const std::vector<const Line*>& lines, size_t begin, const std::vector<Font>& fonts, Table& table);

}  // namespace jangin::collect::pdf
