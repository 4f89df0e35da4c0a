// Cutting and merging passages: sizes, whole blocks, headings, pages, and one section in two manuals.
#include "refine/passages.h"

#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "refine/documents_for_tests.h"
#include "refine/markdown_blocks.h"
#include "refine/passage_merger.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::StartsWith;

std::vector<record::Passage> cut(const std::string& text, const PassageConfig& config = {}) { return cut_passages(make_document("a", text), config); }

/// Every passage is a slice, in order, without overlap, and together they hold every word that is not in a heading.
void expect_slices(const std::string& text, const std::vector<record::Passage>& passages) {
  size_t end = 0;
  uint64_t words = 0, heading_words = 0;
  for (size_t i = 0; i < passages.size(); ++i) {
    const record::Occurrence& occurrence = passages[i].occurrences.at(0);
    ASSERT_EQ(text.substr(occurrence.span.begin, occurrence.span.size()), passages[i].text);
    ASSERT_GE(occurrence.span.begin, end);
    ASSERT_EQ(occurrence.ordinal, i);
    end = occurrence.span.end;
    words += count_words(passages[i].text);
  }
  for (const Block& block : split_blocks(text)) heading_words += block.kind == BlockKind::heading ? block.words : 0;
  ASSERT_EQ(words + heading_words, count_words(text));
}

TEST(Blocks, Kinds) {
  std::string text =
      "# Title\n\nA paragraph\nof two lines.\n\n- one\n  more\n\n- two\n\n1. first\n2. second\n\nAfter.\n\n| a | b |\n|---|---|\n\n```\n# no "
      "heading\n\n- no list\n```\n####### no\n  1\\. statute item\n";
  std::vector<BlockKind> kinds;
  for (const Block& block : split_blocks(text)) kinds.push_back(block.kind);
  using enum BlockKind;
  EXPECT_THAT(kinds, ElementsAre(heading, paragraph, list, paragraph, table, code, paragraph, list));
  EXPECT_TRUE(split_blocks("").empty());
  EXPECT_EQ(split_blocks("```\nnever closed\n\n# x").size(), 1U);
}

TEST(Passages, HeadingPathsAndSlices) {
  std::string text = "Before any heading.\n\n# Manual\n\nIntro.\n\n## Axes\n\n### Homing\n\nHoming text.\n\n## Tools ##x\n\nTool text.\n";
  auto passages = cut(text);
  expect_slices(text, passages);
  ASSERT_EQ(passages.size(), 4U);
  EXPECT_TRUE(passages[0].heading_path.empty());
  EXPECT_THAT(passages[1].heading_path, ElementsAre("Manual"));
  EXPECT_THAT(passages[2].heading_path, ElementsAre("Manual", "Axes", "Homing"));
  EXPECT_EQ(passages[2].text, "Homing text.");
  EXPECT_THAT(passages[3].heading_path, ElementsAre("Manual", "Tools ##x"));
}

TEST(Passages, StatuteHeadingsMaySkipLevels) {
  auto passages =
      cut("# 법\n\n## 제1장 총칙\n\n##### 제1조 (목적)\n\n이 법은 기준을 정한다.\n\n##### 제2조 (정의)\n\n용어의 뜻은 다음과 같다.\n\n  1\\. "
          "\"근로자\"란 사람을 말한다.\n");
  ASSERT_EQ(passages.size(), 2U);
  EXPECT_THAT(passages[1].heading_path, ElementsAre("법", "제1장 총칙", "제2조 (정의)"));
  EXPECT_THAT(passages[1].text, EndsWith("사람을 말한다."));
}

TEST(Passages, LongSectionsAreCutNearTheMean) {
  std::string text = "# Long\n\n";
  for (int i = 0; i < 20; ++i) text += prose(60, i) + "\n\n";
  auto passages = cut(text);
  expect_slices(text, passages);
  ASSERT_GE(passages.size(), 3U);
  for (const record::Passage& passage : passages) {
    EXPECT_GE(count_words(passage.text), 240U);
    EXPECT_LE(count_words(passage.text), 480U);
  }
  auto one = cut("# Long\n\n" + prose(1500) + "\n");
  expect_slices("# Long\n\n" + prose(1500) + "\n", one);
  ASSERT_GE(one.size(), 4U) << "a paragraph that is too long is cut between sentences";
  for (const record::Passage& passage : one) EXPECT_LE(count_words(passage.text), 480U);
  EXPECT_EQ(cut("# S\n\n" + prose(390) + "\n\n" + prose(30, 1) + "\n").size(), 1U) << "a short end joins the part before";
}

