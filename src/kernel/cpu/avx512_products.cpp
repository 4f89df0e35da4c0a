// Products and peaks in AVX-512 (F, BW, VL, DQ): 14 × 32 blocks of C in 28 registers.
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")
namespace jangin::kernel {
namespace avx512 {
namespace {
constexpr int64_t kPanelRows = 14, kPanelLanes = 2;
constexpr int kPeakChains = 12;
#include "kernel/cpu/lanes_avx512.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/panel_f32.inc"
#include "kernel/cpu/gemm.inc"
#include "kernel/cpu/gemm_f32.inc"
#include "kernel/cpu/peaks.inc"
}  // namespace
}  // namespace avx512

void add_avx512_products(KernelTable& table) {
  using Grid = avx512::Gemm<avx512::F32Form<float>>;
  table.gemm_b_layout = [](DType type) { return type == DType::f32 ? PackLayout::panels32_f32 : PackLayout::panels32_bf16; };
  table.gemm_pack_a_bytes = Grid::a_bytes;
  table.gemm_pack_a_panels = Grid::a_panels;
  table.gemm_pack_a = avx512::pack_a;
  table.gemm_pack_b_bytes = avx512::pack_b_bytes;
  table.gemm_pack_b_panels = Grid::b_panels;
  table.gemm_pack_b = avx512::pack_b;
  table.gemm_tiles = Grid::tiles;
  table.gemm_scratch_bytes = avx512::gemm_scratch;
  table.gemm = avx512::gemm;
  table.peak_f32 = avx512::peak_f32;
  table.peak_read = avx512::peak_read;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
