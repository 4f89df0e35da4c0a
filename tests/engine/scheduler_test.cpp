// The scheduler: late arrivals, turns, cancellation, shared beginnings and too few pages change nothing in what a request gets.
#include "engine/scheduler.h"

#include "engine/sampler.h"
#include "tiny_model.h"

namespace jangin::engine {
namespace {

struct Bench {
  TinyModel tiny = tiny_model();
  std::vector<int32_t> end_tokens = {tiny.tokenizer->eos()};
  std::unique_ptr<model::DecoderState> cache;
  std::unique_ptr<Scheduler> scheduler;
  std::vector<std::string> ends;  // names of requests in the order of their ends
  std::map<std::string, GenerateReply> replies;

  explicit Bench(int64_t slots, int64_t cache_tokens = 0) {
    auto made = model::DecoderState::create(*tiny.network, slots, 192, cache_tokens);
    EXPECT_TRUE(made) << made.error().text();
    cache = std::move(*made);
    scheduler = std::make_unique<Scheduler>(*cache, *tiny.tokenizer, end_tokens, 192);
  }
  uint64_t add(const std::string& name, GenerateRequest request) {
    std::vector<int32_t> prompt = tiny.tokenizer->encode(request.prompt);
    return scheduler->add({std::move(request), std::move(prompt), {}}, [this, name](Result<GenerateReply> reply) {
      ends.push_back(name);
      ASSERT_TRUE(reply) << reply.error().text();
      EXPECT_EQ(replies.count(name), 0U);
      replies[name] = std::move(*reply);
    });
  }
  void run() {
    for (int step = 0; step < 5000 && !scheduler->idle(); ++step) ASSERT_TRUE(scheduler->step());
    ASSERT_TRUE(scheduler->idle());
    EXPECT_EQ(cache->cached_tokens(), 0);
  }
};

GenerateRequest request(const std::string& prompt, int tokens, uint64_t seed = 1) {
  return {.prompt = prompt, .max_tokens = tokens, .sampling = {.temperature = 0.8, .seed = seed}, .log_probabilities = true};
}

GenerateReply alone(const GenerateRequest& wanted) {
  Bench bench(1);
  bench.add("it", wanted);
  bench.run();
  return bench.replies["it"];
}

void expect_same(const GenerateReply& a, const GenerateReply& b) {
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.finish, b.finish);
  ASSERT_EQ(a.tokens.size(), b.tokens.size());
  for (size_t i = 0; i < a.tokens.size(); ++i) EXPECT_EQ(a.tokens[i].log_probability, b.tokens[i].log_probability);  // to the bit
}

const std::string kLong = "a prompt that is longer than one page of the cache, so that whole pages of it can be shared and kept for others; ";

TEST(Scheduler, LateArrivalsChangeNothing) {
  Bench bench(3);
  std::map<std::string, GenerateRequest> wanted;
  for (int i = 0; i < 9; ++i) {
    const std::string name = std::to_string(i);
    wanted[name] = request(std::string(static_cast<size_t>(i) * 12, 'x') + "the " + name, 6 + i % 4 * 9, static_cast<uint64_t>(i));
    bench.add(name, wanted[name]);
    for (int step = 0; step < i; ++step) ASSERT_TRUE(bench.scheduler->step());
  }
  bench.run();
  for (const auto& [name, one] : wanted) expect_same(bench.replies[name], alone(one));
}

TEST(Scheduler, SharedBeginningsAreComputedOnceAndChangeNothing) {
  Bench bench(8);
  std::map<std::string, GenerateRequest> wanted;
  for (int i = 0; i < 8; ++i) {
    const std::string name = std::to_string(i);
    wanted[name] = request(kLong + name + " and so on", 12, static_cast<uint64_t>(i));
    bench.add(name, wanted[name]);
  }
  bench.run();
  size_t computed = 0;
  for (const auto& [name, one] : wanted) {
    expect_same(bench.replies[name], alone(one));
    computed += bench.replies[name].prompt_tokens - bench.replies[name].cached_tokens;
  }
  const size_t whole = bench.replies["0"].prompt_tokens;
  EXPECT_LT(computed, whole + 8 * 12);
  bench.add("later", wanted["3"]);  // from kept pages
  bench.run();
  EXPECT_EQ(bench.replies["later"].cached_tokens, 64U);
  expect_same(bench.replies["later"], bench.replies["3"]);
}

TEST(Scheduler, TooFewPagesDelayButChangeNothing) {
  Bench bench(4, 3 * 64);  // three pages for four requests of two
  std::map<std::string, GenerateRequest> wanted;
  for (int i = 0; i < 4; ++i) {
    const std::string name = std::to_string(i);
    wanted[name] = request(std::string(40, static_cast<char>('a' + i)) + "the " + name, 50, static_cast<uint64_t>(i));
    bench.add(name, wanted[name]);
  }
  bench.run();
  for (const auto& [name, one] : wanted) expect_same(bench.replies[name], alone(one));
}

TEST(Scheduler, ARequestBeyondTheWholeCacheIsRefusedAndTheOthersGoOn) {
  Bench bench(2, 64);
  std::optional<Error> error;
  bench.scheduler->add({request("", 100), bench.tiny.tokenizer->encode(std::string(60, 'y')), {}}, [&](Result<GenerateReply> reply) {
    ASSERT_FALSE(reply);
    error = reply.error();
  });
  bench.add("small", request("the", 5));
  bench.run();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, ErrorCode::invalid_argument);  // limit_exceeded would say: try again later
  expect_same(bench.replies["small"], alone(request("the", 5)));
}

