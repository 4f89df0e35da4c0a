// Caches: however a text is cut into calls and whoever shares the batch, the numbers are the same to the bit.
#include <gtest/gtest.h>

#include "model/inference.h"

namespace jangin::model {
namespace {

using tensor::DType;

ModelConfig tiny_config() {
  ModelConfig config;
  config.architecture = "llama";
  config.vocab = 200;
  config.context = 256;
  config.d_model = 48;
  config.heads = 6;
  config.kv_heads = 2;
  config.head_dim = 16;
  config.ffn = 80;
  config.attention_scale = 0.25;
  config.tied_embeddings = true;
  config.layers.resize(3);
  config.initializer_range = 0.1;
  return config;
}

std::unique_ptr<Network> tiny_network(DType compute) {
  auto network = Network::create(tiny_config(), tensor::default_device(), compute);
  EXPECT_TRUE(network) << network.error().text();
  (*network)->initialize(11);
  return std::move(*network);
}

std::vector<int32_t> some_tokens(int count, int first) {
  std::vector<int32_t> out;
  for (int i = 0; i < count; ++i) out.push_back((first * 31 + i * i * 7 + i) % 200);
  return out;
}

std::vector<float> training_log_probabilities(const Network& network, const std::vector<int32_t>& tokens, const std::vector<int32_t>& targets) {
  PackedTokens packed;
  packed.append(tokens);
  tensor::Tape tape = tensor::Tape::inference(network.device(), network.compute());
  tensor::Variable hidden = network.forward(tape, packed);
  return tensor::log_probabilities(tape, hidden.tensor(), network.output_projection(), targets);
}

class Inference : public testing::TestWithParam<DType> {};

TEST_P(Inference, ScoresEqualTheTrainingForwardPassHoweverCut) {
  auto network = tiny_network(GetParam());
  std::vector<int32_t> tokens = some_tokens(150, 1);
  std::vector<int32_t> targets = some_tokens(150, 2);
  std::vector<float> whole = training_log_probabilities(*network, tokens, targets);
  auto state = DecoderState::create(*network, 2, 256);
  ASSERT_TRUE(state);
  std::vector<float> scored;
  for (size_t begin = 0, count = 1; begin < tokens.size(); begin += count, count = count * 2 + 1) {
    count = std::min(count, tokens.size() - begin);
    auto part = (*state)->score(1, std::span(tokens).subspan(begin, count), std::span(targets).subspan(begin, count));
    ASSERT_TRUE(part);
    scored.insert(scored.end(), part->begin(), part->end());
  }
  EXPECT_EQ(scored, whole);
}

TEST_P(Inference, ABatchAnswersAsEachAlone) {
  auto network = tiny_network(GetParam());
  const size_t vocab = 200;
  auto together = DecoderState::create(*network, 3, 64);
  std::vector<std::vector<int32_t>> prompts = {some_tokens(5, 3), some_tokens(40, 4), some_tokens(1, 5)};
  std::vector<SequenceTokens> chunks;
  std::vector<SequenceToken> next;
  for (int32_t i = 0; i < 3; ++i) {
    chunks.push_back({i, prompts[static_cast<size_t>(i)]});
    next.push_back({i, 100 + i});
  }
  std::vector<float> logits(3 * vocab);
  std::vector<float> after(3 * vocab);
  ASSERT_TRUE((*together)->append(chunks, logits));
  ASSERT_TRUE((*together)->step(next, after));
  for (int32_t i = 0; i < 3; ++i) {
    auto alone = DecoderState::create(*network, 1, 64);
    std::vector<float> one(vocab);
    ASSERT_TRUE((*alone)->prefill(0, prompts[static_cast<size_t>(i)], one));
    EXPECT_TRUE(std::equal(one.begin(), one.end(), logits.begin() + i * 200));
    const SequenceToken token{0, 100 + i};
    ASSERT_TRUE((*alone)->step({&token, 1}, one));
    EXPECT_TRUE(std::equal(one.begin(), one.end(), after.begin() + i * 200));
  }
}

TEST_P(Inference, PrefixesAreSharedAndForgotten) {
  auto network = tiny_network(GetParam());
  auto state = DecoderState::create(*network, 2, 64);
  std::vector<float> first(200);
  std::vector<float> second(200);
  std::vector<int32_t> prompt = some_tokens(20, 6);
  ASSERT_TRUE((*state)->prefill(0, prompt, first));
  (*state)->copy_prefix(0, 1, 12);
  ASSERT_TRUE((*state)->prefill(1, std::span(prompt).subspan(12), second));
  EXPECT_EQ(first, second);
  (*state)->truncate(1, 3);
  EXPECT_EQ((*state)->length(1), 3);
  ASSERT_TRUE((*state)->prefill(1, std::span(prompt).subspan(3), second));
  EXPECT_EQ(first, second);
}

TEST_P(Inference, LongPromptsAreComputedInPasses) {
  auto network = tiny_network(GetParam());
  auto state = DecoderState::create(*network, 2, 700);
  std::vector<int32_t> tokens = some_tokens(600, 8);
  std::vector<float> whole(200);
  ASSERT_TRUE((*state)->prefill(0, tokens, whole));
  std::vector<float> logits(2 * 200);
  const std::vector<int32_t> other = some_tokens(50, 9);
  (*state)->truncate(0, 0);
  const SequenceTokens chunks[] = {{1, other}, {0, tokens}};
  ASSERT_TRUE((*state)->append(chunks, logits));
  EXPECT_TRUE(std::equal(whole.begin(), whole.end(), logits.begin() + 200));
}

TEST_P(Inference, WrongRequestsAreErrorsAndChangeNothing) {
  auto network = tiny_network(GetParam());
  auto state = DecoderState::create(*network, 1, 8);
  std::vector<float> logits(200);
  EXPECT_EQ((*state)->prefill(0, std::vector<int32_t>{1, 200}, logits).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ((*state)->prefill(1, std::vector<int32_t>{1}, logits).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ((*state)->prefill(0, some_tokens(9, 1), logits).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ((*state)->length(0), 0);
}

INSTANTIATE_TEST_SUITE_P(Types, Inference, testing::Values(DType::f32, DType::bf16), [](const auto& info) { return std::string(tensor::dtype_name(info.param)); });

}  // namespace
}  // namespace jangin::model
