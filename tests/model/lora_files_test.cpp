// Adapters: which modules they are on, their start, and their files, damaged ones among them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/adapters/peft_files.h"
#include "model/formats/model_files.h"
#include "model/formats/safetensors.h"
#include "model/network.h"

namespace jangin::model {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const fs::path kReference = fs::path(JANGIN_SOURCE_DIR) / "tests/reference";
const std::string kPrefix = "base_model.model.model.layers.";

std::unique_ptr<Network> tiny_network(const char* name = "llama_tiny") {
  auto base = open_model(kReference / name);
  return std::move(*Network::load(base->config, *base->weights, tensor::default_device(), tensor::DType::f32));
}

MemoryWeights named(const LoraAdapter& adapter) {
  MemoryWeights out("an adapter");
  EXPECT_TRUE(adapter.add_flat_weights(adapter.weights().flat(), "", out));
  return out;
}

std::vector<float> read(const WeightSource& source, const std::string& name) {
  const WeightInfo* info = source.find(name);
  std::vector<float> out(info ? static_cast<size_t>(info->elements()) : 0);
  EXPECT_TRUE(info && source.read_f32(name, out)) << name;
  return out;
}

/// A copy of lora_tiny that may be damaged, gone at the end.
class AdapterFolder {
 public:
  AdapterFolder() : path_(fs::temp_directory_path() / ("jangin_adapter_" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    for (const char* name : {"adapter_config.json", "adapter_model.safetensors"}) fs::copy_file(kReference / "lora_tiny" / name, path_ / name);
  }
  ~AdapterFolder() { fs::remove_all(path_); }
  AdapterFolder(const AdapterFolder&) = delete;
  AdapterFolder& operator=(const AdapterFolder&) = delete;
  const fs::path& path() const { return path_; }

  void change_config(const std::string& key, const nlohmann::json& value) {
    auto config = nlohmann::json::parse(*read_file(kReference / "lora_tiny/adapter_config.json"));
    config[key] = value;
    ASSERT_TRUE(write_file(path_ / "adapter_config.json", config.dump()));
  }
  /// The weights of lora_tiny as `keep` lets them through under the name that it gives (empty: left out).
  void change_weights(const std::function<std::string(const std::string&)>& rename) {
    auto source = std::move(*SafetensorsSource::open(kReference / "lora_tiny/adapter_model.safetensors"));
    std::vector<std::vector<float>> values;
    MemoryWeights changed("changed");
    for (const WeightInfo& info : source->weights()) {
      const std::string name = rename(info.name);
      values.push_back(read(*source, info.name));
      if (name.empty()) continue;
      ASSERT_TRUE(changed.add(name, info.shape, std::span<const float>(values.back())));
    }
    ASSERT_TRUE(write_safetensors(path_ / "adapter_model.safetensors", changed, StoredType::f32));
  }

 private:
  fs::path path_;
};

TEST(Lora, IsOnEveryLinearLayerOrOnThoseThatAreNamed) {
  const auto network = tiny_network();
  auto all = LoraAdapter::create(*network, {.rank = 3});
  ASSERT_TRUE(all) << all.error().text();
  EXPECT_EQ(named(**all).weights().size(), 2U * 2 * 7);
  EXPECT_THAT((*all)->target_modules(), ElementsAre("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"));
  auto some = LoraAdapter::create(*network, {.rank = 3, .targets = {"layers.1.self_attn.v_proj", "down_proj"}});
  ASSERT_TRUE(some);
  EXPECT_EQ(named(**some).weights().size(), 2U * 3);
  EXPECT_THAT((*some)->target_modules(), ElementsAre("down_proj", "model.layers.1.self_attn.v_proj"));
  for (const char* wrong : {"j_proj", "embed_tokens", "", "proj"}) {
    auto none = LoraAdapter::create(*network, {.rank = 3, .targets = {wrong}});
    ASSERT_FALSE(none) << wrong;
    EXPECT_EQ(none.error().code, ErrorCode::not_found);
    EXPECT_THAT(none.error().text(), HasSubstr("there are q_proj, k_proj"));
  }
  EXPECT_EQ(LoraAdapter::create(*network, {.rank = 0}).error().code, ErrorCode::invalid_argument);
}

TEST(Lora, EachExpertHasPairsOfItsOwn) {
  const auto network = tiny_network("exaone_moe_tiny");
  auto all = LoraAdapter::create(*network, {.rank = 2});
  ASSERT_TRUE(all) << all.error().text();
  EXPECT_EQ(named(**all).weights().size(), 2U * (3 * 4 + 3 + 2 * 3 * 7))
      << "attention, the dense layer, six experts and the shared one in two layers";
  EXPECT_TRUE(named(**all).find(kPrefix + "2.mlp.experts.5.down_proj.lora_B.weight"));
  EXPECT_THAT((*all)->target_modules(), ElementsAre("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"));
  auto one = LoraAdapter::create(*network, {.rank = 2, .targets = {"experts.3.up_proj"}});
  ASSERT_TRUE(one);
  EXPECT_THAT((*one)->target_modules(), ElementsAre("model.layers.1.mlp.experts.3.up_proj", "model.layers.2.mlp.experts.3.up_proj"));
  EXPECT_FALSE(LoraAdapter::create(*network, {.rank = 2, .targets = {"mlp.gate"}})) << "the router";
  const AdapterFolder folder;
  (*all)->initialize(4);
  ASSERT_TRUE(save_adapter(folder.path() / "experts", **all));
  auto again = load_adapter(folder.path() / "experts", *network);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ((*again)->weights().flat().to_host(), (*all)->weights().flat().to_host());
}

TEST(Lora, StartsAsTheBaseWithUniformA) {
  const auto network = tiny_network();
  auto adapter = std::move(*LoraAdapter::create(*network, {.rank = 8}));
  adapter->initialize(3);
  const MemoryWeights weights = named(*adapter);
  for (const WeightInfo& info : weights.weights()) {
    const std::vector<float> values = read(weights, info.name);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const float bound = info.name.find("lora_A") == std::string::npos ? 0.0f : 1.0f / std::sqrt(static_cast<float>(info.shape[1]));
    EXPECT_LE(*most, bound) << info.name;
    EXPECT_GE(*most, 0.9f * bound) << info.name;
    EXPECT_GE(*least, -bound) << info.name;
    EXPECT_LE(*least, -0.9f * bound) << info.name;
  }
  EXPECT_NE(read(weights, kPrefix + "0.self_attn.q_proj.lora_A.weight"), read(weights, kPrefix + "0.self_attn.k_proj.lora_A.weight"));
  EXPECT_NE(read(weights, kPrefix + "0.self_attn.q_proj.lora_A.weight"), read(weights, kPrefix + "1.self_attn.q_proj.lora_A.weight"));
}

TEST(Lora, WhatIsSavedIsLoadedAgain) {
  const AdapterFolder folder;
  const auto network = tiny_network();
  auto first = std::move(*load_adapter(kReference / "lora_tiny", *network));
  ASSERT_TRUE(save_adapter(folder.path() / "again", *first));
  auto second = load_adapter(folder.path() / "again", *network);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ((*second)->weights().flat().to_host(), first->weights().flat().to_host());
  EXPECT_EQ((*second)->config().rank, 4);
  EXPECT_EQ((*second)->config().alpha, 12);
  const auto config = nlohmann::json::parse(*read_file(folder.path() / "again/adapter_config.json"));
  EXPECT_EQ(config["target_modules"].size(), 7U);
  EXPECT_EQ(config["use_rslora"], false);
}

TEST(LoraFilesParser, WhatTheArithmeticDoesNotDoIsRefused) {
  const auto network = tiny_network();
  AdapterFolder folder;
  const std::vector<std::pair<std::string, nlohmann::json>> changes = {{"peft_type", "IA3"},
                                                                       {"use_dora", true},
                                                                       {"bias", "all"},
                                                                       {"modules_to_save", {"lm_head"}},
                                                                       {"rank_pattern", {{"q_proj", 8}}},
                                                                       {"alpha_pattern", {{"q_proj", 8}}},
                                                                       {"fan_in_fan_out", true},
                                                                       {"lora_bias", true},
                                                                       {"init_lora_weights", "pissa"},
                                                                       {"alora_invocation_tokens", {1, 2}}};
  for (const auto& [key, value] : changes) {
    folder.change_config(key, value);
    auto adapter = load_adapter(folder.path(), *network);
    ASSERT_FALSE(adapter) << key;
    EXPECT_EQ(adapter.error().code, ErrorCode::unsupported) << key;
    EXPECT_THAT(adapter.error().text(), testing::AllOf(HasSubstr(key), HasSubstr("adapter_config.json")));
  }
  folder.change_config("target_modules", ".*_proj");  // a regular expression: the names in the file count
  EXPECT_TRUE(load_adapter(folder.path(), *network));
  folder.change_config("init_lora_weights", "gaussian");
  EXPECT_TRUE(load_adapter(folder.path(), *network));
}

TEST(LoraFilesParser, DamagedFilesAreErrorsThatNameThem) {
  const auto network = tiny_network();
  AdapterFolder folder;
  for (const nlohmann::json& rank :
       {nlohmann::json(5), nlohmann::json(-1), nlohmann::json(int64_t{1} << 40), nlohmann::json("4"), nlohmann::json(nullptr)}) {
    folder.change_config("r", rank);
    EXPECT_FALSE(load_adapter(folder.path(), *network)) << rank;
  }
  for (const char* alpha : {"\"12\"", "1e999", "[]"}) {
    std::string text = *read_file(kReference / "lora_tiny/adapter_config.json");
    text.replace(text.find("12", text.find("lora_alpha")), 2, alpha);
    ASSERT_TRUE(write_file(folder.path() / "adapter_config.json", text));
    EXPECT_FALSE(load_adapter(folder.path(), *network)) << alpha;
  }
  for (const char* text : {"", "[]", "{}", "{\"peft_type\":"}) {
    ASSERT_TRUE(write_file(folder.path() / "adapter_config.json", text));
    EXPECT_FALSE(load_adapter(folder.path(), *network)) << text;
  }
  folder.change_config("r", 4);
  const std::string bytes = *read_file(kReference / "lora_tiny/adapter_model.safetensors");
  for (const size_t length : {size_t{0}, size_t{7}, size_t{100}, bytes.size() / 2, bytes.size() - 1}) {
    ASSERT_TRUE(write_file(folder.path() / "adapter_model.safetensors", bytes.substr(0, length)));
    EXPECT_FALSE(load_adapter(folder.path(), *network)) << length;
  }
}

TEST(LoraFilesParser, WeightsThatAreNoPairOfThisModelAreNamed) {
  const auto network = tiny_network();
  AdapterFolder folder;
  const std::string q_a = kPrefix + "1.self_attn.q_proj.lora_A.weight", q_b = kPrefix + "1.self_attn.q_proj.lora_B.weight";
  const auto error_with = [&](const std::function<std::string(const std::string&)>& rename) {
    folder.change_weights(rename);
    auto adapter = load_adapter(folder.path(), *network);
    return adapter ? std::string("loaded") : adapter.error().text();
  };
  const auto renamed = [](const std::string& from, const std::string& to) {
    return [=](const std::string& name) { return name == from ? to : name; };
  };
  EXPECT_EQ(error_with([](const std::string& name) { return name; }), "loaded");
  EXPECT_THAT(error_with(renamed(q_b, "")), HasSubstr("lora_B"));
  EXPECT_THAT(error_with(renamed(q_b, kPrefix + "1.self_attn.w_proj.lora_B.weight")), HasSubstr("q_proj.lora_B.weight is missing"));
  EXPECT_THAT(error_with(renamed(q_a, "base_model.model.lm_head.bias")), HasSubstr("lm_head.bias"));
  EXPECT_THAT(error_with(renamed(q_a, ".lora_A.weight")), HasSubstr("low-rank pair"));
  EXPECT_THAT(error_with([](const std::string&) { return ""; }), testing::Not(HasSubstr("loaded")));
  const auto other_layer = [](const std::string& name) {
    const size_t at = name.find("layers.1");
    return at == std::string::npos ? name : name.substr(0, at) + "layers.7" + name.substr(at + 8);
  };
  EXPECT_THAT(error_with(other_layer), HasSubstr("model.layers.7."));
  const auto swapped = [&](const std::string& name) {  // an A of the right rank with the columns of another module
    const std::string down = kPrefix + "1.mlp.down_proj.lora_A.weight";
    return name == q_a ? down : name == down ? q_a : name;
  };
  EXPECT_THAT(error_with(swapped), HasSubstr("has shape"));
}

}  // namespace
}  // namespace jangin::model
