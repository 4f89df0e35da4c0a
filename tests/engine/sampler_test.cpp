// The draw of a token: truncation, distribution, and seeds that reproduce.
#include "engine/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace jangin::engine {
namespace {

std::map<int32_t, int> draw_many(const std::vector<float>& logits, Sampling sampling, int count) {
  std::map<int32_t, int> drawn;
  std::vector<int32_t> scratch;
  for (int i = 0; i < count; ++i) ++drawn[draw_token(logits, sampling, static_cast<uint64_t>(i), scratch)];
  return drawn;
}

TEST(Sampler, GreedyTakesTheHighestAndTheLowestIdOfEquals) {
  std::vector<int32_t> scratch;
  EXPECT_EQ(draw_token(std::vector<float>{1, 3, 3, 2}, {}, 0, scratch), 1);
  EXPECT_EQ(draw_token(std::vector<float>{1, 3, 3, 2}, {.temperature = 1, .top_k = 1}, 5, scratch), 1);
}

TEST(Sampler, FollowsTheDistribution) {
  std::vector<float> logits = {std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f), -200.0f};
  const int count = 40000;
  for (double temperature : {1.0, 2.0}) {
    std::vector<double> expected;
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += expected.emplace_back(std::exp(logits[static_cast<size_t>(i)] / temperature));
    auto drawn = draw_many(logits, {.temperature = temperature, .seed = 3}, count);
    double chi_square = 0;
    for (int32_t i = 0; i < 4; ++i) {
      double e = count * expected[static_cast<size_t>(i)] / sum;
      chi_square += (drawn[i] - e) * (drawn[i] - e) / e;
    }
    EXPECT_LT(chi_square, 16.3) << temperature;  // three degrees of freedom, one in a thousand
    EXPECT_EQ(drawn.count(4), 0U);
  }
}

TEST(Sampler, TruncatesByRankMassAndShare) {
  std::vector<float> logits = {std::log(0.15f), std::log(0.5f), std::log(0.05f), std::log(0.3f)};
  auto kept = [&](Sampling sampling) {
    sampling.temperature = 1;
    std::set<int32_t> ids;
    for (auto [id, n] : draw_many(logits, sampling, 3000)) ids.insert(id);
    return ids;
  };
  EXPECT_EQ(kept({}), (std::set<int32_t>{0, 1, 2, 3}));
  EXPECT_EQ(kept({.top_k = 2}), (std::set<int32_t>{1, 3}));
  EXPECT_EQ(kept({.top_p = 0.79}), (std::set<int32_t>{1, 3}));
  EXPECT_EQ(kept({.top_p = 0.81}), (std::set<int32_t>{0, 1, 3}));
  EXPECT_EQ(kept({.top_p = 0.01}), (std::set<int32_t>{1}));
  EXPECT_EQ(kept({.min_p = 0.25}), (std::set<int32_t>{0, 1, 3}));
  EXPECT_EQ(kept({.top_k = 3, .top_p = 0.6}), (std::set<int32_t>{1, 3}));
}

TEST(Sampler, SeedAndPositionDecide) {
  std::vector<float> logits(50);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = std::sin(static_cast<float>(i));
  std::vector<int32_t> scratch, a, b, c;
  for (uint64_t i = 0; i < 60; ++i) {
    a.push_back(draw_token(logits, {.temperature = 1, .seed = 1}, i, scratch));
    b.push_back(draw_token(logits, {.temperature = 1, .seed = 1}, i, scratch));
    c.push_back(draw_token(logits, {.temperature = 1, .seed = 2}, i, scratch));
  }
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
  EXPECT_GT(std::set<int32_t>(a.begin(), a.end()).size(), 10U);
}

TEST(Sampler, LogProbabilityIsTheSoftmax) {
  std::vector<float> logits = {1000, 1001, 999};
  double sum = std::exp(-1.0) + 1 + std::exp(-2.0);
  EXPECT_NEAR(log_probability(logits, 0), -1 - std::log(sum), 1e-12);
  EXPECT_NEAR(log_probability(logits, 1), -std::log(sum), 1e-12);
}

TEST(Sampler, RefusesValuesOutOfRange) {
  EXPECT_TRUE(check_sampling({}));
  EXPECT_FALSE(check_sampling({.temperature = -1}));
  EXPECT_FALSE(check_sampling({.temperature = NAN}));
  EXPECT_FALSE(check_sampling({.top_k = -1}));
  EXPECT_FALSE(check_sampling({.top_p = 0}));
  EXPECT_FALSE(check_sampling({.min_p = 1.5}));
}

TEST(Sampler, PenaltiesAndBiasesChangeTheLogitsThatTheyName) {
  const std::vector<int32_t> tokens = {0, 1, 2, 2, 3};  // prompt: 0 1; reply: 2 2 3
  std::vector<float> logits = {2, -2, 4, 1, 0.5f};
  adjust_logits(logits, {.repetition_penalty = 2}, tokens, 2);
  EXPECT_EQ(logits, (std::vector<float>{1, -4, 2, 0.5f, 0.5f}));
  logits = {2, -2, 4, 1, 0.5f};
  adjust_logits(logits, {.presence_penalty = 0.5, .frequency_penalty = 0.25}, tokens, 2);
  EXPECT_EQ(logits, (std::vector<float>{2, -2, 3, 0.25f, 0.5f}));
  logits = {2, -2, 4, 1, 0.5f};
  adjust_logits(logits, {.logit_bias = {{4, 10}, {0, -100}, {99, 5}}}, tokens, 2);
  EXPECT_EQ(logits, (std::vector<float>{-98, -2, 4, 1, 10.5f}));
}

TEST(Sampler, RefusesWhatIsOutOfRange) {
  auto place = [](const Sampling& sampling) {
    Status status = check_sampling(sampling);
    return status ? std::string("accepted") : status.error().message.substr(0, status.error().message.find(' '));
  };
  EXPECT_EQ(place({.repetition_penalty = 0}), "repetition_penalty");
  EXPECT_EQ(place({.presence_penalty = INFINITY}), "presence_penalty");
  EXPECT_EQ(place({.logit_bias = {{-1, 1}}}), "logit_bias");
  EXPECT_EQ(place({.logit_bias = {{1, NAN}}}), "logit_bias");
  EXPECT_EQ(place({.repetition_penalty = 1.2, .presence_penalty = -2, .frequency_penalty = 2, .logit_bias = {{1, -100}}}), "accepted");
}

}  // namespace
}  // namespace jangin::engine
