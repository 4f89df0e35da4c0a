// Step `repeated_spans`: what it finds is what brute force finds, and what it rejects stands elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/file.h"
#include "base/thread_pool.h"
#include "record/manifest.h"
#include "refine/corpus_for_tests.h"
#include "refine/documents_for_tests.h"
#include "refine/refine.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<Judgement> judge(const PassageCorpus& corpus, const RepeatedSpansConfig& spans) {
  RefineConfig config;
  config.repeated_spans = spans;
  auto judged = find_step("repeated_spans")->make(config).value()->compare_passages(corpus);
  EXPECT_TRUE(judged) << judged.error().text();
  return *judged;
}

/// Words of their own; the same for the same seed.
std::string words(int count, uint32_t seed) {
  std::mt19937 random(seed);
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "w" : " w") + std::to_string(random() % 100'000);
  return text;
}

/// Documents of sections that are made of pieces, new ones and old ones, some wrapped otherwise.
std::vector<record::Document> woven_documents(uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<record::Document> documents;
  std::vector<std::string> pieces;
  for (int d = 0; d < 12; ++d) {
    std::string text;
    for (uint32_t section = 0; section < 1 + random() % 5; ++section) {
      if (random() % 4 != 0) text += "## Head" + std::to_string(random() % 3) + "\n\n";
      for (uint32_t k = 0; k < 1 + random() % 6; ++k) {
        std::string piece = words(1 + static_cast<int>(random() % 40), random());
        if (!pieces.empty() && random() % 3 != 0) piece = pieces[random() % pieces.size()];
        pieces.push_back(piece);
        if (random() % 3 == 0 && piece.find(' ') != piece.npos) piece.replace(piece.find(' '), 1, random() % 2 == 0 ? "\n" : "  ");
        text += piece + (random() % 3 == 0 ? "\n\n" : " ");
      }
      text += "\n\n";
    }
    documents.push_back(make_document("d" + std::to_string(d), text));
  }
  return documents;
}

bool is_unlucky(const record::Passage& passage) { return passage.text.size() % 7 == 3; }

TEST(RepeatedSpans, AsBruteForceFindsThem) {
  ThreadPool::set_threads(1);
  size_t noted = 0, rejected = 0;
  for (uint32_t seed = 0; seed < 60; ++seed) {
    const PassageCorpus corpus = make_corpus(woven_documents(seed), {.max_words = 60, .min_words = 5}, is_unlucky);
    for (int64_t n : {5, 12, 50}) {
      for (bool drops : {false, true}) {
        const auto judged = judge(corpus, {.min_words = n, .reject = drops ? "all" : "none"});
        const SpanOracle oracle(corpus, static_cast<size_t>(n), drops);
        for (size_t p = 0; p < judged.size(); ++p) {
          if (!corpus.is_judged(p)) continue;
          const double share = oracle.words[p] == 0 ? 0 : static_cast<double>(oracle.repeated[p]) / static_cast<double>(oracle.words[p]);
          ASSERT_DOUBLE_EQ(judged[p].score, share) << "seed " << seed << ", " << n << " words, passage " << p << ": " << corpus.text_of(p);
          ASSERT_EQ(judged[p].pass, oracle.out[p] == 0) << "seed " << seed << ", " << n << " words, passage " << p;
          noted += judged[p].pass && share > 0 ? 1 : 0;
          rejected += judged[p].pass ? 0 : 1;
        }
      }
    }
  }
  EXPECT_GT(noted, 1000U);
  EXPECT_GT(rejected, 200U);
}

/// Each word of a rejected passage stands, with n - 1 of those around it, in a text that is left.
TEST(RepeatedSpans, NothingIsLost) {
  constexpr size_t n = 6;
  size_t words = 0;
  for (uint32_t seed = 100; seed < 130; ++seed) {
    PassageCorpus corpus = make_corpus(woven_documents(seed), {.max_words = 60, .min_words = 5});
    std::vector<std::vector<PlacedWord>> before;
    for (const CorpusDocument& document : corpus.documents()) before.push_back(place_words(corpus, document));
    corpus.apply(judge(corpus, {.min_words = n, .reject = "all"}));
    std::string left = " ";
    for (const CorpusDocument& document : corpus.documents()) {
      int run = 0;
      for (const PlacedWord& word : place_words(corpus, document)) left += (word.run == run ? "" : "| ") + word.word + " ", run = word.run;
      left += "| ";
    }
    for (const CorpusPassage& passage : corpus.passages()) {
      if (!passage.out) continue;
      const auto& placed = before[passage.document];
      for (size_t i = 0; i < placed.size(); ++i) {
        if (placed[i].begin < passage.begin || placed[i].begin >= passage.end()) continue;
        bool stands = false;
        for (size_t from = i - std::min(i, n - 1); from <= i && from + n <= placed.size() && !stands; ++from) {
          std::string window = " ";
          for (size_t k = from; k < from + n; ++k) window += placed[k].word + " ";
          stands = left.find(window) != left.npos;
        }
        EXPECT_TRUE(stands) << "seed " << seed << ": " << placed[i].word;
        ++words;
      }
    }
  }
  EXPECT_GT(words, 1000U);
}

