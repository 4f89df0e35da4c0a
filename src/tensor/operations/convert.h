// A value in another number format.
#pragma once

#include "tensor/tape.h"

namespace jangin::tensor {

/// x as f32 or bf16, rounded to nearest even; x itself when it is that. The gradient passes in the format that it comes in.
Variable convert(Tape& tape, const Variable& x, DType type);

}  // namespace jangin::tensor
