// Whole runs that train an adapter on a tiny model: what is learned, what is left alone, what is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/adapters/peft_files.h"
#include "model/formats/safetensors.h"
#include "model/network.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

using testing::HasSubstr;

TrainConfig lora_config() {
  TrainConfig config = tiny_config();
  config.lora = {.rank = 8, .alpha = 32, .rank_stabilized = false};
  config.peak_rate = 1e-2;
  return config;
}

std::vector<float> read(const model::WeightSource& source, const std::string& name) {
  const model::WeightInfo* info = source.find(name);
  std::vector<float> values(info ? static_cast<size_t>(info->elements()) : 0);
  EXPECT_TRUE(info && source.read_f32(name, values)) << name;
  return values;
}

std::vector<float> states(const model::Network& network) {
  model::PackedTokens tokens;
  tokens.append(std::vector<int32_t>{5, 9, 14, 3, 77, 21});
  tensor::Tape tape = tensor::Tape::inference(network.device(), tensor::DType::f32);
  return network.forward(tape, tokens).tensor().to_host();
}

TEST(TrainLora, LearnsAndWritesTheMergedModelBesideTheAdapter) {
  TemporaryFolder folder("lora");
  auto report = train_tiny(folder.path(), lora_config(), "cpu", 0);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_LT(report->last_loss, 0.6 * report->first_loss);
  EXPECT_EQ(report->adapter, folder.path() / "adapter");

  auto base = model::open_model(kTinyModel), merged = model::open_model(report->model);
  ASSERT_TRUE(base && merged);
  auto adapted = model::Network::load(base->config, *base->weights, tensor::default_device(), tensor::DType::f32);
  auto adapter = model::load_adapter(report->adapter, **adapted);
  ASSERT_TRUE(adapter) << adapter.error().text();
  const std::vector<float> before = states(**adapted);
  (*adapted)->attach(adapter->get());
  auto network = model::Network::load(merged->config, *merged->weights, tensor::default_device(), tensor::DType::f32);
  const std::vector<float> with_adapter = states(**adapted), with_merged = states(**network);
  double moved = 0, apart = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    moved = std::max<double>(moved, std::abs(before[i] - with_adapter[i]));
    apart = std::max<double>(apart, std::abs(with_merged[i] - with_adapter[i]));
  }
  EXPECT_GT(moved, 0.1);
  EXPECT_LT(apart, 1e-4);
}

TEST(TrainLora, TargetsMoveAndNothingElse) {
  TemporaryFolder folder("lora_targets");
  TrainConfig config = lora_config();
  config.tokens = 2500;
  config.lora.targets = {"v_proj", "layers.1.mlp.up_proj"};
  auto report = train_tiny(folder.path(), config);
  ASSERT_TRUE(report) << report.error().text();
  auto before = model::open_model(kTinyModel), after = model::open_model(report->model);
  size_t moved = 0;
  for (const model::WeightInfo& info : before->weights->weights()) {
    const bool target = info.name.find("v_proj") != std::string::npos || info.name.find("layers.1.mlp.up_proj") != std::string::npos;
    EXPECT_EQ(read(*before->weights, info.name) != read(*after->weights, info.name), target) << info.name;
    moved += target;
  }
  EXPECT_EQ(moved, 3U);
}

TEST(TrainLora, ACheckpointHoldsTheAdapterAndItsMomentsOnly) {
  TemporaryFolder folder("lora_checkpoint");
  TrainConfig config = lora_config();
  config.tokens = 1500;
  config.lora.targets = {"o_proj"};
  auto report = train_tiny(folder.path(), config);
  ASSERT_TRUE(report) << report.error().text();
  auto source = model::SafetensorsSource::open(report->checkpoint);
  EXPECT_EQ((*source)->weights().size(), 2U * 2 * 3);  // A and B of two layers, with two moments
  for (const char* prefix : {"", "optimizer.m.", "optimizer.v."}) {
    const auto values = read(**source, std::string(prefix) + "base_model.model.model.layers.0.self_attn.o_proj.lora_B.weight");
    EXPECT_TRUE(std::any_of(values.begin(), values.end(), [](float value) { return value != 0; })) << prefix;
  }
}

TEST(TrainLora, AnAnchorHoldsTheAdaptedModelToItsOwnBase) {
  const auto divergence = [](double anchor) {
    TemporaryFolder folder("lora_anchor");
    auto report = train_tiny(folder.path(), lora_config(), "cpu", anchor);
    EXPECT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->curve.front().divergence, 0.0) << "before the first step the model is the base";
    return report->curve.back().divergence;
  };
  const double loose = divergence(0.01), held = divergence(10);
  EXPECT_GT(loose, 0.01);
  EXPECT_GT(held, 0.0);
  EXPECT_LT(held, 0.5 * loose);
}

