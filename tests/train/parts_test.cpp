// Schedules, configuration, the gradient tree, a step and its memory.
#include <gtest/gtest.h>

#include <cmath>

#include "model/formats/model_files.h"
#include "tensor/host/host_device.h"
#include "train/gradient_tree.h"
#include "train/schedules/schedule.h"
#include "train/trainer.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

TEST(Schedule, CosineWarmsUpPeaksAndEndsAtItsShare) {
  TrainConfig config;
  config.peak_rate = 1.0;
  config.warmup_share = 0.1;
  config.final_rate_share = 0.1;
  EXPECT_NEAR(cosine_schedule(config, 1, 100), 0.1, 1e-12);
  EXPECT_NEAR(cosine_schedule(config, 10, 100), 1.0, 1e-12);
  EXPECT_NEAR(cosine_schedule(config, 55, 100), 0.55, 1e-12);
  EXPECT_NEAR(cosine_schedule(config, 100, 100), 0.1, 1e-12);
}

TEST(Schedule, WsdIsStableThenFalls) {
  TrainConfig config;
  config.peak_rate = 2.0;
  config.warmup_share = 0.1;
  config.decay_share = 0.2;
  config.final_rate_share = 0.0;
  EXPECT_NEAR(wsd_schedule(config, 5, 100), 1.0, 1e-12);
  EXPECT_NEAR(wsd_schedule(config, 80, 100), 2.0, 1e-12);
  EXPECT_NEAR(wsd_schedule(config, 90, 100), 1.0, 1e-12);
  EXPECT_NEAR(wsd_schedule(config, 100, 100), 0.0, 1e-12);
}

TEST(TrainConfig, IsReadCheckedAndHashed) {
  TrainConfig config;
  ASSERT_TRUE(read_config(*ConfigTable::parse("peak_rate = 1e-3\nschedule = \"wsd\"\nbatch_rows = 8\nleaf_rows = 2\nmicro_batch_rows = 1\n", "test"),
                          config));
  EXPECT_EQ(config.peak_rate, 1e-3);
  EXPECT_EQ(config.batch_rows, 8);
  TrainConfig other = config;
  EXPECT_EQ(config_hash(config), config_hash(other));
  other.checkpoint_steps = 3;
  EXPECT_EQ(config_hash(config), config_hash(other));
  other.beta2 = 0.99;
  EXPECT_NE(config_hash(config), config_hash(other));
  EXPECT_FALSE(read_config(*ConfigTable::parse("batch_rows = 5\nleaf_rows = 2\nmicro_batch_rows = 2\n", "test"), config));
  EXPECT_FALSE(read_config(*ConfigTable::parse("optimizer = \"sgd\"\n", "test"), config));
  const Status unknown = read_config(*ConfigTable::parse("peek_rate = 1e-3\n", "test"), config);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().text().find("peak_rate"), std::string::npos);
}

TEST(GradientTree, AddsInTheShapeOfTheTree) {
  tensor::WeightSpace space(tensor::default_device());
  space.declare("w", {1}, true);
  space.allocate();
  // Values whose sums round: another order would give other bits.
  const float v[] = {1.0f, 0x1p-24f, 0x1p-24f, 3.0f, 0x1p-23f};
  GradientTree tree(space);
  for (int round = 0; round < 2; ++round) {
    tree.begin();
    for (float value : v) {
      tree.leaf().target(space[0]).tensor.copy_from_host(std::vector<float>{value});
      tree.end_leaf();
    }
    EXPECT_EQ(tree.sum().of(0).to_host()[0], ((v[0] + v[1]) + (v[2] + v[3])) + v[4]);
  }
}

TEST(GradientTree, PassesOfOneLeafAddToOneBuffer) {
  tensor::WeightSpace space(tensor::default_device());
  space.declare("w", {1}, true);
  space.allocate();
  GradientTree tree(space);
  tensor::Gradients& first = tree.leaf();
  EXPECT_FALSE(first.target(space[0]).accumulate);
  EXPECT_EQ(&tree.leaf(), &first);
  EXPECT_TRUE(tree.leaf().target(space[0]).accumulate);
  tree.end_leaf();
  EXPECT_FALSE(tree.leaf().target(space[0]).accumulate);
}

TEST(GradientTree, ALeafInStepMemoryAddsToTheSameSum) {
  tensor::WeightSpace space(tensor::default_device());
  space.declare("w", {1}, true);
  space.declare("never written", {5}, true);
  space.allocate();
  const float v[] = {1.0f, 0x1p-24f, 0x1p-24f, 3.0f, 0x1p-23f};
  GradientTree tree(space);
  for (int round = 0; round < 2; ++round) {
    tree.begin();
    std::vector<int> in_step_memory;
    for (int i = 0; i < 5; ++i) {
      const bool passes = tree.next_completes_a_node() || i == 4;
      if (passes) in_step_memory.push_back(i);
      const tensor::Lifetime lifetime = passes ? tensor::Lifetime::step : tensor::Lifetime::persistent;
      tensor::Gradients& leaf = tree.leaf(lifetime);
      EXPECT_EQ(leaf.lifetime(), lifetime);
      EXPECT_FALSE(passes && leaf.of(0).defined()) << "it has no memory before it is written";
      leaf.target(space[0]).tensor.copy_from_host(std::vector<float>{v[i]});
      tree.end_leaf();
    }
    EXPECT_EQ(in_step_memory, (std::vector<int>{1, 3, 4}));
    EXPECT_EQ(tree.sum().of(0).to_host()[0], ((v[0] + v[1]) + (v[2] + v[3])) + v[4]);
    EXPECT_EQ(tree.sum().of(1).to_host(), std::vector<float>(5));
  }
}

