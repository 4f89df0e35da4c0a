// Speculation: guesses change the number of passes, and nothing in the replies.
#include "engine/drafter.h"

#include "engine/scheduler.h"
#include "tiny_model.h"

namespace jangin::engine {
namespace {

struct Outcome {
  std::vector<GenerateReply> replies;
  Scheduler::Speculation speculation;
  size_t passes = 0;
};

Outcome run(const TinyModel& tiny, const std::vector<GenerateRequest>& requests, Drafter* drafter, int64_t slots = 3) {
  Outcome out;
  auto cache = model::DecoderState::create(*tiny.network, slots, 192);
  EXPECT_TRUE(cache);
  const std::vector<int32_t> end_tokens = {tiny.tokenizer->eos()};
  Scheduler scheduler(**cache, *tiny.tokenizer, end_tokens, 192);
  scheduler.speculate(drafter);
  out.replies.resize(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) {
    scheduler.add({requests[i], tiny.tokenizer->encode(requests[i].prompt), {}}, [&out, i](Result<GenerateReply> reply) {
      EXPECT_TRUE(reply);
      if (reply) out.replies[i] = std::move(*reply);
    });
  }
  for (; !scheduler.idle(); ++out.passes) {
    if (!scheduler.step()) ADD_FAILURE();
  }
  out.speculation = scheduler.speculation();
  return out;
}

void expect_same(const Outcome& a, const Outcome& b) {
  for (size_t i = 0; i < a.replies.size(); ++i) {
    EXPECT_EQ(a.replies[i].text, b.replies[i].text);
    EXPECT_EQ(a.replies[i].finish, b.replies[i].finish);
    ASSERT_EQ(a.replies[i].tokens.size(), b.replies[i].tokens.size());
    for (size_t t = 0; t < a.replies[i].tokens.size(); ++t) {
      EXPECT_EQ(a.replies[i].tokens[t].token, b.replies[i].tokens[t].token);
      EXPECT_EQ(a.replies[i].tokens[t].log_probability, b.replies[i].tokens[t].log_probability);  // to the bit
    }
  }
}

/// Greedy, sampled, penalised, with a stop string and with a limit that guesses would run over.
std::vector<GenerateRequest> some_requests() {
  std::vector<GenerateRequest> requests;
  for (int i = 0; i < 6; ++i) {
    GenerateRequest request{.prompt = std::to_string(i) + " the inner thing, the inner thing, the", .max_tokens = 21 + i, .log_probabilities = true};
    if (i % 2 == 1) request.sampling = {.temperature = 0.7, .top_p = 0.9, .seed = static_cast<uint64_t>(i)};
    if (i == 4) request.sampling.repetition_penalty = 1.3;
    if (i == 5) request.stop = {"e"};
    requests.push_back(std::move(request));
  }
  return requests;
}

TEST(Speculation, LookingUpChangesNothing) {
  TinyModel tiny = tiny_model();
  LookupDrafter lookup;
  const Outcome plain = run(tiny, some_requests(), nullptr), guessed = run(tiny, some_requests(), &lookup);
  expect_same(plain, guessed);
  EXPECT_GT(guessed.speculation.guessed, 0U);
  EXPECT_LE(guessed.passes, plain.passes);
}

TEST(Speculation, AnotherModelChangesNothing) {
  TinyModel tiny = tiny_model(), other = tiny_model(tensor::DType::f32, 99);
  auto drafter = ModelDrafter::create(*other.network, 3, 192, 0, model::CacheType::f32);
  ASSERT_TRUE(drafter);
  const Outcome guessed = run(tiny, some_requests(), drafter->get());
  expect_same(run(tiny, some_requests(), nullptr), guessed);
  EXPECT_GT(guessed.speculation.guessed, guessed.speculation.accepted);
}

TEST(Speculation, TheModelItselfIsAlwaysRight) {
  TinyModel tiny = tiny_model();
  auto drafter = ModelDrafter::create(*tiny.network, 3, 192, 0, model::CacheType::f32);
  ASSERT_TRUE(drafter);
  std::vector<GenerateRequest> requests = some_requests();
  requests.erase(requests.begin() + 4, requests.end());
  const Outcome plain = run(tiny, requests, nullptr), guessed = run(tiny, requests, drafter->get());
  expect_same(plain, guessed);
  EXPECT_EQ(guessed.speculation.guessed, guessed.speculation.accepted);
  EXPECT_LT(guessed.passes * 3, plain.passes);
}

/// Tokens guessed before count among those that a penalty looks back at.
TEST(Speculation, PenaltiesSeeWhatWasGuessed) {
  TinyModel tiny = tiny_model();
  auto drafter = ModelDrafter::create(*tiny.network, 3, 192, 0, model::CacheType::f32);
  ASSERT_TRUE(drafter);
  std::vector<GenerateRequest> requests = some_requests();
  for (GenerateRequest& request : requests) {
    request.sampling.presence_penalty = 1.5;
    request.sampling.repetition_penalty = 1.2;
  }
  expect_same(run(tiny, requests, nullptr), run(tiny, requests, drafter->get()));
}

TEST(Speculation, LooksUpTheLatestPlaceThatBeganAlike) {
  LookupDrafter lookup;
  const std::vector<int32_t> tokens = {1, 2, 3, 9, 1, 2, 4, 5, 1, 2};
  DraftRequest request{.tokens = tokens, .most = 3};
  ASSERT_TRUE(lookup.propose({&request, 1}));
  EXPECT_EQ(request.draft, (std::vector<int32_t>{4, 5, 1}));
  const std::vector<int32_t> longer = {7, 1, 2, 3, 9, 1, 2, 4, 5, 7, 1, 2};
  request.tokens = longer;
  ASSERT_TRUE(lookup.propose({&request, 1}));
  EXPECT_EQ(request.draft, (std::vector<int32_t>{3, 9, 1})) << "three tokens alike go before two";
  const std::vector<int32_t> fresh = {1, 2, 3, 4};
  request.tokens = fresh;
  ASSERT_TRUE(lookup.propose({&request, 1}));
  EXPECT_TRUE(request.draft.empty());
}

}  // namespace
}  // namespace jangin::engine
