// Columns of a table that no vertical rules mark: where no text stands, seen from above, and what of each line falls into which column.
#pragma once

#include <cstddef>
#include <vector>

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

/// Part of a line: consecutive words whose gaps are those of running text.
struct Run {
  size_t begin = 0, end = 0;  // glyphs of the line
  float left = 0, right = 0;
};
std::vector<Run> runs_of(const Line& line, float gap_em);

struct Columns {
  std::vector<float> separators;  // x between two columns, ascending
  std::vector<float> lefts;       // where each column's text begins
  float gap_em = 0;               // a narrower gap between two words of a line parts no cells, unless both begin their columns
  size_t count() const { return separators.size() + 1; }
};

/// The columns that the lines make. One line in six may run across.
Columns find_columns(const std::vector<const Line*>& lines, float gap_em);

/// Text of a line in one column, or in several when it runs across.
struct Part {
  Line line;
  size_t first = 0, last = 0;  // columns
};
std::vector<Part> split_at(const Line& line, const Columns& columns, const std::vector<Font>& fonts);

/// Digits with signs, points, units of one letter: what a cell of figures holds.
bool is_figure(const Line& cell);
/// The first word of `after` would have stood at the end of `before`, had the writer not wanted a new line. `right`: where the cell ends.
bool has_room(const Line& before, const Line& after, float right);

}  // namespace jangin::collect::pdf
