// Near-duplicate documents: shingles, signatures and search against their theory; which of two documents stays, and why the other goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "refine/documents_for_tests.h"
#include "refine/duplicates/editions.h"
#include "refine/duplicates/groups.h"
#include "refine/duplicates/paragraphs.h"
#include "refine/duplicates/shingles.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<uint64_t> shingles(std::string_view text, size_t n = 5, ShingleUnit unit = ShingleUnit::word) {
  std::vector<uint64_t> hashes;
  hash_shingles(text, unit, n, hashes);
  return hashes;
}

TEST(Shingles, Words) {
  EXPECT_EQ(shingles("one two three four five six").size(), 2U);
  EXPECT_EQ(shingles("one two three four five").size(), 1U);
  EXPECT_TRUE(shingles("one two three four").empty());
  EXPECT_TRUE(shingles("").empty());
  EXPECT_TRUE(shingles("--- *** | | ... !").empty());
  EXPECT_EQ(shingles("The \"Spindle\" turns,\nwhen **IT** runs."), shingles("the spindle turns when it runs"));
  EXPECT_NE(shingles("the spindle turns when it"), shingles("the spindle turns it when")) << "order counts";
  EXPECT_NE(shingles("a feed of 100 mm"), shingles("a feed of 200 mm")) << "numbers count";
  EXPECT_NE(shingles("ab c", 2), shingles("a bc", 2));
  for (size_t length = 1; length < 20; ++length) {  // words of all lengths, at the end of the text and before other bytes
    std::string word = std::string("INTERCHANGEABILITIES").substr(0, length), lower = std::string("interchangeabilities").substr(0, length);
    EXPECT_EQ(shingles("a " + word, 2), shingles("A, " + lower + "\u2026 ", 2)) << length;
    EXPECT_EQ(shingles("a " + word + " b", 2).size(), 2U) << length;
    EXPECT_NE(shingles("a " + word, 2), shingles("a " + word.substr(1) + "x", 2)) << length;
  }
  EXPECT_EQ(shingles("x a b y a b", 2).size(), 5U);
  EXPECT_EQ(shingles("x a b y a b", 2)[1], shingles("x a b y a b", 2)[4]) << "the same wherever it stands";
}

TEST(Shingles, AsciiLettersAndDigitsMakeWords) {
  for (int c = 0; c < 128; ++c) {
    bool inside = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    std::string text = "ab cd ef gh i" + std::string(1, static_cast<char>(c)) + "j";
    EXPECT_EQ(shingles(text).size(), inside ? 1U : 2U) << c;
    EXPECT_EQ(shingles("ab cd ef gh é" + text.substr(12)).size(), inside ? 1U : 2U) << c << ", by code points";
  }
}

TEST(Shingles, KoreanAndOtherScripts) {
  EXPECT_EQ(shingles("공구를 교환할 때는, (주축을) 먼저 멈춘다."), shingles("공구를 교환할 때는 주축을 먼저 멈춘다"));
  EXPECT_EQ(shingles("공구를 교환할 때는 주축을 먼저 멈춘다").size(), 2U);
  EXPECT_NE(shingles("공구를 교환할 때는 주축을 먼저"), shingles("공구를 교환할 때는 주축이 먼저"));
  EXPECT_EQ(shingles("ÀÉ ΣΩ ЖД ÖÇ ÑÅ"), shingles("àé σω жд öç ñå"));
  EXPECT_EQ(shingles("𠀀𠀁 中文 日本", 3).size(), 1U) << "beyond the basic plane";
  EXPECT_EQ(shingles("가「나」다、라。마", 5).size(), 1U);
  EXPECT_EQ(shingles("broken \xEA\xB0 bytes \xFF are no words\x80", 5).size(), 1U);
}

TEST(Shingles, Characters) {
  EXPECT_EQ(shingles("공구 교환", 5, ShingleUnit::character).size(), 1U);
  EXPECT_TRUE(shingles("공구교환", 5, ShingleUnit::character).empty());
  EXPECT_EQ(shingles("Tool -- change.", 4, ShingleUnit::character), shingles("tool change", 4, ShingleUnit::character));
  EXPECT_EQ(shingles("tool change", 4, ShingleUnit::character).size(), 8U);
}

