// Conversion: there and back without loss, quantized with what is lost told, and nothing kept that answers otherwise.
#include "publish/convert.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/file.h"
#include "engine/tiny_model.h"
#include "model/formats/gguf.h"

namespace jangin::publish {
namespace {

namespace fs = std::filesystem;
using model::StoredType;

/// A random llama as a Hugging Face folder: most rows fill blocks of 256, those of the attention output blocks of 32 only.
class Convert : public testing::Test {
 protected:
  Convert() : folder_(fs::path(testing::TempDir()) / ("convert-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(folder_);
    tokenizer_ = engine::tiny_model().tokenizer;
    config_.architecture = "llama";
    config_.vocab = tokenizer_->vocab_size();
    config_.context = 128;
    config_.d_model = 256;
    config_.heads = 3;
    config_.kv_heads = 1;
    config_.head_dim = 32;
    config_.ffn = 256;
    config_.attention_scale = 1 / std::sqrt(32.0);
    config_.layers.resize(1);
    config_.eos_ids = {tokenizer_->eos()};
  }
  ~Convert() override { fs::remove_all(folder_); }

  /// Writes the model; `change` may spoil a weight.
  void make(
      StoredType type, const std::function<void(const std::string&, std::vector<float>&)>& change = [](const std::string&, std::vector<float>&) {}) {
    model::ModelConfig wide = config_;
    wide.initializer_range = 0.06;  // a GGUF does not keep it
    auto network = *model::Network::create(wide, tensor::default_device(), tensor::DType::f32);
    network->initialize(5);
    ASSERT_TRUE(network->with_weights([&](const model::WeightSource& source) -> Status {
      std::map<std::string, std::vector<float>> values;
      model::MemoryWeights changed("changed");
      for (const model::WeightInfo& weight : source.weights()) {
        std::vector<float>& one = values[weight.name];
        one.resize(static_cast<size_t>(weight.elements()));
        JANGIN_TRY(source.read_f32(weight.name, one));
        change(weight.name, one);
        JANGIN_TRY(changed.add(weight.name, weight.shape, std::span<const float>(one)));
      }
      return model::save_huggingface(original(), config_, changed, tokenizer_.get(), type);
    }));
  }
  fs::path original() const { return folder_ / "original"; }

  Result<ConvertReport> run(const fs::path& from, const std::string& to, std::optional<StoredType> type = {}) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "the pump number " + std::to_string(i * 37) + " turns; ";
    auto report = convert({from, folder_ / to, type, text, &tensor::default_device()});
    EXPECT_FALSE(fs::exists(folder_ / (to + ".part")));
    return report;
  }
  std::string bytes_of(const fs::path& path) { return read_file(folder_ / path).value_or("missing"); }

