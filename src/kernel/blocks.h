// Block-quantised weight formats with ggml's layouts (GGUF specification, ggml-common.h): blocks of 32 values that share a
// binary16 scale. Sizes and arguments only; the conversions are entries of the kernel table.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// q8_0: {f16 d; int8 q[32]}, x = d·q. q4_0: {f16 d; u8 q[16]}, x = d·(q − 8). q4_1: {f16 d; f16 m; u8 q[16]}, x = d·q + m.
/// In the 4-bit formats the low nibbles are values 0..15 of the block, the high nibbles values 16..31.
enum class BlockFormat : uint8_t { q8_0, q4_0, q4_1 };

constexpr int64_t kBlockValues = 32;

constexpr size_t block_bytes(BlockFormat format) {
  switch (format) {
    case BlockFormat::q8_0: return 34;
    case BlockFormat::q4_0: return 18;
    case BlockFormat::q4_1: return 20;
  }
  return 0;
}

/// Blocks → values. `blocks` needs no alignment; `values` is a multiple of kBlockValues.
struct DequantizeArgs {
  BlockFormat format = BlockFormat::q8_0;
  const void* blocks = nullptr;
  void* out = nullptr;
  DType out_type = DType::f32;  // f32 or bf16
  int64_t values = 0;
};

/// Values → blocks, with ggml's rounding: q8_0: d = max|x| / 127, q = round-half-away(x / d) by multiplying with 1/d in f32;
/// q4_0: d = (the value of largest magnitude) / −8, q = min(15, trunc(x / d + 8.5)). q4_1 is read only.
struct QuantizeArgs {
  BlockFormat format = BlockFormat::q8_0;  // q8_0 or q4_0
  const float* values = nullptr;
  void* blocks = nullptr;
  int64_t count = 0;  // values, a multiple of kBlockValues
};

}  // namespace jangin::kernel