TEST(Paragraphs, LetterForLetterButForWhiteSpace) {
  EXPECT_EQ(hash_paragraphs("a b\nc\n\nd e\n"), hash_paragraphs("d  e\n \n\n\na b c"));
  EXPECT_EQ(hash_paragraphs("a b\n\na b\n").size(), 1U);
  EXPECT_TRUE(hash_paragraphs(" \n\n").empty());
  for (const char* other : {"ten 10.5 mm", "ten 105 mm.", "Ten 105 mm", "ten 10 5 mm", "ten105 mm", "ten 105", "ten 105 mm\n\nand"})
    EXPECT_NE(hash_paragraphs("ten 105 mm"), hash_paragraphs(other)) << other;
  EXPECT_NE(hash_paragraphs("12345678 9"), hash_paragraphs("123456789"));
  EXPECT_NE(hash_paragraphs("1234567 89"), hash_paragraphs("12345678 9"));
  EXPECT_EQ(hash_paragraphs("12345678"), hash_paragraphs("12345678\n"));
  EXPECT_NE(hash_paragraphs("abcdefgh"), hash_paragraphs("abcdefgi"));
  EXPECT_EQ(count_missing(hash_paragraphs("a\n\nb\n\nc"), hash_paragraphs("c\n\na\n\nd")), 1U);
}

/// Sets of random items: two of `size` with `common` in common.
struct Pair {
  std::vector<uint64_t> a, b;
};
Pair random_pair(size_t size, size_t common, std::mt19937_64& random) {
  Pair pair;
  for (size_t i = 0; i < size; ++i) {
    pair.a.push_back(random());
    pair.b.push_back(i < common ? pair.a.back() : random());
  }
  return pair;
}

TEST(MinHashSignature, EstimatesAsTheTheorySays) {
  const MinHash hashes(112);
  std::mt19937_64 random(1);
  constexpr int kTrials = 400;
  for (size_t size : {20, 1000})
    for (double share : {0.0, 0.4, 0.8, 0.95}) {
      auto common = static_cast<size_t>(share * static_cast<double>(size));
      double exact = static_cast<double>(common) / static_cast<double>(2 * size - common), sum = 0, squares = 0;
      for (int trial = 0; trial < kTrials; ++trial) {
        Pair pair = random_pair(size, common, random);
        double error = hashes.similarity(hashes.signature(pair.a), hashes.signature(pair.b)) - exact;
        sum += error;
        squares += error * error;
      }
      double deviation = std::sqrt(exact * (1 - exact) / 112);
      EXPECT_LE(std::abs(sum / kTrials), 4 * deviation / std::sqrt(kTrials) + 1e-4) << "biased at " << exact << " of " << size;
      EXPECT_LE(std::sqrt(squares / kTrials), 1.15 * deviation + 1e-3) << "too wide at " << exact << " of " << size;
    }
}

TEST(MinHashSignature, SimilarityCountsEqualValues) {
  std::mt19937_64 random(2);
  for (size_t size : {1, 3, 4, 5, 112, 130}) {
    const MinHash hashes(size);
    Pair pair = random_pair(50, 45, random);
    auto a = hashes.signature(pair.a), b = hashes.signature(pair.b);
    size_t equal = 0;
    for (size_t k = 0; k < size; ++k) equal += signature_value(a, k) == signature_value(b, k);
    EXPECT_DOUBLE_EQ(hashes.similarity(a, b), static_cast<double>(equal) / static_cast<double>(size));
    std::reverse(pair.a.begin(), pair.a.end());
    pair.a.push_back(pair.a[7]);
    EXPECT_EQ(hashes.signature(pair.a), a) << "a set has no order and no repetitions";
    EXPECT_EQ(a.size(), hashes.words());
  }
}

using Signatures = std::vector<std::vector<uint64_t>>;
std::vector<std::vector<uint32_t>> groups_of(const Signatures& signatures, const MinHash& hashes, double similarity, Banding banding = {}) {
  std::vector<std::span<const uint64_t>> views(signatures.begin(), signatures.end());
  return find_groups(views, hashes, banding, similarity);
}