TEST(Passages, TablesListsAndCodeStayWhole) {
  std::string table = "| pin | meaning |\n|---|---|\n";
  for (int i = 0; i < 100; ++i) table += "| pin." + std::to_string(i) + " | means " + std::to_string(i) + " |\n";
  std::string text = "# Pins\n\n" + prose(300) + "\n\nThe pins are:\n\n" + table;
  auto passages = cut(text);
  expect_slices(text, passages);
  ASSERT_EQ(passages.size(), 2U);
  EXPECT_THAT(passages[1].text, StartsWith("The pins are:")) << "the sentence that announces a table stays with it";
  EXPECT_THAT(passages[1].text, EndsWith("| pin.99 | means 99 |"));
  PassageConfig small;
  small.max_block_words = 100;
  small.max_words = 60;
  small.min_words = 20;
  auto pieces = cut(text, small);
  expect_slices(text, pieces);
  for (const record::Passage& piece : pieces) {
    EXPECT_LE(count_words(piece.text), 100U);
    EXPECT_EQ(piece.text.find("| pin.") == std::string::npos || piece.text.back() == '|', true) << "cut between rows only";
  }
}

TEST(Passages, AnIndentedListIsCutBetweenItsOutermostItems) {
  std::string text = "# 제1조\n\n";
  for (int i = 1; i <= 40; ++i) text += "  " + std::to_string(i) + "\\. " + prose(40, i) + "\n    가\\. " + prose(10, i) + "\n";
  auto passages = cut(text);
  expect_slices(text, passages);
  ASSERT_GE(passages.size(), 4U);
  for (const record::Passage& passage : passages) {
    EXPECT_LE(count_words(passage.text), 480U);
    EXPECT_THAT(passage.text, ::testing::ContainsRegex("^ *[0-9]+")) << "an item stays with what is below it";
  }
}

TEST(Passages, PagesComeFromPlaces) {
  record::Document document = make_document("a", "# T\n\nfirst text\n\n## U\n\nsecond text\n");
  document.places = {{{0, 4}, 7, 0, 0, 0, 0, {}},
                     {{5, 15}, 7, 0, 0, 0, 0, {}},
                     {{17, 21}, 8, 0, 0, 0, 0, {}},
                     {{23, 29}, 8, 0, 0, 0, 0, {}},
                     {{29, 34}, 9, 0, 0, 0, 0, {}}};
  auto passages = cut_passages(document, {});
  ASSERT_EQ(passages.size(), 2U);
  EXPECT_EQ(passages[0].occurrences[0].page_first, 7U);
  EXPECT_EQ(passages[0].occurrences[0].page_last, 7U);
  EXPECT_EQ(passages[1].occurrences[0].page_first, 8U);
  EXPECT_EQ(passages[1].occurrences[0].page_last, 9U);
  EXPECT_EQ(cut("plain text\n")[0].occurrences[0].page_first, 0U);
}

TEST(Passages, NumberingIsNotTheName) {
  EXPECT_EQ(without_numbering("11.5.2 Homing"), "Homing");
  EXPECT_EQ(without_numbering("3. Axes and joints"), "Axes and joints");
  EXPECT_EQ(without_numbering("A.1 Pins"), "Pins");
  EXPECT_EQ(without_numbering("G92.3 Restore"), "G92.3 Restore");
  EXPECT_EQ(without_numbering("제2장 기계"), "제2장 기계");
  EXPECT_EQ(without_numbering("2026"), "2026");
  EXPECT_EQ(without_numbering("I Introduction"), "I Introduction");
}

TEST(Passages, OneSectionInTwoManualsIsOnePassage) {
  std::string section = prose(60);
  record::Document big = make_document("big.pdf", "# 11 Configuration\n\n## 11.2 Homing\n\n" + section + "\n\n## 11.3 Limits\n\nSee above.\n");
  record::Document small = make_document("small.pdf", "# Getting Started\n\n# 2 Homing\n\n" + section + "\n\n# 3 Speeds\n\nSee above.\n");
  std::filesystem::path file = std::filesystem::temp_directory_path() / ("jangin_merger_" + std::to_string(::getpid()) + ".parquet");
  PassageMerger merger(std::move(*record::open_passages(file)));
  std::vector<bool> fresh;
  for (const record::Document& document : {big, small}) {
    merger.begin_document(document.doc_id);
    for (const record::Passage& passage : cut_passages(document, {})) fresh.push_back(*merger.add(passage));
  }
  EXPECT_THAT(fresh, ElementsAre(true, true, false, true)) << "short texts under other headings are other passages";
  ASSERT_TRUE(merger.finish());
  auto passages = *record::read_passages(file);
  std::filesystem::remove(file);
  std::filesystem::remove(file.parent_path() / (file.stem().string() + ".occurrences.parquet"));
  ASSERT_EQ(passages.size(), 3U);
  ASSERT_EQ(passages[0].occurrences.size(), 2U);
  EXPECT_THAT(passages[0].heading_path, ElementsAre("11 Configuration", "11.2 Homing"));
  for (size_t i = 0; i < 2; ++i) {
    const record::Document& document = i == 0 ? big : small;
    EXPECT_EQ(passages[0].occurrences[i].doc_id, document.doc_id);
    EXPECT_EQ(document.text.substr(passages[0].occurrences[i].span.begin, passages[0].occurrences[i].span.size()), section);
  }
}

}  // namespace
}  // namespace jangin::refine
