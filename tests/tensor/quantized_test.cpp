// Weights in blocks on the devices: what is computed in one call has the bits of the calls that it stands for.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "tensor/device.h"

namespace jangin::tensor {
namespace {

using kernel::QuantizedFormat;

std::vector<float> random_values(int64_t count, uint64_t seed) {
  std::vector<float> out(static_cast<size_t>(count));
  Random random(seed, 0);
  for (float& value : out) value = static_cast<float>(random.uniform_double()) - 0.5f;
  return out;
}

/// Parts of these rows and formats, one below the other.
QuantizedWeight weight(Device& device, int64_t k, std::initializer_list<std::pair<int64_t, QuantizedFormat>> parts, uint64_t seed) {
  QuantizedWeight out{.k = k, .parts = {}};
  for (const auto& [rows, format] : parts) {
    out.parts.push_back(device.allocate_quantized({format, kernel::DType::f16}, rows, k));
    const std::vector<float> values = random_values(rows * k, ++seed);
    device.quantize({.rows = values.data(), .count = rows}, 0, k, out.parts.back());
  }
  return out;
}

class QuantizedDevice : public testing::TestWithParam<const char*> {
 protected:
  Device& device = **find_device(GetParam());
};

TEST_P(QuantizedDevice, AFeedForwardIsItsThreeSteps) {
  constexpr int64_t d = 70;
  for (int64_t width : {64, 50})  // whole panels, and not
    for (DType type : {DType::f32, DType::bf16})
      for (int64_t m : {1, 13, 30}) {
        const QuantizedWeight gate_up = weight(device, d, {{width, QuantizedFormat::q8}, {width, QuantizedFormat::q4}}, 1);
        const QuantizedWeight down = weight(device, width, {{d, m == 13 ? QuantizedFormat::q4 : QuantizedFormat::q8}}, 9);
        const Tensor x = Tensor::from_host(device, {m, d}, random_values(m * d, 20), type);
        Tensor both = Tensor::empty(device, {m, 2 * width}, type), gated = Tensor::empty(device, {m, width}, type);
        Tensor want = Tensor::empty(device, {m, d}, type), got = Tensor::empty(device, {m, d}, type);
        for (kernel::Activation activation : {kernel::Activation::silu, kernel::Activation::gelu_tanh}) {
          device.quantized_feed_forward(activation, x, gate_up, down, got);  // first: memory that is given again holds nothing that would help
          device.quantized_product(x, gate_up, both);
          device.gated_forward(activation, both.column_slice(0, width), both.column_slice(width, width), gated);
          device.quantized_product(gated, down, want);
          EXPECT_EQ(got.to_host(), want.to_host()) << width << " " << m;
        }
      }
}

TEST_P(QuantizedDevice, TheLikeliestIsThatOfAllLogits) {
  constexpr int64_t k = 40, rows = 1100;
  const QuantizedWeight w = weight(device, k, {{rows, QuantizedFormat::q8}, {7, QuantizedFormat::q4}}, 3);
  for (int64_t m : {1, 5, 26}) {
    const Tensor x = Tensor::from_host(device, {m, k}, random_values(m * k, 30 + static_cast<uint64_t>(m)));
    Tensor logits = Tensor::empty(device, {m, w.rows()}, DType::f32);
    device.quantized_product(x, w, logits);
    const std::vector<float> all = logits.to_host();
    std::vector<int32_t> want, got(static_cast<size_t>(m)), of_logits(static_cast<size_t>(m));
    for (int64_t row = 0; row < m; ++row) {
      const auto first = all.begin() + row * w.rows();
      want.push_back(static_cast<int32_t>(std::max_element(first, first + w.rows()) - first));
    }
    device.quantized_likeliest(x, w, {}, got);
    device.likeliest(logits, {}, of_logits);
    EXPECT_EQ(got, want);
    EXPECT_EQ(of_logits, want);
    std::vector<LogitBias> biases;  // the likeliest is forbidden, another lifted
    for (int64_t row = 0; row < m; ++row)
      biases.insert(biases.end(), {{row, want[static_cast<size_t>(row)], -1e9f}, {row, 20 * row, 3.0f}, {row, 20 * row, 1e9f}});
    device.quantized_likeliest(x, w, biases, got);
    for (int64_t row = 0; row < m; ++row) EXPECT_EQ(got[static_cast<size_t>(row)], 20 * row);
    device.quantized_likeliest(x, w, std::span(biases).first(1), got);
    EXPECT_NE(got[0], want[0]);
    EXPECT_TRUE(std::equal(got.begin() + 1, got.end(), want.begin() + 1));
  }
}

TEST_P(QuantizedDevice, OfEqualLogitsTheFirstIsTheLikeliest) {
  constexpr int64_t columns = 3000;
  std::vector<float> values(3 * columns, -1.0f);
  values[700] = values[1400] = values[2999] = 2.0f;  // in three slices
  values[columns + 5] = NAN;
  for (int64_t i = 2 * columns; i < 3 * columns; ++i) values[static_cast<size_t>(i)] = -INFINITY;
  std::vector<int32_t> got(3);
  for (int turn = 0; turn < 20; ++turn) {  // slices meet in any order
    device.likeliest(Tensor::from_host(device, {3, columns}, values), {}, got);
    ASSERT_EQ(got, (std::vector<int32_t>{700, 0, 0}));
  }
}

INSTANTIATE_TEST_SUITE_P(Devices, QuantizedDevice, testing::Values("cpu", "reference"));

}  // namespace
}  // namespace jangin::tensor
