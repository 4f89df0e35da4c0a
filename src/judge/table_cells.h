// Rows of the evidence's tables and lists as texts, symbols included ("operator+=", "< 0"): which rows question and answer name to the letter.
#pragma once

#include "judge/gate.h"

namespace jangin::judge {

enum class CellVerdict : uint8_t {
  unknown,  // question or answer holds no cell to the letter
  one_row,  // one row holds both
  apart,    // no row holds both
};

/// The answer is a cell and the question names one; or the statement is "key: value".
CellVerdict judge_cells(const GateInput& input);

}  // namespace jangin::judge