  fs::path folder_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  model::ModelConfig config_;
};

TEST_F(Convert, ThereAndBackIsTheSameFile) {
  make(StoredType::bf16);
  auto there = run(original(), "model.gguf");
  ASSERT_TRUE(there) << there.error().text();
  EXPECT_EQ(there->type, StoredType::bf16);
  EXPECT_EQ(there->weights, (std::map<std::string, uint64_t>{{"BF16", 9}, {"F32", 3}}));
  EXPECT_TRUE(there->exact);
  EXPECT_EQ(there->parity.top1_agreement, 1);
  EXPECT_LT(there->parity.max_kl, 1e-9);
  EXPECT_EQ(there->parity.positions, 16U * 96);
  auto back = run(folder_ / "model.gguf", "again/");
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(back->type, StoredType::bf16);
  for (const char* file : {"model.safetensors", "config.json", "generation_config.json", "tokenizer.json"}) {
    EXPECT_EQ(bytes_of(fs::path("again") / file), bytes_of(fs::path("original") / file)) << file;
  }
}

TEST_F(Convert, QuantizedFilesTellWhatTheyLose) {
  make(StoredType::f32);
  double finer = 0;
  for (const auto& [name, size] : {std::pair{"q8_0", 0.27}, {"q6_k", 0.22}, {"q5_0", 0.18}, {"q4_k", 0.16}, {"q4_0", 0.15}}) {
    auto report = run(original(), std::string(name) + ".gguf", model::stored_type_from_name(name));
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_FALSE(report->exact);
    EXPECT_GT(report->parity.mean_kl, finer) << name;
    EXPECT_LT(report->parity.mean_kl, 0.1) << name;
    EXPECT_GE(report->parity.max_kl, report->parity.mean_kl);
    EXPECT_LT(report->parity.top1_agreement, 1);
    EXPECT_LT(static_cast<double>(report->bytes_after), size * static_cast<double>(report->bytes_before)) << name;
    finer = report->parity.mean_kl / 2;  // two formats of one size may come out either way
  }
  auto four = run(original(), "four.gguf", StoredType::q4_k);
  ASSERT_TRUE(four);
  EXPECT_EQ(four->weights, (std::map<std::string, uint64_t>{{"F32", 3}, {"Q4_K", 7}, {"Q5_0", 1}, {"Q6_K", 1}}));
  EXPECT_EQ(four->fallbacks, (std::map<std::string, uint64_t>{{"Q5_0 instead of Q4_K", 1}}));
  auto copy = run(folder_ / "four.gguf", "copy.gguf");
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_EQ(copy->type, StoredType::q4_k);
  EXPECT_TRUE(copy->exact);
  EXPECT_EQ(bytes_of("copy.gguf").size(), bytes_of("four.gguf").size());
  auto plain = run(folder_ / "four.gguf", "plain");
  ASSERT_TRUE(plain) << plain.error().text();
  EXPECT_EQ(plain->type, StoredType::bf16) << "a folder holds no blocks";
}

TEST_F(Convert, AFileThatAnswersOtherwiseIsNotKept) {
  config_.norm_eps = 1e-30;
  make(StoredType::f32, [](const std::string& name, std::vector<float>& values) {
    if (name != "model.embed_tokens.weight") return;
    for (float& value : values) value *= 1e-8f;  // below f16's numbers
  });
  ASSERT_TRUE(write_file(folder_ / "model.gguf", "what was there"));
  auto refused = run(original(), "model.gguf", StoredType::f16);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_TRUE(refused.error().text().starts_with("model.gguf: answers differently from the model it was made from")) << refused.error().text();
  EXPECT_EQ(bytes_of("model.gguf"), "what was there");
  EXPECT_TRUE(run(original(), "model.gguf", StoredType::bf16));
}

TEST_F(Convert, RefusalsNameTheFileAndWhatToDo) {
  make(StoredType::f32, [](const std::string& name, std::vector<float>& values) {
    if (name == "model.layers.0.mlp.up_proj.weight") values[9] = NAN;
  });
  auto refusal = [&](const std::string& to, StoredType type) {
    auto refused = run(original(), to, type);
    return refused ? std::string() : refused.error().text();
  };
  EXPECT_NE(refusal("folder", StoredType::q4_k).find("folder: cannot be written as Q4_K (a folder takes f32, f16 or bf16"), std::string::npos);
  EXPECT_NE(refusal("model.gguf", StoredType::q2_k).find("model.gguf: cannot be written as Q2_K"), std::string::npos);
  EXPECT_NE(refusal("model.gguf", StoredType::q4_k).find("weight `model.layers.0.mlp.up_proj.weight` holds nan, which Q4_K cannot"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "model.gguf"));
  EXPECT_FALSE(convert({folder_ / "absent", folder_ / "model.gguf", {}, "text", &tensor::default_device()}));
  auto no_text = convert({original(), folder_ / "model.gguf", StoredType::bf16, "a", &tensor::default_device()});
  ASSERT_FALSE(no_text);
  EXPECT_EQ(no_text.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace jangin::publish
