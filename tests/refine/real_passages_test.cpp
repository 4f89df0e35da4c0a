// The two steps that compare passages on real documents against brute force: two chemistry books that overlap, Korean statutes. Skipped, with a
// line that says so, where the data is not beside the checkout.
#include <gtest/gtest.h>

#include <algorithm>
#include <unordered_map>

#include "refine/corpus_for_tests.h"
#include "refine/duplicates/shingles.h"
#include "refine/markdown_blocks.h"
#include "refine/real_data_for_tests.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

class RealPassages : public RealDataTest {
 protected:
  static std::vector<Judgement> judge(const char* step, const PassageCorpus& corpus, const RefineConfig& config = {}) {
    auto judged = find_step(step)->make(config).value()->compare_passages(corpus);
    EXPECT_TRUE(judged) << judged.error().text();
    return *judged;
  }

  /// Word by word what the definition says; how many passages are noted and rejected.
  static void expect_spans_as_by_brute_force(const PassageCorpus& corpus, size_t least_noted) {
    for (const char* reject : {"none", "all"}) {
      RefineConfig config;
      config.repeated_spans.reject = reject;
      const auto judged = judge("repeated_spans", corpus, config);
      const SpanOracle oracle(corpus, static_cast<size_t>(config.repeated_spans.min_words), config.repeated_spans.reject == "all");
      size_t noted = 0, gone = 0, repeated = 0, words = 0;
      for (size_t p = 0; p < judged.size(); ++p) {
        if (!corpus.is_judged(p) || oracle.words[p] == 0) continue;
        EXPECT_DOUBLE_EQ(judged[p].score, static_cast<double>(oracle.repeated[p]) / static_cast<double>(oracle.words[p])) << corpus.text_of(p);
        EXPECT_EQ(judged[p].pass, oracle.out[p] == 0) << corpus.text_of(p);
        noted += judged[p].score > 0 ? 1 : 0, gone += judged[p].pass ? 0 : 1;
        repeated += oracle.repeated[p], words += oracle.words[p];
      }
      std::printf("repeated_spans, \"%s\": %zu of %zu words repeated, %zu passages named, %zu of them rejected\n", reject, repeated, words, noted,
                  gone);
      EXPECT_GE(noted, least_noted);
    }
  }

  struct Found {
    size_t pairs = 0, found = 0, named = 0, strangers = 0;
  };
  /// Of the pairs whose exact Jaccard similarity over word 5-grams is at least `bar`, those of which a verdict names one; of named passages,
  /// those of which no other passage is above 0.5.
  static Found count_near_duplicates(const PassageCorpus& corpus, double bar) {
    const auto judged = judge("near_duplicate_passages", corpus);
    std::vector<std::vector<uint64_t>> sets(corpus.passages().size());
    std::unordered_map<uint64_t, std::vector<uint32_t>> holders;
    Found found;
    std::vector<double> best(sets.size());
    for (uint32_t p = 0; p < sets.size(); ++p) {
      if (!corpus.is_judged(p) || count_words(corpus.text_of(p)) < 20) continue;
      hash_shingles(corpus.text_of(p), ShingleUnit::word, 5, sets[p]);
      std::sort(sets[p].begin(), sets[p].end());
      sets[p].erase(std::unique(sets[p].begin(), sets[p].end()), sets[p].end());
      std::unordered_map<uint32_t, size_t> common;
      for (uint64_t shingle : sets[p]) {
        for (uint32_t other : holders[shingle]) ++common[other];
        holders[shingle].push_back(p);
      }
      for (const auto& [other, count] : common) {
        const double similarity = static_cast<double>(count) / static_cast<double>(sets[p].size() + sets[other].size() - count);
        best[p] = std::max(best[p], similarity), best[other] = std::max(best[other], similarity);
        if (similarity < bar) continue;
        ++found.pairs;
        found.found += judged[p].detail.empty() && judged[other].detail.empty() ? 0 : 1;
      }
    }
    for (size_t p = 0; p < judged.size(); ++p) {
      found.named += judged[p].detail.empty() ? 0 : 1;
      found.strangers += !judged[p].detail.empty() && best[p] < 0.5 ? 1 : 0;
    }
    std::printf("near_duplicate_passages: %zu of %zu pairs at %.2f or more found, %zu passages named, %zu of them like none\n", found.found,
                found.pairs, bar, found.named, found.strangers);
    return found;
  }
};

TEST_F(RealPassages, TwoBooksThatOverlap) {
  if (!unpack("en-chemistry")) GTEST_SKIP();
  const PassageCorpus corpus = make_corpus(documents_);
  expect_spans_as_by_brute_force(corpus, 100);
  const Found found = count_near_duplicates(corpus, 0.85);
  EXPECT_GE(found.pairs, 50U);
  EXPECT_GE(static_cast<double>(found.found), 0.98 * static_cast<double>(found.pairs));
  EXPECT_EQ(found.strangers, 0U);
}

TEST_F(RealPassages, StatutesOnSafety) {
  if (!unpack("ko-industrial-safety")) GTEST_SKIP();
  const PassageCorpus corpus = make_corpus(documents_);
  expect_spans_as_by_brute_force(corpus, 5);
  const Found found = count_near_duplicates(corpus, 0.85);
  EXPECT_EQ(found.found, found.pairs);
  EXPECT_EQ(found.strangers, 0U);
}

using RealPassagesLong = RealPassages;
TEST_F(RealPassagesLong, SomeOfAllStatutes) {
  if (!unpack("ko-statutes")) GTEST_SKIP();
  std::vector<record::Document> some;
  for (size_t i = 0; i < documents_.size(); i += 8) some.push_back(std::move(documents_[i]));
  const PassageCorpus corpus = make_corpus(some);
  expect_spans_as_by_brute_force(corpus, 100);
  const Found found = count_near_duplicates(corpus, 0.85);
  EXPECT_GE(static_cast<double>(found.found), 0.98 * static_cast<double>(found.pairs));
  EXPECT_EQ(found.strangers, 0U);
}

}  // namespace
}  // namespace jangin::refine
