// Questions whose answer is a whole predicate, and the sentences that bring them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::set<std::string> asked(const std::string& text, const std::string& heading = "Notes on Operation") {
  return questions_of(mine_one(heading, text), "sentence");
}

TEST(Predicate, WhatDoesNotActIsAskedForByWhatHappensToIt) {
  EXPECT_THAT(asked("Execution of the G-code file pauses until the external program exits."),
              Contains("what happens to execution of the G-code file => It pauses until the external program exits"));
  EXPECT_THAT(asked("The VACUUM_PUMP valve closes within 2 seconds."), Not(Contains(StartsWith("what does the VACUUM_PUMP valve do"))));
  EXPECT_THAT(asked("The M64 command breaks blending at once."), Contains("what does the M64 command do => It breaks blending at once"));
}
TEST(Predicate, PartsAndPredicateAreTwoFacts) {
  const auto w = mine_one("Offsets", "The offsets are copied to the VAR file at shutdown.");
  std::vector<Asked> kinds;
  for (const auto& fact : w.mined.facts)
    if (const auto* frame = std::get_if<ClauseFrame>(&fact.frame)) kinds.push_back(frame->asked);
  EXPECT_THAT(kinds, ::testing::ElementsAre(Asked::parts, Asked::predicate));
  for (const auto& fact : w.mined.facts) {
    const auto* frame = std::get_if<ClauseFrame>(&fact.frame);
    if (!frame || frame->asked != Asked::predicate) continue;
    for (const auto& asking : choose_askings(fact, 6, 0.2, 1)) EXPECT_THAT(asking.answer, HasSubstr("copied to the VAR file"));
  }
}
TEST(Predicate, LeaveAndDutyAreAskedForAsSuch) {
  EXPECT_THAT(asked("Subroutine bodies may not be nested."), Contains("what is not allowed with subroutine bodies => They may not be nested"));
  EXPECT_THAT(asked("The saved state can be restored with the M72 command."),
              Contains("what can be done with the saved state => It can be restored with the M72 command"));
  EXPECT_THAT(asked("The E4 fixture must not be moved."), AllOf(Contains("what must not be done with the E4 fixture => It must not be moved"),
                                                                Not(Contains(HasSubstr("what happens to the E4")))));
}
TEST(Predicate, WhatOneDoesWithAThing) {
  const auto q = asked("The interpreter skips any lines which do not contain exactly two numeric values.");
  EXPECT_THAT(q, Contains("what does the interpreter do with lines which do not contain exactly two numeric values => It skips them"));
  EXPECT_THAT(asked("The liver converts ammonia to urea."), Contains("what does the liver do with ammonia => It converts it to urea"));
}
TEST(Predicate, StatesAreToldAndCompared) {
  EXPECT_THAT(asked("The R number is always sticky."), AllOf(Contains("what is true of the R number => It is always sticky"),
                                                             Contains("is the R number always sticky => Yes, it is always sticky")));
  EXPECT_THAT(asked("The maximum rapid rate can be higher than the MAX_VELOCITY setting during a coordinated move."),
              Contains("how can the maximum rapid rate compare with the MAX_VELOCITY setting during a coordinated move => It can be higher"));
  EXPECT_THAT(asked("The names of HAL pins are not case sensitive."), AllOf(Not(Contains(HasSubstr("what are the names of HAL pins not"))),
                                                                            Contains(StartsWith("are the names of HAL pins case sensitive => No"))));
}
TEST(Predicate, ALetterWithItsNounIsAskedFor) {
  const auto w = mine_one("Sticky Words", "The R number is always sticky.");
  std::vector<std::string> answers;
  for (const auto& fact : w.mined.facts)
    for (const auto& asking : choose_askings(fact, 6, 0.2, 1)) answers.push_back(asking.answer);
  EXPECT_THAT(answers, Contains("The R number"));
}
TEST(Predicate, AnErrorIsNoValue) {
  const auto q = asked("A Q value of zero is an error if the L-word is non-zero.");
  EXPECT_THAT(q, Not(Contains(StartsWith("what is a Q value"))));
  EXPECT_THAT(q, Contains("is a Q value of zero allowed if the L-word is non-zero => No, it is an error"));
  EXPECT_THAT(q, Contains("how is a Q value of zero treated if the L-word is non-zero => As an error"));
}
TEST(Predicate, CauseHowAndOccasion) {
  EXPECT_THAT(asked("A positive Q value causes the leading edge of the tool to cut more heavily."),
              AllOf(Contains("what does a positive Q value cause => The leading edge of the tool to cut more heavily"),
                    Contains("what is the effect of a positive Q value => It causes the leading edge of the tool to cut more heavily")));
  EXPECT_THAT(asked("The G7 offset is applied in the form of a ramp."), Contains("how is the G7 offset applied => In the form of a ramp"));
  EXPECT_THAT(asked("Only the the most recent T word will take effect at the next tool change."),
              Contains("what happens at the next tool change => Only the most recent T word will take effect"));
  EXPECT_THAT(asked("The G33 code could be used to cut tapered threads."), Contains("what could the G33 code be used to cut => Tapered threads"));
}

