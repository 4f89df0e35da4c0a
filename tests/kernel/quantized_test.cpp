// Products on weights in blocks: every form has the reference's bits; the reference keeps its stated bound against exact products; what each
// GGUF format holds arrives unchanged where quantized.h says so.
#include "kernel/quantized_cases.h"

#include <limits>

namespace jangin::kernel {
namespace {

using namespace quantized_cases;

std::vector<Isa> all_forms() {
  std::vector<Isa> forms = forms_here();
  forms.insert(forms.begin(), Isa::reference);
  return forms;
}

TEST(KernelQuantized, EveryFormHasTheBitsOfTheReference) {
  if (!vnni_supported()) std::printf("[ not run  ] the form of AVX-512 VNNI (the processor lacks it)\n");
  for (Isa isa : forms_here()) {
    SCOPED_TRACE(std::string(isa_name(isa)));
    expect_reference_bits(kernel_table(isa));
    if (HasFatalFailure()) return;
  }
}

TEST(KernelQuantized, NumbersOfLargestMagnitudeDoNotSaturate) {
  for (Isa isa : all_forms()) {
    SCOPED_TRACE(std::string(isa_name(isa)));
    expect_extremes(kernel_table(isa));
    if (HasFatalFailure()) return;
  }
}

/// Half a step of x's rounding against the weight as it is held, and f32's rounding of two additions a block.
TEST(KernelQuantized, TheReferenceKeepsItsBoundAgainstExactProducts) {
  constexpr int64_t m = 5, n = 37, k = 300;
  for (QuantizedKind kind : kKinds) {
    const Case c{{m, n, k, kind}};
    const Values x = Values::random(DType::f32, m * k, 1);
    Weight weight(Values::random(DType::f32, n * k, 2), n, k, kind);
    const std::vector<float> w = weight.values();
    const Values got = multiply(kernel_table(Isa::reference), c, x, weight, false);
    for (int64_t row = 0; row < m; ++row)
      for (int64_t column = 0; column < n; ++column) {
        double sum = 0.0, bound = 0.0, magnitude = 0.0;
        for (int64_t b = 0; b < k; b += 32) {
          float greatest = 0.0f;
          double weights = 0.0;
          for (int64_t i = b; i < std::min(b + 32, k); ++i) {
            greatest = std::max(greatest, std::fabs(x[row * k + i]));
            weights += std::fabs(w[column * k + i]);
            magnitude += std::fabs(x[row * k + i] * w[column * k + i]);
            sum += static_cast<double>(x[row * k + i]) * w[column * k + i];
          }
          bound += 0.5001 * greatest / 127.0 * weights;
        }
        ASSERT_NEAR(got[row * (n + 3) + column], sum, bound + 1e-5 * magnitude) << describe(c) << " at " << row << "," << column;
      }
  }
}

/// x that is a whole number of steps loses nothing: the sums are those of f32 products to the last place.
TEST(KernelQuantized, RowsOfWholeStepsAreExact) {
  constexpr int64_t m = 7, n = 35, k = 64;
  for (Isa isa : all_forms())
    for (QuantizedKind kind : kKinds) {
      Values x(DType::f32, m * k), w(DType::f32, n * k);
      for (int64_t i = 0; i < m * k; ++i) x.set(i, i % 32 == 0 ? 127.0f : static_cast<float>(i * 37 % 255 - 127));
      const int least = kind.format == QuantizedFormat::q8 ? -127 : -7, steps = kind.format == QuantizedFormat::q8 ? 255 : 16;
      for (int64_t i = 0; i < n * k; ++i)
        w.set(i, 0.5f * static_cast<float>(i % 32 == 0 ? least : i % 32 == 1 ? least + steps - 1 : least + i * 11 % steps));
      Weight weight(w, n, k, kind);
      const Case c{{m, n, k, kind}};
      const Values got = multiply(kernel_table(isa), c, x, weight, false);
      for (int64_t row = 0; row < m; ++row)
        for (int64_t column = 0; column < n; ++column) {
          double sum = 0.0;
          for (int64_t i = 0; i < k; ++i) sum += static_cast<double>(x[row * k + i]) * w[column * k + i];
          ASSERT_EQ(got[row * (n + 3) + column], static_cast<float>(sum)) << isa_name(isa) << " " << describe(c);
        }
    }
}

TEST(KernelQuantized, HalvesRoundToEven) {
  for (Isa isa : all_forms()) {
    Values x(DType::f32, 32), w(DType::f32, 32);
    for (int i = 0; i < 32; ++i) w.set(i, 127.0f);
    x.set(0, 127.0f);
    const float halves[] = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -3.5f};  // 0, 2, 2, 0, −2, −4
    for (int i = 0; i < 6; ++i) x.set(i + 1, halves[i]);
    Weight weight(w, 1, 32, {QuantizedFormat::q8, DType::f32});
    EXPECT_EQ(multiply(kernel_table(isa), {{1, 1, 32, {QuantizedFormat::q8, DType::f32}}}, x, weight, false)[0], 127.0f * (127 - 2)) << isa_name(isa);
  }
}

TEST(KernelQuantized, ARowDoesNotDependOnTheNumberOfRows) {
  constexpr int64_t n = 70, k = 576;
  for (Isa isa : forms_here())
    for (QuantizedKind kind : kKinds) {
      const Values x = Values::random(DType::bf16, 280 * k, 3);
      Weight weight(Values::random(DType::bf16, n * k, 4), n, k, kind);
      const Values want = multiply(kernel_table(isa), {{1, n, k, kind}, DType::bf16}, x, weight, false);
      for (int64_t m : {2, 4, 5, 12, 16, 280}) {
        const Values got = multiply(kernel_table(isa), {{m, n, k, kind}, DType::bf16}, x, weight, false);
        ASSERT_EQ(std::memcmp(got.get(), want.get(), n * 4), 0) << isa_name(isa) << " m " << m;
      }
    }
}

TEST(KernelQuantized, RowsThatAreNotFiniteStayAlone) {
  constexpr int64_t m = 8, n = 33, k = 70;
  constexpr float kGreatest = std::numeric_limits<float>::max();
  for (Isa isa : all_forms())
    for (QuantizedKind kind : kKinds) {
      Values x = Values::random(DType::f32, m * k, 5);
      x.set(k + 3, NAN);
      x.set(2 * k + 69, -INFINITY);
      for (int64_t i = 0; i < k; ++i) x.set(4 * k + i, 0.0f), x.set(5 * k + i, 0x1p-140f), x.set(6 * k + i, i % 2 ? kGreatest : -kGreatest);
      Weight weight(Values::random(DType::f32, n * k, 6, 1e-3f), n, k, kind);
      const Values got = multiply(kernel_table(isa), {{m, n, k, kind}}, x, weight, false);
      for (int64_t row = 0; row < m; ++row)
        for (int64_t column = 0; column < n; ++column) {
          const float y = got[row * (n + 3) + column];
          if (row == 1 || row == 2)
            ASSERT_TRUE(std::isnan(y)) << isa_name(isa) << " row " << row;
          else
            ASSERT_TRUE(std::isfinite(y)) << isa_name(isa) << " row " << row << " " << y;
          ASSERT_EQ(y == 0.0f, row == 4 || row == 5) << isa_name(isa) << " row " << row;
        }
    }
}

TEST(KernelQuantized, NoTermsGiveZero) {
  for (Isa isa : all_forms())
    for (QuantizedKind kind : kKinds) {
      Weight weight(Values(DType::f32, 0), 5, 0, kind);
      const Values got = multiply(kernel_table(isa), {{3, 5, 0, kind}}, Values(DType::f32, 0), weight, false);
      for (int64_t row = 0; row < 3; ++row)
        for (int64_t column = 0; column < 5; ++column) EXPECT_EQ(got[row * 8 + column], 0.0f);
    }
}

double error_of(const std::vector<float>& got, const Values& want) {
  double sum = 0.0;
  for (size_t i = 0; i < got.size(); ++i) sum += std::pow(static_cast<double>(got[i]) - want[i], 2);
  return std::sqrt(sum / static_cast<double>(got.size()));
}

/// Of normal values with deviation 1: 8 bits within a step of max/127 (uniform: step / √12); 4 bits: below what the plain range of a block gives (4.1 / 15 / √12 = 0.079).
TEST(KernelQuantized, FittedWeightsStayNear) {
  constexpr int64_t n = 64, k = 1024;
  const Values w = Values::random(DType::f32, n * k, 8);
  for (QuantizedKind kind : kKinds) {
    Weight weight(w, n, k, kind);
    const double error = error_of(weight.values(), w);
    EXPECT_LT(error, kind.format == QuantizedFormat::q8 ? 0.0054 : 0.074);
    EXPECT_GT(error, kind.format == QuantizedFormat::q8 ? 0.003 : 0.05) << "too good to be true";
  }
}

TEST(KernelQuantized, WeightsOfOneValueAndFarFromZeroAreHeld) {
  for (QuantizedKind kind : kKinds) {
    Values w(DType::f32, 3 * 40);
    for (int i = 0; i < 40; ++i) w.set(i, 0.75f), w.set(40 + i, 0.0f), w.set(80 + i, 10.0f + static_cast<float>(i % 16) / 16.0f);
    const std::vector<float> back = Weight(w, 3, 40, kind).values();
    for (int i = 0; i < 40; ++i) {
      EXPECT_NEAR(back[i], 0.75f, 1e-3f);
      EXPECT_EQ(back[40 + i], 0.0f);
      EXPECT_NEAR(back[80 + i], w[80 + i], kind.format == QuantizedFormat::q8 ? 0.05f : 1e-2f);
    }
  }
}

/// GGUF blocks of random bytes with ordinary scales.
std::vector<uint8_t> random_blocks(BlockFormat format, int64_t values) {
  std::mt19937 random(static_cast<uint32_t>(format) + 1);
  std::vector<uint8_t> blocks(static_cast<size_t>(values / block_values(format)) * block_bytes(format));
  for (uint8_t& byte : blocks) byte = static_cast<uint8_t>(random());
  with_layout(format, [&]<typename Layout>(std::type_identity<Layout>) {
    auto* at = reinterpret_cast<Layout*>(blocks.data());
    for (int64_t i = 0; i < values / block_values(format); ++i) {
      const float d = std::ldexp(static_cast<float>(static_cast<int>(random() % 4001) - 2000), -16);
      at[i].d.set(d);
      if constexpr (requires { at[i].m; }) at[i].m.set(-7.3f * d);
      if constexpr (requires { at[i].dmin; }) at[i].dmin.set(std::fabs(d) * 1.7f);
    }
  });
  return blocks;
}

std::vector<float> dequantized(BlockFormat format, const std::vector<uint8_t>& blocks, int64_t values) {
  std::vector<float> out(static_cast<size_t>(values));
  kernel_table(Isa::reference).dequantize({format, blocks.data(), out.data(), DType::f32, values}, 0, values / block_values(format));
  return out;
}

TEST(KernelQuantized, WhatGgufHoldsArrivesUnchanged) {
  constexpr int64_t n = 35, k = 512;
  for (BlockFormat format : kAllBlockFormats)
    for (QuantizedKind kind : kKinds) {
      const std::vector<uint8_t> blocks = random_blocks(format, n * k);
      const std::vector<float> want = dequantized(format, blocks, n * k), got = Weight(format, blocks, n, k, kind).values();
      if (quantized_exactly(format, kind)) {
        for (size_t i = 0; i < want.size(); ++i) ASSERT_EQ(got[i], want[i]) << "format " << static_cast<int>(format) << " value " << i;
        continue;
      }
      for (size_t b = 0; b < want.size(); b += 32) {  // fitted: within half a step of the block's numbers
        const auto [low, high] = std::minmax_element(want.begin() + static_cast<int64_t>(b), want.begin() + static_cast<int64_t>(b) + 32);
        const float step = kind.format == QuantizedFormat::q8 ? std::max(std::fabs(*low), std::fabs(*high)) / 127.0f : (*high - *low) / 14.0f;
        const float stored = 1e-3f * std::max(std::fabs(*low), std::fabs(*high));  // scales rounded to f16
        for (size_t i = b; i < b + 32; ++i)
          ASSERT_NEAR(got[i], want[i], (kind.format == QuantizedFormat::q8 ? 0.6f : 1.2f) * step + stored) << static_cast<int>(format);
      }
    }
}

TEST(KernelQuantized, EveryFormatHasAHomeThatIsAsExactAsItSays) {
  int exact = 0;
  for (BlockFormat format : kAllBlockFormats) {
    const QuantizedHome home = quantized_home(format);
    EXPECT_EQ(quantized_exactly(format, home.kind), home.exact);
    exact += home.exact ? 1 : 0;
  }
  EXPECT_EQ(exact, 7);
}

/// GGUF's q4_1 beside the same values packed from f32: the product is that of the blocks as they are.
TEST(KernelQuantized, AProductOnGgufBlocksKeepsItsBound) {
  constexpr int64_t m = 6, n = 33, k = 256;
  for (BlockFormat format : {BlockFormat::q4_1, BlockFormat::q4_k, BlockFormat::q8_0, BlockFormat::q6_k}) {
    const QuantizedKind kind = quantized_home(format).kind;
    const std::vector<uint8_t> blocks = random_blocks(format, n * k);
    const std::vector<float> w = dequantized(format, blocks, n * k);
    Weight weight(format, blocks, n, k, kind);
    const Values x = Values::random(DType::f32, m * k, 9);
    const Values got = multiply(kernels(), {{m, n, k, kind}}, x, weight, false);
    for (int64_t row = 0; row < m; ++row)
      for (int64_t column = 0; column < n; ++column) {
        double sum = 0.0, magnitude = 0.0;
        for (int64_t i = 0; i < k; ++i) sum += static_cast<double>(x[row * k + i]) * w[column * k + i], magnitude += std::fabs(w[column * k + i]);
        ASSERT_NEAR(got[row * (n + 3) + column], sum, 0.02 * magnitude) << "format " << static_cast<int>(format);
      }
  }
}

}  // namespace
}  // namespace jangin::kernel
