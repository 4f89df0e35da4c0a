// Rotary position embedding (arXiv 2104.09864).
#pragma once

#include "tensor/tape.h"

namespace jangin::tensor {

/// Cosines and sines of the angles by position: [positions, head_size / 2], f32.
struct RotaryTable {
  Tensor cosines;
  Tensor sines;
};

/// Rotates the first `heads` heads of head_size columns of each row of x [T, columns], in place: x must have no other consumer and
/// be kept by none. positions i32 [T].
Variable rotary(Tape& tape, Variable x, int64_t heads, int64_t head_size, const Tensor& positions, const RotaryTable& table);

}  // namespace jangin::tensor
