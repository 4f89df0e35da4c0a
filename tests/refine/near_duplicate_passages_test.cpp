// Step `near_duplicate_passages`: which of two similar passages stays, what is only noted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/thread_pool.h"
#include "refine/corpus_for_tests.h"
#include "refine/documents_for_tests.h"
#include "refine/refine.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

std::vector<Judgement> judge(const PassageCorpus& corpus, const NearDuplicatePassagesConfig& near, const std::string& profile = "documents") {
  RefineConfig config;
  config.profile = profile;
  config.near_duplicate_passages = near;
  auto judged = find_step("near_duplicate_passages")->make(config).value()->compare_passages(corpus);
  EXPECT_TRUE(judged) << judged.error().text();
  return *judged;
}

std::vector<std::string> reasons(const std::vector<Judgement>& judgements) {
  std::vector<std::string> found;
  for (const Judgement& judgement : judgements) found.push_back(judgement.reason);
  return found;
}

/// Sentences first … first + count - 1, of twelve words each.
std::string sentences(int first, int count) {
  std::mt19937 random(5);
  std::string text;
  for (int i = 0; i < first + count; ++i) {
    std::string sentence = "The";
    for (int w = 0; w < 11; ++w) sentence += " word" + std::to_string(random() % 3000);
    if (i >= first) text += sentence + ". ";
  }
  return text;
}

record::Document section(const std::string& name, const std::string& heading, const std::string& text) {
  return make_document(name, "# " + heading + "\n\n" + text + "\n");
}

TEST(NearDuplicatePassages, NotedByDefault) {
  std::string text = sentences(0, 12), edited = text;
  edited.replace(edited.find("word"), 4, "other");
  const PassageCorpus corpus = make_corpus(
      {section("a.md", "Homing", edited), section("b.md", "2.1 Homing", text + sentences(20, 1)), section("c.md", "Other", sentences(40, 12))});
  const auto judged = judge(corpus, {});
  EXPECT_THAT(reasons(judged), ElementsAre("", "", ""));
  EXPECT_THAT(judged[0].detail, StartsWith("noted: near_duplicate_passage: like b.md, 2.1 Homing, estimated 0.8"));
  EXPECT_GE(judged[0].score, 0.75);
  EXPECT_EQ(judged[1].detail + judged[2].detail, "") << "the longer one is what the other is like";
}

TEST(NearDuplicatePassages, CoveredOnesGoUnderTheSameHeadingOnly) {
  const std::string text = sentences(0, 12);
  std::string wrapped = sentences(1, 11), edited = text;
  wrapped[wrapped.find(' ', 70)] = '\n';
  edited.replace(edited.find("word"), 4, "other");
  const PassageCorpus corpus = make_corpus({section("a.md", "3 Homing", wrapped), section("b.md", "2.1 Homing", text),
                                            section("c.md", "Model B", text), section("d.md", "Homing", edited)});
  const auto judged = judge(corpus, {.reject = "covered"});
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate_passage", "", "", ""));
  EXPECT_THAT(judged[0].detail, StartsWith("like b.md, 2.1 Homing, estimated "));
  EXPECT_THAT(judged[2].detail, StartsWith("noted: ")) << "what holds for model B must not be lost";
  EXPECT_THAT(judged[1].detail, StartsWith("noted: near_duplicate_passage: like d.md"))
      << "d.md's is the longest, and b.md's has a sentence that it lacks";
}

TEST(NearDuplicatePassages, WebKeepsTheLongest) {
  std::string text = sentences(0, 12), edited = text;
  edited.replace(edited.find("word"), 4, "other");
  const PassageCorpus corpus = make_corpus({section("a.md", "A", text), section("b.md", "B", edited), section("c.md", "C", text)});
  EXPECT_THAT(reasons(judge(corpus, {}, "web")), ElementsAre("near_duplicate_passage", "", "near_duplicate_passage"));
  EXPECT_THAT(reasons(judge(corpus, {.reject = "none"}, "web")), ElementsAre("", "", ""));
}

TEST(NearDuplicatePassages, ShortOnesAreNotCompared) {
  const PassageCorpus corpus = make_corpus({section("a.md", "A", sentences(0, 2)), section("b.md", "B", sentences(0, 2))});
  EXPECT_THAT(reasons(judge(corpus, {.reject = "all"})), ElementsAre("", "near_duplicate_passage"));
  EXPECT_THAT(reasons(judge(corpus, {.min_words = 25, .reject = "all"})), ElementsAre("", ""));
}

TEST(NearDuplicatePassages, RejectedAndEqualOnesAreNotCompared) {
  const std::string text = sentences(0, 10);
  const std::vector<record::Document> documents{section("a.md", "A", text), section("b.md", "A", text),
                                                section("c.md", "Gone", text + sentences(20, 1))};
  const PassageCorpus corpus = make_corpus(documents, {}, [](const record::Passage& passage) { return passage.heading_path.back() == "Gone"; });
  EXPECT_EQ(corpus.passages()[1].first, 0U);
  for (const Judgement& judgement : judge(corpus, {.reject = "all"})) EXPECT_TRUE(judgement.pass && judgement.detail.empty()) << judgement.detail;
}

TEST(NearDuplicatePassages, ThreadsDoNotMatter) {
  std::vector<record::Document> documents;
  for (int i = 0; i < 600; ++i) documents.push_back(section("d" + std::to_string(i), "H" + std::to_string(i % 3), sentences(i % 40, 8 + i % 5)));
  const PassageCorpus corpus = make_corpus(documents);
  std::vector<std::vector<std::string>> outcomes;
  for (int threads : {1, 3}) {
    ThreadPool::set_threads(threads);
    outcomes.emplace_back();
    for (const Judgement& judgement : judge(corpus, {.reject = "covered"})) outcomes.back().push_back(judgement.reason + judgement.detail);
  }
  EXPECT_EQ(outcomes[0], outcomes[1]);
}

class NearDuplicatePassagesInRefine : public WorkspaceTest {};

TEST_F(NearDuplicatePassagesInRefine, AccountsForThem) {
  const std::string text = sentences(0, 12);
  collect({section("a.md", "A", sentences(1, 11)), section("b.md", "A", text),
           make_document("c.md", "# B\n\n" + sentences(50, 9) + "\n\n# A\n\n" + sentences(1, 11) + "\n")});
  RefineConfig config;
  config.steps = {"near_duplicate_passages"};
  config.near_duplicate_passages.reject = "covered";
  auto report = refine({workspace_, config});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->passages_cut, 4U);
  EXPECT_EQ(report->passages_kept, 2U);
  EXPECT_EQ(report->passages_rejected, 2U) << "a.md's, with its second occurrence";
  EXPECT_EQ(report->passages_merged, 0U);
  ASSERT_EQ(report->reasons.size(), 1U);
  EXPECT_EQ(report->reasons[0].reason, "near_duplicate_passage");
  EXPECT_EQ(report->reasons[0].passages, 2U);
  config.near_duplicate_passages.reject = "none";
  report = refine({workspace_, config});
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->skipped) << "the setting counts";
  EXPECT_EQ(report->passages_kept, 3U);
  EXPECT_EQ(report->passages_merged, 1U);
  const auto verdicts = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet").value();
  EXPECT_EQ(std::count_if(verdicts.begin(), verdicts.end(),
                          [](const record::Verdict& v) { return v.pass && v.detail.starts_with("noted: near_duplicate_passage"); }),
            1);
}

}  // namespace
}  // namespace jangin::refine
