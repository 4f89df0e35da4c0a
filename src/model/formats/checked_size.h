// Sizes of tensors from headers that may lie: every product is checked for overflow before it is used.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/formats/stored_type.h"

namespace jangin::model {

/// Product of the dimensions; empty when one is negative or the product leaves 62 bits.
std::optional<int64_t> checked_elements(std::span<const int64_t> shape);

/// Bytes of a tensor of this shape (outermost first); empty on overflow or when the last dimension is no multiple of the block.
std::optional<uint64_t> checked_bytes(std::span<const int64_t> shape, StoredType type);

}  // namespace jangin::model
