// y = x · Wᵀ, without bias.
#pragma once

#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// x [T, in], weight [out, in] → y [T, out] in the tape's compute type; the products take both operands in that type and sum in f32.
/// A weight held in blocks: x is rounded to 8 bits (kernel/quantized.h), and the tape must not record.
/// Backward: dx = dy · W, dW += dyᵀ · x (f32).
Variable linear(Tape& tape, const Variable& x, Weight& weight);

}  // namespace jangin::tensor
