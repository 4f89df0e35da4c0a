// The measuring functions: every row is there, with a rate and a share that are possible.
#include "kernel/bench.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "kernel/peaks.h"

namespace jangin::kernel {
namespace {

TEST(KernelBench, RowsAreCompleteAndPossible) {
  BenchOptions options;
  options.rounds = 1;
  options.tokens = 64;
  options.vocabulary = 640;
  options.stream_bytes = 1 << 20;
  std::set<std::string> names;
  for (const BenchRow& row : bench_kernels(kernels(), options)) {
    names.insert(row.name);
    EXPECT_GT(row.rate, 0.0) << row.name;
    EXPECT_LT(row.rate, 1e5) << row.name;
    EXPECT_GT(row.share, 0.0) << row.name;
    EXPECT_FALSE(row.shape.empty());
    EXPECT_TRUE(row.unit == "GFLOP/s" || row.unit == "GB/s");
  }
  for (const char* name : {"limit: multiply-add", "limit: read", "product y = x Wt", "product dx = dy W", "product dW = dyt x", "attention forward",
                           "attention backward", "add and norm", "rotary", "gate forward", "gate backward", "cross-entropy", "AdamW"})
    EXPECT_EQ(names.count(name), 1u) << name;
}

TEST(KernelBench, OnlyPicksRowsByName) {
  BenchOptions options;
  options.rounds = 1;
  options.tokens = 64;
  options.stream_bytes = 1 << 20;
  options.only = "attention";
  const auto rows = bench_kernels(kernels(), options);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name, "attention forward");
}

TEST(KernelPeaks, EveryFormHasOne) {
  for (Isa isa : kAllIsas) {
    if (!isa_supported(isa)) continue;
    EXPECT_GT(peak_flops(kernel_table(isa), DType::f32, 1), 1e7) << isa_name(isa);
  }
}

}  // namespace
}  // namespace jangin::kernel
