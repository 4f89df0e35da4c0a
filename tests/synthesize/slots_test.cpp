// Names, codes and numbers asked for where they stand in a sentence, and what is not asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace jangin::synthesize {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::set<std::string> slots(const std::string& text, const std::string& heading = "Tool Change") {
  return questions_of(mine_one(heading, text), "slot");
}

TEST(Slots, ANameBehindItsKind) {
  auto q = slots("If the interface component manual_change is loaded, the machine will stop the spindle.\n");
  EXPECT_THAT(q, Contains("if which interface component is loaded, the machine will stop the spindle => manual_change"));
  EXPECT_THAT(q, Contains("if a certain interface component is loaded, the machine will stop the spindle. Which one is it => manual_change"));
}
TEST(Slots, ANameBeforeItsKind) {
  EXPECT_THAT(slots("Press OK after you have chosen the probe in the Coordinate System drop box.\n"),
              Contains("press OK after you have chosen the probe in which drop box => Coordinate System"));
}
TEST(Slots, NumbersByWhatTheyCount) {
  EXPECT_THAT(slots("After the third pass the table holds as many as 56 entries of the operator.\n"),
              Contains(HasSubstr("how many entries of the operator => 56")));
  EXPECT_THAT(slots("Turn the left knob slowly until the counter shows zero.\n"),
              Contains("turn the left knob slowly until the counter shows what value => Zero"));
  EXPECT_THAT(slots("See how the value in Table 5 differs from that of the older machine.\n"), IsEmpty());
}
TEST(Slots, CodesOfOneLineAndOfOneListStayTogether) {
  auto line = slots("The offset of the second table is cleared by the G10 L2 P4 command alone.\n");
  EXPECT_THAT(line, Each(Not(HasSubstr("=> L2"))));
  auto list = slots("The door can be unlocked while the spindle was stopped by M3, M4 and M5 alone.\n");
  EXPECT_THAT(list, Contains(HasSubstr("=> M3, M4 and M5")));
  EXPECT_THAT(list, Each(Not(HasSubstr("=> M4"))));
}
TEST(Slots, WhatTheHeadingTellsIsNotAsked) {
  EXPECT_THAT(slots("If the G76 cycle was started with the door open, the operator can stop the machine.\n", "G76 Threading Cycle"), IsEmpty());
  EXPECT_THAT(slots("If the G77 cycle was started with the door open, the operator can stop the machine.\n", "G76 Threading Cycle"), Not(IsEmpty()));
}
TEST(Slots, NothingThatPointsAwayAndNoExample) {
  EXPECT_THAT(slots("After the third pass the table holds as many as 56 entries of these operators.\n"), IsEmpty());
  EXPECT_THAT(slots("In these cases the spindle is stopped by M5 before the door opens.\n"), IsEmpty());
  EXPECT_THAT(slots("For example, the spindle is stopped by M5 before the door opens.\n"), IsEmpty());
}
TEST(Slots, NounsBehindPrepositions) {
  EXPECT_THAT(slots("Lines that were written before the start and begin with a semicolon are of no use.\n"),
              Contains("lines that were written before the start and begin with what are of no use => A semicolon"));
  EXPECT_THAT(slots("The door opens by moving the left lever while the light is in effect.\n"),
              Each(AllOf(Not(HasSubstr("by what")), Not(HasSubstr("in what")))));
  EXPECT_THAT(slots("After the start the lever is used to turn the wheel that was stored in the file.\n"),
              Each(AllOf(Not(HasSubstr("used to what")), Not(HasSubstr("stored in what")))))
      << "an action; a file spoken of before";
}
TEST(Slots, ALeadingPronounIsNamed) {
  auto q = slots("The carousel turns once. It is stopped within M6 before the door of the machine opens.\n");
  EXPECT_THAT(q, Each(Not(HasSubstr("it is stopped"))));
}
TEST(Slots, WhatTheClauseAsksForIsLeftToIt) {
  auto w = mine_one("Files", "The values are stored in the offsets.var file.\n");
  EXPECT_THAT(questions_of(w, "sentence"), Contains(HasSubstr("offsets.var")));
  size_t asked = 0;
  for (const auto& question : questions_of(w)) asked += question.ends_with("=> offsets.var");
  EXPECT_LE(asked, 1U);
}
TEST(Slots, SubordinateClausesOfWhatIsNotParsed) {
  EXPECT_THAT(slots("Not every hood and lamp stays lit, because the index is lost.\n"),
              Contains(HasSubstr("why is it that not every hood and lamp stays lit => Because the index is lost")));
  EXPECT_THAT(slots("Not every hood and lamp stays lit until the index is lost.\n"),
              Contains(HasSubstr("until when is it that not every hood and lamp stays lit => Until the index is lost")));
}
TEST(Slots, NounsBehindVerbsWithWhatOfAdds) {
  EXPECT_THAT(slots("Not every lamp emits the colour of the melt.\n"), Contains(HasSubstr("emits what => The colour of the melt")));
}
TEST(Slots, PartsSideBySideAreAskedApart) {
  const auto q = slots("Not every hood stays lit; not every lamp is held by a long steel rod.\n");
  EXPECT_THAT(q, Contains(HasSubstr("not every lamp is held by what => A long steel rod")));
  EXPECT_THAT(q, Each(Not(HasSubstr("hood stays lit;"))));
}
TEST(ParameterLists, NumberedKindsAndValues) {
  auto q = questions_of(
      mine_one(
          "M66 Wait",
          "- L - specifies the wait mode.\n  - Mode 3: HIGH - waits for the input to go high.\n  - Mode 4: LOW - waits for the input to go low.\n"),
      "parameter_list");
  EXPECT_THAT(q, Contains("which mode of M66 waits for the input to go low => 4"));
  EXPECT_THAT(q, Contains("what does mode 3 of M66 do => It waits for the input to go high"));
  q = questions_of(
      mine_one("M19 Orient", "- P Direction to rotate to position.\n  - 1 always rotate clockwise\n  - 2 always rotate counterclockwise\n"),
      "parameter_list");
  EXPECT_THAT(q, Contains("which P value of M19 always rotates counterclockwise => 2"));
}

}  // namespace
}  // namespace jangin::synthesize
