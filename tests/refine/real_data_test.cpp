// Real documents, when the folder of test data lies beside the checkout: two overlapping chemistry books, Korean statutes. Skipped, with a
// line that says so, where it is absent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/clock.h"
#include "refine/markdown_blocks.h"
#include "refine/real_data_for_tests.h"
#include "refine/refine.h"

namespace jangin::refine {
namespace {

class RealData : public RealDataTest {
 protected:
  bool collect_archive(const std::string& name) {
    if (!unpack(name)) return false;
    collect(documents_);
    return true;
  }

  RefineReport refine_now() {
    auto report = refine({workspace_, {}});
    EXPECT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->documents_kept + report->documents_rejected, documents_.size());
    EXPECT_EQ(report->passages_kept + report->passages_merged + report->passages_rejected, report->passages_cut);
    return *report;
  }

  /// Every word of every kept document is in a heading or in exactly one passage's occurrence; every occurrence is a slice.
  void expect_nothing_lost() {
    auto documents = record::read_documents(workspace_ / "refine" / "documents.parquet");
    ASSERT_TRUE(documents);
    std::map<std::string, const record::Document*> by_id;
    uint64_t words = 0, found = 0;
    for (const record::Document& document : *documents) {
      by_id[document.doc_id] = &document;
      for (const Block& block : split_blocks(document.text)) words += block.kind == BlockKind::heading ? 0 : block.words;
    }
    for (const char* folder : {"refine", "rejected/refine"}) {
      auto passages = record::read_passages(workspace_ / folder / "passages.parquet");
      ASSERT_TRUE(passages);
      for (const record::Passage& passage : *passages) {
        for (const record::Occurrence& occurrence : passage.occurrences) {
          auto document = by_id.find(occurrence.doc_id);
          if (document == by_id.end()) continue;  // a rejected twin
          ASSERT_EQ(document->second->text.compare(occurrence.span.begin, occurrence.span.size(), passage.text), 0);
          found += count_words(passage.text);
        }
      }
    }
    EXPECT_EQ(found, words);
  }
};

TEST_F(RealData, TwoBooksThatOverlap) {
  if (!collect_archive("en-chemistry")) GTEST_SKIP();
  RefineReport report = refine_now();
  expect_nothing_lost();
  EXPECT_GE(report.documents_rejected, 5U) << "chapters that both books hold word for word";
  EXPECT_GE(report.passages_merged, 150U) << "passages that both books hold";
  auto verdicts = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet");
  ASSERT_TRUE(verdicts);
  EXPECT_GE(
      std::count_if(verdicts->begin(), verdicts->end(), [](const record::Verdict& v) { return v.step == "near_duplicates" && v.score >= 0.75; }), 10)
      << "chapters that differ in a few words";
  EXPECT_LE(report.masked["name"], 60U) << "the authors, and who is called Dr. in the text";
  report.masked.erase("name");
  EXPECT_TRUE(report.masked.empty()) << "chemistry names nobody's telephone";
  EXPECT_EQ(report.languages.count("ko"), 0U);
  EXPECT_GE(report.languages["en"], 150U);
  auto passages = record::read_passages(workspace_ / "refine" / "passages.parquet");
  ASSERT_TRUE(passages);
  auto long_ones = std::count_if(passages->begin(), passages->end(), [](const record::Passage& passage) { return count_words(passage.text) > 480; });
  EXPECT_LE(long_ones, 20) << "tables only";
}

TEST_F(RealData, StatutesOnSafety) {
  if (!collect_archive("ko-industrial-safety")) GTEST_SKIP();
  RefineReport report = refine_now();
  expect_nothing_lost();
  EXPECT_EQ(report.documents_rejected, 0U);
  EXPECT_EQ(report.languages, (std::map<std::string, uint64_t>{{"ko", documents_.size()}}));
  EXPECT_TRUE(report.masked.empty()) << "articles, dates and law numbers are no telephone numbers";
  for (const ReasonCount& reason : report.reasons) EXPECT_EQ(reason.reason, "too_short") << reason.examples[0];
  auto passages = record::read_passages(workspace_ / "refine" / "passages.parquet");
  ASSERT_TRUE(passages);
  auto article = std::find_if(passages->begin(), passages->end(), [](const record::Passage& passage) {
    return passage.heading_path == std::vector<std::string>{"제1편 총칙", "제2장 작업장", "제8조 (조도)"};
  });
  ASSERT_NE(article, passages->end());
  EXPECT_THAT(article->text, ::testing::HasSubstr("750럭스")) << "an article is one passage, its items with it";
  auto rejected = record::read_passages(workspace_ / "rejected" / "refine" / "passages.parquet");
  ASSERT_TRUE(rejected);
  for (const record::Passage& passage : *rejected)
    EXPECT_THAT(passage.text, ::testing::ContainsRegex("삭제|^[*][*]")) << "articles without content, and subheadings";
}

using RealDataLong = RealData;
TEST_F(RealDataLong, AllStatutes) {
  if (!collect_archive("ko-statutes")) GTEST_SKIP();
  uint64_t bytes = 0;
  for (const record::Document& document : documents_) bytes += document.text.size();
  documents_.shrink_to_fit();
  Stopwatch watch;
  RefineReport report = refine_now();
  std::printf("%.1f MB in %.1f s, peak %.0f MB\n", static_cast<double>(bytes) / 1e6, watch.seconds(), static_cast<double>(peak_memory_bytes()) / 1e6);
  EXPECT_EQ(report.documents_rejected, 0U);
  EXPECT_EQ(report.languages["ko"], documents_.size());
  EXPECT_LE(report.masked["phone"] + report.masked["email"], 60U);
  for (const auto& [kind, places] : report.masked) std::printf("masked: %s %zu\n", kind.c_str(), static_cast<size_t>(places));
  expect_nothing_lost();
}

}  // namespace
}  // namespace jangin::refine
