// Optimizer steps: every form against the reference, the reference against the formulas, rounding at random.
#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <limits>

#include "kernel/optimizer.h"
#include "support.h"

namespace jangin::kernel {
namespace {

constexpr int64_t kCounts[] = {1, 15, 16, 17, 100, 1000};
constexpr RandomRounding kRounding{{0x1234567u, 0x89abcdefu}, 0xfffffff0u};  // its numbers run over the end of 32 bits

struct Result {
  Values weight, m, v, update;
};

void run(bool split, int64_t count, const std::function<void(int64_t, int64_t)>& range) { split ? in_uneven_ranges(count, range) : range(0, count); }

Result run_adamw(const KernelTable& table, DType gradient_type, DType weight_type, int64_t count, int steps, bool split) {
  Result r{Values::random(weight_type, count, 1), Values(DType::f32, count), Values(DType::f32, count), Values(DType::f32, count)};
  for (int step = 1; step <= steps; ++step) {
    const Values g = Values::random(gradient_type, count, 10 + step);
    const AdamWArgs args{
        r.weight.get(), weight_type, kRounding, r.m.floats(),           r.v.floats(),           g.get(), gradient_type, 1e-2f, 0.9f, 0.95f,
        1e-8f,          0.1f,        0.5f,      adamw_bias(0.9f, step), adamw_bias(0.95f, step)};
    run(split, count, [&](int64_t begin, int64_t end) { table.adamw(args, begin, end); });
  }
  return r;
}

Result run_muon(const KernelTable& table, DType gradient_type, DType weight_type, int64_t count, int steps, bool split) {
  Result r{Values::random(weight_type, count, 1), Values(DType::f32, count), Values(DType::f32, count), Values(DType::f32, count)};
  for (int step = 1; step <= steps; ++step) {
    const Values g = Values::random(gradient_type, count, 10 + step);
    const MuonMomentumArgs momentum{r.m.floats(), g.get(), gradient_type, r.update.floats(), 0.9f, 0.5f};
    run(split, count, [&](int64_t begin, int64_t end) { table.muon_momentum(momentum, begin, end); });
    const DecayedStepArgs args{r.weight.get(), weight_type, kRounding, r.update.floats(), 0.999f, 1e-2f};
    run(split, count, [&](int64_t begin, int64_t end) { table.decayed_step(args, begin, end); });
  }
  return r;
}

TEST(KernelOptimizer, EveryFormHasTheReferencesBits) {
  for (Isa isa : forms_here())
    for (auto step : {run_adamw, run_muon})
      for (DType gradient : {DType::f32, DType::bf16})
        for (DType weight : {DType::f32, DType::bf16})
          for (int64_t count : kCounts) {
            const Result want = step(kernel_table(Isa::reference), gradient, weight, count, 3, false);
            for (bool split : {false, true}) {  // the ranges of a split are shorter than a register
              const Result got = step(kernel_table(isa), gradient, weight, count, 3, split);
              ASSERT_TRUE(same_bits(got.weight, want.weight) && same_bits(got.m, want.m) && same_bits(got.v, want.v) &&
                          same_bits(got.update, want.update));
            }
          }
}

TEST(KernelOptimizer, AdamWFollowsThePaper) {
  const Result got = run_adamw(kernel_table(Isa::reference), DType::f32, DType::f32, 8, 5, false);
  const Values start = Values::random(DType::f32, 8, 1);
  for (int64_t i = 0; i < 8; ++i) {
    double p = start[i], m = 0.0, v = 0.0;
    for (int step = 1; step <= 5; ++step) {
      const double g = 0.5 * Values::random(DType::f32, 8, 10 + step)[i];
      p -= 1e-2 * 0.1 * p;
      m = 0.9 * m + 0.1 * g;
      v = 0.95 * v + 0.05 * g * g;
      p -= 1e-2 * (m / (1.0 - std::pow(0.9, step))) / (std::sqrt(v / (1.0 - std::pow(0.95, step))) + 1e-8);
    }
    EXPECT_NEAR(got.weight[i], p, 1e-6);
  }
}

TEST(KernelOptimizer, MuonsMomentumIsNesterovs) {
  const Result got = run_muon(kernel_table(Isa::reference), DType::f32, DType::f32, 8, 5, false);
  const Values start = Values::random(DType::f32, 8, 1);
  for (int64_t i = 0; i < 8; ++i) {
    double p = start[i], m = 0.0;
    for (int step = 1; step <= 5; ++step) {
      const double g = 0.5 * Values::random(DType::f32, 8, 10 + step)[i];
      m = 0.9 * m + 0.1 * g;
      p = 0.999 * p - 1e-2 * (0.9 * m + 0.1 * g);
    }
    EXPECT_NEAR(got.weight[i], p, 1e-6);
    EXPECT_NEAR(got.m[i], m, 1e-6);
  }
}

/// Mean over many elements of `start` · keep after one step.
double mean_after(const KernelTable& table, float start, float keep, uint32_t key) {
  const size_t count = 1 << 16;
  Values weight(DType::bf16, count), update(DType::f32, count);
  weight.fill(start);
  const DecayedStepArgs args{weight.get(), DType::bf16, {{key, key * 77}, 0}, update.floats(), keep, 0.0f};
  table.decayed_step(args, 0, static_cast<int64_t>(count));
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += weight[i];
  return sum / static_cast<double>(count);
}

TEST(KernelRandomRounding, TheExpectedValueIsTheNumberItself) {
  const float unit = 0x1p-7f;  // of bf16 at 1
  for (const KernelTable* table : {&kernel_table(Isa::reference), &kernels()}) {
    for (float part : {0.01f, 0.25f, 0.5f, 0.9f}) {
      for (float sign : {1.0f, -1.0f}) {
        const float keep = 1.0f + part * unit;
        // Standard deviation of the mean: unit · √(part (1 − part) / 65536), at most unit / 512; four of them.
        EXPECT_NEAR(mean_after(*table, sign, keep, 5), static_cast<double>(sign * keep), unit / 128) << part;
      }
    }
    EXPECT_EQ(mean_after(*table, 1.5f, 1.0f, 5), 1.5) << "what is bf16 already stays";
  }
}

TEST(KernelRandomRounding, NumbersDependOnTheKeyAndTheElementAlone) {
  const RandomRounding a{{1, 2}, 0}, b{{2, 2}, 0}, c{{1, 3}, 0};
  int equal_b = 0, equal_c = 0, equal_next = 0, bits[16] = {};
  for (uint32_t i = 0; i < 65536; ++i) {
    const uint32_t x = random_half(a, i);
    EXPECT_LT(x, 65536u);
    equal_b += x == random_half(b, i);
    equal_c += x == random_half(c, i);
    equal_next += x == random_half(a, i + 1);
    for (int bit = 0; bit < 16; ++bit) bits[bit] += x >> bit & 1;
  }
  for (int equal : {equal_b, equal_c, equal_next}) EXPECT_LT(equal, 12) << "one is expected";
  for (int count : bits) EXPECT_NEAR(count, 32768, 640);  // five standard deviations
}

TEST(KernelRandomRounding, WhatIsNoNumberStaysSo) {
  const float infinite = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(std::isnan(to_f32(to_bf16_randomly(std::numeric_limits<float>::quiet_NaN(), 0xffff))));
  EXPECT_TRUE(std::isnan(to_f32(to_bf16_randomly(std::bit_cast<float>(0x7f800001u), 0))));
  for (uint32_t half : {0u, 0xffffu}) EXPECT_EQ(to_f32(to_bf16_randomly(-infinite, half)), -infinite);
}

}  // namespace
}  // namespace jangin::kernel
