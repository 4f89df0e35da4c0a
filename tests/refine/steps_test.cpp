// Each step by itself: what it changes, what it rejects and why, what it must leave alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "refine/documents_for_tests.h"
#include "refine/registry.h"
#include "refine/rewrite.h"

namespace jangin::refine {
namespace {

using ::testing::HasSubstr;

DocumentOutcome run_step(std::string_view step, const std::string& text, const RefineConfig& config = {}) {
  auto outcome = find_step(step)->make(config).value()->refine_document(make_document("a.md", text));
  EXPECT_TRUE(outcome.has_value());
  return std::move(*outcome);
}

/// Outside the edits both texts are the same bytes.
void expect_explains(const std::string& before, const Rewrite& rewrite) {
  uint64_t b = 0, a = 0;
  for (const record::Edit& edit : rewrite.map.edits()) {
    ASSERT_EQ(before.substr(b, edit.before.begin - b), rewrite.text.substr(a, edit.after.begin - a));
    b = edit.before.end;
    a = edit.after.end;
  }
  ASSERT_EQ(before.substr(b), rewrite.text.substr(a));
}

std::string normalised(const std::string& text) {
  DocumentOutcome outcome = run_step("normalise", text);
  EXPECT_TRUE(outcome.judgement.pass);
  if (!outcome.rewrite) return text;
  expect_explains(text, *outcome.rewrite);
  return outcome.rewrite->text;
}

TEST(Steps, NamesAreUniqueAndFound) {
  std::set<std::string_view> names;
  for (const StepEntry& entry : steps()) {
    EXPECT_TRUE(names.insert(entry.name).second);
    EXPECT_EQ(find_step(entry.name), &entry);
    EXPECT_GE(entry.version, 1U);
  }
  EXPECT_EQ(find_step("none"), nullptr);
}

TEST(Normalise, Characters) {
  EXPECT_EQ(normalised("cafe\u0301 \u1112\u1161\u11AB\u1100\u1173\u11AF\n"), "café 한글\n");
  EXPECT_EQ(normalised("a\u00A0b\u3000c\u2009d\n"), "a b c d\n");
  EXPECT_EQ(normalised("\uFEFFsoft\u00ADhyphen, zero\u200Bwidth, \u202Emark\n"), "softhyphen, zerowidth, mark\n");
  EXPECT_EQ(normalised("a\r\nb\rc\u2028d\ne\n"), "a\nb\nc\nd\ne\n");
  EXPECT_EQ(normalised("bell\x07 and\x1B[0m\n"), "bell and[0m\n");
  EXPECT_EQ(normalised("oﬃce, ﬁle, ﬂow\n"), "office, file, flow\n");
  EXPECT_EQ(normalised("family \U0001F468\u200D\U0001F469\n"), "family \U0001F468\u200D\U0001F469\n") << "joiners inside emoji stay";
  EXPECT_EQ(normalised("½ ① ㎜ Ａ\n"), "½ ① ㎜ Ａ\n") << "compatibility forms are meaning";
}

TEST(Normalise, Lines) {
  EXPECT_EQ(normalised("a  b\t c   \n\n\n\nd"), "a b c\n\nd\n");
  EXPECT_EQ(normalised("\n\n# T\n\n"), "# T\n\n");
  EXPECT_EQ(normalised("  - deep  item\n    - deeper\n"), "  - deep item\n    - deeper\n");
  EXPECT_EQ(normalised("```\nx   =  1\n\n\n\ty\n```\nz  z\n"), "```\nx   =  1\n\n\n\ty\n```\nz z\n");
  EXPECT_EQ(normalised(""), "");
  std::string canonical = "# Title\n\nA paragraph with 한글.\n\n- one\n- two\n";
  EXPECT_FALSE(run_step("normalise", canonical).rewrite) << "canonical text is left alone";
  std::string twice = normalised("x \u00A0 y\u0301\r\n\r\n\r\nz");
  EXPECT_EQ(normalised(twice), twice);
}

TEST(BrokenText, Reasons) {
  auto reason = [](const std::string& text) { return run_step("broken_text", text).judgement.reason; };
  std::string prose_text = prose(100);
  EXPECT_EQ(reason(""), "empty");
  EXPECT_EQ(reason(" \n\t\n"), "empty");
  EXPECT_EQ(reason("Too short."), "too_short");
  EXPECT_EQ(reason(prose_text), "");
  EXPECT_EQ(reason("사업주는 근로자에게 안전모를 지급하고 착용하도록 하여야 한다. 근로자는 지급받은 보호구를 착용하여야 한다."), "");
  EXPECT_EQ(reason(prose_text + std::string(40, '\0') + prose_text), "binary");
  std::string holes;
  for (int i = 0; i < 20; ++i) holes += "wo\uFFFDd \uE123 ";
  EXPECT_EQ(reason(prose_text + holes), "unmapped_characters");
  EXPECT_EQ(reason(prose_text + prose_text + prose_text + "One hole \uFFFD is no reason."), "");
}

TEST(BrokenText, Mojibake) {
  auto reason = [](const std::string& text) { return run_step("broken_text", text).judgement.reason; };
  // "공구를 교체한다" in UTF-8 read as Windows-1252, and in EUC-KR read as Latin-1.
  EXPECT_EQ(reason("ê³µêµ¬ë¥¼ êµ\u0090ì²´í•œë‹¤ ê³µêµ¬ë¥¼ êµ\u0090ì²´í•œë‹¤"), "mojibake");
  EXPECT_EQ(reason("°ø±¸¸¦ ±³Ã¼ÇÑ´Ù °ø±¸¸¦ ±³Ã¼ÇÑ´Ù °ø±¸¸¦ ±³Ã¼ÇÑ´Ù"), "mojibake");
  EXPECT_EQ(reason("Itâ€™s the toolâ€™s offset â€“ donâ€™t change it, itâ€™s wrong."), "mojibake");
  EXPECT_EQ(reason("L’été à Genève: les élèves ont déjà mangé près de l’église — « ça va », dit l’aîné."), "");
  EXPECT_EQ(reason("Größe, Übermaß und Abstände: 25 °C ± 5 µm, ×2, §3; Prüfmaß größer als zulässig."), "");
}

TEST(Language, DocumentsAndPassages) {
  DocumentOutcome korean = run_step("language", "# 제목\n\n사업주는 근로자에게 안전모를 지급하여야 한다.\n");
  EXPECT_EQ(korean.language, "ko");
  EXPECT_TRUE(korean.judgement.pass);
  EXPECT_EQ(run_step("language", "The tool is changed when the program says so, and it is not before that.\n").language, "en");
  EXPECT_EQ(run_step("language", "123 456\n").language, "");

  RefineConfig config;
  config.languages = {"ko"};
  EXPECT_EQ(run_step("language", "The tool is changed when the program says so, and it is not before that.\n", config).judgement.reason,
            "unwanted_language");
  EXPECT_TRUE(run_step("language", "123 456\n", config).judgement.pass) << "what cannot be told is kept";
  auto step = find_step("language")->make(config).value();
  record::Document document = make_document("a", "x");
  document.language = "ko";
  record::Passage english{"id", {}, "The tool is changed when the program says so, and it is not before that.", "", {}};
  EXPECT_EQ(step->judge_passage(english, document).reason, "unwanted_language");
  EXPECT_EQ(english.language, "en");
  record::Passage table{"id", {}, "| 1 | 2 |\n| 3 | 4 |", "", {}};
  EXPECT_TRUE(step->judge_passage(table, document).pass);
  EXPECT_EQ(table.language, "ko") << "a table speaks its document's language";
  record::Passage german{"id", {}, "Die Pumpe wird mit dem Schalter gestartet, und das Ventil ist zu öffnen, bevor der Druck steigt.", "", {}};
  step->judge_passage(german, document);
  EXPECT_EQ(german.language, "") << "a manual's part in another language does not";
}

TEST(ExactDuplicates, TheFirstStays) {
  std::vector<SketchedDocument> documents;
  for (auto [name, seed] : {std::pair("a.pdf", 0), {"b.pdf", 1}, {"c.pdf", 0}}) {
    record::Document document = make_document(name, prose(50, seed));
    documents.push_back({document.doc_id, document.text_id, document.source_id, "", "en", document.text.size(), {}});
  }
  auto judgements = find_step("exact_duplicates")->make({}).value()->compare(documents);
  ASSERT_EQ(judgements.size(), 3U);
  EXPECT_TRUE(judgements[0].pass && judgements[1].pass);
  EXPECT_EQ(judgements[2].reason, "same_text");
  EXPECT_THAT(judgements[2].detail, HasSubstr("a.pdf"));
}

TEST(ContentsLists, OnlyListsOfPages) {
  auto step = find_step("contents_lists")->make({}).value();
  auto reason = [&](const std::string& text) {
    record::Passage passage{"id", {}, text, "en", {}};
    return step->judge_passage(passage, make_document("a", "")).reason;
  };
  EXPECT_EQ(reason("1 Introduction . . . . . . . 3\n1.1 Homing . . . . . 4\n2 Axes ........ iv"), "contents_list");
  EXPECT_EQ(reason("- 서론 ………… 3\n- 설치 ………… 12\n- 부록 ………… 140"), "contents_list");
  EXPECT_EQ(reason("homing, 12, 45\naxes, 3\nspindle, 7, 9-11\ntools, 4\nunits, 5–6\nwear, 80"), "contents_list");
  EXPECT_EQ(reason("ㄱ. 북위 42도, 동경 130도\nㄴ. 북위 41도, 동경 129도\nㄷ. x, 1\nㄹ. 북위 40도, 동경 128도 30"), "");
  EXPECT_EQ(reason("Open the file...\nWait for 3 seconds.\nThe value is 0.5."), "");
  EXPECT_EQ(reason("| G0 | 12 |\n| G1 | 13 |\n| G2 | 14 |"), "");
  EXPECT_EQ(reason("loadrt and2 count=3\naddf and2.0 servo-thread\nsetp and2.0.in0, 1"), "");
}

TEST(Rewriter, JoinsNeighbouringEdits) {
  std::string before = "one two three";
  Rewriter out(before);
  EXPECT_FALSE(out.changed());
  out.keep_to(4);
  out.replace_to(5, "T");
  out.replace_to(7, "WO");
  out.keep_to(8);
  Rewrite rewrite = out.finish();
  EXPECT_EQ(rewrite.text, "one TWO three");
  EXPECT_EQ(rewrite.map.edits(), (std::vector<record::Edit>{{{4, 7}, {4, 7}}}));
}

}  // namespace
}  // namespace jangin::refine
