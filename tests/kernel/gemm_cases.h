// Shapes, operands and bounds that the tests of products share: those of the forms that run here, and of the emulated ones.
#pragma once

#include "kernel/gemm.h"
#include "kernel/support.h"

namespace jangin::kernel::gemm_cases {

struct Case {
  GemmShape shape;
  DType source_type, c_type;
  bool a_transposed, b_transposed, accumulate;
  float alpha;
};

inline std::string describe(const Case& c) {
  return std::to_string(c.shape.m) + "x" + std::to_string(c.shape.n) + "x" + std::to_string(c.shape.k) + " packed " + type_name(c.shape.type) +
         " source " + type_name(c.source_type) + " c " + type_name(c.c_type) + (c.a_transposed ? " At" : "") + (c.b_transposed ? " Bt" : "") +
         (c.accumulate ? " +=" : "");
}

/// A is stored [m][k], or [k][m] when transposed; B is stored [k][n], or [n][k] when transposed. Rows of A are a_pad longer than needed.
inline Values multiply(const KernelTable& table, const Case& c, const Values& a, const Values& b, bool split) {
  const GemmShape& s = c.shape;
  Guarded packed_a(table.gemm_pack_a_bytes(s)), packed_b(table.gemm_pack_b_bytes(s)), scratch(table.gemm_scratch_bytes(s));
  PackArgs pack_a{a.get(), c.source_type, s.m, s.k, c.a_transposed ? 1 : s.k, c.a_transposed ? s.m : 1, s.type, packed_a.get()};
  PackArgs pack_b{b.get(), c.source_type, s.n, s.k, c.b_transposed ? s.k : 1, c.b_transposed ? 1 : s.n, s.type, packed_b.get()};
  const int64_t ldc = s.n + 3;
  Values result = Values::random(c.c_type, static_cast<size_t>(s.m * ldc), 7);
  GemmArgs args{s, packed_a.get(), packed_b.get(), result.get(), c.c_type, ldc, c.accumulate, c.alpha};
  const auto over = [split](int64_t count, auto run) {
    if (split)
      in_uneven_ranges(count, run);
    else
      run(int64_t{0}, count);
  };
  over(table.gemm_pack_a_panels(s), [&](int64_t begin, int64_t end) { table.gemm_pack_a(pack_a, begin, end); });
  over(table.gemm_pack_b_panels(s), [&](int64_t begin, int64_t end) { table.gemm_pack_b(pack_b, begin, end); });
  over(table.gemm_tiles(s), [&](int64_t begin, int64_t end) { table.gemm(args, begin, end, scratch.get()); });
  packed_a.check();
  packed_b.check();
  scratch.check();
  return result;
}

inline void expect_within_bound(const Case& c, const Values& a, const Values& b, const Values& got, const Values& want) {
  const GemmShape& s = c.shape;
  const double rounding = c.c_type == DType::bf16 ? 0x1p-8 : 0x1p-23;
  for (int64_t m = 0; m < s.m; ++m)
    for (int64_t n = 0; n < s.n; ++n) {
      double magnitude = 0.0;
      for (int64_t k = 0; k < s.k; ++k)
        magnitude += std::fabs(a[c.a_transposed ? k * s.m + m : m * s.k + k] * b[c.b_transposed ? n * s.k + k : k * s.n + n]);
      const size_t at = static_cast<size_t>(m * (s.n + 3) + n);
      const double bound = 2.0 * s.k * 0x1p-24 * magnitude * std::fabs(c.alpha) + rounding * std::fabs(want[at]) + 1e-30;
      ASSERT_NEAR(got[at], want[at], bound) << describe(c) << " at " << m << "," << n;
    }
}

inline std::vector<Case> cases() {
  std::vector<Case> all;
  int turn = 0;
  for (int64_t m : {1, 2, 5, 14, 15, 16, 33, 65})
    for (int64_t n : {1, 31, 32, 67})
      for (int64_t k : {1, 2, 17, 32, 63}) {
        ++turn;  // the other properties go round, so that each meets many shapes
        all.push_back({{m, n, k, turn % 3 == 0 ? DType::f32 : DType::bf16},
                       turn % 2 ? DType::bf16 : DType::f32,
                       turn % 5 < 3 ? DType::f32 : DType::bf16,
                       (turn / 2) % 2 == 0,
                       (turn / 4) % 2 == 0,
                       turn % 7 < 3,
                       turn % 11 == 0 ? 0.5f : 1.0f});
      }
  // More than one tile in each direction, and more than one block of k.
  for (DType type : {DType::f32, DType::bf16}) {
    all.push_back({{300, 290, 70, type}, DType::bf16, DType::bf16, false, true, false, 1.0f});
    all.push_back({{40, 300, 801, type}, DType::bf16, DType::f32, false, true, true, 1.0f});
    all.push_back({{269, 45, 1200, type}, DType::f32, DType::bf16, true, false, false, 1.0f});
    all.push_back({{3, 200, 1000, type}, DType::bf16, DType::f32, false, true, false, 1.0f});
  }
  return all;
}

}  // namespace jangin::kernel::gemm_cases
