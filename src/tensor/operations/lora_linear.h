// A product with low-rank additions to parts of its output (LoRA, arXiv 2106.09685): the large weight is read, never differentiated.
#pragma once

#include <vector>

#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// The additions to one product y [T, n] of x [T, k]. A fused product (queries, keys and values side by side) has a pair A_i [r, k], B_i [n_i, r]
/// for each of its parts that is adapted. The weights outlive the tape.
struct LowRank {
  struct Part {
    Weight* b = nullptr;       // B_i [n_i, r]
    int64_t column_begin = 0;  // its columns of y: column_begin … column_begin + n_i
  };
  Weight* a = nullptr;  // [parts · r, k]: A_i one below the other, in the order of `parts`
  std::vector<Part> parts;
  float scale = 1.0f;
};

/// x [T, k], weight [n, k] → y [T, n] in the tape's compute type: y = x · Wᵀ, then y_i += scale · u_i · B_iᵀ with u = x · Aᵀ [T, parts · r] in
/// the compute type; products sum in f32. With W held in blocks (kernel/quantized.h) x · Wᵀ has x rounded to 8 bits, the additions have not; the tape
/// must not record then.
/// Backward: du_i = scale · dy_i · B_i; dx = dy · W + du · A; dA += duᵀ · x; dB_i += scale · dy_iᵀ · u_i (f32). W gets no gradient, frozen or not.
/// Keeps x, which its other users keep too, and u.
Variable lora_linear(Tape& tape, const Variable& x, Weight& weight, const LowRank& low_rank);

}  // namespace jangin::tensor