/// Random tokens in rows of 64, each with a loss.
MicroBatch random_rows(int rows, uint64_t stream) {
  Random random(7, stream);
  MicroBatch batch;
  for (int r = 0; r < rows; ++r) {
    std::vector<int32_t> row(64);
    for (int32_t& id : row) id = static_cast<int32_t>(random.below(96));
    batch.tokens.append(row);
    for (int32_t id : row) batch.targets.push_back((id + 1) % 96);
  }
  batch.weights.assign(batch.targets.size(), 1.0f);
  return batch;
}

std::unique_ptr<model::Network> tiny_network(tensor::Device& device) {
  auto files = model::open_model(kTinyModel);
  return *model::Network::load(files->config, *files->weights, device, tensor::DType::f32);
}

TEST(Trainer, AStepIsThatOfTheFlatGradient) {
  tensor::Device& device = tensor::default_device();
  TrainConfig config = tiny_config();
  config.batch_rows = config.leaf_rows = config.micro_batch_rows = 8;  // one pass: gradients in step memory
  config.clip_norm = 0.1;
  const auto network = tiny_network(device), expected = tiny_network(device);
  Trainer trainer(*network, config);
  tensor::WeightSpace& weights = expected->weights();
  const auto adamw = find_optimizer("adamw")->make(config, {weights, {0, weights.flat_elements()}, {}});
  tensor::Gradients gradients(weights);
  for (int64_t step = 1; step <= 3; ++step) {
    const MicroBatch batch = random_rows(8, static_cast<uint64_t>(step));
    const StepResult result = *trainer.step(step, 1e-2, {&batch, 1});
    gradients.clear();
    tensor::Tape tape = tensor::Tape::training(device, tensor::DType::f32, gradients);
    (*find_objective("supervised"))({*expected, nullptr, tape, batch, 1.0f / static_cast<float>(batch.targets.size())});
    tape.backward();
    gradients.finish();
    const tensor::Tensor flat = gradients.copy_flat();
    const double norm = std::sqrt(device.sum_of_squares(flat));
    EXPECT_EQ(result.gradient_norm, norm);
    ASSERT_GT(norm, config.clip_norm);
    adamw->step({step, 1e-2, static_cast<float>(config.clip_norm / norm)}, parts_of(flat));
    EXPECT_EQ(network->weights().flat().to_host(), weights.flat().to_host());
  }
}

TEST(Trainer, GradientsTakeThePlaceOfActivations) {
  constexpr size_t kEmbeddingBytes = size_t{96} * 32 * sizeof(float);  // its gradient comes first, beside all activations
  size_t gradient_bytes = 0;
  const auto planned_bytes = [&](int passes_of_a_leaf, tensor::StepKind kind) {
    tensor::HostDevice device("cpu", kernel::kernels());  // its arena has seen no other steps
    const auto network = tiny_network(device);
    TrainConfig config = tiny_config();
    config.micro_batch_rows = 32;
    config.batch_rows = config.leaf_rows = passes_of_a_leaf * config.micro_batch_rows;
    Trainer trainer(*network, config);
    const std::vector<MicroBatch> batches(static_cast<size_t>(passes_of_a_leaf), random_rows(32, 1));
    gradient_bytes = static_cast<size_t>(network->weights().flat_elements()) * sizeof(float);
    size_t after_one_step = 0;
    for (int64_t step = 1; step <= 3; ++step) {
      EXPECT_TRUE(trainer.step(step, 1e-3, batches));
      if (step == 1) after_one_step = device.arena().high_water_bytes();
    }
    EXPECT_GT(device.arena().planned_bytes(kind), 2 * gradient_bytes);
    EXPECT_EQ(device.arena().high_water_bytes(), after_one_step) << "the plan needs no more than the first step";
    return device.arena().planned_bytes(kind);
  };
  const size_t beside = planned_bytes(2, tensor::StepKind::passing), among = planned_bytes(1, tensor::StepKind::leaving_gradients);
  EXPECT_GT(gradient_bytes, 4 * kEmbeddingBytes);
  EXPECT_GT(among, beside) << "they lie in the arena";
  EXPECT_LE(among, beside + kEmbeddingBytes + gradient_bytes / 8);
}

TEST(CheckNames, WhatIsNamedMustBeThere) {
  auto files = model::open_model(kTinyModel);
  TrainConfig config = tiny_config();
  EXPECT_TRUE(check_names(files->config, config));
  config.trainable = {"mlp"};
  EXPECT_TRUE(check_names(files->config, config));
  config.trainable = {"mlpp"};
  EXPECT_NE(check_names(files->config, config).error().text().find("mlpp"), std::string::npos);
  config.trainable.clear();
  config.lora.rank = 2;
  config.lora.targets = {"q_proj"};
  EXPECT_TRUE(check_names(files->config, config));
  config.lora.targets = {"q_proj", "query"};
  EXPECT_NE(check_names(files->config, config).error().text().find("`query`"), std::string::npos);
}

TEST(Measure, GivesASpeedAndAMemoryEstimate) {
  auto files = model::open_model(kTinyModel);
  auto speed = measure_training_speed(files->config, tiny_config());
  ASSERT_TRUE(speed) << speed.error().text();
  EXPECT_GT(speed->tokens_per_second, 0);
  EXPECT_LT(speed->tokens_per_second, 1.0 / speed->seconds_per_token);
  EXPECT_GT(speed->memory_bytes, 0u);
}

}  // namespace
}  // namespace jangin::train
