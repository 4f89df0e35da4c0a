// Where things lie in the packed operands of quantized.h. A group is four neighbouring values of k, the 32-bit lane of byte products.
//
// W: [panel][block] records of quantized_record_bytes:
//   q8: [8 groups][32 rows][4]; q4: [4][32 rows][4], group g in the low and group g + 4 in the high halves of the bytes; then d [32], then o [32] in q4.
// x: three planes, [rows][blocks][32] whole numbers of the form's width and order, [rows][blocks] scales s, [rows][blocks] what the form
// needs beside them.
#pragma once

#include "kernel/quantized.h"

namespace jangin::kernel {

struct QuantizedPlanes {
  int64_t blocks;
  int64_t rows;          // padded to what the form reads at once
  size_t element_bytes;  // of a whole number

  size_t block_bytes() const { return static_cast<size_t>(kQuantizedBlock) * element_bytes; }
  size_t row_bytes() const { return static_cast<size_t>(blocks) * block_bytes(); }
  size_t numbers_bytes() const { return static_cast<size_t>(rows) * row_bytes(); }
  size_t bytes() const { return numbers_bytes() + static_cast<size_t>(rows * blocks) * 8; }

  template <typename Byte>
  Byte* numbers(Byte* packed, int64_t row) const {
    return packed + static_cast<size_t>(row) * row_bytes();
  }
  /// Offset in bytes of s, and of the third plane's number.
  size_t scale(int64_t row) const { return numbers_bytes() + static_cast<size_t>(row * blocks) * 4; }
  size_t third(int64_t row) const { return numbers_bytes() + static_cast<size_t>((rows + row) * blocks) * 4; }
};

/// Offset of the scales in a record.
constexpr size_t quantized_numbers_bytes(QuantizedFormat format) {
  return static_cast<size_t>(kQuantizedPanel * kQuantizedBlock) / (format == QuantizedFormat::q8 ? 1 : 2);
}

}  // namespace jangin::kernel
