// Rows of the embedding table.
#pragma once

#include <span>

#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// ids [T], each in [0, rows of table) → [T, d] = table[ids] · scale in `type`; the table may be held in blocks. Backward adds to the rows in ascending order
/// of tokens.
Variable embedding(Tape& tape, Weight& table, std::span<const int32_t> ids, float scale, DType type);
/// In the compute type.
inline Variable embedding(Tape& tape, Weight& table, std::span<const int32_t> ids, float scale) {
  return embedding(tape, table, ids, scale, tape.compute());
}

}  // namespace jangin::tensor
