// Products and peaks in AVX2 and FMA: 6 × 16 blocks of C in 12 registers.
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
namespace jangin::kernel {
namespace avx2 {
namespace {
constexpr int64_t kPanelRows = 6, kPanelLanes = 1;
constexpr int kPeakChains = 6;
#include "kernel/cpu/lanes_avx2.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/panel_f32.inc"
#include "kernel/cpu/gemm.inc"
#include "kernel/cpu/gemm_f32.inc"
#include "kernel/cpu/peaks.inc"
}  // namespace
}  // namespace avx2

void add_avx2_products(KernelTable& table) {
  using Grid = avx2::Gemm<avx2::F32Form<float>>;
  table.gemm_b_layout = [](DType type) { return type == DType::f32 ? PackLayout::panels16_f32 : PackLayout::panels16_bf16; };
  table.gemm_pack_a_bytes = Grid::a_bytes;
  table.gemm_pack_a_panels = Grid::a_panels;
  table.gemm_pack_a = avx2::pack_a;
  table.gemm_pack_b_bytes = avx2::pack_b_bytes;
  table.gemm_pack_b_panels = Grid::b_panels;
  table.gemm_pack_b = avx2::pack_b;
  table.gemm_tiles = Grid::tiles;
  table.gemm_scratch_bytes = avx2::gemm_scratch;
  table.gemm = avx2::gemm;
  table.peak_f32 = avx2::peak_f32;
  table.peak_read = avx2::peak_read;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
