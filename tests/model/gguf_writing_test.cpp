// Which weight goes into which number format of a GGUF, and what a format cannot hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>

#include "model/formats/gguf.h"
#include "model/formats/gguf_weights.h"
#include "model/formats/model_files.h"
#include "model/network.h"

namespace jangin::model {
namespace {

using testing::HasSubstr;
using enum StoredType;

/// A llama of one layer: rows of 256 and of 512 fill K blocks, those of the attention output (96) blocks of 32 only.
class GgufWriting : public testing::Test {
 protected:
  GgufWriting() : path_(std::filesystem::temp_directory_path() / ("jangin_gguf_writing_" + std::to_string(::getpid()) + ".gguf")) {
    config_.architecture = "llama";
    config_.vocab = 24;
    config_.context = 32;
    config_.d_model = 256;
    config_.heads = 3;
    config_.kv_heads = 1;
    config_.head_dim = 32;
    config_.ffn = 512;
    config_.attention_scale = 1 / std::sqrt(32.0);
    config_.tied_embeddings = true;
    config_.layers.resize(1);
  }
  ~GgufWriting() override { std::filesystem::remove(path_); }

  void fill() {
    auto network = Network::create(config_, tensor::default_device(), tensor::DType::f32);
    ASSERT_TRUE(network) << network.error().text();
    (*network)->initialize(3);
    ASSERT_TRUE((*network)->with_weights([&](const WeightSource& source) -> Status {
      for (const WeightInfo& weight : source.weights()) {
        std::vector<float>& values = values_[weight.name];
        values.resize(static_cast<size_t>(weight.elements()));
        JANGIN_TRY(source.read_f32(weight.name, values));
        shapes_[weight.name] = weight.shape;
      }
      return {};
    }));
  }
  Result<std::vector<WrittenWeight>> save(StoredType type) {
    MemoryWeights source("memory");
    for (const auto& [name, values] : values_) JANGIN_TRY(source.add(name, shapes_[name], std::span<const float>(values)));
    return save_gguf(path_, config_, source, nullptr, type, "tiny");
  }
  /// Format of each weight in the file.
  std::map<std::string, StoredType> types() {
    std::map<std::string, StoredType> found;
    auto model = open_model(path_);
    EXPECT_TRUE(model) << model.error().text();
    for (const WeightInfo& weight : model->weights->weights()) found[weight.name] = weight.type;
    return found;
  }