TEST(Groups, AreFoundAsOftenAsTheTheorySays) {
  const MinHash hashes(112);
  std::mt19937_64 random(3);
  constexpr size_t kPairs = 600, kSize = 400;
  for (double wanted : {0.5, 0.65, 0.72, 0.8, 0.85}) {
    auto common = static_cast<size_t>(std::lround(2 * kSize * wanted / (1 + wanted)));
    double exact = static_cast<double>(common) / static_cast<double>(2 * kSize - common);
    Signatures signatures;
    for (size_t i = 0; i < kPairs; ++i) {
      Pair pair = random_pair(kSize, common, random);
      signatures.push_back(hashes.signature(pair.a));
      signatures.push_back(hashes.signature(pair.b));
    }
    auto groups = groups_of(signatures, hashes, 0);
    for (const auto& group : groups) EXPECT_EQ(group[0] / 2, group.back() / 2) << "joined with a stranger";
    double theory = 1 - std::pow(1 - std::pow(exact, 8), 14), found = static_cast<double>(groups.size()) / kPairs;
    EXPECT_NEAR(found, theory, 4 * std::sqrt(theory * (1 - theory) / kPairs)) << "at " << exact;
  }
}

TEST(Groups, JoinChainsAndLeaveOutWhatHasNoSignature) {
  const MinHash hashes(112);
  std::mt19937_64 random(4);
  std::vector<uint64_t> items(1000);
  for (uint64_t& item : items) item = random();
  Signatures signatures{{}, {}};
  for (int step = 0; step < 4; ++step) {  // each 60 items further: neighbours at 0.89, ends at 0.70
    signatures.push_back(hashes.signature(items));
    for (int i = 0; i < 60; ++i) items[static_cast<size_t>(step * 60 + i)] = random();
  }
  signatures.push_back(hashes.signature(random_pair(1000, 0, random).a));
  EXPECT_THAT(groups_of(signatures, hashes, 0.8), ElementsAre(ElementsAre(2, 3, 4, 5)));
  EXPECT_TRUE(groups_of(signatures, hashes, 0.999).empty());
  EXPECT_TRUE(groups_of({}, hashes, 0.8).empty());
}

TEST(Groups, ManyAlikeAreOneGroupInAnyOrder) {
  const MinHash hashes(112);
  std::mt19937_64 random(5);
  Signatures signatures;
  for (int family = 0; family < 3; ++family) {
    std::vector<uint64_t> items = random_pair(500, 0, random).a;
    for (int i = 0; i < 200; ++i) {
      std::vector<uint64_t> changed = items;
      for (int change = 0; change < 10; ++change) changed[random() % changed.size()] = random();
      signatures.push_back(hashes.signature(changed));
    }
  }
  std::vector<size_t> order(signatures.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int round = 0; round < 3; ++round) {
    Signatures shuffled;
    for (size_t i : order) shuffled.push_back(signatures[i]);
    auto groups = groups_of(shuffled, hashes, 0.8);
    ASSERT_EQ(groups.size(), 3U);
    for (const auto& group : groups) {
      std::set<size_t> families;
      for (uint32_t i : group) families.insert(order[i] / 200);
      EXPECT_EQ(families.size(), 1U);
      EXPECT_EQ(group.size(), 200U);
    }
    std::shuffle(order.begin(), order.end(), random);
  }
}

Edition edition(const std::string& title, const std::map<std::string, std::string>& metadata = {}, const std::string& source = "a/file.md") {
  record::Document document = make_document(source, "");
  document.title = title;
  document.metadata = metadata;
  Edition found = edition_of(document);
  Edition read = Edition::from_note(found.to_note());
  EXPECT_EQ(std::tie(read.work, read.version, read.date_key, read.date), std::tie(found.work, found.version, found.date_key, found.date));
  return found;
}

TEST(Editions, VersionMarks) {
  using Version = std::vector<uint32_t>;
  struct Case {
    const char *title, *work;
    Version version;
  };
  for (const Case& c : {Case{"Tool Manual v2.10", "tool manual", {2, 10}}, {"Tool Manual, Version 3", "tool manual", {3}}, {"Tool Manual (Rev. B)", "tool manual", {2}},
                        {"Tool Manual, 2nd Edition", "tool manual", {2}}, {"공구 설명서 제3판", "공구 설명서", {3}}, {"공구 설명서 (개정2판)", "공구 설명서", {2}}, {"공구 설명서 버전 1.2.3", "공구 설명서", {1, 2, 3}},
                        {"Tool Manual", "tool manual", {}}, {"Mill 100 Manual 2024", "mill 100 manual 2024", {}}, {"Release a tool", "release a tool", {}}, {"Monthly report 2024-01", "monthly report 2024 01", {}},
                        {"", "", {}}}) {
    EXPECT_EQ(edition(c.title).work, c.work) << c.title;
    EXPECT_EQ(edition(c.title).version, c.version) << c.title;
  }
  EXPECT_EQ(edition("Tool Manual", {}, "docs/manual-v3.pdf").version, Version{3}) << "from the file's name";
  EXPECT_EQ(edition("Tool Manual", {{"version", "4.1"}}).version, (Version{4, 1}));
}

