// Facts of two documents that contradict each other: found, held back, decided by rule or person.
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/conflicts.h"

namespace jangin::synthesize {
namespace {

/// Two manuals of one product that give a limit differently, and agree on another.
World two_manuals(const std::string& old_date, const std::string& new_date) {
  World w;
  const std::string common = "WidgetCAM runs. The WidgetCAM program and WidgetCAM files, by WidgetCAM, in WidgetCAM.\n";
  const std::string old_text = "The maximum pocket number is 1000. The default feed rate is 20.",
                    new_text = "The maximum pocket number is 2000. The default feed rate is 20.";
  w.documents.push_back(make_document("old.md", "WidgetCAM Manual", common + old_text));
  w.documents.push_back(make_document("new.md", "WidgetCAM Handbook", common + new_text));
  w.documents[0].metadata["date"] = old_date, w.documents[1].metadata["date"] = new_date;
  w.passages.push_back(make_passage(w.documents[0], {"Tool Table"}, old_text));
  w.passages.push_back(make_passage(w.documents[1], {"Tool Table"}, new_text));
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  return w;
}
std::vector<Conflict> conflicts_of(const World& w, ConflictRule rule, const std::vector<std::string>& decided = {}) {
  return find_conflicts(w.mined.facts, w.passages, w.documents, rule, decided);
}

TEST(Conflicts, BothAreHeldBackAndNameEachOther) {
  const auto w = two_manuals("", "");
  const auto conflicts = conflicts_of(w, ConflictRule::hold);
  ASSERT_EQ(conflicts.size(), 2U);
  EXPECT_EQ(conflicts[0].fact->fact.value, "1000");
  EXPECT_EQ(conflicts[0].other->fact.value, "2000");
  EXPECT_EQ(conflicts[1].fact, conflicts[0].other);
  for (const auto& conflict : conflicts) EXPECT_EQ(conflict.state, record::FactState::contradicting);
}
TEST(Conflicts, TheNewestCounts) {
  const auto w = two_manuals("2019-03-01", "2025. 12. 1.");
  const auto conflicts = conflicts_of(w, ConflictRule::newest);
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].fact->fact.value, "1000");
  EXPECT_EQ(conflicts[0].state, record::FactState::outdated);
  EXPECT_EQ(conflicts_of(two_manuals("2019-03-01", ""), ConflictRule::newest).size(), 2U) << "without a date nothing is known to be newer";
}
TEST(Conflicts, TheFirstSourceCounts) {
  const auto conflicts = conflicts_of(two_manuals("", ""), ConflictRule::first);
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].fact->fact.value, "2000");
}
TEST(Conflicts, APersonDecides) {
  const auto w = two_manuals("2019-03-01", "2025-12-01");
  std::string right;
  for (const auto& fact : w.mined.facts)
    if (fact.fact.value == "1000") right = fact.fact.fact_id;
  const auto conflicts = conflicts_of(w, ConflictRule::newest, {right});
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].fact->fact.value, "2000");
}
TEST(Conflicts, WhatIsHeldBackIsNotSelected) {
  const auto w = two_manuals("", "");
  const TokenCounter count = estimate_tokens;
  const auto selection = select_facts(w.mined, w.config, 100'000, count, facts_of(conflicts_of(w, ConflictRule::hold)));
  ASSERT_FALSE(selection.taught.empty());
  for (const auto* fact : selection.taught) EXPECT_TRUE(fact->fact.value != "1000" && fact->fact.value != "2000") << fact->statement;
}
TEST(Conflicts, TwoAnswersOfOneDocumentAreNone) {
  auto w = mine_one("Tool Table", "The maximum pocket number is 1000.\n\nThe maximum pocket number is 2000.");
  EXPECT_TRUE(conflicts_of(w, ConflictRule::hold).empty());
}
TEST(Conflicts, KoreanStatutesOfTwoDates) {
  World w;
  const std::string title = "산업안전보건기준에 관한 규칙";
  for (const auto& [name, date, least] : {std::tuple{"a.md", "2019-01-01", "16"}, {"b.md", "2025-12-01", "20"}}) {
    const std::string text = "상부틀의 각 개구의 폭 또는 길이가 " + std::string(least) + "센티미터 미만일 것\n";
    w.documents.push_back(make_document(name, title, text, "ko"));
    w.documents.back().metadata["시행일자"] = date;
    w.passages.push_back(make_passage(w.documents.back(), {"제180조 (헤드가드)"}, text));
  }
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  const auto conflicts = conflicts_of(w, ConflictRule::newest);
  ASSERT_FALSE(conflicts.empty());
  for (const auto& conflict : conflicts) EXPECT_TRUE(conflict.fact->fact.value.starts_with("16센티미터")) << conflict.fact->fact.value;
}
TEST(Conflicts, UnknownRulesAreNamed) {
  const auto rule = conflict_rule("latest");
  ASSERT_FALSE(rule);
  EXPECT_NE(rule.error().text().find("newest"), std::string::npos);
}

}  // namespace
}  // namespace jangin::synthesize
