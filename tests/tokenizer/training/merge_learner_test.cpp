// Merges against a trainer that counts everything anew for each merge, and the faults that incremental counting is prone to.
#include "tokenizer/training/merge_learner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/interrupt.h"
#include "base/random.h"
#include "base/thread_pool.h"

namespace jangin::tokenizer {
namespace {

using Merges = std::vector<std::pair<TokenId, TokenId>>;
struct CountedWord {
  std::string bytes;
  uint64_t count;
};

/// Letters 'a', 'b', … are the first ids.
LearnedTokens letters(size_t count) {
  LearnedTokens tokens;
  for (size_t i = 0; i < count; ++i) {
    tokens.bytes.emplace_back(1, static_cast<char>('a' + i));
    tokens.known.insert(tokens.bytes.back());
  }
  return tokens;
}

struct Learned {
  LearnedTokens tokens;
  uint64_t total = 0;
};

Learned learn(const std::vector<CountedWord>& words, size_t alphabet, MergeLearner::Limits limits) {
  Progress progress("learning", 0, "tokens");
  Learned out{letters(alphabet)};
  MergeLearner learner;
  for (const CountedWord& word : words) {
    std::vector<TokenId> symbols;
    for (char c : word.bytes) symbols.push_back(c - 'a');
    EXPECT_TRUE(learner.add(symbols, word.count));
  }
  EXPECT_TRUE(learner.learn(limits, out.tokens, progress));
  out.total = learner.tokens();
  return out;
}

/// The definition, and nothing else.
Learned learn_naively(const std::vector<CountedWord>& words, size_t alphabet, const MergeLearner::Limits& limits) {
  Learned out{letters(alphabet)};
  LearnedTokens& tokens = out.tokens;
  std::vector<std::vector<TokenId>> symbols;
  for (const CountedWord& word : words) {
    symbols.emplace_back();
    for (char c : word.bytes) symbols.back().push_back(c - 'a');
  }
  while (tokens.bytes.size() < limits.vocabulary) {
    std::map<std::pair<TokenId, TokenId>, uint64_t> counts;  // in the order of ids
    for (size_t w = 0; w < words.size(); ++w) {
      for (size_t i = 0; i + 1 < symbols[w].size(); ++i) counts[{symbols[w][i], symbols[w][i + 1]}] += words[w].count;
    }
    uint64_t best_count = limits.min_frequency - 1;
    std::pair<TokenId, TokenId> best;
    for (const auto& [pair, count] : counts) {
      const std::string bytes = tokens.bytes[static_cast<size_t>(pair.first)] + tokens.bytes[static_cast<size_t>(pair.second)];
      const bool allowed = !tokens.known.contains(bytes) && (!limits.allowed || limits.allowed(bytes));
      if (allowed && count > best_count) best_count = count, best = pair;
    }
    if (best_count < limits.min_frequency) break;
    const auto merged = static_cast<TokenId>(tokens.bytes.size());
    tokens.bytes.push_back(tokens.bytes[static_cast<size_t>(best.first)] + tokens.bytes[static_cast<size_t>(best.second)]);
    tokens.known.insert(tokens.bytes.back());
    tokens.merges.push_back(best);
    for (std::vector<TokenId>& word : symbols) {
      for (size_t i = 0; i + 1 < word.size(); ++i) {
        if (word[i] != best.first || word[i + 1] != best.second) continue;
        word[i] = merged;
        word.erase(word.begin() + static_cast<ptrdiff_t>(i) + 1);
      }
    }
  }
  for (size_t w = 0; w < words.size(); ++w) out.total += symbols[w].size() * words[w].count;
  return out;
}

std::vector<CountedWord> random_words(uint64_t seed, size_t count, uint64_t alphabet) {
  Random random(seed);
  std::vector<CountedWord> words;
  for (size_t i = 0; i < count; ++i) {
    CountedWord word{"", 1 + random.next_u32() % 4};
    for (uint32_t length = random.next_u32() % 14; length > 0; --length) word.bytes += static_cast<char>('a' + random.next_u32() % alphabet);
    words.push_back(word);
  }
  return words;
}

class MergeLearning : public testing::Test {
 protected:
  void SetUp() override { set_progress_style(ProgressStyle::silent); }
  void TearDown() override {
    ThreadPool::set_threads(2);
    set_progress_style(ProgressStyle::automatic);
  }
};

TEST_F(MergeLearning, EqualsCountingAnew) {
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const uint64_t alphabet = 1 + seed % 5;
    const auto words = random_words(seed, 5 + 8 * seed % 90, alphabet);
    MergeLearner::Limits limits{.vocabulary = alphabet + 60, .min_frequency = 1 + seed % 3, .allowed = {}};
    if (seed % 4 == 3) limits.allowed = [](std::string_view bytes) { return bytes.size() <= 3; };
    const Learned fast = learn(words, alphabet, limits);
    const Learned naive = learn_naively(words, alphabet, limits);
    ASSERT_EQ(fast.tokens.merges, naive.tokens.merges) << "seed " << seed;
    ASSERT_EQ(fast.tokens.bytes, naive.tokens.bytes) << "seed " << seed;
    ASSERT_EQ(fast.total, naive.total) << "seed " << seed;
  }
}

TEST_F(MergeLearning, TiesGoToTheLowestIds) {
  EXPECT_EQ(learn({{"cd", 5}, {"ab", 5}, {"ad", 5}}, 4, {.vocabulary = 7, .allowed = {}}).tokens.merges, (Merges{{0, 1}, {0, 3}, {2, 3}}));
}

TEST_F(MergeLearning, OverlappingPairsMergeFromTheLeft) {
  const Learned learned = learn({{"aaaaa", 3}}, 1, {.vocabulary = 4, .allowed = {}});
  EXPECT_EQ(learned.tokens.bytes, (std::vector<std::string>{"a", "aa", "aaa", "aaaaa"}));  // aa·aa·a, aa·aaa, aaaaa
  EXPECT_EQ(learned.total, 3u);
}

TEST_F(MergeLearning, PairsThatLostTheirCountComeLater) {
  // "bc" has 10 until "ab" takes 9 of them away; then "de" is before it.
  const Learned learned = learn({{"abc", 9}, {"bc", 1}, {"ab", 9}, {"de", 8}}, 5, {.vocabulary = 9, .allowed = {}});
  EXPECT_EQ(learned.tokens.merges, (Merges{{0, 1}, {5, 2}, {3, 4}, {1, 2}}));
}

TEST_F(MergeLearning, CountsGoBeyond32Bits) {
  const uint64_t many = (uint64_t{1} << 32) + 1;
  const uint64_t fewer = (uint64_t{1} << 31) + 1;
  const Learned learned = learn({{"ab", 7}, {"cde", many}, {"fg", fewer}, {"de", many}}, 7, {.vocabulary = 11, .allowed = {}});
  EXPECT_EQ(learned.tokens.merges, (Merges{{3, 4}, {2, 7}, {5, 6}, {0, 1}}));  // de, c·de, fg, ab
  EXPECT_EQ(learned.total, 7 + 2 * many + fewer);
}

TEST_F(MergeLearning, MakesNothingThatIsKnown) {
  LearnedTokens tokens = letters(4);
  tokens.known.insert("abc");  // a special token, say
  MergeLearner learner;
  ASSERT_TRUE(learner.add(std::vector<TokenId>{0, 1, 2}, 5));
  Progress progress("learning", 0, "tokens");
  ASSERT_TRUE(learner.learn({.vocabulary = 9, .allowed = {}}, tokens, progress));
  EXPECT_EQ(tokens.merges, (Merges{{0, 1}}));
}

TEST_F(MergeLearning, AnyNumberOfThreadsGivesTheSame) {
  const auto words = random_words(7, 30000, 6);  // enough for several parts and for merges on all threads
  std::vector<Learned> results;
  for (int threads : {1, 2, 5}) {
    ThreadPool::set_threads(threads);
    results.push_back(learn(words, 6, {.vocabulary = 300, .min_frequency = 2, .allowed = {}}));
  }
  EXPECT_EQ(results[1].tokens.merges, results[0].tokens.merges);
  EXPECT_EQ(results[2].tokens.merges, results[0].tokens.merges);
  EXPECT_EQ(results[2].total, results[0].total);
  EXPECT_EQ(results[0].tokens.bytes.size(), 300u);
}

TEST_F(MergeLearning, StopsWhenAsked) {
  MergeLearner learner;
  ASSERT_TRUE(learner.add(std::vector<TokenId>{0, 1}, 2));
  LearnedTokens tokens = letters(2);
  Progress progress("learning", 0, "tokens");
  set_interrupted(true);
  const Status learned = learner.learn({.vocabulary = 3, .allowed = {}}, tokens, progress);
  set_interrupted(false);
  ASSERT_FALSE(learned);
  EXPECT_EQ(learned.error().code, ErrorCode::interrupted);
}

}  // namespace
}  // namespace jangin::tokenizer
