// Cells of a sheet → tables, for all spreadsheet formats: blocks of cells that empty rows and columns part are tables of their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collect/readers/block_writer.h"

namespace jangin::collect::office {

struct Cell {
  uint32_t row = 0, column = 0;  // from 0
  std::string text;
};

/// Writes the cells (any order, one a place) as tables and single cells as paragraphs, from the top left on.
void write_cells(std::vector<Cell> cells, BlockWriter& writer);

/// A number as people see it: at most 15 digits, no trailing zeros.
std::string plain_number(double value);

/// Days since 30 December 1899 (fractions: time) as "2024-01-31", "2024-01-31 13:05:00" or, below one day, "13:05:00"; empty when
/// there is no such date.
std::string date_of_serial(double serial);

}  // namespace jangin::collect::office
