// What people ask of plain sentences: clauses side by side, orders, durations and deadlines, frequencies, what leads a clause in, subjects, defaults in passing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::string> asked(const std::string& text, std::string_view miner = "") { return questions_of(mine_one("Handling", text), miner); }

TEST(PlainSentences, ClausesSideBySideAreSentencesOfTheirOwn) {
  const auto clauses = english::parse_sentence("Deferred jobs are retried hourly; after 5 days a job is returned to its sender.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[1].subject, "a job");
  EXPECT_EQ(clauses[1].introduction, "after 5 days");
  const auto led = english::parse_sentence("The valve opens slowly, but at low pressure, the pump is switched off.");
  ASSERT_EQ(led.size(), 2U);
  EXPECT_EQ(led[1].introduction, "at low pressure");
}
TEST(PlainSentences, AReportIsNotWhatIsReported) {
  EXPECT_EQ(english::parse_sentence("Note that the axis stops at the limit.").at(0).subject, "the axis");
  EXPECT_EQ(english::parse_sentence("(A label is used only when two parts are alike.)").at(0).condition, "only when two parts are alike");
}
TEST(PlainSentences, WhatTrailsBelongsToThePredicateWithAGroupOfItsOwn) {
  const auto clauses = english::parse_sentence("STORE takes about 3 s and is refused with code 8 while the motor is enabled.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[0].condition, "");
  EXPECT_EQ(clauses[1].condition, "while the motor is enabled");
}
TEST(PlainSentences, AnOrderSaysWhatIsToBeDone) {
  auto q = asked("Thaw the syringe for 60 minutes before opening it, so that no moisture condenses in the paste.\n");
  EXPECT_THAT(q, Contains("for how long should the syringe be thawed before opening it => 60 minutes"));
  EXPECT_THAT(q, Contains(HasSubstr("=> So that no moisture condenses in the paste")));
  q = asked("Open the ballast valve when pumping vapours and let the pump warm up for 20 minutes before the start.\n");
  EXPECT_THAT(q, Contains("when should the ballast valve be opened => When pumping vapours"));
  EXPECT_THAT(q, Contains(HasSubstr("=> 20 minutes")));
  EXPECT_THAT(asked("Calculate the mass of the sample for 60 minutes.\n"), Each(Not(HasSubstr("should")))) << "asked of a learner";
}
TEST(PlainSentences, HowLongHowSoonHowOften) {
  auto q = asked("STORE takes about 3 s and is refused with code 8 while the motor is enabled.\n");
  EXPECT_THAT(q, Contains("how long does STORE take => About 3 s"));
  EXPECT_THAT(q, Contains("when is STORE refused with code 8 => While the motor is enabled"));
  EXPECT_THAT(asked("A lost badge is reported to the guard within one hour.\n"),
              Contains("how soon is a lost badge reported to the guard => Within one hour"));
  EXPECT_THAT(asked("The furnace may be run for no longer than two hours.\n"),
              Contains("for how long may the furnace be run => No longer than two hours"));
  EXPECT_THAT(asked("Sensitivity is checked every four hours.\n"), Contains("how often is sensitivity checked => Every four hours"));
  EXPECT_THAT(asked("The doors stay locked until the red lamp goes out.\n"),
              Contains("how long do the doors stay locked => Until the red lamp goes out"));
  EXPECT_THAT(asked("PTFE may be used up to 260 °C.\n"), Contains("up to which temperature may PTFE be used => Up to 260 °C"));
}
TEST(PlainSentences, WhatLeadsAClauseIn) {
  auto q = asked("After 5 days a message is returned to the sender.\n");
  EXPECT_THAT(q, Contains("when is a message returned to the sender => After 5 days"));
  EXPECT_THAT(q, Contains("what happens after 5 days => A message is returned to the sender"));
  EXPECT_THAT(asked("As a result of the second setting, the compiler leaves out the test.\n"),
              Contains(HasSubstr("=> As a result of the second setting")));
  EXPECT_THAT(asked("With the supply off, the clock loses the time.\n"),
              Contains("under what condition does the clock lose the time => With the supply off"));
}
TEST(PlainSentences, TheSubjectAloneIsAFact) {
  auto w = mine_one("Suspend", "A chip erase cannot be suspended at all.\n");
  const auto subject = std::ranges::find(w.mined.facts, "subject", [](const MinedFact& fact) { return fact.fact.relation; });
  ASSERT_NE(subject, w.mined.facts.end());
  EXPECT_EQ(subject->fact.value, "a chip erase");
  EXPECT_THAT(questions_of(w), Contains(HasSubstr("be suspended at all => A chip erase")));
}
TEST(PlainSentences, APronounInAConditionIsNamed) {
  EXPECT_THAT(asked("The green lamp confirms release; if it flashes, the brake has opened on one side only.\n"),
              Contains(HasSubstr("what happens if the green lamp flashes => The brake has opened on one side only")));
}
TEST(PlainSentences, EvidenceIsThePartThatSaysIt) {
  const std::string text = "STORE keeps the values; the default set is loaded when the key is lost.\n";
  auto w = mine_one("Saving", text);
  bool found = false;
  for (const auto& fact : w.mined.facts)
    if (fact.fact.subject == "STORE" && fact.fact.miner == "sentence") {
      found = true;
      EXPECT_EQ(text.substr(fact.fact.evidence.begin, fact.fact.evidence.size()), "STORE keeps the values;");
    }
  EXPECT_TRUE(found);
}
TEST(PlainSentences, ComparatorsBelongToTheNumber) {
  EXPECT_THAT(asked("Firms in which more than 20 employees work appoint one safety officer.\n", "slot"), Contains(HasSubstr("=> More than 20")));
}
TEST(PlainSentences, DefaultsInPassing) {
  EXPECT_THAT(asked("The screw is blocked until every zone has been warm for the soak time, 15 minutes by default.\n", "limit"),
              Contains("what is the default value of the soak time => 15 minutes"));
  EXPECT_THAT(asked("The motor stops after the idle time TU, default 240 s, has passed.\n", "limit"), Contains(HasSubstr("=> 240 s")));
}

}  // namespace
}  // namespace jangin::synthesize
