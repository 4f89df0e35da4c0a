// Experts: which of them each token passes (route), their batches (dispatch), and the weighted sum of what they gave (mix). What an expert
// computes in between is the caller's, batch by batch, so that it is made of the same operations as anything else.
#pragma once

#include <vector>

#include "tensor/device.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// Tokens sorted by expert, those of one expert in ascending order. Row r of the T·k sorted rows is token tokens[r].
struct Routing {
  std::vector<int32_t> tokens;  // [T·k]
  std::vector<int64_t> begins;  // [E + 1]: expert e has rows begins[e] … begins[e + 1]
  Tensor slots;                 // i32 [T, k]: the sorted rows of a token, experts ascending
  Variable weights;             // f32 [T, k]
};

/// x [T, d], weight [E, d], bias [E] → routing. Logits are products of f32 operands, whatever the compute type. Backward: through the
/// weights of the chosen to x and `weight`; none goes to the bias, which counts for the choice only.
Routing route(Tape& tape, const Variable& x, Weight& weight, const Weight& bias, const Router& router);

/// x [T, d] → for each expert the rows of its tokens [n, d]; undefined for one that no token chose. The rows are gathered again in the
/// backward pass, not kept. Gradients of x are added up over a token's experts, ascending.
std::vector<Variable> dispatch(Tape& tape, const Variable& x, const Routing& routing);

/// What the experts gave of their rows → [T, d], Σ weight · output over a token's experts, ascending. Outputs as dispatch() has them.
Variable mix(Tape& tape, const std::vector<Variable>& outputs, const Routing& routing);

}  // namespace jangin::tensor
