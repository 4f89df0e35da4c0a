// Block-quantised formats, scalar (blocks.h has the layouts).
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "kernel/blocks.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

float read_f16(const uint8_t* bytes) {
  F16 value;
  std::memcpy(&value, bytes, 2);
  return to_f32(value);
}

void write_f16(uint8_t* bytes, float value) {
  const F16 half = to_f16(value);
  std::memcpy(bytes, &half, 2);
}

float block_value(BlockFormat format, const uint8_t* block, int64_t i) {
  const float d = read_f16(block);
  if (format == BlockFormat::q8_0) return d * static_cast<float>(static_cast<int8_t>(block[2 + i]));
  const uint8_t* nibbles = block + (format == BlockFormat::q4_0 ? 2 : 4);
  const int q = i < 16 ? nibbles[i] & 15 : nibbles[i - 16] >> 4;
  if (format == BlockFormat::q4_0) return d * static_cast<float>(q - 8);
  return std::fma(d, static_cast<float>(q), read_f16(block + 2));
}

void quantize_q8_0(const float* x, uint8_t* block) {
  float largest = 0.0f;
  for (int64_t i = 0; i < kBlockValues; ++i) largest = std::max(largest, std::fabs(x[i]));
  const float d = largest / 127.0f, inverse = d != 0.0f ? 1.0f / d : 0.0f;
  write_f16(block, d);
  for (int64_t i = 0; i < kBlockValues; ++i) block[2 + i] = static_cast<uint8_t>(static_cast<int8_t>(std::round(x[i] * inverse)));
}

void quantize_q4_0(const float* x, uint8_t* block) {
  float extreme = 0.0f;
  for (int64_t i = 0; i < kBlockValues; ++i)
    if (std::fabs(x[i]) > std::fabs(extreme)) extreme = x[i];
  const float d = extreme / -8.0f, inverse = d != 0.0f ? 1.0f / d : 0.0f;
  write_f16(block, d);
  const auto nibble = [inverse](float value) { return static_cast<uint8_t>(std::min(15, static_cast<int>(value * inverse + 8.5f))); };
  for (int64_t i = 0; i < 16; ++i) block[2 + i] = static_cast<uint8_t>(nibble(x[i]) | (nibble(x[i + 16]) << 4));
}

}  // namespace

void dequantize(const DequantizeArgs& args, int64_t block_begin, int64_t block_end) {
  const auto* blocks = static_cast<const uint8_t*>(args.blocks);
  for (int64_t b = block_begin; b < block_end; ++b)
    for (int64_t i = 0; i < kBlockValues; ++i)
      store(args.out, args.out_type, b * kBlockValues + i, block_value(args.format, blocks + b * block_bytes(args.format), i));
}

void quantize(const QuantizeArgs& args, int64_t block_begin, int64_t block_end) {
  assert(args.format != BlockFormat::q4_1);
  auto* blocks = static_cast<uint8_t*>(args.blocks);
  for (int64_t b = block_begin; b < block_end; ++b) {
    uint8_t* block = blocks + b * block_bytes(args.format);
    if (args.format == BlockFormat::q8_0) quantize_q8_0(args.values + b * kBlockValues, block);
    else quantize_q4_0(args.values + b * kBlockValues, block);
  }
}

}  // namespace jangin::kernel::reference