  std::filesystem::path path_;
  ModelConfig config_;
  std::map<std::string, std::vector<float>> values_;
  std::map<std::string, std::vector<int64_t>> shapes_;
};

const std::string kQuery = "model.layers.0.self_attn.q_proj.weight";
const std::string kOutput = "model.layers.0.self_attn.o_proj.weight";
const std::string kEmbedding = "model.embed_tokens.weight";

TEST_F(GgufWriting, RowsThatDoNotFillBlocksFallBackAsLlamaCppsDo) {
  EXPECT_EQ(gguf_weight_type({8, 256}, q4_k), q4_k);
  EXPECT_EQ(gguf_weight_type({8, 576}, q4_k), q5_0);
  EXPECT_EQ(gguf_weight_type({8, 640}, q6_k), q8_0);
  EXPECT_EQ(gguf_weight_type({8, 40}, q6_k), f16);
  EXPECT_EQ(gguf_weight_type({8, 40}, q4_0), f16);
  EXPECT_EQ(gguf_weight_type({8, 40}, bf16), bf16);
  EXPECT_EQ(gguf_weight_type({256}, q4_k), f32);
}

TEST_F(GgufWriting, WhatIsWrittenIsSaid) {
  fill();
  auto written = save(q4_k);
  ASSERT_TRUE(written) << written.error().text();
  std::map<std::string, WrittenWeight> said;
  for (const WrittenWeight& weight : *written) said[weight.name] = weight;
  EXPECT_EQ(said[kQuery].written, q4_k);
  EXPECT_EQ(said[kEmbedding].wanted, q6_k);
  EXPECT_EQ(said[kEmbedding].written, q6_k);
  EXPECT_EQ(said[kOutput].wanted, q4_k);
  EXPECT_EQ(said[kOutput].written, q5_0);
  EXPECT_EQ(said["model.norm.weight"].wanted, f32);
  const auto found = types();
  ASSERT_EQ(found.size(), said.size());
  for (const auto& [name, type] : found) EXPECT_EQ(type, said[name].written) << name;
}

/// Untied, the projection is finer and the embedding is not.
TEST_F(GgufWriting, TheOutputProjectionIsFinerThanTheRest) {
  config_.tied_embeddings = false;
  fill();
  ASSERT_TRUE(save(q4_k));
  EXPECT_EQ(types()["lm_head.weight"], q6_k);
  EXPECT_EQ(types()[kEmbedding], q4_k);
}

TEST_F(GgufWriting, EveryFormatThatIsWrittenIsReadWithinItsStep) {
  fill();
  const std::pair<StoredType, uint32_t> numbers[] = {{f32, 0}, {f16, 1}, {q4_0, 2}, {q8_0, 7}, {q5_0, 8}, {q4_k, 14}, {q6_k, 18}, {bf16, 32}};
  const std::map<StoredType, double> errors = {{f32, 0},     {f16, 3e-4},  {bf16, 2e-3}, {q8_0, 6e-3},
                                               {q6_k, 2e-2}, {q5_0, 5e-2}, {q4_k, 9e-2}, {q4_0, 1e-1}};
  for (const auto& [type, number] : numbers) {
    ASSERT_TRUE(save(type));
    EXPECT_EQ(GgufFile::open(path_)->integer("general.file_type").value_or(-1), number) << traits(type).name;
    auto model = open_model(path_);
    for (const auto& [name, values] : values_) {
      std::vector<float> back(values.size());
      ASSERT_TRUE(model->weights->read_f32(name, back));
      double error = 0, power = 0;
      for (size_t i = 0; i < values.size(); ++i) error += std::pow(back[i] - values[i], 2), power += std::pow(values[i], 2);
      EXPECT_LE(std::sqrt(error / power), errors.at(type)) << traits(type).name << " " << name;
    }
  }
}

TEST_F(GgufWriting, BlocksAreCopiedAsTheyAre) {
  fill();
  ASSERT_TRUE(save(q4_k));
  auto first = open_model(path_);
  ASSERT_TRUE(first);
  const std::filesystem::path second_path = path_.string() + ".second.gguf";
  ASSERT_TRUE(save_gguf(second_path, config_, *first->weights, nullptr, q4_k, "tiny"));
  auto second = open_model(second_path);
  std::filesystem::remove(second_path);
  ASSERT_TRUE(second);
  for (const std::string& name : {kQuery, kOutput, kEmbedding}) {
    const auto a = first->weights->raw(*first->weights->find(name)), b = second->weights->raw(*second->weights->find(name));
    ASSERT_EQ(a.size(), b.size());
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size()), 0) << name;
  }
}

TEST_F(GgufWriting, ValuesThatAFormatCannotHoldAreNamed) {
  fill();
  const float good = values_[kQuery][300];
  for (const float bad : {NAN, INFINITY, -INFINITY, 65536.0f}) {
    values_[kQuery][300] = bad;
    for (const StoredType type : {f16, q8_0, q4_0, q4_k, q6_k}) {
      auto refused = save(type);
      ASSERT_FALSE(refused) << bad;
      EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
      EXPECT_THAT(refused.error().text(), HasSubstr("memory: weight `" + kQuery + "` holds "));
      EXPECT_FALSE(std::filesystem::exists(path_)) << "half a file stays";
    }
    EXPECT_TRUE(save(f32)) << "f32 keeps everything";
    std::filesystem::remove(path_);
  }
  values_[kQuery][300] = good;
  EXPECT_TRUE(save(q4_k));
  EXPECT_THAT(save(q2_k).error().text(), HasSubstr("GGUF cannot be written as Q2_K"));
}

}  // namespace
}  // namespace jangin::model
