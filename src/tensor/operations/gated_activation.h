// act(gate) · up (arXiv 2002.05202).
#pragma once

#include "kernel/activation.h"
#include "tensor/tape.h"

namespace jangin::tensor {

/// x [T, 2·f]: columns [0, f) are the gate, [f, 2f) the values → [T, f]. The output is remade in the backward pass, not kept;
/// x must have no other consumer: its memory takes the gradient.
Variable gated_activation(Tape& tape, const Variable& x, kernel::Activation activation);

}  // namespace jangin::tensor
