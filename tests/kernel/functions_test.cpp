// The error bounds that functions.h states: over every 997th bit pattern of f32 here, over every 31st in the long test; and borders.
#include "kernel/functions.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace jangin::kernel {
namespace {

float from_bits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}

/// |got − truth| in units of the last place of the truth, as f32 would hold it.
double error_in_ulp(float got, double truth) {
  int exponent;
  std::frexp(truth, &exponent);
  return std::fabs(static_cast<double>(got) - truth) / std::ldexp(1.0, std::max(exponent, -125) - 24);
}

template <typename Fast, typename Truth>
double worst_error(Fast fast, Truth truth, float low, float high, uint64_t step) {
  double worst = 0.0;
  for (uint64_t bits = 0; bits < (1ull << 32); bits += step) {
    const float x = from_bits(static_cast<uint32_t>(bits));
    if (!(x >= low && x <= high)) continue;
    worst = std::max(worst, error_in_ulp(fast(x), truth(static_cast<double>(x))));
  }
  return worst;
}

void expect_stated_bounds(uint64_t step) {
  EXPECT_LE(worst_error(exp_f32, [](double x) { return std::exp(x); }, kExpLowest, kExpHighest, step), 1.5);
  EXPECT_LE(worst_error(sigmoid_f32, [](double x) { return 1.0 / (1.0 + std::exp(-x)); }, -87.0f, 1e30f, step), 2.5);
  EXPECT_LE(worst_error(tanh_f32, [](double x) { return std::tanh(x); }, -1e30f, 1e30f, step), 2.5);
}

TEST(KernelFunctions, ErrorsAreWithinTheStatedBounds) { expect_stated_bounds(997); }
TEST(KernelFunctionsLong, ErrorsAreWithinTheStatedBoundsDensely) { expect_stated_bounds(31); }

TEST(KernelFunctions, BordersAndNotNumbers) {
  const float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(exp_f32(0.0f), 1.0f);
  EXPECT_EQ(exp_f32(-infinity), 0.0f);
  EXPECT_EQ(exp_f32(-1e30f), 0.0f);
  EXPECT_EQ(exp_f32(infinity), infinity);
  EXPECT_EQ(exp_f32(100.0f), infinity);
  EXPECT_TRUE(std::isnan(exp_f32(nan)));
  EXPECT_EQ(sigmoid_f32(0.0f), 0.5f);
  EXPECT_EQ(sigmoid_f32(-infinity), 0.0f);
  EXPECT_EQ(sigmoid_f32(infinity), 1.0f);
  EXPECT_TRUE(std::isnan(sigmoid_f32(nan)));
  EXPECT_EQ(tanh_f32(infinity), 1.0f);
  EXPECT_EQ(tanh_f32(-infinity), -1.0f);
  EXPECT_TRUE(std::isnan(tanh_f32(nan)));
  EXPECT_EQ(std::signbit(tanh_f32(-0.0f)), true);
  EXPECT_EQ(silu_f32(-1000.0f), -0.0f);
}

TEST(KernelFunctions, SlopesAreTheDerivatives) {
  for (double x = -8.0; x <= 8.0; x += 0.0625) {
    const auto silu = [](double v) { return v / (1.0 + std::exp(-v)); };
    const auto gelu = [](double v) { return 0.5 * v * (1.0 + std::tanh(0.7978845608028654 * (v + 0.044715 * v * v * v))); };
    const double h = 1e-5;
    EXPECT_NEAR(silu_f32(static_cast<float>(x)), silu(x), 2e-6);
    EXPECT_NEAR(gelu_f32(static_cast<float>(x)), gelu(x), 2e-6);
    EXPECT_NEAR(silu_slope(static_cast<float>(x)), (silu(x + h) - silu(x - h)) / (2 * h), 2e-6);
    EXPECT_NEAR(gelu_slope(static_cast<float>(x)), (gelu(x + h) - gelu(x - h)) / (2 * h), 4e-6);
  }
}

}  // namespace
}  // namespace jangin::kernel
