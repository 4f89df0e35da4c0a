// Step `near_duplicates`: which of two similar documents stays, and why the other goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "refine/documents_for_tests.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Paragraphs of different words: paragraph i of `first` … `first + count - 1`.
std::string paragraphs(int first, int count, int words = 40) {
  std::mt19937 random(7);
  std::string text;
  for (int i = 0; i < first + count; ++i) {
    std::string one;
    for (int w = 0; w < words; ++w) one += (w == 0 ? "" : " ") + std::string("word") + std::to_string(random() % 5000);
    if (i >= first) text += one + ".\n\n";
  }
  return text;
}

std::vector<Judgement> compare(const std::vector<record::Document>& documents, const NearDuplicatesConfig& near = {}) {
  RefineConfig config;
  config.near_duplicates = near;
  auto step = find_step("near_duplicates")->make(config).value();
  std::vector<SketchedDocument> sketched;
  for (const record::Document& document : documents)
    sketched.push_back({document.doc_id, document.text_id, document.source_id, document.path_inside, document.language, document.text.size(),
                        step->sketch(document)});
  std::vector<Judgement> judgements = step->compare(sketched);
  EXPECT_EQ(judgements.size(), documents.size());
  return judgements;
}

std::vector<std::string> reasons(const std::vector<Judgement>& judgements) {
  std::vector<std::string> found;
  for (const Judgement& judgement : judgements) {
    EXPECT_EQ(judgement.pass, judgement.reason.empty());
    found.push_back(judgement.reason);
  }
  return found;
}

TEST(NearDuplicates, CoveredOnesGo) {
  std::string text = paragraphs(0, 40), part = paragraphs(2, 38), wrapped = text;
  for (size_t at = 10; (at = wrapped.find(' ', at)) != std::string::npos; at += 70) wrapped[at] = '\n';
  auto judged = compare({make_document("part.md", part), make_document("other.md", paragraphs(50, 40)), make_document("whole.md", text),
                         make_document("wrapped.md", wrapped)});
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate", "", "", "near_duplicate")) << "the longest stays, of equals the first";
  EXPECT_THAT(judged[0].detail, StartsWith("like whole.md, estimated 0.9"));
  EXPECT_THAT(judged[0].detail, HasSubstr("0 of 38 paragraphs only here"));
  EXPECT_DOUBLE_EQ(judged[3].score, 1);
  EXPECT_TRUE(judged[1].detail.empty());
}

TEST(NearDuplicates, WhatOnlyOneSaysIsNotLost) {
  std::string text = paragraphs(0, 40), edited = text, longer = paragraphs(0, 42);
  edited[edited.find("word")] = 'W';
  const std::vector<record::Document> documents{make_document("text.md", text), make_document("edited.md", edited),
                                                make_document("longer.md", longer)};
  auto judged = compare(documents);
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate", "", "")) << "each of the last two has a paragraph of its own";
  EXPECT_THAT(judged[1].detail, HasSubstr("like longer.md, estimated 0.9"));
  EXPECT_THAT(judged[1].detail, HasSubstr("1 of 40 paragraphs only here"));
  NearDuplicatesConfig all;
  all.reject = "all";
  EXPECT_THAT(reasons(compare(documents, all)), ElementsAre("near_duplicate", "near_duplicate", ""));
  NearDuplicatesConfig none;
  none.reject = "none";
  judged = compare(documents, none);
  EXPECT_THAT(reasons(judged), ElementsAre("", "", ""));
  EXPECT_THAT(judged[0].detail, StartsWith("like "));
}

TEST(NearDuplicates, FormsOfOneTemplateStay) {
  std::string form = paragraphs(0, 30);
  std::vector<record::Document> documents;
  for (int i = 0; i < 200; ++i) documents.push_back(make_document("form" + std::to_string(i), form + paragraphs(100 + i, 1)));
  documents.push_back(make_document("twin", paragraphs(102, 1) + " \n" + form));
  documents.push_back(make_document("empty form", form));
  documents.push_back(make_document("long form", form + paragraphs(400, 6)));
  documents.push_back(make_document("part of the long form", paragraphs(1, 29) + paragraphs(400, 1)));
  auto judged = compare(documents);
  EXPECT_EQ(std::count_if(judged.begin(), judged.end(), [](const Judgement& j) { return j.pass; }), 201);
  EXPECT_THAT(judged[203].detail, StartsWith("like long form")) << "however many stand between them";
  EXPECT_THAT(judged[2].reason + judged[200].reason, "near_duplicate") << "one of the twins";
  EXPECT_EQ(judged[201].reason, "near_duplicate");
  EXPECT_EQ(std::count_if(judged.begin(), judged.end(), [](const Judgement& j) { return j.detail.empty(); }), 1)
      << "all but the longest are like another";
}

TEST(NearDuplicates, Korean) {
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += "제" + std::to_string(i) + "조 사업주는 근로자가 작업하는 제" + std::to_string(i * 7) +
            "작업장의 바닥을 안전하고 청결한 상태로 유지하여야 한다.\n\n";
  std::string edited = text;
  edited.replace(edited.find("청결한"), std::string("청결한").size(), "깨끗한");
  auto judged = compare({make_document("a.md", text), make_document("b.md", edited), make_document("c.md", text + " \n")});
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate", "", ""));
  EXPECT_GT(judged[1].score, 0.9);
}