/// Requests that need no logits beside others that do.
TEST(Scheduler, GreedyRepliesAreTheSameWithAndWithoutTheirProbabilities) {
  Bench bench(6);
  for (int i = 0; i < 3; ++i) {
    for (bool told : {false, true}) {
      GenerateRequest wanted = request("prompt " + std::to_string(i), 30);
      wanted.sampling = {.logit_bias = {{101, 2.5}, {110 + i, -4.0}}};
      wanted.log_probabilities = told;
      bench.add(std::to_string(i) + (told ? " told" : ""), wanted);
    }
  }
  bench.add("drawn", request("another", 30, 3));
  bench.run();
  for (int i = 0; i < 3; ++i) {
    const GenerateReply &plain = bench.replies[std::to_string(i)], &told = bench.replies[std::to_string(i) + " told"];
    EXPECT_EQ(plain.text, told.text);
    EXPECT_EQ(plain.generated_tokens, told.generated_tokens);
    EXPECT_FALSE(plain.text.empty());
  }
  expect_same(bench.replies["drawn"], alone(request("another", 30, 3)));
}

TEST(Scheduler, ClientsTakeTurns) {
  Bench bench(1);
  for (int i = 0; i < 4; ++i) {
    GenerateRequest one = request("the", 2);
    one.client = "many";
    bench.add("many " + std::to_string(i), one);
  }
  GenerateRequest other = request("an", 2);
  other.client = "few";
  bench.add("few", other);
  bench.run();
  EXPECT_EQ(bench.ends[1], "few");
  EXPECT_EQ(bench.ends[4], "many 3");
}

TEST(Scheduler, CancelledRequestsEndAtOnceWithWhatTheyHold) {
  Bench bench(2);
  const GenerateRequest wanted = request("the spindle", 60);
  const uint64_t running = bench.add("running", wanted);
  bench.add("neighbour", request("an", 40));
  const uint64_t waiting = bench.add("waiting", wanted);
  for (int step = 0; step < 8; ++step) ASSERT_TRUE(bench.scheduler->step());
  bench.scheduler->cancel(running);
  bench.scheduler->cancel(waiting);
  bench.scheduler->cancel(waiting);
  bench.scheduler->cancel(12345);
  EXPECT_EQ(bench.ends, (std::vector<std::string>{"running", "waiting"}));
  bench.run();
  EXPECT_EQ(bench.replies["running"].finish, FinishReason::cancelled);
  EXPECT_EQ(bench.replies["running"].generated_tokens, 8U);
  EXPECT_EQ(bench.replies["waiting"].generated_tokens, 0U);
  EXPECT_TRUE(alone(wanted).text.starts_with(bench.replies["running"].text));
  expect_same(bench.replies["neighbour"], alone(request("an", 40)));
}

