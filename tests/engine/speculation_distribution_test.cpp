// Speculation draws from the model's own distribution: counts of replies over many seeds against exact probabilities (chi-square), with guesses
// from the text and from another model, and without guesses.
#include <cmath>
#include <map>

#include "engine/drafter.h"
#include "engine/scheduler.h"
#include "tiny_model.h"

namespace jangin::engine {
namespace {

constexpr size_t kSeeds = 3000;
constexpr size_t kTokens = 4;
// All pairs of three letters, to which the draws are confined: whatever was drawn, the text has something to look up.
constexpr const char* kPrompt = "abbaaccbbccaab";
constexpr double kBias = 40;
using Tokens = std::vector<int32_t>;

Sampling sampled(const TinyModel& tiny, uint64_t seed) {
  Sampling sampling{.temperature = 1.5, .top_k = 3, .seed = seed};
  for (const char* letter : {"a", "b", "c"}) sampling.logit_bias.emplace_back(tiny.tokenizer->encode(letter)[0], kBias);
  return sampling;
}

/// Probabilities of all replies that begin with `reply`, which has `probability`, by the model alone.
void add_probabilities(model::DecoderState& state, const TinyModel& tiny, const Tokens& reply, double probability, std::map<Tokens, double>& out) {
  if (reply.size() == kTokens) {
    out[reply] = probability;
    return;
  }
  Tokens text = tiny.tokenizer->encode(kPrompt);
  text.insert(text.end(), reply.begin(), reply.end());
  std::vector<float> logits(static_cast<size_t>(state.vocab()));
  state.truncate(0, 0);
  ASSERT_TRUE(state.prefill(0, text, logits));
  const Sampling sampling = sampled(tiny, 0);
  const auto weight = [&](int32_t token) { return std::exp(static_cast<double>(logits[static_cast<size_t>(token)]) / sampling.temperature); };
  double whole = 0;
  for (const auto& [token, bias] : sampling.logit_bias) whole += weight(token);
  for (const auto& [token, bias] : sampling.logit_bias) {
    Tokens longer = reply;
    longer.push_back(token);
    add_probabilities(state, tiny, longer, probability * weight(token) / whole, out);
  }
}

std::map<Tokens, double> exact_probabilities(const TinyModel& tiny) {
  std::map<Tokens, double> out;
  auto state = model::DecoderState::create(*tiny.network, 1, 192);
  EXPECT_TRUE(state);
  add_probabilities(**state, tiny, {}, 1, out);
  return out;
}

struct Counted {
  std::map<Tokens, double> replies;
  Scheduler::Speculation speculation;
};

Counted count_replies(const TinyModel& tiny, Drafter* drafter, int64_t slots) {
  Counted out;
  auto cache = model::DecoderState::create(*tiny.network, slots, 192);
  EXPECT_TRUE(cache);
  const Tokens end_tokens = {tiny.tokenizer->eos()}, prompt = tiny.tokenizer->encode(kPrompt);
  Scheduler scheduler(**cache, *tiny.tokenizer, end_tokens, 192);
  scheduler.speculate(drafter);
  for (size_t seed = 0; seed < kSeeds; ++seed) {
    GenerateRequest request{.prompt = kPrompt, .max_tokens = static_cast<int>(kTokens), .sampling = sampled(tiny, seed), .log_probabilities = true};
    scheduler.add({std::move(request), prompt, {}}, [&out](Result<GenerateReply> reply) {
      ASSERT_TRUE(reply);
      Tokens tokens;
      for (const TokenLogProbability& token : reply->tokens) tokens.push_back(token.token);
      out.replies[tokens] += 1;
    });
  }
  while (!scheduler.idle()) {
    if (!scheduler.step()) ADD_FAILURE();
  }
  out.speculation = scheduler.speculation();
  return out;
}

/// The statistic less its degrees of freedom, in its own standard deviations (√(2·degrees)); rare replies are counted together.
double chi_square_excess(const std::map<Tokens, double>& counts, const std::map<Tokens, double>& probabilities) {
  double statistic = 0, rare_expected = 0, rare_seen = 0;
  int cells = 0;
  const auto add = [&](double seen, double expected) {
    statistic += (seen - expected) * (seen - expected) / expected;
    ++cells;
  };
  for (const auto& [reply, seen] : counts) EXPECT_TRUE(probabilities.contains(reply)) << "a reply that the model cannot give";
  for (const auto& [reply, probability] : probabilities) {
    const double expected = probability * static_cast<double>(kSeeds);
    const double seen = counts.contains(reply) ? counts.at(reply) : 0;
    if (expected >= 5) {
      add(seen, expected);
    } else {
      rare_expected += expected;
      rare_seen += seen;
    }
  }
  if (rare_expected >= 1) add(rare_seen, rare_expected);
  EXPECT_GT(cells, 20);
  return (statistic - (cells - 1)) / std::sqrt(2.0 * (cells - 1));
}

TEST(SpeculationDistribution, IsTheModels) {
  const TinyModel tiny = tiny_model(), other = tiny_model(tensor::DType::f32, 99);
  const std::map<Tokens, double> exact = exact_probabilities(tiny);
  LookupDrafter lookup;
  auto model = ModelDrafter::create(*other.network, 64, 192, 0, model::CacheType::f32);
  ASSERT_TRUE(model);
  for (Drafter* drafter : std::initializer_list<Drafter*>{nullptr, &lookup, model->get()}) {
    const Counted counted = count_replies(tiny, drafter, 64);
    EXPECT_LT(chi_square_excess(counted.replies, exact), 3.5);
    if (drafter != nullptr) {
      EXPECT_GT(counted.speculation.guessed, kSeeds);
      EXPECT_GT(counted.speculation.accepted, 0U);
      EXPECT_LT(counted.speculation.accepted, counted.speculation.guessed);
    }
  }
}

}  // namespace
}  // namespace jangin::engine
