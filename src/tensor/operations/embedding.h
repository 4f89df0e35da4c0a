// Rows of the embedding table.
#pragma once

#include <span>

#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// ids [T], each in [0, rows of table) → [T, d] = table[ids] · scale in the compute type; the table may be held in blocks. Backward adds to the rows in ascending order
/// of tokens.
Variable embedding(Tape& tape, Weight& table, std::span<const int32_t> ids, float scale);

}  // namespace jangin::tensor
