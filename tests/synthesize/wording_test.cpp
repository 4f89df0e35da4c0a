// What a person would ask about a plain sentence: each class of fault that was seen in samples, on sentences of several fields.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::set<std::string> asked(const std::string& text, const std::string& heading = "Notes on Operation") {
  auto world = mine_one(heading, text);
  std::erase_if(world.mined.facts, [](const MinedFact& fact) { return fact.fact.miner == "slot"; });  // slots_test.cpp
  return questions_of(world);
}

TEST(Wording, FixedPhrasesStayWhole) {
  EXPECT_THAT(asked("The G8 mode is active at power up."),
              AllOf(Contains("when is the G8 mode active => At power up"), Not(Contains(HasSubstr("which power")))));
  EXPECT_THAT(asked("The license is granted by default in 3 regions."), Not(Contains(HasSubstr("by what"))));
  EXPECT_THAT(asked("The F4 offset remains in effect."), Not(Contains(HasSubstr("in what does"))));
}
TEST(Wording, ARangeHasTwoEnds) {
  EXPECT_THAT(asked("Values on the V1 pin should range from -1 to 1."),
              AllOf(Contains("what is the range of values on the V1 pin => From -1 to 1"), Not(Contains(EndsWith("=> 1")))));
  EXPECT_THAT(asked("The pH of rain water varies from 5 to 6."), Contains("between which values does the pH of rain water vary => From 5 to 6"));
  EXPECT_THAT(asked("The T5 index is valid from 0 to 7."), Contains("for which values is the T5 index valid => From 0 to 7"));
}
TEST(Wording, AdjectivesAreAskedForWhatTheyGovern) {
  EXPECT_THAT(asked("Coroutines are available since version 2.5.1."), Contains("since which version are coroutines available => Version 2.5.1"));
  EXPECT_THAT(asked("The enthalpy is equal to the heat of the reaction."),
              Contains(StartsWith("what is the enthalpy equal to => The heat of the reaction")));
  EXPECT_THAT(asked("The BUFFER_SIZE option is limited to 4096."), Contains("what is the BUFFER_SIZE option limited to => 4096"));
  EXPECT_THAT(asked("Ozone is composed of three oxygen atoms."), Contains("which atoms is ozone composed of => Three oxygen atoms"));
  EXPECT_THAT(asked("The OCS molecule has a structure similar to CO2."),
              AllOf(Contains("what does the OCS molecule have => A structure similar to CO2"), Not(Contains(EndsWith("=> CO2")))));
}
TEST(Wording, CoordinatedVerbsTakeOneForm) {
  const auto q =
      asked("- G38.5 - probe away from the workpiece, stop on loss of contact\n- G49 - suspends the offset but does not clear it\n", "Probing Codes");
  EXPECT_THAT(q, Contains("what does G38.5 do => It probes away from the workpiece, stops on loss of contact"));
  EXPECT_THAT(q, Contains("what is G49 used for => To suspend the offset but not clear it"));
  EXPECT_THAT(asked("- G17 - select the X and Y axes\n", "Plane Codes"), Contains("what does G17 do => It selects the X and Y axes"));
}
TEST(Wording, ADemonstrativeTakesItsDescriptionOrIsNotAsked) {
  EXPECT_THAT(asked("One other variable holds the tool number. This variable is named TOOL_NO.", "Remapping"),
              Not(Contains(HasSubstr("the variable named"))));
  EXPECT_THAT(asked("There is a probe input for touch plates. This input is called PROBE_IN.", "Wiring"),
              Contains("what is the probe input called => PROBE_IN"));
  EXPECT_THAT(asked("He received the Nobel Prize in 1918. His method is used in 3 plants.", "Ammonia"), ::testing::IsEmpty());
  EXPECT_THAT(asked("This image shows the structure of HNO2."), ::testing::IsEmpty());
}
TEST(Wording, ACauseIsAskedForWithIf) {
  EXPECT_THAT(asked("A missing config.toml file will cause an error."),
              Contains("what happens if the config.toml file is missing => It will cause an error"));
  EXPECT_THAT(asked("An empty reagent bottle triggers an alarm."), Contains("what happens if the reagent bottle is empty => It triggers an alarm"));
}
TEST(Wording, AnswersAreCutToTheirCore) {
  EXPECT_THAT(asked("The M3 command starts the main spindle, which needs 3 seconds."),
              Contains(AllOf(StartsWith("what does the M3 command start"), EndsWith("=> The main spindle"))));
  EXPECT_THAT(asked("The lactic acid is neutralized by the HCO3 ion, producing a salt."),
              Contains("what neutralizes the lactic acid => The HCO3 ion"));
  EXPECT_THAT(asked("The two scales give the concentrations of acid and base, respectively."), Not(Contains(HasSubstr("respectively"))));
}
TEST(Wording, MembershipIsAskedForByTheGroup) {
  EXPECT_THAT(asked("M19 is a command of modal group 7, like M3, M4 and M5.", "M19 Orient Spindle"),
              Contains("to which modal group does M19 belong => Modal group 7"));
  EXPECT_THAT(asked("Neon is a member of the noble gases."), Contains("what is neon a member of => The noble gases"));
}
TEST(Wording, WhatAThingIsForIsAskedWithFor) {
  const auto q = asked("The TOOLMAN program is conventionally used for tool changer management.");
  EXPECT_THAT(q, Contains("what is the TOOLMAN program conventionally used for => Tool changer management"));
  EXPECT_THAT(q, Contains("which program is conventionally used for tool changer management => The TOOLMAN program"));
  EXPECT_THAT(q, Not(Contains(HasSubstr("for which management"))));
}
TEST(Wording, WhatMustNotBeIsAskedDirectly) {
  EXPECT_THAT(asked("The E4 fixture must not be moved during the cycle."),
              Contains(StartsWith("may the E4 fixture be moved during the cycle => No, it must not be moved")));
  EXPECT_THAT(asked("The R2 radius must be greater than zero."), Contains("what must the R2 radius be => Greater than zero"));
  const auto errors = asked("It is an error to call free twice. It is an error if the pointer is null.", "The malloc Function");
  EXPECT_THAT(errors, Contains("is it an error to call free twice => Yes, it is an error"));
  EXPECT_THAT(errors, Contains(AllOf(StartsWith("when is it an error"), EndsWith("=> If the pointer is null"))));
}
TEST(Wording, StatesAreNotAskedForAsEvents) {
  EXPECT_THAT(asked("The KI3 salt is composed of potassium and iodine."), Not(Contains(HasSubstr("what happens to"))));
  EXPECT_THAT(asked("The DATA_DIR folder contains 5 files."), Not(Contains(HasSubstr("folder do"))));
  EXPECT_THAT(asked("The F1 filter is cleaned by the operator."), Contains(HasSubstr("what happens to the F1 filter")));
}
TEST(Wording, TimeMannerAndAgentHaveTheirOwnQuestions) {
  const auto q = asked("The pH scale was introduced in 1909 by Søren Sørensen.");
  EXPECT_THAT(q, Contains(StartsWith("in which year was the pH scale introduced")));
  EXPECT_THAT(q, Contains(AllOf(StartsWith("by whom"), HasSubstr("1909"))));
  EXPECT_THAT(asked("The F3 view is opened by pressing Ctrl+K."), Contains("how is the F3 view opened => By pressing Ctrl+K"));
  EXPECT_THAT(asked("The parameter file is managed by the interpreter."), Contains("what manages the parameter file => The interpreter"));
}
TEST(Wording, AnOutcomeIsNoPurpose) {
  const auto q = asked("Phosphorus halides react with halide ions to give the PX6 anion.");
  EXPECT_THAT(q, Contains("what do phosphorus halides react with halide ions to give => The PX6 anion"));
  EXPECT_THAT(q, Not(Contains(StartsWith("why"))));
}
TEST(Wording, AListBehindAColonIsTheAnswer) {
  EXPECT_THAT(asked("Two fluoro derivatives of nitrogen are known: N2F4 and N2F2."),
              Contains("which two fluoro derivatives of nitrogen are known => N2F4 and N2F2"));
}
TEST(Wording, ValuesAreAskedForAsSuch) {
  const auto q = asked("The specific heat of iron is 0.449 J/g.");
  EXPECT_THAT(q, Contains("which value does the specific heat of iron have => 0.449 J/g"));
  EXPECT_THAT(q, Contains("what is the specific heat of iron => 0.449 J/g"));
  EXPECT_THAT(asked("The mass of the mosquito is about 2.5 milligrams."), Contains("what is the mass of the mosquito => About 2.5 milligrams"));
  EXPECT_THAT(asked("The #<_w> parameter is the same as #5428."), Contains("what is the #<_w> parameter the same as => #5428"));
  EXPECT_THAT(asked("The LINT option causes the compiler to report a warning."),
              Contains("what does the LINT option cause the compiler to do => Report a warning"));
  EXPECT_THAT(asked("There are four calcium ions and eight fluoride ions in a unit cell."),
              Not(Contains(HasSubstr("how many calcium ions and eight"))));
}
TEST(Wording, AClauseAsObjectStaysWhole) {
  EXPECT_THAT(asked("Experiments show that both bonds in NO2 have the same length."), Not(Contains(StartsWith("where do experiments"))));
}
TEST(Wording, OneOfSeveralAnswersIsASentence) {
  const auto w = mine_one("Offsets", "The interpreter stores the values of all work offsets in the VAR file.");
  ASSERT_EQ(w.mined.facts.size(), 2U);  // its parts, its predicate
  int sentences = 0, phrases = 0;
  for (const auto& asking : choose_askings(w.mined.facts[0], 6, 0.2, 1)) {
    sentences += asking.answer.starts_with("The interpreter stores");
    phrases += asking.answer.ends_with("VAR file") && english::count_words(asking.answer) <= 4;
  }
  EXPECT_EQ(sentences, 1);
  EXPECT_GE(phrases, 2);
}
TEST(Wording, HeadingsAreNamedNotEntered) {
  Topic topic;
  topic.phrase = "properties of the halogens";
  const Asking asking{"object_what", "what does chlorine give", "A salt", false, false, false};
  for (uint64_t style = 0; style < 5; ++style) {
    const auto question = in_context(asking, topic, "en", style);
    EXPECT_THAT(question, HasSubstr("roperties of the halogens"));
    EXPECT_THAT(question, Not(AnyOf(StartsWith("In properties"), StartsWith("With properties"), StartsWith("For properties"))));
  }
}

}  // namespace
}  // namespace jangin::synthesize
