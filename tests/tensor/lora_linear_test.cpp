// Low-rank additions to a frozen product: gradients against central differences, the value against the merged weight, and what is not computed.
#include "gradient_test_support.h"

#include "tensor/operations/add.h"
#include "tensor/operations/embedding.h"
#include "tensor/operations/gated_activation.h"
#include "tensor/operations/linear.h"
#include "tensor/operations/lora_linear.h"
#include "tensor/operations/rms_norm.h"

namespace jangin::tensor {
namespace {

class LoraLinearTest : public GradientTest {
 protected:
  /// Weights: 0 the table [7, 33]; 1 W [18, 33], frozen; 2 A [6, 33]; 3 and 4 B for columns 2 … 8 and 10 … 15 of the product.
  void declare_fused() {
    declare({{{7, 33}, 1.0f}, {{18, 33}, 0.3f}, {{6, 33}, 0.3f}, {{6, 3}, 0.7f}, {{5, 3}, 0.7f}});
    (*space_)[1].set_trainable(false);
    low_rank_ = {.a = &(*space_)[2], .parts = {{&(*space_)[3], 2}, {&(*space_)[4], 10}}, .scale = 1.7f};
  }
  LowRank low_rank_;
};

TEST_P(LoraLinearTest, PartsOfAFusedProductThatIsUsedTwice) {
  declare_fused();
  check([&](Tape& tape, WeightSpace& w) {
    Variable x = embedding(tape, w[0], ids_, 1.0f);
    return add(tape, lora_linear(tape, x, w[1], low_rank_), lora_linear(tape, add(tape, x, x), w[1], low_rank_));
  });
}

TEST_P(LoraLinearTest, AllColumnsOfAProductWithASharedInput) {
  declare({{{7, 12}, 1.0f}, {{12, 12}, 0.3f}, {{4, 12}, 0.3f}, {{12, 4}, 0.7f}, {{12, 12}, 0.3f}});
  (*space_)[1].set_trainable(false);
  low_rank_ = {.a = &(*space_)[2], .parts = {{&(*space_)[3], 0}}, .scale = 0.5f};
  check([&](Tape& tape, WeightSpace& w) {
    Variable x = embedding(tape, w[0], ids_, 1.0f);
    return add(tape, add(tape, linear(tape, x, w[4]), lora_linear(tape, x, w[1], low_rank_)), x);
  });
}

TEST_P(LoraLinearTest, InputsThatAreRemadeInTheBackwardPass) {
  declare({{{7, 12}, 1.0f}, {{12}, 1.0f}, {{24, 12}, 0.3f}, {{4, 12}, 0.3f}, {{24, 4}, 0.3f}, {{9, 12}, 0.3f}, {{2, 12}, 0.3f}, {{9, 2}, 0.3f}});
  (*space_)[2].set_trainable(false);
  (*space_)[5].set_trainable(false);
  const LowRank gate_up{.a = &(*space_)[3], .parts = {{&(*space_)[4], 0}}, .scale = 1.0f},
      down{.a = &(*space_)[6], .parts = {{&(*space_)[7], 0}}, .scale = 2.0f};
  check([&](Tape& tape, WeightSpace& w) {
    Variable x = rms_norm(tape, embedding(tape, w[0], ids_, 1.0f), w[1], {.eps = 1e-5f});
    return lora_linear(tape, gated_activation(tape, lora_linear(tape, std::move(x), w[2], gate_up), kernel::Activation::silu), w[5], down);
  });
}

TEST_P(LoraLinearTest, IsTheProductWithTheMergedWeight) {
  declare_fused();
  Tape tape = Tape::inference(device_, DType::f32);
  const Variable x = embedding(tape, (*space_)[0], ids_, 1.0f);
  const std::vector<float> adapted = lora_linear(tape, x, (*space_)[1], low_rank_).tensor().to_host();
  std::vector<float> merged = (*space_)[1].value().to_host();
  const std::vector<float> a = (*space_)[2].value().to_host();
  for (size_t part = 0; part < 2; ++part) {
    const std::vector<float> b = low_rank_.parts[part].b->value().to_host();
    for (size_t row = 0; row < b.size() / 3; ++row) {
      for (size_t column = 0; column < 33; ++column) {
        for (size_t r = 0; r < 3; ++r)
          merged[(static_cast<size_t>(low_rank_.parts[part].column_begin) + row) * 33 + column] +=
              1.7f * b[row * 3 + r] * a[(part * 3 + r) * 33 + column];
      }
    }
  }
  (*space_)[1].value().copy_from_host(merged);
  (*space_)[1].changed();
  const std::vector<float> plain = linear(tape, x, (*space_)[1]).tensor().to_host();
  for (size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(adapted[i], plain[i], 1e-4f) << i;
}

/// What lies below the first weight that is trained records nothing.
TEST_P(LoraLinearTest, NothingIsDifferentiatedBelowTheFirstPair) {
  declare_fused();
  (*space_)[0].set_trainable(false);
  Gradients gradients(*space_);
  Tape tape = Tape::training(device_, DType::f32, gradients);
  Variable x = embedding(tape, (*space_)[0], ids_, 1.0f);
  x = add(tape, x, x);
  EXPECT_FALSE(x.slot());
  EXPECT_FALSE(linear(tape, x, (*space_)[1]).slot());
  EXPECT_FALSE(gated_activation(tape, linear(tape, x, (*space_)[1]), kernel::Activation::silu).slot());
  Variable y = lora_linear(tape, x, (*space_)[1], low_rank_);
  ASSERT_TRUE(y.slot());
  seed(y);
  tape.backward();
  gradients.finish();
  EXPECT_GT(device_.sum_of_squares(space_->slice(gradients.copy_flat(), (*space_)[2])), 0.0);
  check([&](Tape& t, WeightSpace& w) { return lora_linear(t, embedding(t, w[0], ids_, 1.0f), w[1], low_rank_); });
}

TEST_P(LoraLinearTest, TheFrozenWeightNeedsNoRoomAmongTheGradients) {
  declare_fused();
  WeightSpace base(device_);
  base.declare("w", {18, 33}, true);
  base.allocate();
  base[0].set_trainable(false);
  Gradients gradients(*space_);
  Tape tape = Tape::training(device_, DType::f32, gradients);
  seed(lora_linear(tape, embedding(tape, (*space_)[0], ids_, 1.0f), base[0], low_rank_));
  tape.backward();
  gradients.finish();
  EXPECT_GT(device_.sum_of_squares(gradients.copy_flat()), 0.0);
}

INSTANTIATE_TEST_SUITE_P(Devices, LoraLinearTest, testing::Values("reference", "cpu"), [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace jangin::tensor
