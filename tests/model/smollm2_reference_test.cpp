// SmolLM2-135M-Instruct from its GGUF against transformers on English, Korean and code (goldens of tests/reference/make_smollm2_goldens.py).
// Needs the base model that setup fetches; without it the tests say that they are skipped.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/model_files.h"
#include "model/inference.h"

namespace jangin::model {
namespace {

using tensor::DType;

std::string model_path() {
  const char* named = std::getenv("JANGIN_SMOLLM2");
  return named ? named : std::string(JANGIN_SOURCE_DIR) + "/build/models/smollm2-135m-instruct-q4_1.gguf";
}

class SmolLm2Reference : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(model_path())) GTEST_SKIP() << "the base model is not there: " << model_path();
    goldens_ = nlohmann::json::parse(*read_file(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/smollm2_goldens.json"));
  }
  std::unique_ptr<Network> load(DType compute) {
    auto files = open_model(model_path());
    EXPECT_TRUE(files) << files.error().text();
    auto network = Network::load(files->config, *files->weights, tensor::default_device(), compute);
    EXPECT_TRUE(network) << network.error().text();
    return std::move(*network);
  }
  nlohmann::json goldens_;
};

/// Log-probabilities of the tokens of a golden's text, each from those before it.
std::vector<float> scores(DecoderState& state, const std::vector<int32_t>& ids) {
  state.truncate(0, 0);
  auto out = state.score(0, std::span(ids).first(ids.size() - 1), std::span(ids).subspan(1));
  EXPECT_TRUE(out);
  return *out;
}

TEST_F(SmolLm2Reference, F32AnswersAsTransformers) {
  auto network = load(DType::f32);
  auto state = *DecoderState::create(*network, 1, 256);
  std::vector<float> logits(static_cast<size_t>(state->vocab()));
  for (const auto& golden : goldens_) {
    const auto ids = golden["ids"].get<std::vector<int32_t>>();
    const std::vector<float> ours = scores(*state, ids);
    for (size_t i = 0; i < ours.size(); ++i)
      EXPECT_NEAR(ours[i], golden["log_probabilities"][i].get<float>(), 5e-4) << golden["text"] << " token " << i;
    state->truncate(0, 0);
    ASSERT_TRUE(state->prefill(0, ids, logits));
    const auto top = golden["top_ids"].get<std::vector<size_t>>();
    for (size_t i = 0; i < top.size(); ++i) EXPECT_NEAR(logits[top[i]], golden["top_logits"][i].get<float>(), 5e-4) << golden["text"];
    std::vector<int32_t> greedy;
    const size_t count = golden["greedy"].size();
    while (greedy.size() < count) {
      greedy.push_back(static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
      const SequenceToken next{0, greedy.back()};
      ASSERT_TRUE(state->step({&next, 1}, logits));
    }
    EXPECT_EQ(greedy, golden["greedy"].get<std::vector<int32_t>>()) << golden["text"];
  }
}

TEST_F(SmolLm2Reference, Bf16StaysNear) {
  auto network = load(DType::bf16);
  auto state = *DecoderState::create(*network, 1, 256);
  double sum = 0;
  size_t count = 0;
  for (const auto& golden : goldens_) {
    const std::vector<float> ours = scores(*state, golden["ids"].get<std::vector<int32_t>>());
    for (size_t i = 0; i < ours.size(); ++i, ++count) sum += std::abs(static_cast<double>(ours[i]) - golden["log_probabilities"][i].get<double>());
  }
  EXPECT_LT(sum / static_cast<double>(count), 0.03);  // 0.025 on AVX-512; with a residual stream in bf16 0.041
}

}  // namespace
}  // namespace jangin::model
