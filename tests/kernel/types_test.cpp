// Number formats: exhaustive over all 16-bit values, and rounding to nearest even checked against exact arithmetic.
#include "kernel/types.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace jangin::kernel {
namespace {

bool is_nan_bits16(uint16_t bits, int exponent_bits) {
  const int mantissa_bits = 15 - exponent_bits;
  const int exponent_mask = ((1 << exponent_bits) - 1) << mantissa_bits;
  return (bits & exponent_mask) == exponent_mask && (bits & ((1 << mantissa_bits) - 1)) != 0;
}

TEST(KernelTypes, EveryBf16SurvivesTheWayThroughF32) {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    const Bf16 value{static_cast<uint16_t>(bits)};
    if (is_nan_bits16(value.bits, 8))
      EXPECT_TRUE(std::isnan(to_f32(to_bf16(to_f32(value)))));
    else
      EXPECT_EQ(to_bf16(to_f32(value)).bits, value.bits);
  }
}

TEST(KernelTypes, EveryF16SurvivesTheWayThroughF32) {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    const F16 value{static_cast<uint16_t>(bits)};
    if (is_nan_bits16(value.bits, 5))
      EXPECT_TRUE(std::isnan(to_f32(to_f16(to_f32(value)))));
    else
      EXPECT_EQ(to_f16(to_f32(value)).bits, value.bits);
  }
}

TEST(KernelTypes, Bf16RoundsToNearestEven) {
  EXPECT_EQ(to_bf16(1.0f + 0x1p-8f).bits, to_bf16(1.0f).bits);            // half way, even below
  EXPECT_EQ(to_f32(to_bf16(1.0f + 0x1p-7f + 0x1p-8f)), 1.0f + 0x1p-6f);   // half way, even above
  EXPECT_EQ(to_f32(to_bf16(1.0f + 0x1p-8f + 0x1p-20f)), 1.0f + 0x1p-7f);  // above half
  EXPECT_EQ(to_f32(to_bf16(3.4e38f)), INFINITY);                          // beyond the largest finite value
  EXPECT_EQ(to_bf16(-0.0f).bits, 0x8000);
  EXPECT_EQ(to_f32(to_bf16(0x1p-133f)), 0x1p-133f);  // subnormals are kept
}

/// The nearest of the two neighbours of x among the finite halves, ties to the even mantissa, in exact double arithmetic.
TEST(KernelTypes, F16RoundsToNearestEven) {
  for (uint32_t bits = 0; bits < 0x7bff; ++bits) {
    const double low = to_f32(F16{static_cast<uint16_t>(bits)}), high = to_f32(F16{static_cast<uint16_t>(bits + 1)});
    const float middle = static_cast<float>((low + high) / 2);  // exact: one more bit than a half has
    ASSERT_EQ(to_f16(middle).bits, (bits & 1) != 0 ? bits + 1 : bits);
    ASSERT_EQ(to_f16(std::nextafterf(middle, 0.0f)).bits, bits);
    ASSERT_EQ(to_f16(std::nextafterf(middle, INFINITY)).bits, bits + 1);
  }
  EXPECT_EQ(to_f32(to_f16(65519.0f)), 65504.0f);
  EXPECT_EQ(to_f32(to_f16(65520.0f)), INFINITY);
}

}  // namespace
}  // namespace jangin::kernel
