// Products on weights in blocks, scalar: the statement of quantized.h, one group and one tile for each row of x.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "kernel/quantized_layout.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {
QuantizedGroups groups_of(const QuantizedShape& shape) { return QuantizedGroups::of(shape, 1, 1); }

/// Scale `index` of a record: d of the panel's 32 rows, then o.
float record_scale(const uint8_t* record, const QuantizedShape& shape, int64_t index) {
  return load(record + quantized_numbers_bytes(shape.kind.format), shape.kind.scale_type, index);
}

float value_at(const QuantizedRowsArgs& args, int64_t row, int64_t k) { return load(args.source, args.source_type, row * args.row_stride + k); }

/// One block: `count` values of a row from k on, past them zeros.
void pack_block(const QuantizedRowsArgs& args, int64_t row, int64_t k, int64_t count, const QuantizedGroups& groups, uint8_t* record) {
  uint32_t greatest_bits = 0;  // magnitudes order as their bits do; infinities and NaN are above all others
  for (int64_t i = 0; i < count; ++i) greatest_bits = std::max(greatest_bits, std::bit_cast<uint32_t>(value_at(args, row, k + i)) & 0x7fffffffu);
  const float greatest = std::bit_cast<float>(greatest_bits);
  const bool finite = greatest_bits < 0x7f800000u, used = finite && greatest >= 0x1p-100f;
  const float scale = used ? greatest / 127.0f : finite ? 0.0f : std::bit_cast<float>(0x7fc00000u);
  const float inverse = used ? 127.0f / greatest : 0.0f;
  int32_t sum = 0;
  for (int64_t i = 0; i < kQuantizedBlock; ++i) {
    const float x = i < count && used ? value_at(args, row, k + i) : 0.0f;
    const auto p = static_cast<int8_t>(std::nearbyint(x * inverse));  // ties to even
    std::memcpy(record + i, &p, 1);
    sum += p;
  }
  store(record + groups.scales_offset(), DType::f32, 0, scale);
  store(record + groups.third_offset(), DType::f32, 0, quantized_offset_factor(scale, sum));
}

int32_t block_dot(const int8_t* p, const uint8_t* record, QuantizedFormat format, int64_t column) {
  int32_t sum = 0;
  for (int64_t i = 0; i < kQuantizedBlock; ++i) {
    const bool q8 = format == QuantizedFormat::q8;
    const uint8_t byte = record[((q8 ? i / 4 : i / 4 % 4) * kQuantizedPanel + column) * 4 + i % 4];
    sum += p[i] * (q8 ? byte - kQuantizedBias : byte >> (i < 16 ? 0 : 4) & 15);
  }
  return sum;
}

}  // namespace

size_t quantized_a_bytes(const QuantizedShape& shape) { return groups_of(shape).bytes(); }
int64_t quantized_tiles(const QuantizedShape& shape) { return shape.m; }
size_t quantized_scratch_bytes(const QuantizedShape&) { return 0; }

void quantized_pack_a(const QuantizedRowsArgs& args, int64_t row_begin, int64_t row_end) {
  const QuantizedGroups groups = groups_of(args.shape);
  const int64_t blocks = args.block_count == 0 ? groups.blocks : args.block_count;
  for (int64_t row = row_begin; row < row_end; ++row)
    for (int64_t b = 0; b < blocks; ++b) {
      const int64_t count = std::min(kQuantizedBlock, args.shape.k - (args.first_block + b) * kQuantizedBlock);
      pack_block(args, row, b * kQuantizedBlock, count, groups, groups.record(static_cast<uint8_t*>(args.packed), row, args.first_block + b));
    }
}

void quantized(const QuantizedArgs& args, int64_t tile_begin, int64_t tile_end, void*) {
  const QuantizedShape& shape = args.shape;
  const QuantizedGroups groups = groups_of(shape);
  for (int64_t m = tile_begin; m < tile_end; ++m) {
    for (int64_t n = 0; n < shape.n; ++n) {
      const int64_t column = n % kQuantizedPanel;
      float sum = 0.0f;
      for (int64_t b = 0; b < groups.blocks; ++b) {
        const uint8_t* record = static_cast<const uint8_t*>(args.packed_w) +
                                static_cast<size_t>(n / kQuantizedPanel * groups.blocks + b) * quantized_record_bytes(shape.kind);
        const uint8_t* x = groups.record(static_cast<const uint8_t*>(args.packed_a), m, b);
        const int32_t dot = block_dot(reinterpret_cast<const int8_t*>(x), record, shape.kind.format, column);
        sum = std::fma(static_cast<float>(dot), load(x + groups.scales_offset(), DType::f32, 0) * record_scale(record, shape, column), sum);
        if (shape.kind.format == QuantizedFormat::q4)
          sum = std::fma(load(x + groups.third_offset(), DType::f32, 0), record_scale(record, shape, kQuantizedPanel + column), sum);
      }
      if (args.accumulate) sum += load(args.c, args.c_type, m * args.ldc + n);
      store(args.c, args.c_type, m * args.ldc + n, sum);
    }
  }
}

}  // namespace jangin::kernel::reference
