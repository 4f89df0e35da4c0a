// A norm on each head of q and k before attention, with the rotary embedding after it.
#pragma once

#include <optional>

#include "tensor/device.h"
#include "tensor/operations/rotary.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// Positions i32 [T] and the angles by position.
struct Rotation {
  Tensor positions;
  RotaryTable table;
};

/// qkv [T, (H + 2·Hk)·hd] as attention() takes it → the same with each head of q and of k normed (weights [hd]; eps and weight_offset
/// from `norm`) and then, when there is a rotation, rotated; v is passed on. The output is remade in the backward pass, not kept: qkv is
/// kept instead. qkv must have no other consumer: where nothing is differentiated its memory takes the output.
Variable qk_norm(Tape& tape, const Variable& qkv, const AttentionShape& shape, Weight& q_norm, Weight& k_norm, const RmsNorm& norm,
                 const std::optional<Rotation>& rotation);

}  // namespace jangin::tensor
