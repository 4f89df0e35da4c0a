// Overflow-checked products.
#include "model/formats/checked_size.h"

namespace jangin::model {

std::optional<int64_t> checked_elements(std::span<const int64_t> shape) {
  int64_t product = 1;
  bool empty = false;
  for (int64_t size : shape) {
    if (size < 0) return std::nullopt;
    empty = empty || size == 0;
    if (size != 0 && __builtin_mul_overflow(product, size, &product)) return std::nullopt;
  }
  if (product > (int64_t{1} << 62)) return std::nullopt;
  return empty ? 0 : product;
}

std::optional<uint64_t> checked_bytes(std::span<const int64_t> shape, StoredType type) {
  const StoredTypeTraits& stored = traits(type);
  const auto elements = checked_elements(shape);
  if (!elements) return std::nullopt;
  const int64_t columns = shape.empty() ? 1 : shape.back();
  if (columns % stored.block_values != 0) return std::nullopt;
  int64_t bytes = 0;
  if (__builtin_mul_overflow(*elements / stored.block_values, stored.block_bytes, &bytes)) return std::nullopt;
  return static_cast<uint64_t>(bytes);
}

}  // namespace jangin::model
