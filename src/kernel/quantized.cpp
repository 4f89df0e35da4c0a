// Packs weights: blocks of GGUF as they are, or values fitted to blocks. One layout for all processors, written once a weight.
#include "kernel/quantized.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "kernel/block_layouts.h"
#include "kernel/quantized_layout.h"

namespace jangin::kernel {
namespace {
#include "kernel/reference/block_values.inc"

/// One block of one row.
struct Block {
  int8_t q[kQuantizedBlock] = {};
  float d = 0.0f, o = 0.0f;
};

float as_stored(float value, DType scale_type) { return scale_type == DType::f16 ? to_f32(to_f16(value)) : value; }
float nearest_within(float x, float least, float greatest) { return std::nearbyint(std::min(greatest, std::max(least, x))); }

Block fit_q8(const float* x, int64_t count, DType scale_type) {
  float greatest = 0.0f;
  for (int64_t i = 0; i < count; ++i) greatest = std::max(greatest, std::fabs(x[i]));
  Block block;
  if (!(greatest > 0x1p-100f)) return block;
  block.d = as_stored(greatest / 127.0f, scale_type);
  if (block.d == 0.0f) return block;
  for (int64_t i = 0; i < count; ++i) block.q[i] = static_cast<int8_t>(nearest_within(x[i] / block.d, -127.0f, 127.0f));
  return block;
}

/// The block of scale d and offset o, and the sum of squared errors that it leaves.
double round_q4(const float* x, int64_t count, Block& block) {
  double error = 0.0;
  for (int64_t i = 0; i < count; ++i) {
    const float q = block.d != 0.0f ? nearest_within((x[i] - block.o) / block.d, 0.0f, 15.0f) : 0.0f;
    const double off = static_cast<double>(block.d) * q + block.o - x[i];
    block.q[i] = static_cast<int8_t>(q);
    error += off * off;
  }
  return error;
}

/// The least squares scale and offset of the block's whole numbers; false where all are equal.
bool solve_q4(const float* x, int64_t count, Block& block) {
  double q1 = 0.0, q2 = 0.0, x1 = 0.0, xq = 0.0;
  for (int64_t i = 0; i < count; ++i) {
    q1 += block.q[i];
    q2 += block.q[i] * block.q[i];
    x1 += x[i];
    xq += static_cast<double>(x[i]) * block.q[i];
  }
  const double n = static_cast<double>(count), determinant = n * q2 - q1 * q1;
  if (!(determinant > 0.0)) return false;
  block.d = static_cast<float>((n * xq - x1 * q1) / determinant);
  block.o = static_cast<float>((q2 * x1 - q1 * xq) / determinant);
  return true;
}

/// Scales that stretch the numbers over 14 to 16 steps are tried, each with the least squares solution for its whole numbers.
Block fit_q4(const float* x, int64_t count, DType scale_type) {
  const auto [low, high] = std::minmax_element(x, x + count);
  Block best;
  best.o = as_stored(*low, scale_type);
  if (!(*high - *low > 0x1p-100f)) return best;
  best.d = as_stored((*high - *low) / 15.0f, scale_type);
  double best_error = round_q4(x, count, best);
  for (int step = 0; step <= 20; ++step) {
    Block block;
    block.o = *low;
    block.d = (*high - *low) / (14.0f + 0.1f * static_cast<float>(step));
    round_q4(x, count, block);
    if (!solve_q4(x, count, block)) continue;
    block.d = as_stored(block.d, scale_type);
    block.o = as_stored(block.o, scale_type);
    const double error = round_q4(x, count, block);
    if (!(error < best_error)) continue;
    best_error = error;
    best = block;
  }
  return best;
}

void set_nibbles(const uint8_t q[16], Block& block) {
  for (int i = 0; i < 16; ++i) {
    block.q[i] = static_cast<int8_t>(q[i] & 15);
    block.q[i + 16] = static_cast<int8_t>(q[i] >> 4);
  }
}
void set_iq4(const uint8_t q[16], Block& block) {
  set_nibbles(q, block);
  for (int8_t& value : block.q) value = kIq4Values[value];
}

/// Part `part` (32 values) of a GGUF block, for the formats that have an exact home.
Block part_of(const BlockQ4_0& from, int) {
  Block block;
  set_nibbles(from.q, block);
  block.d = from.d.value();
  block.o = -8.0f * block.d;
  return block;
}
Block part_of(const BlockQ4_1& from, int) {
  Block block;
  set_nibbles(from.q, block);
  block.d = from.d.value();
  block.o = from.m.value();
  return block;
}
Block part_of(const BlockQ5_0& from, int) {
  Block block;
  set_nibbles(from.q, block);
  const uint32_t high = bits_32(from.high);
  for (int i = 0; i < 32; ++i) block.q[i] = static_cast<int8_t>((block.q[i] | bit(high, i) << 4) - 16);
  block.d = from.d.value();
  return block;
}
Block part_of(const BlockQ8_0& from, int) {
  Block block;
  std::memcpy(block.q, from.q, 32);
  block.d = from.d.value();
  return block;
}
Block part_of(const BlockIq4Nl& from, int) {
  Block block;
  set_iq4(from.q, block);
  block.d = from.d.value();
  return block;
}
Block part_of(const BlockIq4Xs& from, int part) {
  Block block;
  set_iq4(from.q + 16 * part, block);
  const int high = from.scales_high[0] | from.scales_high[1] << 8;
  const int scale = (from.scales_low[part / 2] >> 4 * (part % 2) & 15) | (high >> 2 * part & 3) << 4;
  block.d = from.d.value() * static_cast<float>(scale - 32);
  return block;
}
Block part_of(const BlockQ4K& from, int part) {
  Block block;
  const uint8_t* q = from.q + 32 * (part / 2);
  for (int i = 0; i < 32; ++i) block.q[i] = static_cast<int8_t>(q[i] >> 4 * (part % 2) & 15);
  const SixBits six = six_bits(from.scales, part);
  block.d = from.d.value() * static_cast<float>(six.scale);
  block.o = -(from.dmin.value() * static_cast<float>(six.minimum));
  return block;
}

Block fit(const float* x, int64_t count, QuantizedKind kind) {
  return kind.format == QuantizedFormat::q8 ? fit_q8(x, count, kind.scale_type) : fit_q4(x, count, kind.scale_type);
}

Block block_from_gguf(const QuantizedWeightArgs& args, int64_t row, int64_t b) {
  Block block;
  const int64_t parts = block_values(args.block_format) / kQuantizedBlock;
  with_layout(args.block_format, [&]<typename Layout>(std::type_identity<Layout>) {
    const Layout& from = static_cast<const Layout*>(args.source)[(row * quantized_blocks(args.k) + b) / parts];
    if constexpr (requires { part_of(from, 0); }) {
      if (quantized_exactly(args.block_format, args.kind)) {
        block = part_of(from, static_cast<int>(b % parts));
        return;
      }
    }
    float values[kMaxBlockValues];
    values_of(from, values);
    block = fit(values + b % parts * kQuantizedBlock, kQuantizedBlock, args.kind);
  });
  return block;
}

Block block_from_values(const QuantizedWeightArgs& args, int64_t row, int64_t b) {
  float x[kQuantizedBlock];
  const int64_t first = b * kQuantizedBlock, count = std::min(kQuantizedBlock, args.k - first), at = row * args.row_stride + first;
  for (int64_t i = 0; i < count; ++i)
    x[i] = args.source_type == DType::f32 ? static_cast<const float*>(args.source)[at + i] : to_f32(static_cast<const Bf16*>(args.source)[at + i]);
  return fit(x, count, args.kind);
}

void put_scale(uint8_t* scales, int64_t index, float value, DType type) {
  if (type == DType::f32)
    std::memcpy(scales + 4 * index, &value, 4);
  else {
    const F16 half = to_f16(value);
    std::memcpy(scales + 2 * index, &half, 2);
  }
}
float scale_at(const uint8_t* scales, int64_t index, DType type) {
  float value;
  F16 half;
  if (type == DType::f32) return std::memcpy(&value, scales + 4 * index, 4), value;
  return std::memcpy(&half, scales + 2 * index, 2), to_f32(half);
}

void put_block(const Block& block, QuantizedKind kind, int64_t row, uint8_t* record) {
  uint8_t* scales = record + quantized_numbers_bytes(kind.format);
  put_scale(scales, row, block.d, kind.scale_type);
  if (kind.format == QuantizedFormat::q8) {
    for (int64_t i = 0; i < kQuantizedBlock; ++i)
      record[(i / 4 * kQuantizedPanel + row) * 4 + i % 4] = static_cast<uint8_t>(block.q[i] + kQuantizedBias);
    return;
  }
  put_scale(scales, kQuantizedPanel + row, block.o, kind.scale_type);
  for (int64_t i = 0; i < 16; ++i) record[(i / 4 * kQuantizedPanel + row) * 4 + i % 4] = static_cast<uint8_t>(block.q[i] | block.q[i + 16] << 4);
}

}  // namespace

void quantized_pack_w(const QuantizedWeightArgs& args, int64_t panel_begin, int64_t panel_end) {
  assert(!args.blocks || args.k % block_values(args.block_format) == 0);
  const int64_t blocks = quantized_blocks(args.k);
  const size_t record_bytes = quantized_record_bytes(args.kind);
  for (int64_t panel = panel_begin; panel < panel_end; ++panel)
    for (int64_t b = 0; b < blocks; ++b) {
      uint8_t* record = static_cast<uint8_t*>(args.packed) + static_cast<size_t>(panel * blocks + b) * record_bytes;
      for (int64_t i = 0; i < kQuantizedPanel; ++i) {
        const int64_t row = panel * kQuantizedPanel + i;
        const Block block = row >= args.n ? Block{} : args.blocks ? block_from_gguf(args, row, b) : block_from_values(args, row, b);
        put_block(block, args.kind, i, record);
      }
    }
}

void quantized_values(const QuantizedValuesArgs& args, int64_t row_begin, int64_t row_end) {
  const int64_t blocks = quantized_blocks(args.k);
  const bool q8 = args.kind.format == QuantizedFormat::q8;
  for (int64_t row = row_begin; row < row_end; ++row)
    for (int64_t k = 0; k < args.k; ++k) {
      const int64_t b = k / kQuantizedBlock, i = k % kQuantizedBlock, at = row % kQuantizedPanel;
      const uint8_t* record =
          static_cast<const uint8_t*>(args.packed) + static_cast<size_t>(row / kQuantizedPanel * blocks + b) * quantized_record_bytes(args.kind);
      const uint8_t* scales = record + quantized_numbers_bytes(args.kind.format);
      const float d = scale_at(scales, at, args.kind.scale_type);
      const uint8_t byte = record[((q8 ? i / 4 : i / 4 % 4) * kQuantizedPanel + at) * 4 + i % 4];
      float& out = args.out[(row - row_begin) * args.row_stride + k];
      if (q8)
        out = d * static_cast<float>(byte - kQuantizedBias);
      else
        out = std::fma(d, static_cast<float>(byte >> (i < 16 ? 0 : 4) & 15), scale_at(scales, kQuantizedPanel + at, args.kind.scale_type));
    }
}

}  // namespace jangin::kernel
