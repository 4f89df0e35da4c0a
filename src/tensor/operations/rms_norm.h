// Root-mean-square normalisation (arXiv 1910.07467), alone or with the addition before it.
#pragma once

#include "tensor/device.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// x [T, d] in the compute type or f32, weight [d / heads] → norm(x) · weight in the compute type, statistics in f32. The output is remade in the backward
/// pass, not kept: from x, or where x is wider than the compute type from what is kept of it, rounded to that.
Variable rms_norm(Tape& tape, const Variable& x, Weight& weight, const RmsNorm& norm);

struct AddedAndNormed {
  Variable sum;     // x + branch, in x's type
  Variable normed;  // norm(sum) · weight
};
/// One pass over memory for the residual addition and the norm after it. All [T, d]; branch in the compute type, x in that or f32. Gradients are
/// in the compute type.
AddedAndNormed add_rms_norm(Tape& tape, const Variable& x, const Variable& branch, Weight& weight, const RmsNorm& norm);

}  // namespace jangin::tensor