TEST(RepeatedSpans, NamesThePlaceAndCountsWords) {
  const std::string clause = words(60, 1);
  const PassageCorpus corpus =
      make_corpus({make_document("law.md", "# Law\n\n## Fees\n\n" + words(30, 2) + "\n" + clause + " " + words(20, 3) + "\n"),
                   make_document("decree.md", "# Decree\n\n" + words(15, 4) + " " + clause + "\n\n" + words(25, 5) + "\n"),
                   make_document("short.md", "# Short\n\n" + clause.substr(0, clause.rfind(' ', clause.size() - 70)) + "\n")});
  const auto noted = judge(corpus, {});
  ASSERT_EQ(noted.size(), 3U);
  EXPECT_EQ(noted[0].detail, "");
  EXPECT_TRUE(noted[1].pass);
  EXPECT_EQ(noted[1].detail, "noted: repeated_span: 60 of 100 words stand in earlier text, 60 of them in law.md, Fees");
  EXPECT_DOUBLE_EQ(noted[1].score, 0.6);
  EXPECT_EQ(noted[2].detail, "") << "49 words or fewer are no span";
  EXPECT_TRUE(judge(corpus, {.reject = "all"})[1].pass) << "two fifths stand only there";
  const auto strict = judge(corpus, {.share = 0.6, .reject = "all"});
  EXPECT_EQ(strict[1].reason, "repeated_span");
  EXPECT_THAT(strict[1].detail, StartsWith("60 of 100 words"));
}

TEST(RepeatedSpans, OneWordLessIsNoSpan) {
  const std::string fifty = words(50, 1);
  const std::string shorter = fifty.substr(0, fifty.rfind(' '));
  const PassageCorpus corpus = make_corpus(
      {make_document("a", fifty + " end"), make_document("b", fifty), make_document("c", shorter + " other"), make_document("d", "but " + fifty)});
  const auto judged = judge(corpus, {.reject = "all"});
  EXPECT_EQ(judged[1].reason, "repeated_span");
  EXPECT_TRUE(judged[2].pass && judged[2].detail.empty());
  EXPECT_DOUBLE_EQ(judged[3].score, 50.0 / 51);
}

TEST(RepeatedSpans, UnderAnotherHeadingTheSameWordsMaySaySomethingElse) {
  const std::string text = words(60, 1);
  const PassageCorpus corpus = make_corpus({make_document("a", "# Pump\n\n" + words(20, 2) + "\n\n# 2 Homing\n\n" + text + " " + words(9, 3) + "\n"),
                                            make_document("b", "# 7.1 Homing\n\n" + text + "\n"), make_document("c", "# Pump\n\n" + text + "\n")});
  const auto covered = judge(corpus, {.reject = "covered"}), all = judge(corpus, {.reject = "all"});
  EXPECT_EQ(covered[2].reason, "repeated_span");
  EXPECT_THAT(covered[2].detail, HasSubstr("in a, 2 Homing"));
  EXPECT_TRUE(covered[3].pass);
  EXPECT_THAT(covered[3].detail, StartsWith("noted: repeated_span: 60 of 60 words"));
  EXPECT_EQ(all[3].reason, "repeated_span");
}

/// The run begins before the passage: the place is that of the passage's own words.
TEST(RepeatedSpans, NamesThePassageAndNotWhereTheRunBegins) {
  const std::string before = words(45, 1), after = words(20, 2);
  const PassageCorpus corpus = make_corpus({make_document("a", "# One\n\n" + before + "\n\n# Two\n\n" + after + "\n"),
                                            make_document("b", "# Three\n\n" + before + "\n\n# Two\n\n" + after + "\nMore.\n")});
  const auto judged = judge(corpus, {});
  EXPECT_EQ(judged[3].detail, "noted: repeated_span: 20 of 21 words stand in earlier text, 20 of them in a, Two");
}

