// x + y, element by element.
#pragma once

#include "tensor/tape.h"

namespace jangin::tensor {

/// x and y of one shape; the sum is in the type of x. Their gradients are that of the sum.
Variable add(Tape& tape, const Variable& x, const Variable& y);

}  // namespace jangin::tensor
