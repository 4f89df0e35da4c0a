// Products of bf16 operands in AVX512_BF16 and in AMX tiles. The one-instruction wrappers are here; the loops are in gemm_bf16.inc.
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,prefer-vector-width=512")
namespace jangin::kernel {
namespace avx512_bf16 {
namespace {
#include "kernel/cpu/lanes_avx512.inc"
#include "kernel/cpu/gemm.inc"
#include "kernel/cpu/pairs.inc"
#include "kernel/cpu/gemm_bf16.inc"
#include "kernel/cpu/bf16_table.inc"

struct PairUnit {
  static __m512 dot(__m512 sum, __m512i a, __m512i b) { return _mm512_dpbf16_ps(sum, reinterpret_cast<__m512bh>(a), reinterpret_cast<__m512bh>(b)); }
};

/// Palette 1 (Intel SDM, LDTILECFG): every tile 16 rows of 64 bytes.
struct alignas(64) TileConfig {
  uint8_t palette = 1;
  uint8_t start_row = 0;
  uint8_t reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

/// The thread's tiles, configured while it lives. Written as assembly: the compiler's macros take no template parameters.
struct TileUnit {
  TileUnit() {
    const TileConfig config;
    __asm__ volatile("ldtilecfg %0" ::"m"(config));
  }
  ~TileUnit() { __asm__ volatile("tilerelease"); }
  TileUnit(const TileUnit&) = delete;
  TileUnit& operator=(const TileUnit&) = delete;
  template <int t>
  static void zero() {
    __asm__ volatile("tilezero %%tmm%c0" ::"i"(t));
  }
  template <int t>
  static void load(const void* p, int64_t stride) {
    __asm__ volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(p), "r"(stride), "i"(t) : "memory");
  }
  template <int t>
  static void store(void* p, int64_t stride) {
    __asm__ volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(p), "r"(stride), "i"(t) : "memory");
  }
  template <int c, int a, int b>
  static void dot() {
    __asm__ volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"i"(c), "i"(a), "i"(b));
  }
};

double peak_pairs(int64_t iterations) {
  constexpr int kChains = 12;
  __m512 sum[kChains];
  for (__m512& s : sum) s = _mm512_setzero_ps();
  const __m512i ones = _mm512_set1_epi32(0x3f803f80);
  for (int64_t i = 0; i < iterations; ++i)
    for (__m512& s : sum) s = PairUnit::dot(s, ones, ones);
  volatile float sink = 0.0f;
  for (const __m512& s : sum) sink = sink + _mm512_cvtss_f32(s);
  return static_cast<double>(iterations) * kChains * 64.0;
}

double peak_tiles(int64_t iterations) {
  alignas(64) static const Bf16 zeros[kPairStep * 16] = {};
  const TileUnit unit;
  TileUnit::load<4>(zeros, 64);
  TileUnit::load<5>(zeros, 64);
  TileUnit::load<6>(zeros, 64);
  TileUnit::load<7>(zeros, 64);
  for (int64_t i = 0; i < iterations; ++i) {
    TileUnit::dot<0, 4, 6>();
    TileUnit::dot<1, 4, 7>();
    TileUnit::dot<2, 5, 6>();
    TileUnit::dot<3, 5, 7>();
  }
  return static_cast<double>(iterations) * 4.0 * 2.0 * 16.0 * 16.0 * 32.0;
}
}  // namespace
}  // namespace avx512_bf16

void add_avx512_bf16_products(KernelTable& table) {
  avx512_bf16::Bf16Products<avx512_bf16::PairForm<avx512_bf16::PairUnit>, avx512_bf16::pack_pairs<14>>::add_to(table);
  table.peak_bf16 = avx512_bf16::peak_pairs;
}

void add_amx_products(KernelTable& table) {
  avx512_bf16::Bf16Products<avx512_bf16::TileForm<avx512_bf16::TileUnit>, avx512_bf16::pack_tiles>::add_to(table);
  table.peak_bf16 = avx512_bf16::peak_tiles;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
