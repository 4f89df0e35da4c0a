// Matrix products C[m,n] (+)= alpha · A[m,k] · B[k,n] on packed operands. Packing and the product are entries of the kernel
// table (kernel_table.h); this header holds their arguments and what they promise.
//
// Legend: m rows of A and C, n columns of B and C, k the summed dimension. All strides are in elements.
//
// How to call: (1) size and fill packed_a with gemm_pack_a over its panels, packed_b likewise (a weight once per version);
// (2) gemm over the tiles. Panels and tiles are independent: hand out ranges to threads in any way.
//
// Forms: A and B are given by strides, so that NN, NT and TN are one function:
//   y = x · Wᵀ   (W [n,k] row-major):  B: row_stride = k,  k_stride = 1
//   dx = dy · W  (W [k,n] row-major):  B: row_stride = 1,  k_stride = n
//   dW = dyᵀ · x (dy [k,m], x [k,n]):  A: row_stride = 1,  k_stride = m;  B: row_stride = 1, k_stride = n
//
// What an element is: the sum over k in ascending order, each term added by one fused multiply-add in f32, started at zero, then
// multiplied by alpha, added to C if `accumulate`, and rounded to C's type. So it depends neither on m or n, nor on the tile,
// nor on the thread; and the forms reference, avx2 and avx512 agree bit for bit (type f32 and bf16). The forms avx512_bf16 and amx keep
// their own order for bf16 operands, also independent of m, n and tiles:
//   avx512_bf16  pairs (k, k+1) by vdpbf16ps, denormals flushed;
//   amx          32 values of k by one tdpbf16ps, even and odd k summed apart, denormals flushed.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// Names the layout of a packed operand, for caches of packed weights: two forms with the same layout share one packing.
enum class PackLayout : uint8_t {
  rows_f32,  // reference: [n][k]
  rows_bf16,
  panels16_f32,  // avx2: panels of 16 columns, [k][16]
  panels16_bf16,
  panels32_f32,  // avx512: panels of 32 columns, [k][32]
  panels32_bf16,
  pairs32_bf16,  // avx512_bf16 and amx: panels of 32 columns, [k/2][32][2]
};

struct GemmShape {
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  DType type = DType::f32;  // number format of both packed operands: f32 or bf16
};

/// One operand to be packed. `rows` is m for A and n for B. The source (f32 or bf16) is rounded or widened to `type`.
struct PackArgs {
  const void* source = nullptr;
  DType source_type = DType::f32;
  int64_t rows = 0;
  int64_t k = 0;
  int64_t row_stride = 0;
  int64_t k_stride = 0;
  DType type = DType::f32;
  void* packed = nullptr;  // 64-byte aligned, gemm_pack_*_bytes long
};

/// A product. C may not overlap the operands. Its rows are ldc elements apart.
struct GemmArgs {
  GemmShape shape;
  const void* packed_a = nullptr;
  const void* packed_b = nullptr;
  void* c = nullptr;
  DType c_type = DType::f32;  // f32 or bf16
  int64_t ldc = 0;
  bool accumulate = false;  // C is read and added in f32
  float alpha = 1.0f;
};

}  // namespace jangin::kernel
