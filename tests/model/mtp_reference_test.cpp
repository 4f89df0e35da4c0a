// The layer that predicts the token after the next, against PyTorch (goldens of tests/reference/make_mtp_goldens.py, on the tiny exaone_moe of
// transformers): logits, both losses, gradients that run through both; and the same from what is written.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "golden_support.h"
#include "model/formats/model_files.h"
#include "model/formats/safetensors.h"
#include "model/network.h"

namespace jangin::model {
namespace {

using tensor::DType;

const std::string kFolder = std::string(JANGIN_SOURCE_DIR) + "/tests/reference/exaone_moe_tiny";

class MultiTokenPrediction : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    nlohmann::json config = nlohmann::json::parse(*read_file(kFolder + "/config.json"));
    config["num_nextn_predict_layers"] = 1;
    config_ = *config_from_huggingface(config.dump(), kFolder);
    for (const WeightSource* source : {static_cast<const WeightSource*>(base_.get()), static_cast<const WeightSource*>(goldens_.get())}) {
      for (const WeightInfo& info : source->weights()) {
        if (source == goldens_.get() && !info.name.starts_with("mtp.")) continue;
        values_.push_back(read_golden(*source, info.name));
        ASSERT_TRUE(weights_.add(info.name, info.shape, values_.back()));
      }
    }
    device_ = *tensor::find_device(GetParam());
    auto network = Network::load(config_, weights_, *device_, DType::f32);
    ASSERT_TRUE(network) << network.error().text();
    network_ = std::move(*network);
    const auto text = nlohmann::json::parse(*read_file(kFolder + "/goldens.json"));
    for (const auto& document : text["documents"].get<std::vector<std::vector<int32_t>>>()) packed_.append(document);
  }

  /// Each row's token `ahead` places on in its document; −1 where there is none.
  std::vector<int32_t> targets(int64_t ahead) const {
    std::vector<int32_t> out(packed_.ids.size(), -1);
    for (const kernel::AttentionSpan& span : packed_.spans) {
      for (int64_t i = span.q_begin; i + ahead < span.q_begin + span.q_count; ++i)
        out[static_cast<size_t>(i)] = packed_.ids[static_cast<size_t>(i + ahead)];
    }
    return out;
  }

  std::unique_ptr<SafetensorsSource> base_ = std::move(*SafetensorsSource::open(kFolder + "/model.safetensors"));
  std::unique_ptr<SafetensorsSource> goldens_ = std::move(*SafetensorsSource::open(kFolder + "/mtp.safetensors"));
  nlohmann::json text_ = nlohmann::json::parse(*read_file(kFolder + "/mtp.json"));
  ModelConfig config_;
  std::vector<std::vector<float>> values_;
  MemoryWeights weights_{"tiny with a further layer"};
  tensor::Device* device_ = nullptr;
  std::unique_ptr<Network> network_;
  PackedTokens packed_;
};

TEST_P(MultiTokenPrediction, LogitsEqualPyTorch) {
  tensor::Tape tape = tensor::Tape::inference(*device_, DType::f32);
  const tensor::Variable further = network_->predict_further(tape, network_->forward(tape, packed_), packed_);
  const std::vector<float> logits = tensor::logits(tape, further.tensor(), network_->output_projection()).to_host();
  for (size_t i = 0; i < packed_.spans.size(); ++i) {
    const std::vector<float> golden = read_golden(*goldens_, "logits." + std::to_string(i));
    const size_t begin = static_cast<size_t>(packed_.spans[i].q_begin * config_.vocab);
    EXPECT_LE(largest_difference(std::span(logits).subspan(begin, golden.size()), golden), 1e-4f) << i;
  }
}

TEST_P(MultiTokenPrediction, LossesAndGradientsEqualPyTorch) {
  const std::vector<float> ones(packed_.ids.size(), 1.0f);
  const float weight = text_["weight"].get<float>();
  const auto scale = [](const std::vector<int32_t>& wanted) {
    return 1.0f / static_cast<float>(std::count_if(wanted.begin(), wanted.end(), [](int32_t id) { return id >= 0; }));
  };
  tensor::Gradients gradients(network_->weights());
  tensor::Tape tape = tensor::Tape::training(*device_, DType::f32, gradients);
  {
    const tensor::Variable hidden = network_->forward(tape, packed_);
    const tensor::Variable further = network_->predict_further(tape, hidden, packed_);
    const auto near = tensor::projection_loss(tape, hidden, network_->output_projection(), targets(1), ones, scale(targets(1)));
    const auto far = tensor::projection_loss(tape, further, network_->output_projection(), targets(2), ones, weight * scale(targets(2)));
    EXPECT_NEAR(near.weighted_sum / near.weights, text_["loss"].get<double>(), 1e-5);
    EXPECT_NEAR(far.weighted_sum / far.weights, text_["further_loss"].get<double>(), 1e-5);
  }
  tape.backward();
  gradients.finish();
  MemoryWeights named("gradients");
  ASSERT_TRUE(network_->add_flat_weights(gradients.copy_flat(), "grad.", named));
  size_t compared = 0;
  for (const WeightInfo& info : goldens_->weights()) {
    if (!info.name.starts_with("grad.")) continue;
    const std::vector<float> golden = read_golden(*goldens_, info.name);
    EXPECT_LE(largest_difference(read_golden(named, info.name), golden), 1e-3f * largest_magnitude(golden)) << info.name;
    ++compared;
  }
  EXPECT_EQ(compared, 20U);
}

TEST_P(MultiTokenPrediction, FilesKeepTheLayer) {
  const WrittenModels written("exaone_moe_mtp_tiny");
  const std::filesystem::path gguf = written.path() / "model.gguf";
  ASSERT_TRUE(save_huggingface(written.path(), config_, weights_, nullptr, StoredType::f32));
  const auto saved = save_gguf(gguf, config_, weights_, nullptr, StoredType::f32, "tiny");
  ASSERT_TRUE(saved) << saved.error().text();
  for (const auto& path : {written.path(), gguf}) {
    auto files = open_model(path);
    ASSERT_TRUE(files) << files.error().text();
    EXPECT_EQ(files->config.mtp_layers, config_.mtp_layers);
    EXPECT_EQ(files->config.layers, config_.layers);
    for (const WeightInfo& info : weights_.weights())
      EXPECT_EQ(read_golden(*files->weights, info.name), read_golden(weights_, info.name)) << info.name;
  }
}

/// transformers saves a model without this layer and leaves its number in config.json.
TEST_P(MultiTokenPrediction, AFolderWithoutTheLayerOpensWithoutIt) {
  const WrittenModels written("exaone_moe_dropped_mtp");
  ModelConfig without = config_;
  without.mtp_layers.clear();
  ASSERT_TRUE(save_huggingface(written.path(), without, weights_, nullptr, StoredType::f32));
  ASSERT_TRUE(write_file(written.path() / "config.json", config_to_huggingface(config_, "float32")));
  auto files = open_model(written.path());
  ASSERT_TRUE(files) << files.error().text();
  EXPECT_TRUE(files->config.mtp_layers.empty());
}

INSTANTIATE_TEST_SUITE_P(Devices, MultiTokenPrediction, testing::Values("reference", "cpu"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace jangin::model
