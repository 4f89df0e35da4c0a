// act(gate) · up (arXiv 2002.05202).
#pragma once

#include "kernel/activation.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// x [T, 2·f]: columns [0, f) are the gate, [f, 2f) the values → [T, f]. The output is remade in the backward pass, not kept;
/// x must have no other consumer: its memory takes the gradient.
Variable gated_activation(Tape& tape, const Variable& x, kernel::Activation activation);

/// linear(gated_activation(linear(x, gate_up), activation), down) of weights held in blocks, for inference: the same numbers, of which the two in the
/// middle are never whole in memory.
Variable quantized_feed_forward(Tape& tape, const Variable& x, Weight& gate_up, Weight& down, kernel::Activation activation);

}  // namespace jangin::tensor
