// Gemma-3-270M against transformers on English, Korean and code, and on a text longer than its window (goldens of
// tests/reference/make_gemma3_goldens.py). The model is optional: without it the tests say that they are skipped.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/model_files.h"
#include "model/inference.h"

namespace jangin::model {
namespace {

using tensor::DType;

/// A GGUF, or a Hugging Face folder as the script leaves it.
std::string model_path() {
  const char* named = std::getenv("JANGIN_GEMMA3");
  return named ? named : std::string(JANGIN_SOURCE_DIR) + "/build/models/gemma3-270m-q4_k_m.gguf";
}

class Gemma3ReferenceLong : public testing::TestWithParam<DType> {};

TEST_P(Gemma3ReferenceLong, AnswersAsTransformers) {
  if (!std::filesystem::exists(model_path())) GTEST_SKIP() << "the model is not there: " << model_path();
  const auto goldens = nlohmann::json::parse(*read_file(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/gemma3_goldens.json"));
  auto files = open_model(model_path());
  ASSERT_TRUE(files) << files.error().text();
  auto network = Network::load(files->config, *files->weights, tensor::default_device(), GetParam());
  ASSERT_TRUE(network) << network.error().text();
  auto state = *DecoderState::create(**network, 1, 1200);
  std::vector<float> logits(static_cast<size_t>(state->vocab()));
  const bool exact = GetParam() == DType::f32;
  double difference = 0, count = 0;
  for (const auto& golden : goldens) {
    const auto ids = golden["ids"].get<std::vector<int32_t>>();
    state->truncate(0, 0);
    const auto ours = state->score(0, std::span(ids).first(ids.size() - 1), std::span(ids).subspan(1));
    ASSERT_TRUE(ours);
    for (size_t i = 0; i < ours->size(); ++i, ++count) {
      const double one = std::abs(static_cast<double>((*ours)[i]) - golden["log_probabilities"][i].get<double>());
      EXPECT_TRUE(!exact || one <= 1e-3) << golden["text"] << " token " << i << " differs by " << one;
      difference += one;
    }
    state->truncate(0, 0);
    ASSERT_TRUE(state->prefill(0, ids, logits));
    if (!exact) continue;
    const auto top = golden["top_ids"].get<std::vector<size_t>>();
    for (size_t i = 0; i < top.size(); ++i) EXPECT_NEAR(logits[top[i]], golden["top_logits"][i].get<float>(), 1e-3) << golden["text"];
    std::vector<int32_t> greedy;
    while (greedy.size() < golden["greedy"].size()) {
      greedy.push_back(static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
      const SequenceToken next{0, greedy.back()};
      ASSERT_TRUE(state->step({&next, 1}, logits));
    }
    EXPECT_EQ(greedy, golden["greedy"].get<std::vector<int32_t>>()) << golden["text"];
  }
  EXPECT_LT(difference / count, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Types, Gemma3ReferenceLong, testing::Values(DType::f32, DType::bf16),
                         [](const auto& info) { return std::string(tensor::dtype_name(info.param)); });

}  // namespace
}  // namespace jangin::model
