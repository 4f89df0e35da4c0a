// The bf16 pair and tile forms with their one instruction emulated: packing, blocking, edges and order of summation are the real ones.
// What stays unproven here on a processor without the instructions is the instruction alone.
//
// Each element must have exactly the bits of a scalar loop over its row and column in the form's stated order; so it depends on nothing else.
#include <bit>

#include "kernel/cpu/intrinsics.h"
#include "kernel/gemm_cases.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")
namespace jangin::kernel::emulated {
namespace {
#include "kernel/cpu/lanes_avx512.inc"
#include "kernel/cpu/gemm.inc"
#include "kernel/cpu/pairs.inc"
#include "kernel/cpu/gemm_bf16.inc"
#include "kernel/cpu/bf16_table.inc"
#include "kernel/emulated_units.h"

KernelTable pair_table() {
  KernelTable table = kernel_table(Isa::avx512);
  Bf16Products<PairForm<EmulatedPairs>, pack_pairs<14>>::add_to(table);
  return table;
}
KernelTable tile_table() {
  KernelTable table = kernel_table(Isa::avx512);
  Bf16Products<TileForm<EmulatedTiles>, pack_tiles>::add_to(table);
  return table;
}
}  // namespace

/// Row · column over k padded with zeros to whole tiles: the order that gemm.h states.
float pair_chain(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  float sum = 0.0f;
  for (size_t i = 0; i < a.size(); ++i) sum = dot_pair(sum, a[i], b[i]);
  return sum;
}
float tile_chain(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  float sum = 0.0f;
  for (size_t i = 0; i < a.size(); i += 16) sum = dot_tile(sum, &a[i], &b[i], 1);
  return sum;
}
}  // namespace jangin::kernel::emulated
#pragma GCC pop_options

namespace jangin::kernel {
namespace {

using namespace gemm_cases;

bool machine_can(const char* what) {
  if (isa_supported(Isa::avx512)) return true;
  std::printf("[ not run  ] %s (the processor lacks AVX-512)\n", what);
  return false;
}

/// 32-bit pairs of `count` values at `start` with `stride`, padded to whole tiles.
std::vector<uint32_t> pairs_of(const Values& values, int64_t start, int64_t stride, int64_t count) {
  std::vector<uint32_t> pairs(static_cast<size_t>((count + 31) / 32 * 16));
  for (int64_t i = 0; i < count; ++i) pairs[i / 2] |= static_cast<uint32_t>(to_bf16(values[start + i * stride]).bits) << (i % 2 * 16);
  return pairs;
}

template <typename Chain>
void expect_chain(const Case& c, const Values& a, const Values& b, const Values& got, Chain chain) {
  const GemmShape& s = c.shape;
  const Values before = Values::random(c.c_type, static_cast<size_t>(s.m * (s.n + 3)), 7);
  for (int64_t m = 0; m < s.m; ++m) {
    const auto row = c.a_transposed ? pairs_of(a, m, s.m, s.k) : pairs_of(a, m * s.k, 1, s.k);
    for (int64_t n = 0; n < s.n; ++n) {
      const auto column = c.b_transposed ? pairs_of(b, n * s.k, 1, s.k) : pairs_of(b, n, s.n, s.k);
      const size_t at = static_cast<size_t>(m * (s.n + 3) + n);
      float want = c.alpha * chain(row, column);
      if (c.accumulate) want += before[at];
      if (c.c_type == DType::bf16) want = to_f32(to_bf16(want));
      ASSERT_EQ(got[at], want) << describe(c) << " at " << m << "," << n;
    }
  }
}

template <typename Chain>
void check(const KernelTable& table, Chain chain) {
  for (const Case& c : cases()) {
    if (c.shape.type != DType::bf16) continue;
    SCOPED_TRACE(describe(c));
    const Values a = Values::random(c.source_type, static_cast<size_t>(c.shape.m * c.shape.k), 1);
    const Values b = Values::random(c.source_type, static_cast<size_t>(c.shape.k * c.shape.n), 2);
    const Values got = multiply(table, c, a, b, false);
    expect_chain(c, a, b, got, chain);
    expect_within_bound(c, a, b, got, multiply(kernel_table(Isa::reference), c, a, b, false));
    ASSERT_TRUE(same_bits(got, multiply(table, c, a, b, true))) << "depends on the ranges";
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(KernelEmulatedBf16, PairsGiveTheirStatedChain) {
  if (machine_can("the emulated pair form")) check(emulated::pair_table(), emulated::pair_chain);
}

TEST(KernelEmulatedBf16, TilesGiveTheirStatedChain) {
  if (machine_can("the emulated tile form")) check(emulated::tile_table(), emulated::tile_chain);
}

TEST(KernelEmulatedBf16, ProductsOfF32GoToTheFormBelow) {
  if (!machine_can("the emulated forms")) return;
  const Case c{{33, 40, 50, DType::f32}, DType::f32, DType::f32, false, true, false, 1.0f};
  const Values a = Values::random(DType::f32, 33 * 50, 1), b = Values::random(DType::f32, 40 * 50, 2);
  const Values want = multiply(kernel_table(Isa::reference), c, a, b, false);
  EXPECT_TRUE(same_bits(multiply(emulated::pair_table(), c, a, b, false), want));
  EXPECT_TRUE(same_bits(multiply(emulated::tile_table(), c, a, b, false), want));
}

TEST(KernelEmulatedBf16, BothFormsShareThePackedWeight) {
  if (!machine_can("the emulated forms")) return;
  const GemmShape shape{1, 70, 45, DType::bf16};
  const Values b = Values::random(DType::bf16, 70 * 45, 2);
  const KernelTable pairs = emulated::pair_table(), tiles = emulated::tile_table();
  ASSERT_EQ(pairs.gemm_b_layout(DType::bf16), tiles.gemm_b_layout(DType::bf16));
  ASSERT_EQ(pairs.gemm_pack_b_bytes(shape), tiles.gemm_pack_b_bytes(shape));
  Guarded one(pairs.gemm_pack_b_bytes(shape)), two(pairs.gemm_pack_b_bytes(shape));
  pairs.gemm_pack_b({b.get(), DType::bf16, 70, 45, 45, 1, DType::bf16, one.get()}, 0, pairs.gemm_pack_b_panels(shape));
  tiles.gemm_pack_b({b.get(), DType::bf16, 70, 45, 45, 1, DType::bf16, two.get()}, 0, tiles.gemm_pack_b_panels(shape));
  EXPECT_EQ(std::memcmp(one.get(), two.get(), pairs.gemm_pack_b_bytes(shape)), 0);
}

}  // namespace
}  // namespace jangin::kernel
