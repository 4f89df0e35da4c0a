// Block-quantised weight formats of GGUF: blocks of 32 or 256 values that share scales. Sizes and arguments only: what the bytes
// of a block mean is block_layouts.h; the conversions are entries of the kernel table.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

enum class BlockFormat : uint8_t { q4_0, q4_1, q5_0, q5_1, q8_0, iq4_nl, q2_k, q3_k, q4_k, q5_k, q6_k, iq4_xs };

inline constexpr BlockFormat kAllBlockFormats[] = {BlockFormat::q4_0, BlockFormat::q4_1,   BlockFormat::q5_0, BlockFormat::q5_1,
                                                   BlockFormat::q8_0, BlockFormat::iq4_nl, BlockFormat::q2_k, BlockFormat::q3_k,
                                                   BlockFormat::q4_k, BlockFormat::q5_k,   BlockFormat::q6_k, BlockFormat::iq4_xs};

constexpr int64_t kMaxBlockValues = 256;

constexpr int64_t block_values(BlockFormat format) { return format < BlockFormat::q2_k ? 32 : 256; }

constexpr size_t block_bytes(BlockFormat format) {
  switch (format) {
    case BlockFormat::q4_0: return 18;
    case BlockFormat::q4_1: return 20;
    case BlockFormat::q5_0: return 22;
    case BlockFormat::q5_1: return 24;
    case BlockFormat::q8_0: return 34;
    case BlockFormat::iq4_nl: return 18;
    case BlockFormat::q2_k: return 84;
    case BlockFormat::q3_k: return 110;
    case BlockFormat::q4_k: return 144;
    case BlockFormat::q5_k: return 176;
    case BlockFormat::q6_k: return 210;
    case BlockFormat::iq4_xs: return 136;
  }
  return 0;
}

/// Blocks → values. Every bit pattern is a block; infinite and NaN scales give infinite and NaN values. The f32 values are exact but
/// for the one rounding of a sum with a minimum, so that every form and ggml agree to the bit. `blocks` needs no alignment.
struct DequantizeArgs {
  BlockFormat format = BlockFormat::q8_0;
  const void* blocks = nullptr;
  void* out = nullptr;
  DType out_type = DType::f32;  // f32 or bf16 (rounded to nearest even)
  int64_t values = 0;           // a multiple of block_values(format)
};

/// Formats that quantize() writes; the others are read only.
constexpr bool can_quantize(BlockFormat format) {
  return format == BlockFormat::q8_0 || format == BlockFormat::q4_0 || format == BlockFormat::q5_0 || format == BlockFormat::q4_k ||
         format == BlockFormat::q6_k;
}

/// Values → blocks. q8_0, q4_0 and q5_0 round as ggml does: q8_0: d = max|x| / 127, q = round-half-away(x / d); q4_0, q5_0:
/// d = (the value of largest magnitude) / −8 or −16, q = trunc(x / d + 8.5 or 16.5), at most 15 or 31. q4_k and q6_k are searched for
/// the least sum of squared errors (reference/block_fit.inc). Magnitudes beyond 65504 do not fit a scale and give infinite values.
struct QuantizeArgs {
  BlockFormat format = BlockFormat::q8_0;  // one of can_quantize
  const float* values = nullptr;           // finite
  void* blocks = nullptr;
  int64_t count = 0;  // values, a multiple of block_values(format)
};

}  // namespace jangin::kernel
