// Facts whose reading is doubtful are not mined: classes of errors that facts of four kinds of text showed (fresh5), each with what must stay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/english/connectives.h"
#include "synthesize/facts/line_labels.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// "subject | relation | value | condition" of the facts that are mined, of one miner or of all.
std::set<std::string> facts(const std::string& text, std::string_view miner = "", const std::string& heading = "Handling") {
  std::set<std::string> out;
  for (const auto& mined : mine_one(heading, text).mined.facts)
    if (miner.empty() || mined.fact.miner == miner)
      out.insert(mined.fact.subject + " | " + mined.fact.relation + " | " + mined.fact.value + " | " + mined.fact.condition);
  return out;
}

TEST(DoubtfulFacts, AFormulaDrawnAsAPictureIsRead) {
  EXPECT_EQ(english::strip_markdown("the density **![$ \\rho_0$]()** and the slope ![$ S_0$]()"), "the density ρ_0 and the slope S_0");
  EXPECT_EQ(english::strip_markdown("![next]() ![up]() text ![A screen](a.png)"), "  text ");
  EXPECT_THAT(facts("The material characteristic ![$ \\rho$]() can be defined by a density card.\n", "sentence"),
              Contains("the material characteristic ρ | can be defined | by a density card | "));
  EXPECT_THAT(facts("The relation ![$ \\frac{a}{b}$]() can be defined by a density card.\n"), IsEmpty());
}
TEST(DoubtfulFacts, HoweverBetweenTwoClausesPartsThem) {
  const auto said = facts("The static step needs a finite time period, however, the operator frequently changes the time count.\n", "sentence");
  EXPECT_THAT(said, Contains("the static step | needs | a finite time period | "));
  EXPECT_THAT(said, Each(Not(HasSubstr("period the operator"))));
  EXPECT_EQ(english::without_connectives("The step can, however, be repeated."), "The step can be repeated.");
}
TEST(DoubtfulFacts, WhatACaseWasIsSaidBefore) {
  EXPECT_THAT(facts("Thus, in that case the values entered on the card are interpreted as reference values.\n"), IsEmpty());
  EXPECT_THAT(facts("The process depicted above will commence when liquid is added to the container.\n"), IsEmpty());
  EXPECT_THAT(facts("The steel is heated above 400 °C before the test.\n"), Not(IsEmpty()));
}
TEST(DoubtfulFacts, WhatLinesOfCodeDoIsTheirs) {
  EXPECT_THAT(facts("```\n*SECTION,NAME=A\n3.14,0.1\n```\n\nassigns air to all elements. The diameter is 2 mm.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("```\nPV = nRT\n```\n\nwhere R is the gas constant.\n"), Not(IsEmpty()));
}
TEST(DoubtfulFacts, AnExamplesThings) {
  EXPECT_THAT(facts("If, for example a driver has a rating of 80 V, the greatest voltage should be limited to 72 V.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("For an example, look at some menus. The separators have been replaced with the groups of each menu.\n", "sentence"),
              Each(Not(HasSubstr("the separators"))));
}
TEST(DoubtfulFacts, StepsOfAProcedure) {
  const std::string two =
      "To set the origin:\n\n1. Click the LASER button.\n2. The label will change to MARK.\n3. Press the key.\n\nTo cancel an alignment:\n\n1. Press "
      "the button.\n2. Release the button.\n";
  EXPECT_THAT(facts(two, "step", "LASER"), Contains("setting the origin | step 1 | Click the LASER button | "));
  EXPECT_THAT(facts(two, "step", "LASER"), Contains("canceling an alignment | step 2 | Release the button | "));
  EXPECT_THAT(facts(two, "sentence", "LASER"), Each(Not(HasSubstr("will change"))));
  EXPECT_THAT(facts("1. Connect a storage device.\n2. Find the device file.\n", "step", "Write the image to a device"),
              Contains("writing the image to a device | step 1 | Connect a storage device | "));
  EXPECT_THAT(facts("1. Open the lid.\n2. Close the lid.\n\nThen:\n\n1. Press the key.\n2. Release the key.\n", "step", "Lid"), IsEmpty())
      << "which of both is the lid's?";
}
TEST(DoubtfulFacts, OrdersAndClausesAreNoSubjects) {
  EXPECT_THAT(facts("- **oneshot.N**: Produce output pulses from input edges\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("- **MIRROR**: mirror the shape about its X coordinates within the result.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("A Boolean parameter that specifies whether the framework displays a button.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("Calling files after the program is already loaded assures that its pins are available.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("0: the spindle rotates in the direction with the lesser angle.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("Many complexes have unpaired electrons.\n", "sentence"), Contains("many complexes | have | unpaired electrons | "));
  EXPECT_THAT(facts("A weapon contains a fission bomb that, when exploded, gives off energy.\n", "sentence"), Each(Not(HasSubstr("bomb that |"))));
}
TEST(DoubtfulFacts, EqualBehindOrIsNoVerb) {
  EXPECT_THAT(facts("The coordinate values of a region must be less than or equal to 32767.\n", "sentence"),
              Contains("the coordinate values of a region | must be | less than or equal to 32767 | "));
}
TEST(DoubtfulFacts, WhetherIsNoCondition) {
  EXPECT_THAT(facts("The third argument is used to specify if the thread will be used for fractions.\n", "sentence"),
              Each(Not(HasSubstr("| if the thread"))));
}
TEST(DoubtfulFacts, ASharedVerbAndAStage) {
  EXPECT_THAT(facts("The X axis is in radial direction, the Z axis in axial direction from point A to point B.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("Each electron begins to feel the attraction of the nucleus in the other atom.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("As the atoms move together, each electron begins to feel the attraction of the nucleus.\n", "sentence"), Not(IsEmpty()));
}
TEST(DoubtfulFacts, SubjectsThatPoint) {
  EXPECT_THAT(facts("Elements of one group behave alike. These shared properties can have great effects in nature.\n", "sentence"),
              Each(Not(HasSubstr("the shared properties"))));
  EXPECT_THAT(facts("Many files can be added. Each one will be called in the order of the list.\n", "sentence"), Each(Not(HasSubstr("each one"))));
  EXPECT_THAT(facts("Default is the interval and step loading.\n", "definition"), IsEmpty());
}
TEST(DoubtfulFacts, WhatTheLeadSaysHoldsForItsItems) {
  EXPECT_THAT(facts("For a cyclic analysis there are two limitations:\n\n- Dashpot elements are not allowed.\n- The displacements at the start must "
                    "be zero.\n",
                    "sentence"),
              Contains("the displacements at the start | must be | zero | for a cyclic analysis"));
}
TEST(DoubtfulFacts, ColumnsWithOneName) {
  EXPECT_THAT(facts("| Name | Formula | Related Acid | Formula |\n|---|---|---|---|\n| chlorate | ClO3 | chloric acid | HClO3 |\n| nitrate | NO3 | "
                    "nitric acid | HNO3 |\n",
                    "table"),
              Contains("nitrate | Related Acid formula | HNO3 | "));
}
TEST(DoubtfulFacts, TermsThatStandInTwoLists) {
  EXPECT_THAT(facts("For wedges:\n\n- Face 1: 1-2-3\n- Face 2: 4-5-6\n\nFor shells:\n\n- Face 1: 1-2\n- Face 2: 2-3\n", "parameter_list"), IsEmpty());
}
TEST(DoubtfulFacts, SlotsCutNothing) {
  EXPECT_THAT(facts("A value of 1 in CASE = 1 means that the loading is real or in phase.\n", "slot"), Each(Not(HasSubstr("= … that"))));
  EXPECT_THAT(facts("The results are exact for linear loading, apart from the inaccuracy due to the number of modes.\n", "slot"),
              Each(Not(HasSubstr("inaccuracy due |"))));
  EXPECT_THAT(facts("Some metals crystallize in an arrangement that has a cubic cell with atoms at the corners.\n", "slot"),
              Each(Not(HasSubstr("| an arrangement |"))));
  EXPECT_THAT(facts("If the user wishes so, it can be calculated by radiation considerations of other surfaces.\n", "slot"),
              Each(Not(HasSubstr("| if the user wishes so |"))));
  EXPECT_EQ(without_citations("the physics of the problem [55], modified in [46]."), "the physics of the problem, modified in [46].");
}

}  // namespace
}  // namespace jangin::synthesize