TEST(Sentence, OrdersInTheDescriptionOfACode) {
  const std::string list =
      "The G89 cycle is intended for boring.\n\n- Preliminary motion.\n- Move the Z-axis only at the current feed rate to the Z position.\n- Dwell "
      "for the P number of seconds.\n- Retract the Z-axis at the current feed rate to the R plane if it is lower than the initial Z.\n";
  const auto q = asked(list, "G89 Boring Cycle");
  EXPECT_THAT(q, Contains("how is the Z-axis only moved with G89 => At the current feed rate to the Z position"));
  EXPECT_THAT(q, Contains("what does G89 do => It dwells for the P number of seconds"));
  EXPECT_THAT(q, Contains(HasSubstr("if the R plane is lower than the initial Z")));
  EXPECT_THAT(asked(list, "Boring by Hand"), Not(Contains(HasSubstr("Z-axis"))));
  EXPECT_THAT(asked("- Open the cover of the M5 unit.\n- Use the M5 key.\n- Press the M5 button.\n- Check the M5 lamp.\n", "M5 Unit"),
              Not(Contains(HasSubstr("the M5 button"))))
      << "told to a person";
}
TEST(Sentence, StepsOfACodeAreAskedForByWhatItDoes) {
  const auto q = questions_of(mine_one("G74 Tapping Cycle", "1. Disable the overrides.\n2. Stop the spindle.\n3. Dwell for 2 seconds.\n"), "step");
  EXPECT_THAT(q, Contains("what does G74 do directly after it stops the spindle => It dwells for 2 seconds"));
  EXPECT_THAT(q, Contains("what does G74 do at the end => It dwells for 2 seconds"));
}
TEST(Sentence, WhatTheConditionNamesIsNoPointer) {
  EXPECT_THAT(asked("If a group 0 code that uses axis words appears on the line, the activity of the group 1 code is suspended for that line."),
              Contains(HasSubstr("=> It is suspended for that line")));
  EXPECT_THAT(asked("A percent line is optional if the file has an M2 in it."), Contains(StartsWith("when is a percent line optional")));
  EXPECT_THAT(asked("With this type of changer the tool will be in a different pocket."), ::testing::IsEmpty());
  EXPECT_THAT(asked("Limit switches should be placed so that the machine does not hit the end."),
              Contains("what should be done with limit switches => They should be placed so that the machine does not hit the end"));
}
TEST(Sentence, PronounsOfTermsAndOfWhatIsAbsent) {
  EXPECT_THAT(asked("- #<_line> - Sequence number. If running a file, this returns the current line number.\n", "Parameters"),
              Contains(AllOf(StartsWith("what does #<_line> return"), EndsWith("The current line number"))));
  EXPECT_THAT(asked("If Q is not specified then it will use the value of P.", "G64"), Not(Contains(StartsWith("what will Q use"))));
}

using english::parse_sentence;
std::vector<std::string> statements(const std::string& sentence) {
  std::vector<std::string> out;
  for (const auto& c : parse_sentence(sentence)) out.push_back(c.statement() + (c.condition.empty() ? "" : " | " + c.condition));
  return out;
}
using ::testing::ElementsAre;

TEST(Plain, AStateBeforeTheMainClauseWithoutComma) {
  EXPECT_THAT(statements("If two sequential moves are exactly co-linear movement will not stop."),
              ElementsAre("movement will not stop | if two sequential moves are exactly co-linear"));
  EXPECT_THAT(statements("If tool compensation was on the next move must be a linear move."),
              ElementsAre("the next move must be a linear move | if tool compensation was on"));
  EXPECT_THAT(statements("If the lamp is on the left the motor is stopped."), Not(Contains(StartsWith("the left"))));
}
TEST(Plain, AContrastIsASentenceOfItsOwn) {
  EXPECT_THAT(statements("A positive radius indicates a short arc, while a negative radius indicates a turn of more than 180 degrees."),
              ElementsAre("a positive radius indicates a short arc", "a negative radius indicates a turn of more than 180 degrees"));
}
TEST(Plain, SignsAndAdditions) {
  EXPECT_THAT(statements("At start-up, TOOL_NO = 0."), ElementsAre("TOOL_NO is 0"));
  EXPECT_THAT(statements("M64 & M65 happen immediately as they are received."), Contains(StartsWith("M64 and M65 happen immediately")));
  EXPECT_THAT(statements("Global parameters, as well as local parameters set outside, retain their value."),
              ElementsAre("global parameters retain their value"));
  EXPECT_THAT(statements("The names are not case sensitive - they are converted to uppercase."),
              ElementsAre("the names are not case sensitive", "they are converted to uppercase"));
}
TEST(Plain, ADutyBehindAnOrder) {
  EXPECT_THAT(
      statements("When using G96, ensure that X0 in the current system is the center of rotation or the program will not give the desired speed."),
      ElementsAre("X0 in the current system must be the center of rotation | when using G96"));
  EXPECT_THAT(statements("Make sure that the valve is closed."), ElementsAre("the valve must be closed"));
  EXPECT_THAT(statements("Make sure that it does not fall."), Not(Contains(HasSubstr("must"))));
}
TEST(Plain, APurposeWithoutComma) {
  const auto c = parse_sentence("To display a message and continue processing the file suffix an ampersand to the command.");
  ASSERT_EQ(c.size(), 1U);
  EXPECT_EQ(c[0].purpose, "display a message and continue processing the file");
  EXPECT_EQ(c[0].object, "an ampersand");
}
TEST(Plain, WhatBelongsToAConditionStaysThere) {
  EXPECT_THAT(statements("The value changes if the offset is loaded and the machine is placed in the G59 system."),
              ElementsAre("the value changes | if the offset is loaded and the machine is placed in the G59 system"));
  EXPECT_THAT(
      statements("A percent line is optional if the file has an M2 in it, but is required if not."),
      ElementsAre("a percent line is optional | if the file has an M2 in it", "a percent line is required | unless the file has an M2 in it"));
  EXPECT_THAT(statements("The use is for plasma cutters and wire eroders but it is not limited to these."),
              Contains("the use is for plasma cutters and wire eroders"));
  EXPECT_THAT(statements("There is one store; if several codes are executed, only the last state is restored."),
              Contains("only the last state is restored | if several codes are executed"));
}

}  // namespace
}  // namespace jangin::synthesize
