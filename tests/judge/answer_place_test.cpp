// Answers of another sentence than the question speaks of; what English questions ask for; Korean nouns that nothing at hand knows.
#include "judge/answer_place.h"

#include <gtest/gtest.h>

#include <vector>

#include "judge/asked_case.h"
#include "judge/english_answer.h"
#include "judge/english_question.h"
#include "judge/gates.h"
#include "judge/korean_stem.h"
#include "judge/name_forms.h"
#include "judge/polarity.h"

namespace jangin::judge {
namespace {

constexpr const char* kKiln =
    "The burner of the kiln lights only after a purge of 90 seconds. The damper closes by a spring when the fan stops. A cracked shelf is replaced "
    "before the next firing, since glaze drips through it; the thermocouple is checked every spring.";
constexpr const char* kPress =
    "프레스 금형은 작업반장이 매주 점검한다. 광커튼이 가려지면 슬라이드가 멈추고 경고등이 켜진다. 다만, 상승 중에는 멈추지 않는다. 윤활유는 "
    "500시간마다 "
    "갈아 준다.";

bool elsewhere(const char* question, const char* answer, const char* evidence, const char* context = "") {
  return stands_elsewhere(read_text(question), read_text(answer), read_text(evidence), read_text(context));
}

TEST(AnswerPlace, TheQuestionSpeaksOfALaterSentence) {
  EXPECT_TRUE(elsewhere("What closes the damper once the fan has stopped?", "a purge of 90 seconds", kKiln));
  EXPECT_FALSE(elsewhere("What must precede lighting the burner?", "a purge of 90 seconds", kKiln));
  EXPECT_FALSE(elsewhere("What closes the damper once the fan has stopped?", "a spring", kKiln));
  // The next sentence tells of the answer's: the question may take its words from there.
  EXPECT_FALSE(elsewhere("Which part with the golden tip measures heat?", "the probe", "The probe is fitted. It measures heat with its golden tip."));
  EXPECT_TRUE(
      elsewhere("Which part with the golden tip measures heat?", "the probe", "The probe is fitted. A sensor measures heat with a golden tip."));
}

TEST(AnswerPlace, TheQuestionSpeaksOfAnEarlierSentence) {
  EXPECT_TRUE(
      elsewhere("Which spring closes the damper of the fan?", "glaze drips", "The damper closes by a spring when a fan stops. Glaze drips below."));
  EXPECT_FALSE(elsewhere("Which spring closes the damper of the fan?", "glaze drips",
                         "The damper closes by a spring when a fan stops. It lets glaze drips in."));
  EXPECT_FALSE(elsewhere("Why does the spring close the damper of the fan?", "glaze drips",
                         "The damper closes by a spring when a fan stops. Glaze drips below."));
  // Words of the headings tell no sentence from another.
  EXPECT_FALSE(elsewhere("Which spring closes the damper of the fan?", "glaze drips",
                         "The damper closes by a spring when a fan stops. Glaze drips below.", "Fan damper spring"));
}

TEST(AnswerPlace, AnUnlikelyFormNeedsLess) {
  EXPECT_TRUE(elsewhere("Who replaces a cracked part?", "the damper closes by a spring", kKiln));
  EXPECT_FALSE(elsewhere("Which part does one replace when cracked?", "a spring", kKiln));
  EXPECT_TRUE(
      elsewhere("How often is the couple of wires checked?", "90 seconds", "The burner lights after 90 seconds. Wires are checked every spring."));
  EXPECT_FALSE(elsewhere("How long does the burner wait near the wires?", "90 seconds",
                         "The burner lights after 90 seconds. Wires are checked every spring."));
  auto unlikely = [](const char* question, const char* answer) { return is_unlikely_in_english(read_text(question), read_text(answer)); };
  EXPECT_TRUE(unlikely("Which guard opens the vault?", "12 hours"));
  EXPECT_FALSE(unlikely("Which time does the guard need?", "12 hours"));
  EXPECT_TRUE(unlikely("What does the guard open?", "in the green book"));
  EXPECT_FALSE(unlikely("What does the guard look in?", "in the green book"));
  EXPECT_TRUE(unlikely("When does the guard open the vault?", "it locks the gate"));
  EXPECT_FALSE(unlikely("When does the guard open the vault?", "at night"));
}

TEST(AnswerPlace, InKorean) {
  EXPECT_TRUE(elsewhere("광커튼이 가려졌을 때 켜지는 것은?", "작업반장", kPress));
  EXPECT_FALSE(elsewhere("금형 점검은 누가 합니까?", "작업반장", kPress));
  EXPECT_TRUE(elsewhere("광커튼이 가려졌을 때 슬라이드 옆에서 켜지는 것은?", "500시간마다", kPress));
  EXPECT_FALSE(elsewhere("광커튼이 가려졌을 때 슬라이드는 언제 멈추지 않습니까?", "상승 중", kPress));  // "다만" goes on
  EXPECT_FALSE(elsewhere("광커튼이 가려지면 슬라이드가 멈추는 이유는?", "500시간마다", kPress));        // told in a sentence of its own
  // Evidence of two spans: what the answer's goes on from is cited behind it.
  EXPECT_FALSE(elsewhere("청사를 함께 쓰는 경우에 당직은 어떻게 되는가?", "검사장이 조정한다",
                         "이 경우 검사장이 조정한다.\n청사를 함께 쓰는 경우에는 당직을 합친다."));
  EXPECT_TRUE(elsewhere("청사를 함께 쓰는 경우에 당직은 어떻게 되는가?", "검사장이 조정한다",
                        "인원은 검사장이 조정한다.\n청사를 함께 쓰는 경우에는 당직을 합친다."));
  EXPECT_TRUE(shares_korean_syllables("재측정", "온도를측정한다"));
  EXPECT_FALSE(shares_korean_syllables("재측정", "정측재면"));
}

TEST(AnswerPlace, WhatAQuestionAsksFor) {
  auto asked = [](const char* question) { return asked_for_in_english(read_text(question)).what; };
  EXPECT_EQ(asked("Which temperature does the kiln reach?"), Asked::amount);
  EXPECT_EQ(asked("Which temperature scale does the kiln use?"), Asked::other);
  EXPECT_EQ(asked("What is the least pressure of the kiln?"), Asked::amount);
  EXPECT_EQ(asked("What is a line number?"), Asked::other);
  EXPECT_EQ(asked("What is the consequence of a crack?"), Asked::event);
  EXPECT_EQ(asked("What happens to the shelf?"), Asked::event);
  EXPECT_EQ(asked("At which moment does the fan stop?"), Asked::time);
  EXPECT_EQ(asked("What must the potter do first?"), Asked::deed);
  EXPECT_EQ(asked("What do the potters weigh?"), Asked::other);
  EXPECT_TRUE(asked_for_in_english(read_text("What closes the damper?")).thing);
  EXPECT_FALSE(asked_for_in_english(read_text("In what does the potter look?")).thing);
  auto other = [](const char* question, const char* answer) { return is_other_kind_in_english(read_text(question), read_text(answer)); };
  EXPECT_TRUE(other("What happens to the shelf?", "90 seconds"));
  EXPECT_TRUE(other("What is the consequence of a crack?", "in the drawer"));
  EXPECT_FALSE(other("What happens to the shelf?", "it cracks"));
  EXPECT_TRUE(other("What must the potter do first?", "up to 90 °C"));
  EXPECT_TRUE(other("Which temperature does the kiln reach?", "the damper closes"));
  EXPECT_FALSE(other("Which temperature does the kiln reach?", "a low temperature of the chart"));
}

TEST(AnswerPlace, AKoreanNounOfAnotherMatter) {
  constexpr const char* kRule = "검사원은 측정실 온도가 26 ℃를 넘으면 교정을 중단하고 팀장에게 알린다.";
  const std::vector<Case> cases = {
      {"측정실 온도가 높을 때 검사원이 중단하는 것은?", "교정", kRule, ""},
      {"측정실 온도가 넘으면 지게차의 중단 대상은 무엇인가?", "교정", kRule, "unsupported_term"},
      {"측정실 온도가 높을 때 원칙적으로 중단하는 것은?", "교정", kRule, ""},
      {"여름철 한낮 측정실 지게차의 창문 밖에서 멈추나요?", "교정", kRule, ""},  // words of its own
  };
  expect_reasons(*make_terms_gate(), cases, "시험소 지침 > 교정", "ko");
}

TEST(AnswerPlace, BoundsAndDaysAreNoFaults) {
  const Reading lower = read_text("no lower value is given"), none = read_text("no value is given");
  EXPECT_EQ(polarity_of(lower, 0, lower.words.size()).denials, 0);
  EXPECT_EQ(polarity_of(none, 0, none.words.size()).denials, 1);
  EXPECT_TRUE(is_form_of_name("Monday", "the first batch after a weekend"));
  EXPECT_FALSE(is_form_of_name("Monde", "the first batch after a weekend"));
}

}  // namespace
}  // namespace jangin::judge
