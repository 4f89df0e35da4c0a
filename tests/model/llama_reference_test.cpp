// A tiny random llama against transformers: logits, loss, gradients, greedy continuation (goldens of tests/reference/make_llama_goldens.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/safetensors.h"
#include "model/inference.h"
#include "model/network.h"

namespace jangin::model {
namespace {

using tensor::DType;

const std::string kFolder = std::string(JANGIN_SOURCE_DIR) + "/tests/reference/llama_tiny";

struct Goldens {
  std::unique_ptr<SafetensorsSource> numbers;
  nlohmann::json text;
  std::vector<std::vector<int32_t>> documents;
};

Goldens read_goldens() {
  Goldens goldens;
  goldens.numbers = std::move(*SafetensorsSource::open(kFolder + "/goldens.safetensors"));
  goldens.text = nlohmann::json::parse(*read_file(kFolder + "/goldens.json"));
  goldens.documents = goldens.text["documents"].get<std::vector<std::vector<int32_t>>>();
  return goldens;
}

std::vector<float> read_golden(const Goldens& goldens, const std::string& name) {
  std::vector<float> out(static_cast<size_t>(goldens.numbers->find(name)->elements()));
  EXPECT_TRUE(goldens.numbers->read_f32(name, out));
  return out;
}

float largest_difference(std::span<const float> a, std::span<const float> b) {
  EXPECT_EQ(a.size(), b.size());
  float largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

class LlamaReference : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    auto config = config_from_huggingface(*read_file(kFolder + "/config.json"), kFolder);
    ASSERT_TRUE(config) << config.error().text();
    auto weights = SafetensorsSource::open(kFolder + "/model.safetensors");
    ASSERT_TRUE(weights) << weights.error().text();
    device_ = *tensor::find_device(GetParam());
    auto network = Network::load(*config, **weights, *device_, DType::f32);
    ASSERT_TRUE(network) << network.error().text();
    network_ = std::move(*network);
  }
  tensor::Device* device_ = nullptr;
  std::unique_ptr<Network> network_;
  Goldens goldens_ = read_goldens();
};

// Packed into one batch, each document must get the logits that it gets alone: attention does not leak.
TEST_P(LlamaReference, PackedLogitsEqualTransformers) {
  PackedTokens packed;
  for (const auto& document : goldens_.documents) packed.append(document);
  tensor::Tape tape = tensor::Tape::inference(*device_, DType::f32);
  tensor::Variable hidden = network_->forward(tape, packed);
  std::vector<float> logits = tensor::logits(tape, hidden.tensor(), network_->output_projection()).to_host();
  size_t begin = 0;
  for (size_t i = 0; i < goldens_.documents.size(); ++i) {
    std::vector<float> golden = read_golden(goldens_, "logits." + std::to_string(i));
    EXPECT_LE(largest_difference(std::span(logits).subspan(begin, golden.size()), golden), 1e-4f) << "document " << i;
    begin += golden.size();
  }
}

TEST_P(LlamaReference, LossAndGradientsEqualTransformers) {
  PackedTokens packed;
  std::vector<int32_t> targets;
  std::vector<float> weights;
  for (const auto& document : goldens_.documents) {
    packed.append(document);
    targets.insert(targets.end(), document.begin() + 1, document.end());
    targets.push_back(-1);
    weights.insert(weights.end(), document.size(), 1.0f);
  }
  const float scale = 1.0f / static_cast<float>(targets.size() - goldens_.documents.size());
  tensor::Gradients gradients(network_->weights());
  tensor::Tape tape = tensor::Tape::training(*device_, DType::f32, gradients);
  tensor::ProjectionLoss loss;
  {
    tensor::Variable hidden = network_->forward(tape, packed);
    loss = tensor::projection_loss(tape, hidden, network_->output_projection(), targets, weights, scale);
  }
  EXPECT_NEAR(loss.weighted_sum / loss.weights, goldens_.text["loss"].get<double>(), 1e-5);
  tape.backward();
  gradients.finish();
  MemoryWeights named("gradients");
  ASSERT_TRUE(network_->add_flat_weights(gradients.flat(), "grad.", named));
  for (const WeightInfo& info : named.weights()) {
    std::vector<float> ours(static_cast<size_t>(info.elements()));
    ASSERT_TRUE(named.read_f32(info.name, ours));
    std::vector<float> golden = read_golden(goldens_, info.name);
    float magnitude = 0;
    for (float value : golden) magnitude = std::max(magnitude, std::abs(value));
    EXPECT_GT(magnitude, 0.0f) << info.name;
    EXPECT_LE(largest_difference(ours, golden), 1e-3f * magnitude) << info.name;
  }
}

std::vector<int32_t> greedy(DecoderState& state, int32_t sequence, std::vector<int32_t> prompt, size_t count) {
  std::vector<float> logits(static_cast<size_t>(state.vocab()));
  std::vector<int32_t> out;
  EXPECT_TRUE(state.prefill(sequence, prompt, logits));
  while (true) {
    out.push_back(static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
    if (out.size() == count) return out;
    const SequenceToken next{sequence, out.back()};
    EXPECT_TRUE(state.step({&next, 1}, logits));
  }
}

TEST_P(LlamaReference, GreedyContinuationEqualsTransformers) {
  auto state = DecoderState::create(*network_, 2, 64);
  ASSERT_TRUE(state);
  auto golden = goldens_.text["greedy"].get<std::vector<int32_t>>();
  EXPECT_EQ(greedy(**state, 1, goldens_.text["prompt"].get<std::vector<int32_t>>(), golden.size()), golden);
}

INSTANTIATE_TEST_SUITE_P(Devices, LlamaReference, testing::Values("reference", "cpu"), [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace jangin::model
