// Questions that people ask in their own words: true ones pass, and the same with one thing changed do not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "judge/alignment.h"
#include "judge/asked_case.h"
#include "judge/bounds.h"
#include "judge/circumstance.h"
#include "judge/condition_clauses.h"
#include "judge/denial.h"
#include "judge/gates.h"
#include "judge/listed_count.h"
#include "judge/name_forms.h"

namespace jangin::judge {
namespace {

void expect_reasons(Gate& gate, const std::vector<Case>& cases, const char* context = "") { expect_reasons(gate, cases, context, ""); }

constexpr const char* kSorter = "The sorter lowers the tray and sounds the horn if the photocell is dark; the belt stops when the drum is full.";
constexpr const char* kMixer = "When the drum is hot, the mixer lowers its speed and closes the outlet.";
constexpr const char* kHeater = "The heater goes to standby unless HOLD_WARM is set.";

TEST(OwnWords, AConditionHoldsOfItsClause) {
  expect_reasons(*make_condition_gate(),
                 {
                     {"What does the sorter lower?", "the tray", kSorter, ""},  // the condition is of what "and" joins
                     {"What does the sorter sound?", "the horn", kSorter, "condition_dropped"},
                     {"", "The sorter lowers the tray and sounds the horn.", kSorter, "condition_dropped"},
                     {"", "The sorter lowers the tray.", kSorter, ""},
                     {"", "The belt stops.", kSorter, "condition_dropped"},
                     {"", "The tag is removed.", "The tag is removed even if nobody asks.", "condition_dropped"},
                     {"When may the tag be removed?", "after the audit", "The tag may be removed after the audit even if nobody asks.", ""},
                 });
}

TEST(OwnWords, AQuestionSaysTheConditionOtherwise) {
  expect_reasons(*make_condition_gate(), {
                                             {"What does the mixer do to its speed once the vessel heats up?", "lowers its speed", kMixer, ""},
                                             {"A vessel has heated up; what does the mixer lower?", "its speed", kMixer, ""},
                                             {"What does a mixer with a hot drum lower?", "its speed", kMixer, ""},
                                             {"What does the mixer lower?", "its speed", kMixer, "condition_dropped"},
                                             {"What does the mixer do to its speed?", "lowers its speed", kMixer, "condition_dropped"},
                                             {"What is the rule in the manual?", "The mixer lowers its speed.", kMixer, "condition_dropped"},
                                             {"What must happen for the mixer to close the outlet?", "the drum is hot", kMixer, ""},
                                         });
}

TEST(OwnWords, AQuestionDoesNotContradictTheCondition) {
  expect_reasons(*make_condition_gate(), {
                                             {"Where does the heater go if HOLD_WARM isn't set?", "to standby", kHeater, ""},
                                             {"Where does the heater go if HOLD_WARM is set?", "to standby", kHeater, "condition_contradicted"},
                                             {"What does the mixer lower when the drum is not hot?", "its speed", kMixer, "condition_contradicted"},
                                             {"What does the mixer lower when the drum is hot?", "its speed", kMixer, ""},
                                         });
}

TEST(OwnWords, CountsOfWhatIsListed) {
  expect_reasons(
      *make_support_gate(),
      {
          {"Which three states stop the reader?", "idle, dark and full", "Reading stops in the states idle, dark and full.", ""},
          {"Which four states stop the reader?", "idle, dark and full", "Reading stops in the states idle, dark and full.", "unsupported_number"},
          {"Which two states stop the reader?", "idle, dark, hot and full", "Reading stops in the states idle, dark, hot and full.",
           "unsupported_number"},
          {"What do the three modes share?", "a lock", "There are four modes with a lock, a bell and a lamp.", "unsupported_number"},
          {"What happens after it blinks two times?", "the lamp goes out", "If it blinks twice, the lamp goes out.", ""},
          {"Which 3 states stop the reader?", "idle and full", "Reading stops in the states idle and full.", "unsupported_number"},
      });
}

TEST(OwnWords, CasesThatABoundDecides) {
  expect_reasons(
      *make_support_gate(),
      {
          {"What follows a deviation of 7 % in the check?", "the lot is blocked", "If the deviation is above 4 %, the lot is blocked.", ""},
          {"What follows a deviation above 7 % in the check?", "the lot is blocked", "If the deviation is above 4 %, the lot is blocked.",
           "unsupported_number"},
          {"What follows a deviation of 7 mm in the check?", "the lot is blocked", "If the deviation is above 4 %, the lot is blocked.",
           "unsupported_number"},
          {"What follows a deviation of 7 % in the check?", "the lot is blocked", "At a deviation of 4 % the lot is blocked.", "unsupported_number"},
          {"Who pays an order of 12 euros?", "the clerk", "Orders from 10 to 25 euros are paid by the clerk.", ""},
      });
}

TEST(OwnWords, FormsOfNames) {
  EXPECT_TRUE(is_form_of_name("OOR", "Out-of-range results are logged."));
  EXPECT_TRUE(is_form_of_name("WTL", "Windows Template for Lists"));  // function words may be left out
  EXPECT_TRUE(is_form_of_name("Grid", "CGridView draws it."));
  EXPECT_TRUE(is_form_of_name("ID", "whatever"));
  EXPECT_TRUE(is_form_of_name("Bolivian", "a mine in Bolivia"));
  EXPECT_TRUE(is_form_of_name("ACME-approved", "ACME tests it."));
  EXPECT_FALSE(is_form_of_name("Net", "CGridView draws it."));
  EXPECT_FALSE(is_form_of_name("kPa", "the pressure is measured"));
  EXPECT_FALSE(is_form_of_name("OOT", "Out-of-range results are logged."));
  EXPECT_FALSE(is_form_of_name("ACME-Borealis", "ACME tests it."));
  EXPECT_FALSE(is_form_of_name("rid", "CGridView draws it."));
}

TEST(OwnWords, ADenialNeedsAGround) {
  constexpr const char* kPump = "The pump is started by the lever. Alarms are kept for a year.";
  expect_reasons(*make_polarity_gate(),
                 {
                     {"What is the pump started by?", "the lever", kPump, ""},
                     {"What is the pump not started by?", "the lever", kPump, "negation_added"},
                     {"By what do workers not get the pump going?", "the lever", kPump, "negation_added"},
                     {"By what do workers get the pump going?", "the lever", kPump, ""},
                     {"Why do workers not get the pump going?", "the lever", kPump, ""},
                     {"How long are alarms kept if no one clears them?", "for a year", kPump, ""},
                     {"Which lid stays shut when the fan isn't running?", "the left lid", "The left lid is locked unless the fan runs.", ""},
                     {"Which lid isn't locked?", "the left lid", "The left lid is locked by a key.", "negation_added"},
                 });
}

TEST(OwnWords, ADenialMayBeSaidOtherwise) {
  constexpr const char* kTable = "If the key is in the table, its row is replaced. Otherwise, a new row is added.";
  expect_reasons(
      *make_substitution_gate(),
      {
          {"What does the reader add if the key is not in the table?", "a new row", kTable, ""},
          {"What may num and den not share?", "no common factors", "The ratio defines num and den such that num and den have no common factors.", ""},
          {"What is replaced if the key is not in the table?", "its row", "If the key is in the table, its row is replaced.", "negation_inserted"},
      });
}

TEST(OwnWords, WhatMustAndCanAsk) {
  expect_reasons(*make_polarity_gate(),
                 {
                     {"What must be done to open the outer gate?", "turn the brass key", "The outer gate can be opened with the brass key.", ""},
                     {"How much dust may the outlet hold?", "5 mg", "The dust of the outlet must not exceed 5 mg.", ""},
                     {"", "The outlet may hold dust.", "The outlet must not hold dust.", "negation_dropped"},
                     {"", "Staff may open the gate.", "Staff must open the gate.", "modality_changed"},
                 });
}

TEST(OwnWords, PronounsWithWhatTheyStandFor) {
  expect_reasons(*make_self_contained_gate(), {
                                                  {"Before it is opened, what must the valve have?", "x", "", ""},
                                                  {"Before it is opened, what must it have?", "x", "", "dangling_pronoun"},
                                                  {"Why is it illegal to open the valve?", "x", "", ""},
                                                  {"What does it mean that the valve is open?", "x", "", ""},
                                                  {"What does it mean?", "x", "", "dangling_pronoun"},
                                                  {"How long is it used to hold oil?", "x", "", "dangling_pronoun"},
                                                  {"How do I see from its colour that the filter is full?", "x", "", ""},
                                                  {"What is its colour?", "x", "", "dangling_pronoun"},
                                                  {"Two gases react on a wire; what is this process called?", "x", "", ""},
                                                  {"What is this process called?", "x", "", "dangling_pronoun"},
                                                  {"Who works at the former gasworks?", "x", "", ""},
                                                  {"Who works at the former?", "x", "", "dangling_pronoun"},
                                                  {"When is the cycle repeated?", "the following night", "", ""},
                                                  {"What is set?", "the following", "", "refers_to_text"},
                                              });
}

TEST(OwnWords, AnEnglishWordForAnother) {
  constexpr const char* kLamp = "The green lamp shows the result code of the last run.";
  expect_reasons(*make_substitution_gate(),
                 {
                     {"Which lamp shows the failure code of the last run?", "the green lamp", kLamp, "term_replaced"},
                     {"Which lamp tells the result code of the last run?", "the green lamp", kLamp, ""},
                     {"Which lamp shows a worker the failure code of the last run?", "the green lamp", kLamp, ""},  // words of its own
                 });
}

TEST(OwnWords, InKorean) {
  constexpr const char* kPump = "펌프를 오래 세워 둘 때는 밸브를 잠그고 필터를 뺀다.";
  constexpr const char* kMeals = "식비는 3만 원을 한도로 지급하되, 손님이 식사를 낸 경우 그 끼니는 제외한다.";
  expect_reasons(
      *make_condition_gate(),
      {
          {"휴가철에 쓰지 않으면 펌프에서 무엇을 뺍니까?", "필터", kPump, ""},
          {"무엇을 뺍니까?", "밸브를 잠그고 필터", kPump, "condition_dropped"},
          {"원료를 교체하려면 회전수를 얼마로 낮춥니까?", "50 rpm 이하", "재료를 바꿀 때는 호퍼를 비우고 회전수를 50 rpm 이하로 낮춘다.", ""},
          {"회전수를 얼마로 낮춥니까?", "50 rpm 이하", "재료를 바꿀 때는 호퍼를 비우고 회전수를 50 rpm 이하로 낮춘다.", "condition_dropped"},
          {"식비는 얼마를 한도로 지급하는가?", "3만 원", kMeals, ""},
          {"무엇을 제외하는가?", "그 끼니", kMeals, "condition_dropped"},
      });
  expect_reasons(*make_polarity_gate(),
                 {{"답변은 언제 보내는가?", "24시간 안", "접수하면 24시간 안에 답변을 보낸다.", ""},
                  {"기한을 미루려면 어떻게 해야 하는가?", "장관과 협의", "사유가 있으면 장관과 협의하여 기한을 미룰 수 있다.", ""},
                  {"", "기한을 미루어야 한다.", "장관은 기한을 미룰 수 있다.", "modality_changed"}});
  expect_reasons(
      *make_substitution_gate(),
      {{"파견법인의 허가를 취소하기 전에 고용노동부장관이 미리 주어야 하는 것은?", "해당 임원의 교체임명에 필요한 기간",
        "고용노동부장관은 법인이 결격사유에 해당되어 허가를 취소하려는 경우에는 미리 해당 임원의 교체임명에 필요한 기간을 1개월 이상 주어야 한다.",
        ""},
       {"젖은 필터를 계속 쓰면 흡인기는 어떻게 되나요?", "모터에 물이 들어가 고장", "젖은 필터를 그대로 쓰면 모터에 물이 들어가 고장이 난다.", ""},
       {"", "젖은 스펀지를 그대로 쓰면 모터에 물이 들어가 고장이 난다.", "젖은 필터를 그대로 쓰면 모터에 물이 들어가 고장이 난다.",
        "term_replaced"}});
}

TEST(OwnWords, CircumstancesOfAQuestion) {
  const auto tells = [](const char* question) {
    const AlignedSample& sample = aligned_sample({.question = question, .answer = "its speed", .evidence = kMixer});
    return tells_circumstance(sample, reading_of("Mixer 4"), 5, 13);
  };
  EXPECT_TRUE(tells("What does the mixer lower in summer?"));
  EXPECT_TRUE(tells("The vessel boils; what does the mixer lower?"));
  EXPECT_FALSE(tells("What does the mixer lower?"));
  EXPECT_FALSE(tells("What does the boiling mixer lower?"));
  EXPECT_FALSE(tells("What is lowered in the mixer?"));  // the headings say it
}

}  // namespace
}  // namespace jangin::judge
