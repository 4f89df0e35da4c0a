// Whole provisions of Korean statutes: duties with their conditions, exceptions, list members, terms in brackets, purposes. Sentences are made up in the
// drafting style of Korean statutes.
#include "synthesize/korean/provisions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "synthesize/korean/quantities.h"
#include "synthesize/korean/words.h"

namespace jangin::synthesize::korean {
namespace {

std::vector<Reading> facts_of(const std::string& passage, const std::string& about = "보관") {
  std::vector<Reading> out;
  for (auto& p : read_provisions(read_blocks(passage), about)) out.push_back(std::move(p.reading));
  return out;
}
std::string shown(const std::vector<Reading>& facts) {
  std::string out;
  for (const auto& f : facts) out += f.subject + " | " + f.relation + " | " + f.value + " | " + f.condition + "\n";
  return out;
}
bool has(const std::vector<Reading>& facts, const std::string& subject, const std::string& relation, const std::string& value,
         const std::string& condition) {
  return std::ranges::any_of(
      facts, [&](const Reading& f) { return f.subject == subject && f.relation == relation && f.value == value && f.condition == condition; });
}
#define EXPECT_FACT(facts, subject, relation, value, condition) EXPECT_TRUE(has(facts, subject, relation, value, condition)) << shown(facts)

TEST(Provisions, ADutyStandsWholeUnderItsCondition) {
  const auto facts = facts_of("사업주는 약품을 보관하는 경우에는 창고에 환기장치를 설치하여야 한다.\n");
  EXPECT_FACT(facts, "사업주", "의무", "창고에 환기장치를 설치하여야 한다", "약품을 보관하는 경우에는");
  const auto& asks = facts.at(0).asks;
  EXPECT_TRUE(std::ranges::any_of(asks, [](const Ask& a) { return a.question == "약품을 보관하는 경우에는 사업주는 무엇을 하여야 하는가?"; }))
      << asks.at(0).question;
}
TEST(Provisions, RelationsByTheSentencesEnd) {
  EXPECT_EQ(relation_of("용기를 굴려서는 아니 된다."), "금지");
  EXPECT_EQ(relation_of("그 결과를 공개할 수 있다."), "권한");
  EXPECT_EQ(relation_of("뚜껑은 견고한 구조일 것"), "기준");
  EXPECT_EQ(relation_of("제5조제2항을 준용한다"), "준용");
  EXPECT_EQ(relation_of("작업장 순회점검"), "");
}
TEST(Provisions, AModalEndInsideEndsAStatement) {
  const auto rules = split_rules("관리인은 약품을 옮기는 때에는 장갑을 착용하여야 하며, 용기를 굴려서는 아니 된다.");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].what, "장갑을 착용하여야 한다");
  EXPECT_EQ(rules[1].what, "용기를 굴려서는 아니 된다");
  EXPECT_EQ(rules[1].condition, "약품을 옮기는 때에는");
}
TEST(Provisions, AnExceptionNamesItsRule) {
  const auto facts = facts_of("사업주는 승강기에 근로자를 태워서는 아니 된다. 다만, 전용 발판을 설치한 경우에는 그러하지 아니하다.\n");
  EXPECT_FACT(facts, "사업주는 승강기에 근로자를 태워서는 아니 된다", "예외", "전용 발판을 설치한 경우", "보관");
  EXPECT_FACT(facts_of("약품은 창고에 두어야 한다. 다만, 소량의 약품은 제외한다.\n"), "약품은 창고에 두어야 한다", "예외", "소량의 약품", "보관");
}
TEST(Provisions, AProvisoGoesOnWithTheActorBefore) {
  EXPECT_FACT(facts_of("사업주는 그물을 설치하여야 한다. 다만, 그물을 설치하기 곤란한 경우에는 안전대를 착용하도록 하여야 한다.\n"), "사업주", "의무",
              "안전대를 착용하도록 하여야 한다", "그물을 설치하기 곤란한 경우에는");
}
TEST(Provisions, ItemsAreMembersOfWhatTheirLeadSays) {
  const auto facts = facts_of("사업주는 비가 오는 경우 다음 각 호의 어느 하나에 해당하는 작업을 중지하여야 한다.\n\n1. 용접 작업\n2. 도장 작업\n");
  EXPECT_FACT(facts, "사업주가 비가 오는 경우 중지하여야 하는 작업", "열거", "도장 작업", "보관");
  EXPECT_TRUE(std::ranges::none_of(facts, [](const Reading& f) { return f.value.starts_with("정해진"); })) << shown(facts);
}
TEST(Provisions, BracketsNameAndExclude) {
  const auto facts = facts_of("사업주는 울타리, 덮개 등(이하 \"방호물\"이라 한다)을 설치하고 용기(유리 용기는 제외한다)를 점검하여야 한다.\n");
  EXPECT_FACT(facts, "방호물", "정의", "울타리, 덮개 등", "보관");
  EXPECT_FACT(facts, "용기", "제외", "유리 용기", "보관");
}
TEST(Provisions, WhatCountsAsWhat) {
  const auto facts = facts_of("제5조를 준용한다. 이 경우 \"사업주\"는 \"학교의 장\"으로, \"근로자\"는 \"학생\"으로 본다.\n");
  EXPECT_FACT(facts, "사업주", "간주", "학교의 장", "보관");
  EXPECT_FACT(facts, "근로자", "간주", "학생", "보관");
}
TEST(Provisions, PurposesAndDecrees) {
  EXPECT_FACT(facts_of("사업주는 침하에 따른 위험을 방지하기 위하여 받침판을 설치하여야 한다.\n"), "받침판을 설치하여야 한다", "목적",
              "침하에 따른 위험을 방지하기 위하여", "보관");
  EXPECT_FACT(facts_of("점검의 절차에 필요한 사항은 환경부령으로 정한다.\n"), "점검의 절차에 필요한 사항", "정하는 법령", "환경부령", "");
}
TEST(Provisions, StartsOnADayWithItsYear) {
  EXPECT_FACT(facts_of("이 영은 2022년 1월 27일부터 시행한다.\n", "부칙"), "부칙", "시행일", "2022년 1월 27일", "");
  const auto q = find_quantities("2022년 1월 27일부터 시행한다");
  ASSERT_EQ(q.size(), 1U);
  EXPECT_EQ(asking_word(q[0]), "몇 년 몇 월 며칠");
}
TEST(Provisions, PartsAreWholeAndNoManner) {
  auto phrase_of = [](std::string_view text, size_t word) {
    const auto words = split_words(text);
    const auto phrase = noun_phrase(text, words, word);
    return std::string(text.substr(phrase.begin, phrase.end - phrase.begin));
  };
  EXPECT_EQ(phrase_of("안전대나 구명줄을 설치한다", 1), "안전대나 구명줄");
  EXPECT_EQ(phrase_of("전조등, 후사경 또는 제동장치를 점검한다", 3), "전조등, 후사경 또는 제동장치");
  EXPECT_EQ(phrase_of("작업의 성질상 휴식을 준다", 2), "휴식");
  EXPECT_EQ(phrase_of("시간대의 조정 등 폭염 노출을 줄인다", 4), "폭염 노출");
  for (const auto& standing : standing_sentences(read_blocks("직원은 직무를 조직적으로 수행하여야 하며 때때로 창고를 점검하여야 한다.\n")))
    for (const auto& reading : read(standing, "직무")) EXPECT_NE(reading.relation, "수단") << reading.value;
}

}  // namespace
}  // namespace jangin::synthesize::korean
