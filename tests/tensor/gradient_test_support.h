// Shared by the tests of gradients: functions of some weights, their gradients against central differences, in f32 on a device named by the parameter.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/random.h"
#include "tensor/operations/rotary.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

inline std::vector<float> random_values(size_t count, uint64_t stream, float scale = 1.0f) {
  Random random(5, stream);
  std::vector<float> out(count);
  for (float& value : out) value = scale * static_cast<float>(random.normal());
  return out;
}

/// A differentiable function of some weights: its output is reduced to Σ coefficient · output. Frozen weights must get no gradient.
class GradientTest : public testing::TestWithParam<const char*> {
 protected:
  using Function = std::function<Variable(Tape&, WeightSpace&)>;

  void declare(std::vector<std::pair<Shape, float>> shapes_and_scales) {
    space_ = std::make_unique<WeightSpace>(device_);
    for (size_t i = 0; i < shapes_and_scales.size(); ++i) space_->declare("w" + std::to_string(i), shapes_and_scales[i].first, true);
    space_->allocate();
    for (size_t i = 0; i < space_->size(); ++i) {
      const Tensor& value = (*space_)[i].value();
      value.copy_from_host(random_values(static_cast<size_t>(value.elements()), i, shapes_and_scales[i].second));
    }
  }

  double reduce(const Tensor& out) const {
    std::vector<float> values = out.to_host();
    std::vector<float> coefficients = random_values(values.size(), 99);
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) sum += static_cast<double>(values[i]) * static_cast<double>(coefficients[i]);
    return sum;
  }

  void seed(const Variable& out) {
    const Shape shape = out.tensor().shape();
    add_gradient(out.slot(), Tensor::from_host(device_, shape, random_values(static_cast<size_t>(shape.elements()), 99)));
  }

  /// `fixed`: weights that get no gradient, as frozen ones.
  void check(const Function& function, float tolerance = 2e-3f, const std::vector<size_t>& fixed = {}) {
    Gradients gradients(*space_);
    Tape tape = Tape::training(device_, DType::f32, gradients);
    {
      Variable out = function(tape, *space_);
      seed(out);
    }
    tape.backward();
    gradients.finish();
    for (size_t i = 0; i < space_->size(); ++i) {
      if (!(*space_)[i].trainable() || std::find(fixed.begin(), fixed.end(), i) != fixed.end()) {
        EXPECT_EQ(device_.sum_of_squares(space_->slice(gradients.copy_flat(), (*space_)[i])), 0.0) << (*space_)[i].name();
        continue;
      }
      compare((*space_)[i], space_->slice(gradients.copy_flat(), (*space_)[i]).to_host(),
              [&] {
                Tape forward = Tape::inference(device_, DType::f32);
                return reduce(function(forward, *space_).tensor());
              },
              tolerance);
    }
  }

  void compare(Weight& weight, const std::vector<float>& gradient, const std::function<double()>& value, float tolerance) {
    std::vector<float> at = weight.value().to_host();
    double largest = 0;
    double error = 0;
    for (size_t j = 0; j < at.size(); j += 1 + at.size() / 40) {
      const float old = at[j];
      const float step = 1e-2f;
      auto evaluate = [&](float x) {
        at[j] = x;
        weight.value().copy_from_host(at);
        weight.changed();
        return value();
      };
      const double difference =
          (8 * (evaluate(old + step) - evaluate(old - step)) - (evaluate(old + 2 * step) - evaluate(old - 2 * step))) / (12.0 * step);
      evaluate(old);
      largest = std::max(largest, std::abs(difference));
      error = std::max(error, std::abs(difference - static_cast<double>(gradient[j])));
    }
    EXPECT_GT(largest, 0.0) << weight.name();
    EXPECT_LE(error, tolerance * std::max(1.0, largest)) << weight.name();
  }

  /// Angles of heads of size 6 at positions 0 to 5.
  RotaryTable six_positions() const {
    std::vector<float> cosines, sines;
    for (int p = 0; p < 6; ++p) {
      for (int i = 0; i < 3; ++i) {
        cosines.push_back(std::cos(0.7f * static_cast<float>(p) / static_cast<float>(i + 1)));
        sines.push_back(std::sin(0.7f * static_cast<float>(p) / static_cast<float>(i + 1)));
      }
    }
    return {Tensor::from_host(device_, {6, 3}, cosines), Tensor::from_host(device_, {6, 3}, sines)};
  }

  Device& device_ = **find_device(GetParam());
  std::unique_ptr<WeightSpace> space_;
  const std::vector<int32_t> ids_ = {3, 1, 4, 1, 5, 2, 6, 5, 3, 5, 0};
};

}  // namespace jangin::tensor
