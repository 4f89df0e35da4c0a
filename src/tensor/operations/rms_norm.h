// Root-mean-square normalisation (arXiv 1910.07467), alone or with the addition before it.
#pragma once

#include "tensor/device.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// x [T, d], weight [d / heads] → norm(x) · weight, statistics in f32. The output is remade in the backward pass, not kept.
Variable rms_norm(Tape& tape, const Variable& x, Weight& weight, const RmsNorm& norm);

struct AddedAndNormed {
  Variable sum;     // x + branch, rounded to the compute type
  Variable normed;  // norm(sum) · weight
};
/// One pass over memory for the residual addition and the norm after it. All [T, d].
AddedAndNormed add_rms_norm(Tape& tape, const Variable& x, const Variable& branch, Weight& weight, const RmsNorm& norm);

}  // namespace jangin::tensor
