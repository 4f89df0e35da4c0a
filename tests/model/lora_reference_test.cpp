// Adapters on a tiny llama against peft, and on a model with experts against the formula in PyTorch: files, loss, gradients, ten optimizer steps
// (goldens of tests/reference/make_lora_goldens.py).
#include <gtest/gtest.h>

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

const std::string kReference = std::string(JANGIN_SOURCE_DIR) + "/tests/reference/";

std::vector<float> read(const WeightSource& source, const std::string& name) {
  const WeightInfo* info = source.find(name);
  std::vector<float> out(info ? static_cast<size_t>(info->elements()) : 0);
  EXPECT_TRUE(info && source.read_f32(name, out)) << name;
  return out;
}

/// Largest difference over the largest golden value. Where all of them are zero any difference is infinitely large.
float relative_error(std::span<const float> ours, std::span<const float> golden) {
  EXPECT_EQ(ours.size(), golden.size());
  float error = 0, magnitude = 0;
  for (size_t i = 0; i < golden.size(); ++i) {
    error = std::max(error, std::abs(ours[i] - golden[i]));
    magnitude = std::max(magnitude, std::abs(golden[i]));
  }
  return error == 0 ? 0 : error / magnitude;
}

struct Case {
  const char* device;
  const char* base;
  const char* adapter;
};

class LoraReference : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    auto base = open_model(kReference + GetParam().base);
    ASSERT_TRUE(base);
    device_ = *tensor::find_device(GetParam().device);
    network_ = std::move(*Network::load(base->config, *base->weights, *device_, tensor::DType::f32));
    auto adapter = load_adapter(kReference + GetParam().adapter, *network_);
    ASSERT_TRUE(adapter) << adapter.error().text();
    adapter_ = std::move(*adapter);
    network_->attach(adapter_.get());
    const auto goldens = nlohmann::json::parse(*read_file(kReference + GetParam().base + "/goldens.json"));
    for (const auto& document : goldens["documents"]) {
      const auto ids = document.get<std::vector<int32_t>>();
      tokens_.append(ids);
      targets_.insert(targets_.end(), ids.begin() + 1, ids.end());
      targets_.push_back(-1);
    }
    text_ = nlohmann::json::parse(*read_file(kReference + GetParam().adapter + "/goldens.json"));
    numbers_ = std::move(*SafetensorsSource::open(kReference + GetParam().adapter + "/goldens.safetensors"));
  }

  /// Mean loss; the adapter's gradients into `gradients`.
  double differentiate(tensor::Gradients& gradients) {
    gradients.clear();
    const auto count = std::count_if(targets_.begin(), targets_.end(), [](int32_t target) { return target >= 0; });
    tensor::Tape tape = tensor::Tape::training(*device_, tensor::DType::f32, gradients);
    const std::vector<float> weights(targets_.size(), 1.0f);
    const tensor::ProjectionLoss loss = tensor::projection_loss(tape, network_->forward(tape, tokens_), network_->output_projection(), targets_,
                                                                weights, 1.0f / static_cast<float>(count));
    tape.backward();
    gradients.finish();
    return loss.weighted_sum / loss.weights;
  }

  void compare(const tensor::Tensor& flat, const std::string& prefix, float tolerance) {
    MemoryWeights named("ours");
    ASSERT_TRUE(adapter_->add_flat_weights(flat, prefix, named));
    EXPECT_EQ(2 * named.weights().size(), numbers_->weights().size());
    for (const WeightInfo& info : named.weights()) {
      const std::vector<float> golden = read(*numbers_, info.name);
      EXPECT_LE(relative_error(read(named, info.name), golden), tolerance) << info.name;
      const bool something = std::any_of(golden.begin(), golden.end(), [](float value) { return value != 0; });
      EXPECT_TRUE(something || info.name.find(".experts.") != std::string::npos) << info.name << ": only an expert without tokens has no gradient";
    }
  }

  tensor::Device* device_ = nullptr;
  std::unique_ptr<Network> network_;
  std::unique_ptr<LoraAdapter> adapter_;
  PackedTokens tokens_;
  std::vector<int32_t> targets_;
  nlohmann::json text_;
  std::unique_ptr<SafetensorsSource> numbers_;
};

TEST_P(LoraReference, LossAndGradientsEqualTheGoldens) {
  tensor::Gradients gradients(adapter_->weights());
  EXPECT_NEAR(differentiate(gradients), text_["loss"].get<double>(), 1e-5);
  compare(gradients.copy_flat(), "grad.", 1e-3f);
}

TEST_P(LoraReference, TenOptimizerStepsEqualTheGoldens) {
  tensor::WeightSpace& weights = adapter_->weights();
  tensor::Gradients gradients(weights);
  const tensor::Tensor m = weights.flat_like(), v = weights.flat_like();
  for (int64_t step = 1; step <= 10; ++step) {
    EXPECT_NEAR(differentiate(gradients), text_["losses"][static_cast<size_t>(step - 1)].get<double>(), 1e-4) << step;
    device_->adamw({.learning_rate = text_["rate"].get<float>(), .weight_decay = 0.01f, .step = step, .rounding = {}}, gradients.copy_flat(),
                   weights.flat(), m, v);
    weights.changed();
  }
  compare(weights.flat(), "after.", 1e-4f);
}

TEST_P(LoraReference, TheMergedNetworkAnswersAsTheAdaptedOne) {
  const auto states = [&] {
    tensor::Tape tape = tensor::Tape::inference(*device_, tensor::DType::f32);
    return network_->forward(tape, tokens_).tensor().to_host();
  };
  const std::vector<float> adapted = states();
  network_->attach(nullptr);
  EXPECT_GT(relative_error(states(), adapted), 0.1f) << "the base answers otherwise";
  network_->attach(adapter_.get());
  adapter_->merge_into(*network_);
  EXPECT_EQ(network_->adapter(), nullptr);
  EXPECT_LE(relative_error(states(), adapted), 1e-5f);
}

INSTANTIATE_TEST_SUITE_P(Devices, LoraReference,
                         testing::Values(Case{"reference", "llama_tiny", "lora_tiny"}, Case{"cpu", "llama_tiny", "lora_tiny"},
                                         Case{"cpu", "exaone_moe_tiny", "lora_experts_tiny"}),
                         [](const auto& info) { return std::string(info.param.device) + "_" + info.param.adapter; });

}  // namespace
}  // namespace jangin::model
