// Samples as sequences: where the loss lies, and what is replayed beside them.
#include "line/training_data.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "line/shipped_data.h"
#include "model/formats/model_files.h"

namespace jangin::line {
namespace {

class TrainingDataTest : public ::testing::Test {
 protected:
  static constexpr const char* kBase = JANGIN_SOURCE_DIR "/build/models/smollm2-135m-instruct-q4_1.gguf";

  void SetUp() override {
    auto files = model::open_model(kBase);
    ASSERT_TRUE(files) << files.error().text();
    tokenizer_.emplace(*files->load_tokenizer());
    record::Sample sample;
    sample.sample_id = "s", sample.fact_id = "0123456789abcdef", sample.kind = "question";
    sample.messages = {record::text_message("user", "What does G33 do?"), record::text_message("assistant", "It moves.", true)};
    samples_ = {sample};
  }
  train::TrainSequence sequence(double prompt_weight) {
    Recipe recipe;
    recipe.replay.share = 0;
    recipe.train.prompt_weight = prompt_weight;
    auto chat = tokenizer::ChatTemplate::create(*tokenizer_);
    auto data = make_training_data(samples_, recipe, {"en"}, *tokenizer_, *chat);
    EXPECT_TRUE(data && data->sources.size() == 1 && data->sources[0].sequences.size() == 1);
    return data->sources[0].sequences[0];
  }
  std::optional<tokenizer::Tokenizer> tokenizer_;
  std::vector<record::Sample> samples_;
};

TEST_F(TrainingDataTest, LossLiesOnTheAssistantsTokensAndLightlyOnTheRest) {
  const train::TrainSequence plain = sequence(0), light = sequence(0.25);
  ASSERT_EQ(plain.tokens, light.tokens);
  const auto answered = std::count(plain.weights.begin(), plain.weights.end(), 1.0f);
  EXPECT_GT(answered, 2);
  EXPECT_LT(answered, 10);
  EXPECT_EQ(std::count(plain.weights.begin(), plain.weights.end(), 0.0f) + answered, static_cast<long>(plain.weights.size()));
  for (size_t i = 0; i < plain.weights.size(); ++i) EXPECT_EQ(light.weights[i], plain.weights[i] == 1.0f ? 1.0f : 0.25f);
}

TEST_F(TrainingDataTest, ReplayComesInPiecesOfItsShareAndGeneralTextInLongerOnes) {
  Recipe recipe;
  recipe.replay.share = 0.12;
  recipe.train.sequence_length = 512;
  auto chat = tokenizer::ChatTemplate::create(*tokenizer_);
  auto data = make_training_data(samples_, recipe, {"en"}, *tokenizer_, *chat);
  ASSERT_TRUE(data) << data.error().text();
  ASSERT_EQ(data->sources.size(), 2U);
  size_t all = 0, too_long = 0, in_long_pieces = 0;
  for (const auto& sequence : data->sources[1].sequences) all += sequence.tokens.size(), too_long += sequence.tokens.size() > 61;
  EXPECT_EQ(too_long, 0U) << "0.12 of 512 tokens is all the room beside a conversation";
  EXPECT_GT(all, 30 * data->sources[1].sequences.size()) << "and most of it is filled";
  all = 0;
  for (const auto& sequence : data->general)
    all += sequence.tokens.size(), in_long_pieces += sequence.tokens.size() >= 400 ? sequence.tokens.size() : 0;
  EXPECT_GT(2 * in_long_pieces, all) << "worked problems are as long as they are";
  recipe.replay.share = 0;
  data = make_training_data(samples_, recipe, {"en"}, *tokenizer_, *chat);
  ASSERT_TRUE(data) << data.error().text();
  EXPECT_EQ(data->sources.size(), 1U);
  EXPECT_GE(data->general.size(), 50U) << "the guard keeps general text whether or not it is replayed";
}

TEST_F(TrainingDataTest, EveryReplayedTextHasAnOrigin) {
  auto files = replay_files(Recipe{}, {"en", "ko"});
  ASSERT_TRUE(files) << files.error().text();
  EXPECT_GE(files->size(), 4U);
  for (const auto& file : *files) {
    auto origin = origin_of(file);
    ASSERT_TRUE(origin) << origin.error().text();
    EXPECT_NE(origin->licence, "not declared") << file;
  }
  EXPECT_EQ(origin_of("/nowhere/mine.txt")->licence, "not declared");
}

}  // namespace
}  // namespace jangin::line
