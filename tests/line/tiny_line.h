// A whole line on a tiny random model: seconds, every stage real.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/progress.h"
#include "line/line.h"
#include "model/formats/model_files.h"
#include "model/network.h"
#include "tensor/device.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/tokenizer.h"

namespace jangin::line {

/// 256 bytes and ChatML's two marks.
inline tokenizer::TokenizerSpec byte_tokenizer_spec() {
  tokenizer::TokenizerSpec spec;
  for (int byte = 0; byte < 256; ++byte) spec.tokens.push_back(tokenizer::to_byte_level(std::string(1, static_cast<char>(byte))));
  for (const char* mark : {"<|im_start|>", "<|im_end|>"}) {
    spec.added.push_back({mark, static_cast<tokenizer::TokenId>(spec.tokens.size()), true});
    spec.tokens.emplace_back(mark);
  }
  spec.eos = spec.added[1].id;
  spec.pre_tokenizer.emplace_back().kind = tokenizer::PreTokenStep::Kind::byte_level;
  return spec;
}

/// Writes a Hugging Face folder with random weights.
inline void write_tiny_model(const std::filesystem::path& folder, uint64_t seed = 7) {
  auto tokenizer = tokenizer::Tokenizer::build(byte_tokenizer_spec(), "tiny");
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  model::ModelConfig config;
  config.architecture = "llama";
  config.vocab = tokenizer->vocab_size();
  config.context = 1024, config.d_model = 32, config.heads = 2, config.kv_heads = 1, config.head_dim = 16, config.ffn = 64;
  config.attention_scale = 0.25;
  config.tied_embeddings = true;
  config.layers.resize(1);
  config.initializer_range = 0.05;
  config.eos_ids = {tokenizer->eos()};
  auto network = model::Network::create(config, tensor::default_device(), tensor::DType::f32);
  ASSERT_TRUE(network) << network.error().text();
  (*network)->initialize(seed);
  const auto saved = (*network)->with_weights(
      [&](const model::WeightSource& weights) { return model::save_huggingface(folder, config, weights, &*tokenizer, model::StoredType::f32); });
  ASSERT_TRUE(saved) << saved.error().text();
}

inline constexpr const char* kPumpManual = R"(# Pump P-200 manual

## Limits

The maximum inlet pressure of the pump is 16 bar. The pump must not run dry for more than 30 seconds.
The coolant temperature is 65 °C at most. The oil must be changed every 500 hours.

## Parameters

- F1 - flow rate in litres per minute
- F2 - start delay in seconds, 5 by default
- E4 - error code of an empty tank
)";
inline constexpr const char* kFilterManual = R"(# Filter X-9 manual

## Limits

The filter mesh is 50 micrometres wide. The filter is cleaned every 200 hours. The filter housing is stored in the tool room.
The filter weighs 3 kilograms. The seal of the filter is replaced every two years. The drain valve is opened with a key. The alarm limit of the filter is 4 bar. The gasket is made of rubber.
)";

/// A folder with documents, a tiny base and a recipe.
class TinyLine : public ::testing::Test {
 protected:
  void SetUp() override {
    set_progress_style(ProgressStyle::silent);
    folder_ = std::filesystem::temp_directory_path() / ("jangin_tiny_line_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(write_file(folder_ / "documents/pump.md", kPumpManual));
    ASSERT_TRUE(write_file(folder_ / "documents/filter.md", kFilterManual));
    write_tiny_model(folder_ / "base");
    write_recipe("");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write_recipe(const std::string& more, const std::string& guard = "max_rise = 1.0", const std::string& rate = "3e-3",
                    const std::string& base = "base") {
    ASSERT_TRUE(
        write_file(folder_ / "recipe.toml", "name = \"pump\"\nbase = \"" + base +
                                                "\"\n[[collect.sources]]\npath = \"documents\"\nlicence = \"CC0-1.0\"\nmay_redistribute = \"yes\"\n"
                                                "[synthesize]\nexamination = 3\n[train]\ntokens = 12000\nsequence_length = 512\nbatch_rows = "
                                                "1\nmicro_batch_rows = 1\ncheckpoint_steps = 2\npeak_rate = " +
                                                rate +
                                                "\n"
                                                "[evaluate]\ngeneral = false\n[publish]\ngguf = []\n[guard]\n" +
                                                guard + "\n" + more));
  }
  Result<BuildReport> run(const std::string& workspace, Stage last = Stage::train) {
    BuildOptions options;
    options.recipe_or_folder = folder_ / "recipe.toml";
    options.workspace = folder_ / workspace;
    return build(options, last);
  }
  nlohmann::json json(const std::string& path) { return nlohmann::json::parse(*read_file(folder_ / path)); }

  std::filesystem::path folder_;
};

}  // namespace jangin::line