TEST(RepeatedSpans, ThreadsDoNotMatter) {
  const PassageCorpus corpus = make_corpus(woven_documents(7), {.max_words = 60, .min_words = 5});
  std::vector<std::vector<std::string>> outcomes;
  for (int threads : {1, 2, 5}) {
    ThreadPool::set_threads(threads);
    outcomes.emplace_back();
    for (const Judgement& judgement : judge(corpus, {.min_words = 8, .reject = "all"}))
      outcomes.back().push_back(judgement.reason + judgement.detail + std::to_string(judgement.score));
  }
  EXPECT_EQ(outcomes[0], outcomes[1]);
  EXPECT_EQ(outcomes[0], outcomes[2]);
}

class RepeatedSpansInRefine : public WorkspaceTest {};

TEST_F(RepeatedSpansInRefine, NotedInDocumentsRejectedInWeb) {
  const std::string one = prose(70, 1), two = prose(70, 2), three = prose(80, 3);
  collect({make_document("a.md", "# A\n\n" + one + "\n\n" + three + "\n"), make_document("b.md", "# B\n\n" + three + " " + two + "\n"),
           make_document("c.md", "# C\n\n" + two + "\n"), make_document("d.md", "# C\n\n" + two + "\n\n# D\n\n" + prose(90, 4) + "\n")});
  RefineConfig config;
  config.steps = {"near_duplicate_passages", "repeated_spans"};
  for (const char* profile : {"documents", "web"}) {
    config.profile = profile;
    config.near_duplicate_passages.reject = "none";
    auto report = refine({workspace_, config});
    ASSERT_TRUE(report) << report.error().text();
    const bool web = config.profile == "web";
    EXPECT_EQ(report->passages_cut, 5U);
    EXPECT_EQ(report->passages_kept, web ? 3U : 4U);
    EXPECT_EQ(report->passages_merged, web ? 0U : 1U);
    EXPECT_EQ(report->passages_rejected, web ? 2U : 0U) << "c.md's passage, and the equal one of d.md with it";
    EXPECT_EQ(report->documents_kept, 4U);
    EXPECT_EQ(report->bytes_kept, report->bytes_in);
    size_t noted = 0, rejected = 0;
    const auto verdicts = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet").value();
    for (const record::Verdict& verdict : verdicts) {
      if (verdict.step != "repeated_spans") continue;
      EXPECT_THAT(verdict.detail, HasSubstr(verdict.score < 1 ? "80 of 150 words stand in earlier text, 80 of them in a.md, A"
                                                              : "70 of 70 words stand in earlier text, 70 of them in b.md, B"));
      ++(verdict.pass ? noted : rejected);
    }
    EXPECT_EQ(rejected, web ? 1U : 0U);
    EXPECT_EQ(noted, web ? 1U : 2U);
    auto gone = record::read_passages(workspace_ / "rejected" / "refine" / "passages.parquet").value();
    ASSERT_EQ(gone.size(), web ? 1U : 0U);
    for (const record::Passage& passage : gone) EXPECT_EQ(passage.occurrences.size(), 2U);
  }
}

/// Neither do batches, threads and what a killed run has left of the texts.
TEST_F(RepeatedSpansInRefine, SameTablesHoweverItIsRun) {
  collect(woven_documents(11));
  RefineConfig config;
  config.steps = {"near_duplicate_passages", "repeated_spans"};
  config.near_duplicate_passages.reject = config.repeated_spans.reject = "all";
  config.repeated_spans.min_words = 6;
  std::string expected;
  for (const uint64_t batch_bytes : {uint64_t{1} << 30, uint64_t{1}, uint64_t{3'000}}) {
    for (const int threads : {1, 4}) {
      ThreadPool::set_threads(threads);
      std::filesystem::remove_all(workspace_ / "refine");
      ASSERT_TRUE(write_file(workspace_ / "refine" / "parts" / "passages.text", std::string(1'000'000, 'x')));
      auto report = refine({workspace_, config, batch_bytes});
      ASSERT_TRUE(report) << report.error().text();
      EXPECT_GT(report->passages_rejected, 0U);
      EXPECT_EQ(report->passages_cut, report->passages_kept + report->passages_merged + report->passages_rejected);
      const std::string hash = record::read_manifest(workspace_ / "refine" / "manifest.json")->hash();
      if (expected.empty()) expected = hash;
      EXPECT_EQ(hash, expected) << batch_bytes << " bytes, " << threads << " threads";
      EXPECT_FALSE(std::filesystem::exists(workspace_ / "refine" / "parts"));
    }
  }
}

}  // namespace
}  // namespace jangin::refine
