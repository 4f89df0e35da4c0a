// Speculation draws from the model's own distribution: counts of replies over many seeds against exact probabilities (chi-square), with guesses
// from the text and from another model, and without guesses.
#include <cmath>
#include <map>

#include "engine/drafter.h"
#include "engine/sampler.h"
#include "engine/scheduler.h"
#include "tiny_model.h"

namespace jangin::engine {
namespace {

constexpr size_t kSeeds = 3000;
constexpr int kTokens = 3;
constexpr const char* kPrompt = "the inner thing, the inner thing, the";
using Tokens = std::vector<int32_t>;

Sampling sampled(uint64_t seed) { return {.temperature = 1, .top_k = 3, .seed = seed}; }

/// Probabilities of the first `kTokens` tokens of a reply, by the model alone: softmax over the three likeliest of each position.
void add_probabilities(model::DecoderState& state, const Tokens& prompt, const Tokens& reply, int32_t end_token, double probability, std::map<Tokens, double>& out) {
  if (reply.size() == kTokens || (!reply.empty() && reply.back() == end_token)) {
    out[reply] = probability;
    return;
  }
  Tokens text = prompt;
  text.insert(text.end(), reply.begin(), reply.end());
  std::vector<float> logits(static_cast<size_t>(state.vocab()));
  state.truncate(0, 0);
  ASSERT_TRUE(state.prefill(0, text, logits));
  std::vector<int32_t> order(logits.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int32_t>(i);
  std::ranges::sort(order, [&](int32_t a, int32_t b) { return logits[static_cast<size_t>(a)] > logits[static_cast<size_t>(b)]; });
  double whole = 0;
  const auto weight = [&](size_t rank) { return std::exp(static_cast<double>(logits[static_cast<size_t>(order[rank])]) - static_cast<double>(logits[static_cast<size_t>(order[0])])); };
  for (size_t rank = 0; rank < 3; ++rank) whole += weight(rank);
  for (size_t rank = 0; rank < 3; ++rank) {
    Tokens longer = reply;
    longer.push_back(order[rank]);
    add_probabilities(state, prompt, longer, end_token, probability * weight(rank) / whole, out);
  }
}

std::map<Tokens, double> exact_probabilities(const TinyModel& tiny) {
  std::map<Tokens, double> out;
  auto state = model::DecoderState::create(*tiny.network, 1, 192);
  EXPECT_TRUE(state);
  add_probabilities(**state, tiny.tokenizer->encode(kPrompt), {}, tiny.tokenizer->eos(), 1, out);
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
    GenerateRequest request{.prompt = kPrompt, .max_tokens = kTokens, .sampling = sampled(seed), .log_probabilities = true};
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
  if (rare_expected > 0) add(rare_seen, rare_expected);
  EXPECT_GT(cells, 8);
  return (statistic - (cells - 1)) / std::sqrt(2.0 * (cells - 1));
}

TEST(SpeculationDistribution, IsTheModels) {
  const TinyModel tiny = tiny_model(tensor::DType::f32, 7, 0.08), other = tiny_model(tensor::DType::f32, 99, 0.08);
  const std::map<Tokens, double> exact = exact_probabilities(tiny);
  LookupDrafter lookup;
  auto model = ModelDrafter::create(*other.network, 64, 192, 0);
  ASSERT_TRUE(model);
  for (Drafter* drafter : std::initializer_list<Drafter*>{nullptr, &lookup, model->get()}) {
    const Counted counted = count_replies(tiny, drafter, 64);
    EXPECT_LT(chi_square_excess(counted.replies, exact), 3.5);
    if (drafter != nullptr) {
      EXPECT_GT(counted.speculation.guessed, kSeeds / 2);
      EXPECT_GT(counted.speculation.accepted, 0U);
      EXPECT_LT(counted.speculation.accepted, counted.speculation.guessed);
    }
  }
}

}  // namespace
}  // namespace jangin::engine