TEST(NearDuplicates, ShortAndEmptyOnesAreNotCompared) {
  auto judged = compare({make_document("a", ""), make_document("b", "one two three four"), make_document("c", "One, two, three, four"),
                         make_document("d", ""), make_document("e", "... --- !!!")});
  EXPECT_THAT(reasons(judged), ElementsAre("", "", "", "", ""));
  EXPECT_THAT(reasons(compare({make_document("a", "one two three four five"), make_document("b", "one two three  four\nfive")})),
              ElementsAre("near_duplicate", ""));
  EXPECT_TRUE(compare({}).empty());
}

record::Document version_of(const std::string& source, const std::string& title, const std::string& date, const std::string& text) {
  record::Document document = make_document(source, text);
  document.title = title;
  if (!date.empty()) document.metadata["modified"] = date;
  return document;
}

TEST(NearDuplicates, OlderVersionsAreSuperseded) {
  std::string old_text = paragraphs(0, 40), new_text = paragraphs(2, 40);
  const std::vector<record::Document> two{version_of("new.md", "Manual", "2026-01-01", new_text),
                                          version_of("old.md", "Manual", "2025-01-01", old_text)};
  auto judged = compare(two);
  EXPECT_THAT(reasons(judged), ElementsAre("", "superseded"));
  EXPECT_THAT(judged[1].detail, StartsWith("newer version: new.md, estimated 0.9"));
  EXPECT_THAT(judged[1].detail, HasSubstr("2 of 40 paragraphs only here"));
  EXPECT_THAT(reasons(compare({version_of("a.md", "Manual v3", "", new_text), version_of("b.md", "Manual v10", "", old_text)})),
              ElementsAre("superseded", ""));
  EXPECT_THAT(reasons(compare({version_of("a.md", "Mill 3", "2025-01-01", new_text), version_of("b.md", "Mill 10", "2026-01-01", old_text)})),
              ElementsAre("", ""))
      << "similar texts of different works";
  EXPECT_THAT(reasons(compare(
                  {version_of("a.md", "Manual", "2025-01-01", paragraphs(0, 40)), version_of("b.md", "Manual", "2026-01-01", paragraphs(60, 40))})),
              ElementsAre("", ""))
      << "different texts of one title";
  NearDuplicatesConfig off;
  off.superseded = false;
  EXPECT_THAT(reasons(compare(two, off)), ElementsAre("", ""));
}

TEST(NearDuplicates, ChainsOfVersionsLeadToTheNewest) {
  std::vector<record::Document> versions;
  for (int i = 0; i < 6; ++i)
    versions.push_back(version_of("v" + std::to_string(i) + ".md", "Manual v" + std::to_string(i), "", paragraphs(3 * i, 40)));
  auto judged = compare(versions);
  EXPECT_THAT(reasons(judged), ElementsAre("superseded", "superseded", "superseded", "superseded", "superseded", ""));
  for (size_t i = 0; i < 5; ++i) EXPECT_THAT(judged[i].detail, StartsWith("newer version: v5.md"));
  EXPECT_LT(judged[0].score, 0.6) << "the first has little left in the last, and goes through those between";
}

TEST(NearDuplicates, TheOrderOfDocumentsDoesNotMatter) {
  std::vector<record::Document> documents;
  for (int i = 0; i < 10; ++i) {
    documents.push_back(version_of("book" + std::to_string(i) + ".md", "Book " + std::to_string(i), "", paragraphs(100 * i, 30 + i)));
    documents.push_back(version_of("part" + std::to_string(i) + ".md", "Part", "", paragraphs(100 * i + 1, 29 + i)));
    documents.push_back(version_of("old" + std::to_string(i) + ".md", "Book " + std::to_string(i), i % 2 ? "2001-01-01" : "",
                                   paragraphs(100 * i, 29 + i) + "Own words, of the older text only.\n"));
    if (i % 2) documents[documents.size() - 3].metadata["modified"] = "2002-02-02";
  }
  auto by_source = [](const std::vector<record::Document>& from) {
    auto judged = compare(from);
    std::map<std::string, std::string> found;
    for (size_t i = 0; i < from.size(); ++i) found[from[i].source_id] = judged[i].reason + " " + judged[i].detail;
    return found;
  };
  auto expected = by_source(documents);
  EXPECT_EQ(std::count_if(expected.begin(), expected.end(), [](const auto& entry) { return entry.second.starts_with("superseded"); }), 5);
  EXPECT_EQ(std::count_if(expected.begin(), expected.end(), [](const auto& entry) { return entry.second.starts_with("near_duplicate"); }), 10);
  std::mt19937 random(8);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(documents.begin(), documents.end(), random);
    EXPECT_EQ(by_source(documents), expected);
  }
}

TEST(NearDuplicates, OtherParameters) {
  NearDuplicatesConfig near{.unit = "character", .shingle = 24, .bands = 20, .rows = 13, .reject = "all"};
  std::string text = paragraphs(0, 20), edited = text;
  edited[edited.find("word")] = 'W';
  EXPECT_THAT(reasons(compare({make_document("a.md", text), make_document("b.md", edited + "x"), make_document("c.md", paragraphs(30, 20))}, near)),
              ElementsAre("near_duplicate", "", ""));
}

}  // namespace
}  // namespace jangin::refine
