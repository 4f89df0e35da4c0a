// The measuring functions: every row is there, with a rate and a share that are possible.
#include "kernel/bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "kernel/peaks.h"

namespace jangin::kernel {
namespace {

BenchOptions small_options() {
  BenchOptions options;
  options.rounds = 1;
  options.tokens = 64;
  options.model = {.width = 64,
                   .query_heads = 2,
                   .key_heads = 1,
                   .head_size = 32,
                   .hidden = 96,
                   .vocabulary = 640,
                   .query_norm = true,
                   .expert_hidden = 32,
                   .experts = 4,
                   .experts_per_token = 2};
  options.stream_bytes = 1 << 20;
  return options;
}

/// Two threads' work, one range after the other: thread 1 has the odd ones.
void by_turns(int threads, int64_t count, int64_t grain, const std::function<void(int64_t, int64_t, int)>& body) {
  int thread = 0;
  for (int64_t begin = 0; begin < count; begin += grain) body(begin, std::min(begin + grain, count), thread++ % threads);
}

TEST(KernelBench, RowsAreCompleteAndPossible) {
  BenchOptions options = small_options();
  options.threads = {1, 2};
  options.parallel = by_turns;
  std::map<std::string, std::vector<int>> threads;
  for (const BenchRow& row : bench_kernels(kernels(), options)) {
    threads[row.name].push_back(row.threads);
    EXPECT_GT(row.rate, 0.0) << row.name;
    EXPECT_LT(row.rate, 1e5) << row.name;
    EXPECT_GT(row.share, 0.0) << row.name;
    EXPECT_FALSE(row.shape.empty() || row.limit.empty());
    EXPECT_TRUE(row.unit == "GFLOP/s" || row.unit == "GB/s");
  }
  std::vector<std::string> names = {"limit: multiply-add",
                                    "limit: fed product",
                                    "limit: read",
                                    "limit: copy",
                                    "logits of one row",
                                    "logits of 16 rows",
                                    "attention forward",
                                    "attention backward",
                                    "attention of decoding, f32 caches",
                                    "attention of decoding, bf16 caches",
                                    "attention of decoding, q8 caches",
                                    "add and norm forward",
                                    "add and norm backward",
                                    "norm of heads forward",
                                    "norm of heads backward",
                                    "rotary",
                                    "embedding forward",
                                    "embedding backward",
                                    "gate forward",
                                    "gate backward",
                                    "cross-entropy",
                                    "divergence",
                                    "AdamW, f32 weights",
                                    "AdamW, bf16 weights",
                                    "Muon's momentum",
                                    "Muon's step"};
  for (const char* layer : {"qkv", "attention output", "gate and up", "down", "logits", "expert's gate and up", "expert's down"}) {
    for (const char* form : {"y = x Wt (NT)", "dx = dy W (NN)", "dW = dyt x (TN)"}) {
      names.push_back(std::string(layer) + ", " + form);
      names.push_back(names.back() + ", packed");
    }
  }
  for (const std::string& name : names) EXPECT_EQ(threads[name], (std::vector<int>{1, 2})) << name;
}

TEST(KernelBench, OnlyPicksRowsByName) {
  BenchOptions options = small_options();
  options.only = "attention f";
  const auto rows = bench_kernels(kernels(), options);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].name, "attention forward");
  EXPECT_EQ(rows[0].shape, "1x64x2x32 bf16");
  EXPECT_EQ(rows[0].limit, "fed product");
  options.only = "no such kernel";
  EXPECT_TRUE(bench_kernels(kernels(), options).empty());
}

TEST(KernelPeaks, EveryFormHasOne) {
  for (Isa isa : kAllIsas) {
    if (!isa_supported(isa)) continue;
    EXPECT_GT(peak_flops(kernel_table(isa), DType::f32, 1), 1e7) << isa_name(isa);
  }
}

}  // namespace
}  // namespace jangin::kernel
