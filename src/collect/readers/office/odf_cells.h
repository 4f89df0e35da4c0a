// Cells of an OpenDocument table (ODF 1.3, part 3, 9.1): repeated rows and cells stand as often as they say, what covers others stands in each of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "collect/readers/office/sheet.h"
#include "collect/readers/tree.h"

namespace jangin::collect::office {

struct OdfCells {
  std::vector<Cell> cells;  // those with text, row after row
  bool too_large = false;   // more than a table may have; the rest is missing
};
/// `text_of`: of one <table-cell>. `max_bytes`: of all texts together.
OdfCells odf_cells(const Node& table, uint64_t max_bytes, const std::function<std::string(const Node&)>& text_of);

}  // namespace jangin::collect::office
