// Matrix product, scalar: operands packed to plain rows [rows][k], one tile for each row of C.
#include <cassert>
#include <cmath>

#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {

PackLayout gemm_b_layout(DType type) { return type == DType::f32 ? PackLayout::rows_f32 : PackLayout::rows_bf16; }
size_t gemm_pack_a_bytes(const GemmShape& shape) { return static_cast<size_t>(shape.m * shape.k) * size_of(shape.type); }
size_t gemm_pack_b_bytes(const GemmShape& shape) { return static_cast<size_t>(shape.n * shape.k) * size_of(shape.type); }
int64_t gemm_pack_a_panels(const GemmShape& shape) { return shape.m; }
int64_t gemm_pack_b_panels(const GemmShape& shape) { return shape.n; }
int64_t gemm_tiles(const GemmShape& shape) { return shape.m; }
size_t gemm_scratch_bytes(const GemmShape&) { return 0; }

void gemm_pack(const PackArgs& args, int64_t panel_begin, int64_t panel_end) {
  assert(args.type != DType::f16 && args.source_type != DType::f16);
  for (int64_t row = panel_begin; row < panel_end; ++row)
    for (int64_t k = 0; k < args.k; ++k) {
      const float value = load(args.source, args.source_type, row * args.row_stride + k * args.k_stride);
      store(args.packed, args.type, row * args.k + k, value);
    }
}

void gemm(const GemmArgs& args, int64_t tile_begin, int64_t tile_end, void*) {
  const GemmShape& shape = args.shape;
  for (int64_t m = tile_begin; m < tile_end; ++m)
    for (int64_t n = 0; n < shape.n; ++n) {
      float sum = 0.0f;
      for (int64_t k = 0; k < shape.k; ++k)
        sum = std::fma(load(args.packed_a, shape.type, m * shape.k + k), load(args.packed_b, shape.type, n * shape.k + k), sum);
      const int64_t at = m * args.ldc + n;
      float result = args.alpha * sum;
      if (args.accumulate) result += load(args.c, args.c_type, at);
      store(args.c, args.c_type, at, result);
    }
}

}  // namespace jangin::kernel::reference