TEST(Scheduler, ACallbackMayCancelANeighbour) {
  Bench bench(3);
  uint64_t second = 0;
  GenerateRequest first = request("the", 20);
  first.on_piece = [&](const ReplyPiece&) {
    bench.scheduler->cancel(second);
    return true;
  };
  bench.add("first", first);
  second = bench.add("second", request("an", 20, 2));
  bench.add("third", request("in", 20, 3));
  bench.run();
  EXPECT_EQ(bench.replies["second"].finish, FinishReason::cancelled);
  expect_same(bench.replies["third"], alone(request("in", 20, 3)));
}

TEST(Scheduler, PiecesCarryTheirTokens) {
  Bench bench(1);
  GenerateRequest wanted = request("the", 25);
  wanted.top_log_probabilities = 3;
  std::string text;
  std::vector<TokenLogProbability> tokens;
  wanted.on_piece = [&](const ReplyPiece& piece) {
    text += piece.text;
    tokens.insert(tokens.end(), piece.tokens.begin(), piece.tokens.end());
    return true;
  };
  bench.add("it", wanted);
  bench.run();
  const GenerateReply& reply = bench.replies["it"];
  EXPECT_EQ(text, reply.text);
  ASSERT_EQ(tokens.size(), reply.tokens.size());
  ASSERT_GT(tokens.size(), 5U);
  for (size_t i = 0; i < tokens.size(); ++i) {
    EXPECT_EQ(tokens[i].token, reply.tokens[i].token);
    EXPECT_EQ(tokens[i].bytes, bench.tiny.tokenizer->token_bytes(tokens[i].token));
    ASSERT_EQ(tokens[i].top.size(), 3U);
    EXPECT_GE(tokens[i].top[0].log_probability, tokens[i].top[1].log_probability);
    EXPECT_GE(tokens[i].top[0].log_probability, tokens[i].log_probability);
  }
}

/// The tokens of all pieces, and how many of the pieces had no text.
std::pair<std::vector<int32_t>, int> told_tokens(Bench& bench, GenerateRequest wanted) {
  std::pair<std::vector<int32_t>, int> told;
  wanted.on_piece = [&](const ReplyPiece& piece) {
    for (const TokenLogProbability& token : piece.tokens) told.first.push_back(token.token);
    told.second += piece.text.empty() ? 1 : 0;
    return true;
  };
  bench.add("it", wanted);
  bench.run();
  return told;
}

TEST(Scheduler, TokensWithoutTextAreToldToo) {
  Bench bench(1);
  GenerateRequest wanted = request("the", 12);
  const GenerateReply plain = alone(wanted);
  ASSERT_EQ(plain.finish, FinishReason::length);

  wanted.stop = {plain.text.substr(plain.text.size() / 2, 3)};  // the token that completes a stop string
  const std::vector<int32_t> stopped = told_tokens(bench, wanted).first;
  EXPECT_EQ(bench.replies["it"].finish, FinishReason::stop_string);
  EXPECT_EQ(stopped.size(), bench.replies["it"].generated_tokens);

  bench.replies.clear();
  wanted.stop = {};
  wanted.sampling.logit_bias = {{bench.end_tokens[0], 100}};  // the token that ends the turn
  auto [ended, without] = told_tokens(bench, wanted);
  EXPECT_EQ(bench.replies["it"].finish, FinishReason::end_of_turn);
  EXPECT_EQ(ended, bench.end_tokens);
  EXPECT_EQ(without, 1);

  bench.replies.clear();
  wanted.log_probabilities = false;
  EXPECT_EQ(told_tokens(bench, wanted).second, 0);  // nothing to tell
}

}  // namespace
}  // namespace jangin::engine
