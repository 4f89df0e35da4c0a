// Lines of a table without vertical rules → rows of cells. Rules part rows; between two of them a line begins a row unless it goes on
// with the cells above it.
#pragma once

#include <vector>

#include "collect/readers/pdf/cells.h"
#include "collect/readers/pdf/tables.h"

namespace jangin::collect::pdf {

/// What stands between two rules over the whole width.
struct Band {
  float top = 0, bottom = 0;
  std::vector<Line> lines;       // top to bottom
  std::vector<Box> inner_rules;  // over some columns
  bool framed = false;           // between vertical rules
  bool crossed = false;          // text runs over the ends of the rules: no table, no lines
};

/// Where each column's text begins and ends.
struct Extent {
  float left = 1e9F, right = -1e9F;
};

/// The first band is the head when there are more.
std::vector<std::vector<Cell>> build_rows(const std::vector<Band>& bands, const Columns& columns, const std::vector<Font>& fonts);

/// Lines side by side in the cells of one ruled row that are rows of their own: the same number in each cell, at the same heights, and
/// none a line that only ran out of room. Empty: it is one row.
std::vector<std::vector<Cell>> split_row(const std::vector<Cell>& row, const std::vector<float>& rights);

}  // namespace jangin::collect::pdf
