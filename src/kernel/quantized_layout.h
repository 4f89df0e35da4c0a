// Where things lie in the packed operands of quantized.h. A slot is 32 bits of a row: four neighbouring values of k in bytes, the lane of byte
// products, or two in 16 bits.
//
// W: [panel][block] records of quantized_record_bytes:
//   q8: [8 slots][32 rows][4], bytes of q + 128; q4: [4][32 rows][4], slot g in the low and slot g + 4 in the high halves of the bytes;
//   then d [32], then o [32] in q4.
// x: rows in groups of one size, the last one filled up with rows of zeros: [group][block] records of
//   [slots of a block][rows of the group] whole numbers of the form's width and order, then the rows' scales s, then what the form needs beside them.
#pragma once

#include <algorithm>

#include "kernel/quantized.h"

namespace jangin::kernel {

constexpr int kQuantizedBias = 128;  // of q8 in packed weights: byte products take one side without a sign

/// What a row's scale and Σp give its third in q4.
inline float quantized_offset_factor(float scale, int32_t sum) { return scale * static_cast<float>(sum); }

struct QuantizedGroups {
  int64_t rows;
  int64_t blocks;
  int64_t size;           // rows of a group
  int64_t element_bytes;  // of a whole number

  /// Groups of like size, of at most `most` rows.
  static QuantizedGroups of(const QuantizedShape& s, int64_t most, int64_t element_bytes) {
    const int64_t groups = std::max<int64_t>(1, (s.m + most - 1) / most);
    return {s.m, quantized_blocks(s.k), (s.m + groups - 1) / groups, element_bytes};
  }
  int64_t count() const { return size == 0 ? 0 : (rows + size - 1) / size; }
  int64_t slots() const { return kQuantizedBlock * element_bytes / 4; }
  int64_t scales_offset() const { return size * kQuantizedBlock * element_bytes; }
  int64_t third_offset() const { return scales_offset() + size * 4; }
  int64_t record_bytes() const { return scales_offset() + size * 8; }
  size_t bytes() const { return static_cast<size_t>(count() * blocks * record_bytes()); }

  template <typename Byte>
  Byte* record(Byte* packed, int64_t group, int64_t block) const {
    return packed + (group * blocks + block) * record_bytes();
  }
};

/// Offset of the scales in a record of W.
constexpr size_t quantized_numbers_bytes(QuantizedFormat format) {
  return static_cast<size_t>(kQuantizedPanel * kQuantizedBlock) / (format == QuantizedFormat::q8 ? 1 : 2);
}

}  // namespace jangin::kernel