TEST(Editions, Dates) {
  for (const char* date : {"2026-01-02", "2026. 1. 2.", "20260102", "D:20260102", "2026/01/02"}) EXPECT_EQ(edition("T", {{"date", date}}).date, "20260102") << date;
  EXPECT_EQ(edition("T", {{"created", "D:20260102093001+09'00'"}}).date, "20260102093001");
  EXPECT_EQ(edition("T", {{"created", "2026-01-02T09:30:01Z"}}).date, "20260102093001");
  for (const char* none : {"January 2026", "2026", "12-01-2026", "20261340", "v2026", "00010101"}) EXPECT_EQ(edition("T", {{"date", none}}).date, "") << none;
  EXPECT_EQ(edition("법", {{"공포일자", "2025-01-01"}, {"시행일자", "2026-01-02"}}).date_key, "시행일자");
}

TEST(Editions, WhichIsNewer) {
  auto newer = [](const Edition& a, const Edition& b) { return is_newer(a, b) && !is_newer(b, a); };
  auto neither = [](const Edition& a, const Edition& b) { return !is_newer(a, b) && !is_newer(b, a); };
  EXPECT_TRUE(newer(edition("Manual v2.10"), edition("MANUAL v2.9")));
  EXPECT_TRUE(newer(edition("Manual v3.1"), edition("Manual v2.9")));
  EXPECT_TRUE(newer(edition("법", {{"시행일자", "2026-01-02"}}), edition("법", {{"시행일자", "2025-12-31"}})));
  EXPECT_TRUE(newer(edition("Manual v2", {{"created", "2020-01-01"}}), edition("Manual v1", {{"created", "2021-01-01"}}))) << "the version, not the date of a copy";
  EXPECT_TRUE(newer(edition("Manual v2", {{"created", "2021-01-01"}}), edition("Manual", {{"created", "2020-01-01"}})));
  EXPECT_TRUE(neither(edition("Manual v2"), edition("Guide v1"))) << "another work";
  EXPECT_TRUE(neither(edition("Mill 200", {{"date", "2021-01-01"}}), edition("Mill 100", {{"date", "2020-01-01"}}))) << "another product";
  EXPECT_TRUE(neither(edition("Manual", {{"created", "2021-01-01"}}), edition("Manual", {{"시행일자", "2020-01-01"}}))) << "dates of different things";
  EXPECT_TRUE(neither(edition("Manual", {{"date", "2021-01-01"}}), edition("Manual", {{"date", "2021-01-01T10:00:00"}}))) << "the same day";
  EXPECT_TRUE(neither(edition("", {{"date", "2021-01-01"}}), edition("", {{"date", "2020-01-01"}}))) << "no title";
}

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
    sketched.push_back({document.doc_id, document.text_id, document.source_id, document.path_inside, document.language, document.text.size(), step->sketch(document)});
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
  auto judged = compare({make_document("part.md", part), make_document("other.md", paragraphs(50, 40)), make_document("whole.md", text), make_document("wrapped.md", wrapped)});
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate", "", "", "near_duplicate")) << "the longest stays, of equals the first";
  EXPECT_THAT(judged[0].detail, StartsWith("like whole.md, estimated 0.9"));
  EXPECT_THAT(judged[0].detail, HasSubstr("0 of 38 paragraphs only here"));
  EXPECT_DOUBLE_EQ(judged[3].score, 1);
  EXPECT_TRUE(judged[1].detail.empty());
}

