// config.json and generation_config.json from outside: every field is checked before the network believes it; errors name file and field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/config.h"
#include "model/formats/model_files.h"

namespace jangin::model {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::filesystem::path kTiny = std::filesystem::path(JANGIN_SOURCE_DIR) / "tests/reference/llama_tiny";

json tiny_config() { return json::parse(*read_file(kTiny / "config.json")); }

std::string error_of(const std::string& text) {
  auto config = config_from_huggingface(text, "config.json");
  if (config) return "";
  EXPECT_EQ(config.error().place, "config.json");
  return config.error().text();
}

std::string with(const std::string& key, const json& value) {
  json config = tiny_config();
  config[key] = value;
  return error_of(config.dump());
}

TEST(ModelConfigParser, ReadsTheTinyModel) {
  EXPECT_EQ(error_of(tiny_config().dump()), "");
  json named = tiny_config();
  named.erase("model_type");
  EXPECT_EQ(error_of(named.dump()), "") << "the architecture's class names it too";
}

TEST(ModelConfigParser, CutAtAnyByteIsAnError) {
  const std::string text = tiny_config().dump();
  for (size_t length = 0; length < text.size(); ++length)
    EXPECT_THAT(error_of(text.substr(0, length)), HasSubstr("config.json: is not valid JSON")) << length;
}

TEST(ModelConfigParser, MissingMistypedAndHugeSizesAreNamed) {
  for (const char* key : {"vocab_size", "hidden_size", "intermediate_size", "num_attention_heads", "num_hidden_layers"}) {
    json config = tiny_config();
    config.erase(key);
    EXPECT_THAT(error_of(config.dump()), HasSubstr("field `" + std::string(key) + "` is missing"));
    for (const json& bad : {json("96"), json(1.5), json::array(), json::object(), json(true)}) {
      EXPECT_THAT(with(key, bad), HasSubstr("field `" + std::string(key) + "` is not an integer"));
    }
    EXPECT_THAT(with(key, UINT64_MAX), HasSubstr("field `" + std::string(key) + "` is too large"));
    for (const json& bad : {json(0), json(-1), json(INT64_MIN), json(INT64_MAX), json(1LL << 33)})
      EXPECT_THAT(with(key, bad), HasSubstr(std::string(key) + " is ")) << bad;
  }
}

TEST(ModelConfigParser, FieldsThatContradictAreRefused) {
  EXPECT_THAT(with("num_key_value_heads", 3), HasSubstr("num_attention_heads 4 is no multiple of num_key_value_heads 3"));
  EXPECT_THAT(with("num_key_value_heads", 0), HasSubstr("num_key_value_heads is 0"));
  EXPECT_THAT(with("head_dim", 7), HasSubstr("head_dim 7 is odd"));
  EXPECT_THAT(with("head_dim", -8), HasSubstr("head_dim is -8"));
  EXPECT_THAT(with("max_position_embeddings", 0), HasSubstr("max_position_embeddings is 0"));
  EXPECT_THAT(with("rms_norm_eps", 0), HasSubstr("rms_norm_eps is 0"));
  EXPECT_THAT(with("rms_norm_eps", "small"), HasSubstr("field `rms_norm_eps` is not a number"));
  EXPECT_THAT(with("attention_bias", true), HasSubstr("attention_bias"));
  EXPECT_THAT(with("hidden_act", "relu\n" + std::string(5000, 'x')), HasSubstr("hidden_act `relu xxx"));
  EXPECT_THAT(with("tie_word_embeddings", 1), HasSubstr("field `tie_word_embeddings` is not true or false"));
  EXPECT_THAT(with("bos_token_id", 96), HasSubstr("special token id is outside the vocabulary of 96"));
  EXPECT_THAT(with("eos_token_id", json::array({2, 900})), HasSubstr("special token id is outside"));
  EXPECT_THAT(with("eos_token_id", json::array({json::array()})), HasSubstr("field `eos_token_id` holds something"));
  EXPECT_THAT(with("eos_token_id", "2"), HasSubstr("field `eos_token_id` is neither"));
}

TEST(ModelConfigParser, RotarySettingsAreChecked) {
  EXPECT_THAT(with("rope_parameters", 3), HasSubstr("field `rope_parameters` is not an object"));
  EXPECT_THAT(with("rope_parameters", {{"rope_theta", 0}}), HasSubstr("rope_theta of layer 0 is 0"));
  EXPECT_THAT(with("rope_parameters", {{"rope_theta", "x"}}), HasSubstr("field `rope_parameters.rope_theta` is not a number"));
  EXPECT_THAT(with("rope_parameters", {{"rope_type", "yarn"}}), HasSubstr("rotary scaling `yarn` is not supported"));
  EXPECT_THAT(with("rope_parameters", {{"rope_type", "linear"}, {"factor", -2}}), HasSubstr("rotary scaling has a factor"));
  EXPECT_THAT(with("rope_parameters", {{"rope_type", "llama3"}, {"factor", 8}, {"low_freq_factor", 4}, {"high_freq_factor", 1}}),
              HasSubstr("limits are not in order"));
  EXPECT_THAT(with("rope_parameters", {{"rope_type", "llama3"}, {"original_max_position_embeddings", 0}}), HasSubstr("rotary scaling"));
  EXPECT_THAT(with("rope_parameters", {{"partial_rotary_factor", 0.5}}), HasSubstr("partial rotary embedding"));
}

/// A config.json of one of the tiny models, with some fields replaced (null: erased).
json tiny_of(const std::string& name, const json& changes) {
  json config = json::parse(*read_file(kTiny.parent_path() / name / "config.json"));
  for (const auto& [key, value] : changes.items()) {
    config.erase(key);
    if (!value.is_null()) config[key] = value;
  }
  return config;
}

ModelConfig read_of(const std::string& name, const json& changes) {
  auto config = config_from_huggingface(tiny_of(name, changes).dump(), "config.json");
  EXPECT_TRUE(config) << config.error().text();
  return config ? *config : ModelConfig{};
}

std::string pattern_of(const ModelConfig& config) {
  std::string out;
  for (const LayerConfig& layer : config.layers) out += layer.window > 0 ? 'L' : 'G';
  return out;
}

TEST(ModelConfigParser, LayerTypesAreWhatTheFilesOfEachGenerationSay) {
  EXPECT_EQ(pattern_of(read_of("gemma3_tiny", {{"layer_types", nullptr}, {"num_hidden_layers", 12}})), "LLLLLGLLLLLG");
  EXPECT_EQ(pattern_of(read_of("gemma3_tiny", {{"layer_types", nullptr}, {"sliding_window_pattern", 2}})), "LGL");
  EXPECT_EQ(pattern_of(read_of("exaone4_hybrid_tiny", {{"layer_types", nullptr}, {"num_hidden_layers", 8}})), "LLLGLLLG");
  EXPECT_EQ(pattern_of(read_of("exaone4_hybrid_tiny", {{"layer_types", nullptr}, {"sliding_window_pattern", "LLLG"}, {"num_hidden_layers", 6}})),
            "LLLGLG");
  EXPECT_EQ(pattern_of(read_of("exaone4_hybrid_tiny", {{"layer_types", nullptr}, {"sliding_window", nullptr}})), "GGGG");
  EXPECT_EQ(pattern_of(read_of("qwen3_tiny", {{"sliding_window", 5}})), "GG") << "use_sliding_window is false";
  EXPECT_EQ(
      pattern_of(read_of("qwen3_tiny", {{"use_sliding_window", true}, {"sliding_window", 5}, {"max_window_layers", 1}, {"layer_types", nullptr}})),
      "GL");
  EXPECT_THAT(error_of(tiny_of("gemma3_tiny", {{"layer_types", json::array({"full_attention"})}}).dump()),
              HasSubstr("field `layer_types` names 1 layers of 3"));
  EXPECT_THAT(error_of(tiny_of("exaone_moe_tiny", {{"layer_types", json::array({"chunked_attention", 1, 2})}}).dump()),
              HasSubstr("field `layer_types`: layer 0 is neither"));
  EXPECT_THAT(error_of(tiny_of("exaone4_hybrid_tiny", {{"sliding_window", nullptr}}).dump()), HasSubstr("layer 0 has a window of 0"));
  EXPECT_THAT(error_of(tiny_of("exaone4_hybrid_tiny", {{"sliding_window_pattern", "LLX"}}).dump()), HasSubstr("no sequence of L and G"));
}

TEST(ModelConfigParser, ExaoneRotatesGlobalLayersOnlyWithoutAWindow) {
  const ModelConfig hybrid = read_of("exaone4_hybrid_tiny", json::object());
  EXPECT_TRUE(hybrid.layers[0].rotary);
  EXPECT_FALSE(hybrid.layers[3].rotary);
  for (const LayerConfig& layer : read_of("exaone4_global_tiny", json::object()).layers) EXPECT_TRUE(layer.rotary);
  const json all_global = {{"layer_types", json::array({"full_attention", "full_attention"})}, {"sliding_window", 6}};
  const ModelConfig still = read_of("exaone4_global_tiny", all_global);
  for (const LayerConfig& layer : still.layers) EXPECT_FALSE(layer.rotary) << "a window is named, though no layer uses it";
  EXPECT_EQ(*config_from_huggingface(config_to_huggingface(still, "float32"), "config.json"), still);
}

TEST(ModelConfigParser, GemmaReadsBothGenerationsOfRotarySettings) {
  const ModelConfig old = read_of("gemma3_tiny", {{"rope_parameters", nullptr},
                                                  {"rope_theta", 5e5},
                                                  {"rope_local_base_freq", 7e3},
                                                  {"rope_scaling", {{"rope_type", "linear"}, {"factor", 8.0}}},
                                                  {"query_pre_attn_scalar", 100}});
  EXPECT_EQ(old.layers[0].rope_theta, 7e3);
  EXPECT_EQ(old.layers[0].rope_scaling.kind, RopeScalingKind::none);
  EXPECT_EQ(old.layers[2].rope_theta, 5e5);
  EXPECT_EQ(old.layers[2].rope_scaling.factor, 8.0);
  EXPECT_DOUBLE_EQ(old.attention_scale, 0.1);
  EXPECT_DOUBLE_EQ(old.embedding_scale, std::sqrt(32.0));
  EXPECT_EQ(*config_from_huggingface(config_to_huggingface(old, "float32"), "config.json"), old);
  const ModelConfig bare = read_of("gemma3_tiny", {{"rope_parameters", nullptr}});
  EXPECT_EQ(bare.layers[0].rope_theta, 1e4);
  EXPECT_EQ(bare.layers[2].rope_theta, 1e6);
  EXPECT_THAT(error_of(tiny_of("gemma3_tiny", {{"final_logit_softcapping", 30.0}}).dump()), HasSubstr("final_logit_softcapping is not supported"));
  EXPECT_THAT(error_of(tiny_of("gemma3_tiny", {{"rope_parameters", {{"full_attention", 3}}}}).dump()),
              HasSubstr("field `rope_parameters.full_attention` is not an object"));
  EXPECT_THAT(error_of(tiny_of("gemma3_tiny", {{"query_pre_attn_scalar", 0}}).dump()), HasSubstr("attention scale is inf"));
}

TEST(ModelConfigParser, ExpertsAreNamedInThreeWays) {
  const auto sparse = [](const json& changes) {
    std::string out;
    for (const LayerConfig& layer : read_of("exaone_moe_tiny", changes).layers) out += layer.feed_forward == FeedForwardKind::experts ? 'E' : 'D';
    return out;
  };
  EXPECT_EQ(sparse(json::object()), "DEE");
  EXPECT_EQ(sparse({{"mlp_layer_types", nullptr}, {"first_k_dense_replace", 2}}), "DDE");
  EXPECT_EQ(sparse({{"mlp_layer_types", nullptr}, {"is_moe_layer", json::array({false, true, false})}}), "DED");
  EXPECT_EQ(sparse({{"model_type", nullptr}, {"architectures", json::array({"ExaoneMoEForCausalLM"})}}), "DEE");
  const auto refused = [](const json& changes) { return error_of(tiny_of("exaone_moe_tiny", changes).dump()); };
  EXPECT_THAT(refused({{"mlp_layer_types", json::array({"dense"})}}), HasSubstr("field `mlp_layer_types` names 1 layers of 3"));
  EXPECT_THAT(refused({{"mlp_layer_types", json::array({"dense", 1, "sparse"})}}), HasSubstr("layer 1 is neither dense nor sparse"));
  EXPECT_THAT(refused({{"num_experts_per_tok", 7}}), HasSubstr("num_experts_per_tok is 7, not between 1 and 6"));
  EXPECT_THAT(refused({{"num_experts", 0}}), HasSubstr("experts, but their number is 0"));
  EXPECT_THAT(refused({{"num_experts", -1}}), HasSubstr("their number is -1"));
  EXPECT_THAT(refused({{"moe_intermediate_size", INT64_MAX}}), HasSubstr("moe_intermediate_size is"));
  EXPECT_THAT(refused({{"num_shared_experts", -1}}), HasSubstr("num_shared_experts is"));
  EXPECT_THAT(refused({{"n_group", 2}}), HasSubstr("groups of experts"));
  EXPECT_THAT(refused({{"num_nextn_predict_layers", 2}}), HasSubstr("num_nextn_predict_layers is 2"));
  EXPECT_THAT(refused({{"num_nextn_predict_layers", 1}, {"mtp_layer_types", json::array()}}), HasSubstr("`mtp_layer_types` names no layer"));
  const ModelConfig further = read_of("exaone_moe_tiny", {{"num_nextn_predict_layers", 1}, {"mtp_layer_types", json::array({"full_attention"})}});
  ASSERT_EQ(further.mtp_layers.size(), 1U);
  EXPECT_FALSE(further.mtp_layers[0].rotary);
  EXPECT_EQ(*config_from_huggingface(config_to_huggingface(further, "float32"), "config.json"), further);
}

TEST(ModelConfigParser, OtherKindsOfFilesAndModelsAreNamed) {
  EXPECT_THAT(error_of("[]"), HasSubstr("is not an object"));
  EXPECT_THAT(error_of("{}"), HasSubstr("field `model_type` is missing"));
  EXPECT_THAT(with("model_type", "gpt2"), HasSubstr("architecture `gpt2` is not supported; supported: llama"));
  EXPECT_THAT(with("model_type", 7), HasSubstr("field `model_type` is not a text"));
  EXPECT_THAT(error_of(std::string(100'000, '[')), HasSubstr("nested deeper"));
  EXPECT_THAT(error_of("{\"a\": \"\xff\"}"), HasSubstr("is not valid JSON"));
  EXPECT_THAT(error_of(R"({"vocab_size": 1e999})"), HasSubstr("is not valid JSON"));
}

TEST(ModelConfigParser, WeightsAndGenerationSettingsMustFit) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("jangin_config_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file(kTiny / "model.safetensors", folder / "model.safetensors", std::filesystem::copy_options::overwrite_existing);
  const auto opened = [&](const json& config, const std::string& generation) {
    EXPECT_TRUE(write_file(folder / "config.json", config.dump()));
    EXPECT_TRUE(write_file(folder / "generation_config.json", generation));
    auto model = open_model(folder);
    return model ? std::string() : model.error().text();
  };
  EXPECT_EQ(opened(tiny_config(), R"({"eos_token_id":[2,3]})"), "");
  EXPECT_THAT(opened(tiny_config(), R"({"eos_token_id":96})"), HasSubstr("generation_config.json: field `eos_token_id` is no id of the vocabulary"));
  EXPECT_THAT(opened(tiny_config(), R"({"eos_token_id":[[2]]})"), HasSubstr("field `eos_token_id` is no id"));
  EXPECT_THAT(opened(tiny_config(), R"({"eos_token_id":)"), HasSubstr("generation_config.json: is not valid JSON"));
  EXPECT_THAT(opened(tiny_config(), R"({"eos_token_id":)" + std::string(300'000, '[') + std::string(300'000, ']') + "}"), HasSubstr("nested deeper"));
  json wider = tiny_config();
  wider["intermediate_size"] = 64;
  EXPECT_THAT(opened(wider, "{}"), HasSubstr("has shape [48, 32], the configuration says [64, 32]"));
  wider = tiny_config();
  wider["num_hidden_layers"] = 3;
  EXPECT_THAT(opened(wider, "{}"), HasSubstr("has no weight `model.layers.2."));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace jangin::model
