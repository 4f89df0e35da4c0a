// Weights kept as bf16 that are rounded at random: what a run of them ends with, and how far it is from one with f32.
#include <gtest/gtest.h>

#include <bit>

#include "model/formats/model_files.h"
#include "train/optimizers/optimizer.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

TEST(StoredWeights, TwoHundredStepsOnRealTextEndNearF32) {
  TrainConfig config = text_config();
  TemporaryFolder f32_folder("text_f32"), bf16_folder("text_bf16");
  auto f32 = train_on_text(f32_folder.path(), config);
  config.weights = "bf16";
  auto bf16 = train_on_text(bf16_folder.path(), config);
  ASSERT_TRUE(f32 && bf16);
  ASSERT_GE(f32->steps, 200);
  RecordProperty("last_loss_f32", std::to_string(f32->last_loss));
  RecordProperty("last_loss_bf16", std::to_string(bf16->last_loss));
  EXPECT_LT(f32->last_loss, f32->first_loss - 1.0);
  EXPECT_NEAR(bf16->last_loss, f32->last_loss, 0.03);
  EXPECT_NE(bf16->checkpoint_hash, f32->checkpoint_hash);
}

TEST(StoredWeights, EveryWeightOfTheModelIsBf16) {
  TrainConfig config = tiny_config();
  config.tokens = 1500;
  config.weights = "bf16";
  TemporaryFolder folder("stored_bf16");
  auto report = train_tiny(folder.path(), config);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->curve.front().divergence, 0.0) << "the base that it is held to is rounded, too";
  auto files = model::open_model(report->model);
  for (const model::WeightInfo& info : files->weights->weights()) {
    std::vector<float> values(static_cast<size_t>(info.elements()));
    ASSERT_TRUE(files->weights->read_f32(info.name, values));
    for (float value : values) ASSERT_EQ(std::bit_cast<uint32_t>(value) & 0xffffu, 0u) << info.name;
  }
}

TEST(StoredWeights, SmallStepsAddUp) {
  tensor::Device& device = tensor::default_device();
  constexpr int64_t kCount = 4096;
  constexpr int kSteps = 400;
  tensor::WeightSpace space(device, tensor::DType::bf16);
  space.declare("w", {kCount}, false);
  space.allocate();
  space[0].value().copy_from_host(std::vector<float>(kCount, 1.0f));
  TrainConfig config;
  const auto adamw = find_optimizer("adamw")->make(config, {space, {0, kCount}, {}});
  const tensor::Tensor gradient = space.flat_like();
  gradient.copy_from_host(std::vector<float>(kCount, 1.0f));
  // Each step is 1e-4: a fortieth of the distance to the next smaller bf16 number, always lost when rounded to nearest.
  for (int step = 1; step <= kSteps; ++step) adamw->step({step, 1e-4, 1.0f}, parts_of(gradient));
  double sum = 0;
  for (float value : space[0].value().to_host()) sum += value;
  EXPECT_NEAR(sum / kCount, 1.0 - kSteps * 1e-4, 1e-3);
}

TEST(StoredWeights, NumbersDependOnSeedStepWeightAndElement) {
  tensor::WeightSpace space(tensor::default_device(), tensor::DType::bf16);
  space.declare("a", {64}, false);
  space.declare("b", {128}, false);
  space.allocate();
  TrainConfig config, other;
  other.seed = 2;
  const auto number = [&](const TrainConfig& c, int64_t step, size_t weight, int64_t begin) {
    const kernel::RandomRounding rounding = rounding_of(c, step, space, weight, begin);
    return std::vector<uint32_t>{rounding.key[0] + rounding.first, rounding.key[1]};
  };
  const auto one = number(config, 1, 0, 0);
  EXPECT_NE(one, number(other, 1, 0, 0));
  EXPECT_NE(one, number(config, 2, 0, 0));
  EXPECT_NE(one, number(config, 1, 1, 64));
  EXPECT_NE(one, number(config, 1, 0, 1));
  EXPECT_EQ(rounding_of(config, 5, space, 1, 64 + 70).first, 70u) << "counted from the weight's start, whoever begins there";
}

TEST(StoredWeights, AreF32BelowAnAdapterAndCountLess) {
  TrainConfig config;
  const Status status = read_config(*ConfigTable::parse("weights = \"bf16\"\n[lora]\n", "test"), config);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("train.weights"), std::string::npos);
  EXPECT_FALSE(read_config(*ConfigTable::parse("weights = \"f16\"\n", "test"), config));
  auto files = model::open_model(kTinyModel);
  TrainConfig f32 = tiny_config(), bf16 = tiny_config();
  bf16.weights = "bf16";
  EXPECT_EQ(estimate_memory(files->config, f32) - estimate_memory(files->config, bf16),
            2 * static_cast<uint64_t>(model::count_parameters(files->config)));
  EXPECT_NE(config_hash(f32), config_hash(bf16));
}

}  // namespace
}  // namespace jangin::train
