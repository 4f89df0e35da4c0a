// Products y[m,n] (+)= x[m,k] · W[n,k]ᵀ for generation: W in blocks of 8 or 4 bits, x rounded to 8 bits when it is packed. Packing of rows
// and the product are entries of the kernel table; packed weights have one layout in every form and are made by quantized_pack_w.
//
// Legend: m rows of x and y, n rows of W = columns of y, k the summed dimension. A block is 32 neighbouring values of k of one row; where
// k is no multiple of 32 the last block is filled up with zeros.
//
// Weights. q8: w = d·q, q in −128 … 127.  q4: w = d·q + o, q in 0 … 15.  d and o of each block are f16 or f32 (scale_type).
// Bytes a block: 34 or 36 in q8, 20 or 24 in q4. What GGUF's formats lose on the way: QuantizedKind, below.
// Rows. Each block of x is s·p with p in −127 … 127: s = max|x| / 127, p = x · (127 / max|x|) to the nearest whole number, ties to even.
//   max|x| < 2^-100: s = 0 and all p are 0. A block with a value that is not finite makes its whole row of y NaN.
//
// What an element is, in every form, to the bit (where it is not NaN). Over blocks b in ascending order, from sum = 0, in f32:
//   sum = fma(float(Σ p·q), s·d, sum), the sum of whole numbers exact (|Σ| ≤ 32·127·128 < 2^24), s·d rounded once;
//   q4 only, then: sum = fma(s·float(Σ p), o, sum), the product s·Σp rounded once;
// at last C is added if `accumulate`, and the sum is rounded to C's type. So a row's result depends neither on m or n, nor on tiles or
// threads, nor on the processor: generation is the same alone and in a batch.
// Error against x · Wᵀ in exact arithmetic: per block ½·s·Σ|w|, and the f32 roundings of k/32 (q4: k/16) additions.
#pragma once

#include "kernel/blocks.h"

namespace jangin::kernel {

enum class QuantizedFormat : uint8_t { q8, q4 };

constexpr int64_t kQuantizedBlock = 32;  // values of k
constexpr int64_t kQuantizedPanel = 32;  // rows of W that are packed together

/// How a weight is held.
struct QuantizedKind {
  QuantizedFormat format = QuantizedFormat::q8;
  DType scale_type = DType::f16;  // f16 or f32

  bool operator==(const QuantizedKind&) const = default;
};

struct QuantizedShape {
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  QuantizedKind kind;
};

constexpr int64_t quantized_blocks(int64_t k) { return (k + kQuantizedBlock - 1) / kQuantizedBlock; }
constexpr int64_t quantized_w_panels(int64_t n) { return (n + kQuantizedPanel - 1) / kQuantizedPanel; }

/// Bytes of a packed block of all rows of a panel: the whole numbers, the scales d, and in q4 the offsets o.
constexpr size_t quantized_record_bytes(QuantizedKind kind) {
  const size_t scales = kQuantizedPanel * size_of(kind.scale_type);
  return kind.format == QuantizedFormat::q8 ? kQuantizedPanel * kQuantizedBlock + scales : kQuantizedPanel * kQuantizedBlock / 2 + 2 * scales;
}
constexpr size_t quantized_w_bytes(const QuantizedShape& s) {
  return static_cast<size_t>(quantized_w_panels(s.n) * quantized_blocks(s.k)) * quantized_record_bytes(s.kind);
}

/// The kind that holds a GGUF format with the fewest bytes, and whether it does so without loss: the same d, q and o then, which needs |d| ≤ 8188
/// in q4_0. The others (two scales in a block of 32, or five bits with a minimum) are read and fitted anew.
struct QuantizedHome {
  QuantizedKind kind;
  bool exact = false;
};
constexpr QuantizedHome quantized_home(BlockFormat format) {
  using enum BlockFormat;
  switch (format) {
    case q4_0:
    case q4_1: return {{QuantizedFormat::q4, DType::f16}, true};
    case q4_k: return {{QuantizedFormat::q4, DType::f32}, true};
    case q5_0:
    case q8_0:
    case iq4_nl: return {{QuantizedFormat::q8, DType::f16}, true};
    case iq4_xs: return {{QuantizedFormat::q8, DType::f32}, true};
    case q5_1:
    case q2_k:
    case q3_k:
    case q5_k:
    case q6_k: return {{QuantizedFormat::q8, DType::f16}, false};
  }
  return {};
}
/// A kind that holds what `format` holds: its home, or the home's with f32 scales.
constexpr bool quantized_exactly(BlockFormat format, QuantizedKind kind) {
  const QuantizedHome home = quantized_home(format);
  return home.exact && kind.format == home.kind.format && (kind.scale_type == home.kind.scale_type || kind.scale_type == DType::f32);
}

/// A weight to be packed: rows of f32 or bf16, or GGUF blocks (row after row; k is then a multiple of block_values).
/// Values are fitted: q8 with d = max|w| / 127; q4 with the least sum of squared errors among 21 scales. Values beyond 65504 in magnitude
/// need f32 scales.
struct QuantizedWeightArgs {
  const void* source = nullptr;
  bool blocks = false;
  BlockFormat block_format = BlockFormat::q8_0;  // of `blocks`
  DType source_type = DType::f32;                // else: f32 or bf16
  int64_t row_stride = 0;                        // else: elements
  int64_t n = 0;
  int64_t k = 0;
  QuantizedKind kind;
  void* packed = nullptr;  // 64-byte aligned, quantized_w_bytes long
};
/// Packs panels [panel_begin, panel_end) of quantized_w_panels. Rows beyond n are zero. Disjoint ranges may run at the same time.
void quantized_pack_w(const QuantizedWeightArgs& args, int64_t panel_begin, int64_t panel_end);

/// A packed weight's rows as f32 [n, k]: d·q or d·q + o, rounded once. So an embedding can be read from a packed output projection.
struct QuantizedValuesArgs {
  const void* packed = nullptr;
  int64_t k = 0;
  QuantizedKind kind;
  float* out = nullptr;  // of row_begin
  int64_t row_stride = 0;
};
void quantized_values(const QuantizedValuesArgs& args, int64_t row_begin, int64_t row_end);

/// Rows of x to be packed, each by itself: all blocks, or those [first_block, first_block + block_count), where `source` starts at the first of them.
struct QuantizedRowsArgs {
  const void* source = nullptr;
  DType source_type = DType::f32;  // f32 or bf16
  int64_t row_stride = 0;          // elements
  QuantizedShape shape;
  void* packed = nullptr;  // 64-byte aligned, quantized_a_bytes long
  int64_t first_block = 0;
  int64_t block_count = 0;  // 0: all
};

/// A product. C may not overlap the operands. Its rows are ldc elements apart.
struct QuantizedArgs {
  QuantizedShape shape;
  const void* packed_a = nullptr;
  const void* packed_w = nullptr;
  void* c = nullptr;
  DType c_type = DType::f32;  // f32 or bf16
  int64_t ldc = 0;
  bool accumulate = false;  // C is read and added in f32
};

}  // namespace jangin::kernel
