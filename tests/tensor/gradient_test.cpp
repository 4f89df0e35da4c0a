// Gradients of every operation against central differences, on both devices, in f32.
#include "gradient_test_support.h"

#include "tensor/operations/add.h"
#include "tensor/operations/attention.h"
#include "tensor/operations/concat.h"
#include "tensor/operations/embedding.h"
#include "tensor/operations/experts.h"
#include "tensor/operations/gated_activation.h"
#include "tensor/operations/linear.h"
#include "tensor/operations/projection_loss.h"
#include "tensor/operations/qk_norm.h"
#include "tensor/operations/rms_norm.h"
#include "tensor/operations/rotary.h"

namespace jangin::tensor {
namespace {

TEST_P(GradientTest, Embedding) {
  declare({{{7, 10}, 1.0f}});
  check([&](Tape& tape, WeightSpace& w) { return embedding(tape, w[0], ids_, 1.5f); });
}

TEST_P(GradientTest, Linear) {
  declare({{{7, 33}, 1.0f}, {{18, 33}, 0.3f}});
  check([&](Tape& tape, WeightSpace& w) { return linear(tape, embedding(tape, w[0], ids_, 1.0f), w[1]); });
}

TEST_P(GradientTest, LinearAddsToASharedInput) {
  declare({{{7, 12}, 1.0f}, {{12, 12}, 0.3f}, {{12, 12}, 0.3f}});
  check([&](Tape& tape, WeightSpace& w) {
    Variable x = embedding(tape, w[0], ids_, 1.0f);
    return add(tape, add(tape, linear(tape, x, w[1]), linear(tape, x, w[2])), x);
  });
}

TEST_P(GradientTest, RmsNorm) {
  declare({{{7, 24}, 1.0f}, {{24}, 1.0f}});
  check([&](Tape& tape, WeightSpace& w) {
    return rms_norm(tape, embedding(tape, w[0], ids_, 1.0f), w[1], {.eps = 1e-5f, .weight_offset = 1.0f, .heads = 1});
  });
}

TEST_P(GradientTest, RmsNormOfHeads) {
  declare({{{7, 24}, 1.0f}, {{8}, 1.0f}});
  check([&](Tape& tape, WeightSpace& w) {
    return rms_norm(tape, embedding(tape, w[0], ids_, 1.0f), w[1], {.eps = 1e-5f, .weight_offset = 0.0f, .heads = 3});
  });
}

TEST_P(GradientTest, AddAndRmsNormWithBothOutputsUsed) {
  declare({{{7, 24}, 1.0f}, {{7, 24}, 1.0f}, {{24}, 1.0f}, {{24, 24}, 0.3f}});
  check([&](Tape& tape, WeightSpace& w) {
    AddedAndNormed both = add_rms_norm(tape, embedding(tape, w[0], ids_, 1.0f), embedding(tape, w[1], ids_, 1.0f), w[2], {.eps = 1e-5f});
    return add(tape, both.sum, linear(tape, both.normed, w[3]));
  });
}

TEST_P(GradientTest, GatedActivations) {
  for (kernel::Activation activation : {kernel::Activation::silu, kernel::Activation::gelu_tanh}) {
    declare({{{7, 10}, 1.0f}, {{24, 10}, 0.4f}, {{9, 12}, 0.4f}});
    check([&](Tape& tape, WeightSpace& w) {
      return linear(tape, gated_activation(tape, linear(tape, embedding(tape, w[0], ids_, 1.0f), w[1]), activation), w[2]);
    });
  }
}

TEST_P(GradientTest, RotaryAndAttentionWithGroupedHeadsAndWindows) {
  // Two sequences of 6 and 5 tokens, 4 query heads on 2 key heads of size 6.
  const AttentionShape shape{.heads = 4, .kv_heads = 2, .head_size = 6, .scale = 0.4f, .window = 0};
  const std::vector<kernel::AttentionSpan> spans = {{0, 6, 0, 6}, {6, 5, 6, 5}};
  const std::vector<int32_t> positions = {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4};
  for (int64_t window : {0, 3}) {
    AttentionShape windowed = shape;
    windowed.window = window;
    declare({{{7, 48}, 1.0f}});
    Tensor position_tensor = Tensor::from_host(device_, positions, Lifetime::persistent);
    const RotaryTable table = six_positions();
    check([&](Tape& tape, WeightSpace& w) {
      Variable qkv = rotary(tape, embedding(tape, w[0], ids_, 1.0f), 6, 6, position_tensor, table);
      return attention(tape, qkv, windowed, spans);
    });
  }
}

TEST_P(GradientTest, NormsOfQueryAndKeyHeadsWithAndWithoutRotary) {
  const AttentionShape shape{.heads = 4, .kv_heads = 2, .head_size = 6, .scale = 0.4f, .window = 0};
  const std::vector<kernel::AttentionSpan> spans = {{0, 6, 0, 6}, {6, 5, 6, 5}};
  const std::vector<int32_t> positions = {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4};
  std::optional<Rotation> rotation = Rotation{Tensor::from_host(device_, positions, Lifetime::persistent), six_positions()};
  for (int round = 0; round < 2; ++round, rotation.reset()) {
    declare({{{7, 48}, 1.0f}, {{6}, 1.0f}, {{6}, 1.0f}});
    check([&](Tape& tape, WeightSpace& w) {
      return attention(tape, qk_norm(tape, embedding(tape, w[0], ids_, 1.0f), shape, w[1], w[2], {.eps = 1e-5f, .weight_offset = 0.5f}, rotation),
                       shape, spans);
    });
  }
}

TEST_P(GradientTest, ConcatColumns) {
  declare({{{7, 10}, 1.0f}, {{7, 5}, 1.0f}});
  check([&](Tape& tape, WeightSpace& w) { return concat_columns(tape, embedding(tape, w[0], ids_, 1.0f), embedding(tape, w[1], ids_, 0.5f)); });
}

// Of five experts the bias chooses three for every token, so that a step of a weight changes no choice.
TEST_P(GradientTest, ExpertsAndTheirRouter) {
  for (bool normalize : {true, false}) {
    declare({{{7, 4}, 1.0f}, {{5, 4}, 0.5f}, {{5}, 0.0f}, {{3, 4}, 0.4f}, {{3, 4}, 0.4f}, {{3, 4}, 0.4f}});
    (*space_)[2].value().copy_from_host(std::vector<float>{9.0f, 0.0f, 9.0f, 9.0f, 0.0f});
    (*space_)[2].set_trainable(false);
    const Router router{.per_token = 3, .normalize = normalize, .scale = 2.5f};
    const auto function = [&](Tape& tape, WeightSpace& w) {
      Variable x = embedding(tape, w[0], ids_, 1.0f);
      const Routing routing = route(tape, x, w[1], w[2], router);
      std::vector<Variable> batches = dispatch(tape, x, routing);
      EXPECT_FALSE(batches[1].defined());
      EXPECT_EQ(batches[2].tensor().rows(), 11);
      const size_t used[] = {0, 2, 3};
      for (size_t i = 0; i < 3; ++i) batches[used[i]] = linear(tape, batches[used[i]], w[3 + i]);
      return mix(tape, batches, routing);
    };
    check(function, 2e-3f, {2});
  }
}

TEST_P(GradientTest, ProjectionLossWithWeightsAndTiedEmbedding) {
  declare({{{7, 20}, 0.6f}, {{20, 20}, 0.3f}});
  const std::vector<int32_t> targets = {1, 4, -1, 5, 2, 6, 5, 3, 5, 0, 2};
  const std::vector<float> weights = {1.0f, 0.5f, 1.0f, 0.0f, 2.0f, 1.0f, 1.0f, 1.0f, 0.3f, 1.0f, 1.0f};
  auto forward = [&](Tape& tape) {
    Variable x = linear(tape, embedding(tape, (*space_)[0], ids_, 1.0f), (*space_)[1]);
    return projection_loss(tape, x, (*space_)[0], targets, weights, 0.25f);
  };
  Gradients gradients(*space_);
  Tape tape = Tape::training(device_, DType::f32, gradients);
  const ProjectionLoss loss = forward(tape);
  EXPECT_NEAR(loss.weights, 8.8, 1e-6);
  tape.backward();
  gradients.finish();
  for (size_t i = 0; i < 2; ++i) {
    compare((*space_)[i], space_->slice(gradients.copy_flat(), (*space_)[i]).to_host(),
            [&] {
              Tape plain = Tape::inference(device_, DType::f32);
              return 0.25 * forward(plain).weighted_sum;
            },
            2e-3f);
  }
}

TEST_P(GradientTest, ProjectionDivergenceFromATeacher) {
  declare({{{7, 20}, 0.6f}, {{20, 20}, 0.3f}, {{7, 9}, 0.8f}});
  (*space_)[2].set_trainable(false);
  const std::vector<int32_t> rows = {0, 3, 4, 10};
  const std::vector<float> weights = {1.0f, 0.5f, 2.0f, 1.0f};
  std::vector<float> states;
  for (size_t i = 0; i < rows.size() * 9; ++i) states.push_back(std::sin(0.7f * static_cast<float>(i)));
  const Tensor teacher = Tensor::from_host(device_, {4, 9}, states);
  auto forward = [&](Tape& tape) {
    Variable x = linear(tape, embedding(tape, (*space_)[0], ids_, 1.0f), (*space_)[1]);
    return projection_divergence(tape, x, (*space_)[0], {teacher, (*space_)[2]}, rows, weights, 0.25f);
  };
  Gradients gradients(*space_);
  Tape tape = Tape::training(device_, DType::f32, gradients);
  const ProjectionLoss loss = forward(tape);
  EXPECT_NEAR(loss.weights, 4.5, 1e-6);
  EXPECT_GT(loss.weighted_sum, 0.0);
  tape.backward();
  gradients.finish();
  for (size_t i = 0; i < 2; ++i) {
    compare((*space_)[i], space_->slice(gradients.copy_flat(), (*space_)[i]).to_host(),
            [&] {
              Tape plain = Tape::inference(device_, DType::f32);
              return 0.25 * forward(plain).weighted_sum;
            },
            2e-3f);
  }
  EXPECT_EQ(device_.sum_of_squares(space_->slice(gradients.copy_flat(), (*space_)[2])), 0.0);
}

TEST_P(GradientTest, FrozenWeightsGetNoGradient) {
  declare({{{7, 12}, 1.0f}, {{12, 12}, 0.3f}});
  (*space_)[1].set_trainable(false);
  Gradients gradients(*space_);
  Tape tape = Tape::training(device_, DType::f32, gradients);
  {
    Variable out = linear(tape, embedding(tape, (*space_)[0], ids_, 1.0f), (*space_)[1]);
    seed(out);
  }
  tape.backward();
  gradients.finish();
  EXPECT_GT(device_.sum_of_squares(space_->slice(gradients.copy_flat(), (*space_)[0])), 0.0);
  EXPECT_EQ(device_.sum_of_squares(space_->slice(gradients.copy_flat(), (*space_)[1])), 0.0);
}

INSTANTIATE_TEST_SUITE_P(Devices, GradientTest, testing::Values("reference", "cpu"), [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace jangin::tensor
