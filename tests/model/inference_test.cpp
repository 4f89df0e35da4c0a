// Caches: however a text is cut into calls and whoever shares the batch, the numbers are the same to the bit.
#include <gtest/gtest.h>

#include <cmath>

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

/// Activations and caches.
struct Types {
  DType compute;
  CacheType cache;
};

const char* cache_name(CacheType type) { return type == CacheType::f32 ? "f32" : type == CacheType::bf16 ? "bf16" : "q8"; }

class Inference : public testing::TestWithParam<Types> {
 protected:
  std::unique_ptr<Network> network() const { return tiny_network(GetParam().compute); }
  static std::unique_ptr<DecoderState> state(const Network& network, int64_t sequences, int64_t capacity, int64_t cache_tokens = 0) {
    auto made = DecoderState::create(network, sequences, capacity, cache_tokens, GetParam().cache);
    EXPECT_TRUE(made);
    return std::move(*made);
  }
};

/// Of one sequence, cut into calls of 1, 3, 7, … tokens.
std::vector<float> scores_in_parts(DecoderState& state, const std::vector<int32_t>& tokens, const std::vector<int32_t>& targets) {
  std::vector<float> scored;
  for (size_t begin = 0, count = 1; begin < tokens.size(); begin += count, count = count * 2 + 1) {
    count = std::min(count, tokens.size() - begin);
    auto part = state.score(1, std::span(tokens).subspan(begin, count), std::span(targets).subspan(begin, count));
    EXPECT_TRUE(part);
    scored.insert(scored.end(), part->begin(), part->end());
  }
  return scored;
}

TEST_P(Inference, ScoresAreTheSameHoweverCut) {
  auto network = this->network();
  const std::vector<int32_t> tokens = some_tokens(150, 1), targets = some_tokens(150, 2);
  auto state = this->state(*network, 2, 256);
  const std::vector<float> whole = *state->score(0, tokens, targets);
  EXPECT_EQ(scores_in_parts(*state, tokens, targets), whole);
}

TEST_P(Inference, ExactCachesScoreAsTheTrainingForwardPass) {
  auto network = this->network();
  std::vector<int32_t> tokens = some_tokens(150, 1);
  std::vector<int32_t> targets = some_tokens(150, 2);
  std::vector<float> whole = training_log_probabilities(*network, tokens, targets);
  auto state = this->state(*network, 2, 256);
  const std::vector<float> scored = scores_in_parts(*state, tokens, targets);
  if (GetParam().cache == exact_cache(*network)) {
    EXPECT_EQ(scored, whole);
    return;
  }
  double difference = 0;
  for (size_t i = 0; i < whole.size(); ++i) difference += std::fabs(scored[i] - whole[i]) / static_cast<double>(whole.size());
  EXPECT_GT(difference, 0.0);
  EXPECT_LT(difference, 0.02);
}

TEST_P(Inference, ABatchAnswersAsEachAlone) {
  auto network = this->network();
  const size_t vocab = 200;
  auto together = state(*network, 3, 64);
  std::vector<std::vector<int32_t>> prompts = {some_tokens(5, 3), some_tokens(40, 4), some_tokens(1, 5)};
  std::vector<SequenceTokens> chunks;
  std::vector<SequenceToken> next;
  for (int32_t i = 0; i < 3; ++i) {
    chunks.push_back({i, prompts[static_cast<size_t>(i)]});
    next.push_back({i, 100 + i});
  }
  std::vector<float> logits(3 * vocab);
  std::vector<float> after(3 * vocab);
  ASSERT_TRUE(together->append(chunks, logits));
  ASSERT_TRUE(together->step(next, after));
  for (int32_t i = 0; i < 3; ++i) {
    auto alone = state(*network, 1, 64);
    std::vector<float> one(vocab);
    ASSERT_TRUE(alone->prefill(0, prompts[static_cast<size_t>(i)], one));
    EXPECT_TRUE(std::equal(one.begin(), one.end(), logits.begin() + i * 200));
    const SequenceToken token{0, 100 + i};
    ASSERT_TRUE(alone->step({&token, 1}, one));
    EXPECT_TRUE(std::equal(one.begin(), one.end(), after.begin() + i * 200));
  }
}

TEST_P(Inference, TheLikeliestTokensAreThoseOfTheLogits) {
  auto network = this->network();
  auto state = this->state(*network, 3, 700);
  const std::vector<std::vector<int32_t>> prompts = {some_tokens(5, 3), some_tokens(600, 4), some_tokens(9, 5)};
  std::vector<float> all((2 + 550 + 1) * 200);
  ASSERT_TRUE(state->append(std::vector<SequenceTokens>{{0, prompts[0], 2}, {1, prompts[1], 550}, {2, prompts[2], 1}}, all));
  for (int32_t i = 0; i < 3; ++i) state->truncate(i, 0);
  std::vector<float> logits(2 * 200);
  std::vector<int32_t> likeliest(551);
  const std::vector<SequenceTokens> mixed = {{0, prompts[0], 2}, {1, prompts[1], 550, true}, {2, prompts[2], 1, true}};
  ASSERT_TRUE(state->append(mixed, logits, likeliest));
  EXPECT_TRUE(std::equal(logits.begin(), logits.end(), all.begin()));
  for (size_t i = 0; i < likeliest.size(); ++i) {
    const auto row = all.begin() + static_cast<std::ptrdiff_t>((2 + i) * 200);
    ASSERT_EQ(likeliest[i], std::max_element(row, row + 200) - row) << i;
  }
  for (int32_t i = 0; i < 3; ++i) state->truncate(i, 0);
  EXPECT_EQ(state->append(mixed, logits, std::span(likeliest).first(550)).error().code, ErrorCode::invalid_argument);
}

