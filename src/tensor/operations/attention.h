// Causal softmax attention over packed sequences of any length.
#pragma once

#include <vector>

#include "tensor/device.h"
#include "tensor/tape.h"

namespace jangin::tensor {

/// qkv [T, (H + 2·Hk)·hd]: queries, keys, values side by side; spans say which rows belong together (q and k ranges alike) → [T, H·hd].
/// Keeps qkv, the output and a log-sum-exp for each row and head; no score matrix.
Variable attention(Tape& tape, const Variable& qkv, const AttentionShape& shape, const std::vector<kernel::AttentionSpan>& spans);

}  // namespace jangin::tensor
