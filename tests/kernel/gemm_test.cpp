// Products: every form against the scalar reference over odd shapes and all layouts of operands; ranges; independence of the rows.
//
// Bounds. reference, avx2, avx512: the same bits (one chain of fused multiply-adds per element). avx512_bf16 and amx on bf16 operands:
// each of k products is exact in f32 and each of about k additions rounds once, so |error| ≤ 2·k·2^-24 · Σ|a·b|; both sides err.
#include "kernel/gemm_cases.h"

namespace jangin::kernel {
namespace {

using namespace gemm_cases;

bool exact(Isa isa, const GemmShape& shape) { return isa <= Isa::avx512 || shape.type == DType::f32; }

void compare(Isa isa, const Case& c) {
  SCOPED_TRACE(describe(c));
  const Values a = Values::random(c.source_type, static_cast<size_t>(c.shape.m * c.shape.k), 1);
  const Values b = Values::random(c.source_type, static_cast<size_t>(c.shape.k * c.shape.n), 2);
  const Values want = multiply(kernel_table(Isa::reference), c, a, b, false);
  const Values got = multiply(kernel_table(isa), c, a, b, false);
  if (exact(isa, c.shape))
    ASSERT_TRUE(same_bits(got, want));
  else
    expect_within_bound(c, a, b, got, want);
  ASSERT_TRUE(same_bits(got, multiply(kernel_table(isa), c, a, b, true))) << "depends on the ranges";
}

TEST(KernelGemm, EveryFormAgreesWithTheReference) {
  for (Isa isa : forms_here())
    for (const Case& c : cases()) {
      SCOPED_TRACE(std::string(isa_name(isa)));
      compare(isa, c);
      if (HasFatalFailure()) return;
    }
}

TEST(KernelGemm, TheReferenceIsTheSumInDoublePrecision) {
  const Case c{{5, 7, 300, DType::f32}, DType::f32, DType::f32, false, true, false, 1.0f};
  const Values a = Values::random(DType::f32, 5 * 300, 1), b = Values::random(DType::f32, 7 * 300, 2);
  const Values got = multiply(kernel_table(Isa::reference), c, a, b, false);
  for (int64_t m = 0; m < 5; ++m)
    for (int64_t n = 0; n < 7; ++n) {
      double sum = 0.0;
      for (int64_t k = 0; k < 300; ++k) sum += static_cast<double>(a[m * 300 + k]) * b[n * 300 + k];
      EXPECT_NEAR(got[m * 10 + n], sum, 1e-4);
    }
}

/// Row 0 of a product of any number of rows is the same row: decoding and training agree bit for bit.
TEST(KernelGemm, ARowDoesNotDependOnTheNumberOfRows) {
  constexpr int64_t n = 70, k = 900;
  for (Isa isa : forms_here())
    for (DType type : {DType::f32, DType::bf16}) {
      const Values a = Values::random(DType::bf16, 280 * k, 3), b = Values::random(DType::bf16, n * k, 4);
      const Case one{{1, n, k, type}, DType::bf16, DType::f32, false, true, false, 1.0f};
      const Values want = multiply(kernel_table(isa), one, a, b, false);
      for (int64_t m : {2, 13, 14, 16, 17, 32, 280}) {
        const Case many{{m, n, k, type}, DType::bf16, DType::f32, false, true, false, 1.0f};
        const Values got = multiply(kernel_table(isa), many, a, b, false);
        ASSERT_EQ(std::memcmp(got.get(), want.get(), n * 4), 0) << isa_name(isa) << " " << type_name(type) << " m " << m;
      }
    }
}

/// Operands that are contiguous in neither direction (every second element of every second row).
TEST(KernelGemm, AnyStridesMayBePacked) {
  constexpr int64_t m = 19, n = 35, k = 40;
  for (Isa isa : forms_here())
    for (DType type : {DType::f32, DType::bf16}) {
      const KernelTable& table = kernel_table(isa);
      const Values wide_a = Values::random(DType::bf16, 4 * m * k, 1), wide_b = Values::random(DType::bf16, 4 * n * k, 2);
      Values a(DType::bf16, m * k), b(DType::bf16, n * k);
      for (int64_t i = 0; i < m * k; ++i) a.set(i, wide_a[i / k * 4 * k + i % k * 2]);
      for (int64_t i = 0; i < n * k; ++i) b.set(i, wide_b[i / k * 4 * k + i % k * 2]);
      const Case c{{m, n, k, type}, DType::bf16, DType::f32, false, true, false, 1.0f};
      Guarded want_a(table.gemm_pack_a_bytes(c.shape), 0), got_a(table.gemm_pack_a_bytes(c.shape), 0);
      Guarded want_b(table.gemm_pack_b_bytes(c.shape), 0), got_b(table.gemm_pack_b_bytes(c.shape), 0);
      table.gemm_pack_a({a.get(), DType::bf16, m, k, k, 1, type, want_a.get()}, 0, table.gemm_pack_a_panels(c.shape));
      table.gemm_pack_a({wide_a.get(), DType::bf16, m, k, 4 * k, 2, type, got_a.get()}, 0, table.gemm_pack_a_panels(c.shape));
      table.gemm_pack_b({b.get(), DType::bf16, n, k, k, 1, type, want_b.get()}, 0, table.gemm_pack_b_panels(c.shape));
      table.gemm_pack_b({wide_b.get(), DType::bf16, n, k, 4 * k, 2, type, got_b.get()}, 0, table.gemm_pack_b_panels(c.shape));
      ASSERT_EQ(std::memcmp(want_a.get(), got_a.get(), table.gemm_pack_a_bytes(c.shape)), 0);
      ASSERT_EQ(std::memcmp(want_b.get(), got_b.get(), table.gemm_pack_b_bytes(c.shape)), 0);
    }
}

TEST(KernelGemm, NoTermsGiveZero) {
  for (Isa isa : forms_here()) {
    const Case c{{3, 5, 0, DType::f32}, DType::f32, DType::f32, false, false, false, 1.0f};
    const Values got = multiply(kernel_table(isa), c, Values(DType::f32, 0), Values(DType::f32, 0), false);
    for (int64_t m = 0; m < 3; ++m)
      for (int64_t n = 0; n < 5; ++n) EXPECT_EQ(got[m * 8 + n], 0.0f);
  }
}

TEST(KernelGemm, InfinityAndNotANumberStayInTheirRow) {
  for (Isa isa : forms_here()) {
    Values a = Values::random(DType::bf16, 4 * 8, 5);
    const Values b = Values::random(DType::bf16, 8 * 6, 6);
    a.set(8, NAN);
    a.set(16, INFINITY);
    const Case c{{4, 6, 8, DType::bf16}, DType::bf16, DType::f32, false, true, false, 1.0f};
    const Values got = multiply(kernel_table(isa), c, a, b, false);
    for (int64_t n = 0; n < 6; ++n) {
      EXPECT_TRUE(std::isfinite(got[n]));
      EXPECT_TRUE(std::isnan(got[9 + n]));
      EXPECT_FALSE(std::isfinite(got[18 + n]));
      EXPECT_TRUE(std::isfinite(got[27 + n]));
    }
  }
}

}  // namespace
}  // namespace jangin::kernel