TEST_P(Inference, PrefixesAreSharedAndForgotten) {
  auto network = this->network();
  auto state = this->state(*network, 2, 64);
  std::vector<float> first(200);
  std::vector<float> second(200);
  std::vector<int32_t> prompt = some_tokens(20, 6);
  ASSERT_TRUE(state->prefill(0, prompt, first));
  state->copy_prefix(0, 1, 12);
  ASSERT_TRUE(state->prefill(1, std::span(prompt).subspan(12), second));
  EXPECT_EQ(first, second);
  state->truncate(1, 3);
  EXPECT_EQ(state->length(1), 3);
  ASSERT_TRUE(state->prefill(1, std::span(prompt).subspan(3), second));
  EXPECT_EQ(first, second);
}

TEST_P(Inference, LongPromptsAreComputedInPasses) {
  auto network = this->network();
  auto state = this->state(*network, 2, 700);
  std::vector<int32_t> tokens = some_tokens(600, 8);
  std::vector<float> whole(200);
  ASSERT_TRUE(state->prefill(0, tokens, whole));
  std::vector<float> logits(2 * 200);
  const std::vector<int32_t> other = some_tokens(50, 9);
  state->truncate(0, 0);
  const SequenceTokens chunks[] = {{1, other}, {0, tokens}};
  ASSERT_TRUE(state->append(chunks, logits));
  EXPECT_TRUE(std::equal(whole.begin(), whole.end(), logits.begin() + 200));
}

TEST_P(Inference, WrongRequestsAreErrorsAndChangeNothing) {
  auto network = this->network();
  auto state = this->state(*network, 1, 8);
  std::vector<float> logits(200);
  EXPECT_EQ(state->prefill(0, std::vector<int32_t>{1, 200}, logits).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(state->prefill(1, std::vector<int32_t>{1}, logits).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(state->prefill(0, some_tokens(9, 1), logits).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(state->length(0), 0);
}

/// A sequence that goes on inside a shared page gets a page of its own: neither disturbs the other, nor what is kept for later ones.
TEST_P(Inference, PagesAreCopiedBeforeTheyAreWritten) {
  auto network = this->network();
  auto state = this->state(*network, 3, 256);
  const std::vector<int32_t> prompt = some_tokens(100, 6), left = some_tokens(60, 7), right = some_tokens(60, 9);
  const auto joined = [&](size_t length, const std::vector<int32_t>& more) {
    std::vector<int32_t> all(prompt.begin(), prompt.begin() + static_cast<std::ptrdiff_t>(length));
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  std::vector<float> got(200), want(200);
  const auto fresh = [&](const std::vector<int32_t>& tokens) {
    auto alone = this->state(*network, 1, 256);
    EXPECT_TRUE(alone->prefill(0, tokens, want));
  };
  ASSERT_TRUE(state->prefill(0, prompt, got));
  state->copy_prefix(0, 1, 90);
  ASSERT_TRUE(state->prefill(1, right, got));
  fresh(joined(90, right));
  EXPECT_EQ(got, want);
  ASSERT_TRUE(state->prefill(0, left, got));
  fresh(joined(100, left));
  EXPECT_EQ(got, want);
  state->truncate(0, 0);
  state->truncate(1, 70);
  EXPECT_EQ(state->reuse(2, joined(100, left)), 128);
  ASSERT_TRUE(state->prefill(2, std::span(left).subspan(28), got));
  fresh(joined(100, left));
  EXPECT_EQ(got, want);
}

constexpr Types kTypes[] = {{DType::f32, CacheType::f32},
                            {DType::bf16, CacheType::bf16},
                            {DType::f32, CacheType::bf16},
                            {DType::f32, CacheType::q8},
                            {DType::bf16, CacheType::q8}};
INSTANTIATE_TEST_SUITE_P(Types, Inference, testing::ValuesIn(kTypes),
                         [](const auto& info) { return std::string(tensor::dtype_name(info.param.compute)) + "_" + cache_name(info.param.cache); });

TEST(CacheMemory, ATokenTakesWhatIsSaid) {
  ModelConfig config = tiny_config();
  EXPECT_EQ(cache_token_bytes(config, CacheType::f32), 3 * 2 * 2 * 16 * 4);
  EXPECT_EQ(cache_token_bytes(config, CacheType::bf16), 3 * 2 * 2 * 16 * 2);
  EXPECT_EQ(cache_token_bytes(config, CacheType::q8), 3 * 2 * 2 * (16 + 2));
  config.layers.resize(30);  // SmolLM2-135M
  config.kv_heads = 3;
  config.head_dim = 64;
  EXPECT_EQ(cache_token_bytes(config, CacheType::f32), 46080);
  EXPECT_EQ(cache_token_bytes(config, CacheType::q8), 12240);
}

}  // namespace
}  // namespace jangin::model