TEST(TrainLora, ARunWithoutAnAdapterLeavesNoneBesideItsModel) {
  TemporaryFolder folder("lora_stale");
  TrainConfig config = lora_config();
  config.tokens = 1000;
  ASSERT_TRUE(train_tiny(folder.path(), config));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "adapter"));
  config.lora.rank = 0;
  auto full = train_tiny(folder.path(), config);
  ASSERT_TRUE(full);
  EXPECT_TRUE(full->adapter.empty());
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "adapter"));
}

TEST(TrainLora, TheSeedDecidesTheStart) {
  TrainConfig config = lora_config();
  config.tokens = 1500;
  TemporaryFolder a("lora_seed_a"), b("lora_seed_b"), c("lora_seed_c");
  auto first = train_tiny(a.path(), config), again = train_tiny(b.path(), config);
  config.seed = 2;
  auto other = train_tiny(c.path(), config);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->checkpoint_hash, again->checkpoint_hash);
  EXPECT_NE(first->checkpoint_hash, other->checkpoint_hash);
}

TEST(TrainLora, TheTableIsReadCheckedAndHashed) {
  const auto parse = [](const char* toml, TrainConfig& config) { return read_config(*ConfigTable::parse(toml, "test"), config); };
  TrainConfig none, usual, full;
  ASSERT_TRUE(parse("seed = 1\n", none));
  EXPECT_EQ(none.lora.rank, 0);
  ASSERT_TRUE(parse("[lora]\n", usual));
  EXPECT_EQ(usual.lora.rank, 16);
  TrainConfig off;
  ASSERT_TRUE(parse("[lora]\nrank = 0\n", off));
  EXPECT_EQ(off.lora.rank, 0) << "as a resolved recipe says it";
  ASSERT_TRUE(parse("[lora]\nrank = 4\nalpha = 8\nrank_stabilized = true\ntargets = [\"q_proj\"]\n", full));
  EXPECT_DOUBLE_EQ(model::lora_scale(full.lora), 4.0);
  full.lora.rank_stabilized = false;
  EXPECT_DOUBLE_EQ(model::lora_scale(full.lora), 2.0);
  EXPECT_NE(config_hash(none), config_hash(usual));
  for (auto change : {+[](model::LoraConfig& c) { c.rank = 5; }, +[](model::LoraConfig& c) { c.alpha = 9; },
                      +[](model::LoraConfig& c) { c.rank_stabilized = true; }, +[](model::LoraConfig& c) { c.targets = {"k_proj"}; }}) {
    TrainConfig other = full;
    change(other.lora);
    EXPECT_NE(config_hash(other), config_hash(full));
  }
  TrainConfig wrong;
  EXPECT_THAT(parse("[lora]\nrnk = 4\n", wrong).error().text(), HasSubstr("did you mean `rank`"));
  EXPECT_THAT(parse("trainable = [\"mlp\"]\n[lora]\nrank = 4\n", wrong).error().text(), HasSubstr("train.lora.targets"));
}

TEST(TrainLora, WhatCannotBeAdaptedIsAnError) {
  TemporaryFolder folder("lora_errors");
  TrainConfig config = lora_config();
  config.lora.targets = {"q_prj"};
  auto unknown = train_tiny(folder.path(), config);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().text(), testing::AllOf(HasSubstr("q_prj"), HasSubstr("q_proj")));
  auto files = model::open_model(kTinyModel);
  TrainRequest request;
  request.base = &*files;
  request.random_start = true;
  request.sources = {{"samples", 1.0, pattern_sequences(10, 1)}};
  request.config = lora_config();
  request.output = folder.path();
  EXPECT_THAT(train(std::move(request)).error().text(), HasSubstr("nothing to adapt"));
}

TEST(TrainLora, IsMeasuredAndTakesLessMemory) {
  auto files = model::open_model(kTinyModel);
  TrainConfig config = tiny_config();
  config.lora.rank = 2;
  auto speed = measure_training_speed(files->config, config);
  ASSERT_TRUE(speed) << speed.error().text();
  EXPECT_GT(speed->tokens_per_second, 0);
  EXPECT_LT(estimate_memory(files->config, config), estimate_memory(files->config, tiny_config()));
}

}  // namespace
}  // namespace jangin::train
