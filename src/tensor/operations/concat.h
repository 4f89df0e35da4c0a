// Two matrices side by side.
#pragma once

#include "tensor/tape.h"

namespace jangin::tensor {

/// x [T, a] and y [T, b] of one type → [T, a + b].
Variable concat_columns(Tape& tape, const Variable& x, const Variable& y);

}  // namespace jangin::tensor
