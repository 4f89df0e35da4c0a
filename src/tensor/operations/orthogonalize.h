// The orthogonal matrix near a matrix by products alone, as the optimizer Muon needs it. Outside of the tape: it has no gradient.
#pragma once

#include "tensor/device.h"

namespace jangin::tensor {

/// x [m, n] f32 = U · S · Vᵀ → about U · Vᵀ [m, n] f32: singular values of the result lie between some 0.7 and 1.2 unless those of x are thousands
/// of times smaller than its norm. `steps` of a Newton–Schulz iteration of fifth order on the smaller side (K. Jordan et al. 2024,
/// kellerjordan.github.io/posts/muon: X ← aX + (bA + cA²)X with A = XXᵀ, a = 3.4445, b = −4.7750, c = 2.0315, X₀ = x / max(‖x‖, 1e-7)).
/// Products take their operands in `compute` and sum in f32; X stays f32. The bits depend on x alone. Memory: Lifetime::step.
Tensor orthogonalize(const Tensor& x, DType compute, int64_t steps);

}  // namespace jangin::tensor