TEST(NearDuplicates, WhatOnlyOneSaysIsNotLost) {
  std::string text = paragraphs(0, 40), edited = text, longer = paragraphs(0, 42);
  edited[edited.find("word")] = 'W';
  auto judged = compare({make_document("text.md", text), make_document("edited.md", edited), make_document("longer.md", longer)});
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate", "", "")) << "each of the last two has a paragraph of its own";
  EXPECT_THAT(judged[1].detail, HasSubstr("like longer.md, estimated 0.9"));
  EXPECT_THAT(judged[1].detail, HasSubstr("1 of 40 paragraphs only here"));
  NearDuplicatesConfig all;
  all.reject = "all";
  EXPECT_THAT(reasons(compare({make_document("text.md", text), make_document("edited.md", edited), make_document("longer.md", longer)}, all)), ElementsAre("near_duplicate", "near_duplicate", ""));
  NearDuplicatesConfig none;
  none.reject = "none";
  judged = compare({make_document("text.md", text), make_document("edited.md", edited), make_document("longer.md", longer)}, none);
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
  EXPECT_EQ(std::count_if(judged.begin(), judged.end(), [](const Judgement& j) { return j.detail.empty(); }), 1) << "all but the longest are like another";
}

TEST(NearDuplicates, Korean) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "제" + std::to_string(i) + "조 사업주는 근로자가 작업하는 제" + std::to_string(i * 7) + "작업장의 바닥을 안전하고 청결한 상태로 유지하여야 한다.\n\n";
  std::string edited = text;
  edited.replace(edited.find("청결한"), std::string("청결한").size(), "깨끗한");
  auto judged = compare({make_document("a.md", text), make_document("b.md", edited), make_document("c.md", text + " \n")});
  EXPECT_THAT(reasons(judged), ElementsAre("near_duplicate", "", ""));
  EXPECT_GT(judged[1].score, 0.9);
}

TEST(NearDuplicates, ShortAndEmptyOnesAreNotCompared) {
  auto judged = compare({make_document("a", ""), make_document("b", "one two three four"), make_document("c", "One, two, three, four"), make_document("d", ""), make_document("e", "... --- !!!")});
  EXPECT_THAT(reasons(judged), ElementsAre("", "", "", "", ""));
  EXPECT_THAT(reasons(compare({make_document("a", "one two three four five"), make_document("b", "one two three  four\nfive")})), ElementsAre("near_duplicate", ""));
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
  auto judged = compare({version_of("new.md", "Manual", "2026-01-01", new_text), version_of("old.md", "Manual", "2025-01-01", old_text)});
  EXPECT_THAT(reasons(judged), ElementsAre("", "superseded"));
  EXPECT_THAT(judged[1].detail, StartsWith("newer version: new.md, estimated 0.9"));
  EXPECT_THAT(judged[1].detail, HasSubstr("2 of 40 paragraphs only here"));
  EXPECT_THAT(reasons(compare({version_of("a.md", "Manual v3", "", new_text), version_of("b.md", "Manual v10", "", old_text)})), ElementsAre("superseded", ""));
  EXPECT_THAT(reasons(compare({version_of("a.md", "Mill 3", "2025-01-01", new_text), version_of("b.md", "Mill 10", "2026-01-01", old_text)})), ElementsAre("", "")) << "similar texts of different works";
  EXPECT_THAT(reasons(compare({version_of("a.md", "Manual", "2025-01-01", paragraphs(0, 40)), version_of("b.md", "Manual", "2026-01-01", paragraphs(60, 40))})), ElementsAre("", "")) << "different texts of one title";
  NearDuplicatesConfig off;
  off.superseded = false;
  EXPECT_THAT(reasons(compare({version_of("new.md", "Manual", "2026-01-01", new_text), version_of("old.md", "Manual", "2025-01-01", old_text)}, off)), ElementsAre("", ""));
}

TEST(NearDuplicates, ChainsOfVersionsLeadToTheNewest) {
  std::vector<record::Document> versions;
  for (int i = 0; i < 6; ++i) versions.push_back(version_of("v" + std::to_string(i) + ".md", "Manual v" + std::to_string(i), "", paragraphs(3 * i, 40)));
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
    documents.push_back(version_of("old" + std::to_string(i) + ".md", "Book " + std::to_string(i), i % 2 ? "2001-01-01" : "", paragraphs(100 * i, 29 + i) + "Own words, of the older text only.\n"));
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
  EXPECT_THAT(reasons(compare({make_document("a.md", text), make_document("b.md", edited + "x"), make_document("c.md", paragraphs(30, 20))}, near)), ElementsAre("near_duplicate", "", ""));
}

}  // namespace
}  // namespace jangin::refine
