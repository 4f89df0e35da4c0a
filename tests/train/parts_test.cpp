// Schedules, configuration, the gradient tree.
#include <gtest/gtest.h>

#include "model/formats/model_files.h"
#include "train/gradient_tree.h"
#include "train/schedules/schedule.h"
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
  ASSERT_TRUE(read_config(*ConfigTable::parse("peak_rate = 1e-3\nschedule = \"wsd\"\nbatch_rows = 8\nleaf_rows = 2\nmicro_batch_rows = 1\n", "test"), config));
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
    EXPECT_EQ(space.slice(tree.sum().flat(), space[0]).to_host()[0], ((v[0] + v[1]) + (v[2] + v[3])) + v[4]);
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

TEST(GradientTree, WhatLetGoOfItsMemoryIsWrittenAndFinishedAsBefore) {
  tensor::WeightSpace space(tensor::default_device());
  space.declare("before", {3}, true);  // a gap of zeros behind it
  space.declare("large", {2 << 20}, true);
  space.declare("untouched", {2 << 20}, true);
  space.allocate();
  GradientTree tree(space);
  const std::vector<float> ones(2 << 20, 1.0f);
  for (int round = 0; round < 3; ++round) {
    tree.begin();
    tensor::Gradients& gradients = tree.leaf();
    EXPECT_EQ(gradients.bytes(), sizeof(float) * (64 + (size_t{4} << 20)));
    gradients.let_go();
    gradients.target(space[0]).tensor.copy_from_host(std::vector<float>{1, 2, 3});
    gradients.target(space[1]).tensor.copy_from_host(ones);
    if (round == 0) gradients.target(space[2]).tensor.copy_from_host(ones);
    const tensor::Tensor& flat = tree.sum().flat();
    EXPECT_EQ(space.device().sum_of_squares(flat), 14.0 + (round == 0 ? 2.0 : 1.0) * (2 << 20)) << "round " << round;
  }
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
