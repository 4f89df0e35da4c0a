// What is no fact, or is read as another one: classes of errors that judged samples of mined facts showed, each with what must stay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// "subject | relation | value" of the facts that are mined, of one miner or of all.
std::set<std::string> facts(const std::string& text, std::string_view miner = "", const std::string& heading = "Handling") {
  std::set<std::string> out;
  for (const auto& mined : mine_one(heading, text).mined.facts)
    if (miner.empty() || mined.fact.miner == miner) out.insert(mined.fact.subject + " | " + mined.fact.relation + " | " + mined.fact.value);
  return out;
}

TEST(Misreadings, TheTypeBeforeADashIsNoPartOfTheMeaning) {
  EXPECT_THAT(facts("- **axes**: (returns integer) - number of axes.\n"), Contains("axes | means | number of axes"));
  EXPECT_THAT(facts("- **mux.N.quiet bit in**: This suppresses changing the output if all lines are false.\n"),
              Contains("mux.N.quiet | suppresses | changing the output"));
}
TEST(Misreadings, AnArticleIsNoTerm) {
  EXPECT_THAT(facts("- A viewer subscription.\n- A number consists of:\n  - one decimal point, followed by\n  - digits\n", "parameter_list"),
              IsEmpty());
}
TEST(Misreadings, LabelsOfStepsAreNoTerms) {
  EXPECT_THAT(facts("1. read the file\n2. HAL: set the pins\n3. HAL: set the type\n4. MDI: run a code\n", "parameter_list"), IsEmpty());
  EXPECT_THAT(facts("1. plasma_l - wide format\n2. plasma_s - square format\n", "parameter_list"), Contains("plasma_s | means | square format"));
}
TEST(Misreadings, AFileNameIsATermBeforeItsSentence) {
  EXPECT_THAT(facts("- custom.hal (if there is one) This file is loaded before the display.\n"),
              Contains("custom.hal | is loaded | before the display"));
}
TEST(Misreadings, BracketsThatStandForNothing) {
  const auto asides = facts(
      "The scripts of the robot (M128,M129) run. The settings of the axis ([AXIS_L]) apply. A robot starts with simple kinematics (type0). "
      "There is an environment variable (SKIP_PATH) for it. The cation of the ionic hydroxide (Ba^2+) stays.\n",
      "aside");
  EXPECT_THAT(asides, IsEmpty());
  EXPECT_THAT(facts("The Hardware Abstraction Layer (HAL) links the parts.\n", "aside"), Contains("HAL | stands for | Hardware Abstraction Layer"));
  EXPECT_THAT(facts("The gas ethane (C2H6) burns.\n", "aside"), Not(IsEmpty()));
}
TEST(Misreadings, SemicolonsInBracketsPartNothing) {
  EXPECT_THAT(facts("**standard potential**\n\n: potential in standard states (1 bar for gases; 1 M for solutes), usually at 298.15 K\n", "glossary"),
              Contains("standard potential | is | potential in standard states (1 bar for gases; 1 M for solutes), usually at 298.15 K"));
}
TEST(Misreadings, NamesOfColumnsAgainAreNoRow) {
  const auto rows = facts(
      "| Soluble | ions | exceptions |\n|---|---|---|\n| chlorides | silver |\n| fluorides | barium |\n| Insoluble | ions | exceptions |\n| "
      "carbonates | sodium |\n",
      "table");
  EXPECT_THAT(rows, Contains("chlorides | exceptions | silver"));
  EXPECT_THAT(rows, Each(Not(HasSubstr("Insoluble"))));
  EXPECT_THAT(
      facts("| Kinds of solids |\n|---|\n| Type | Attractions | Examples |\n| ionic | ionic bonds | NaCl |\n| metallic | metallic bonds | Cu |\n",
            "table"),
      Contains("ionic | Examples | NaCl"));
}
TEST(Misreadings, NounsAndParticiplesAreNoVerbs) {
  EXPECT_THAT(facts("The points on the string between the end points that are not moving are called the nodes.\n", "sentence"),
              Contains("the points on the string between the end points that are not moving | are called | the nodes"));
  EXPECT_THAT(facts("The serial number of the last completed command is kept.\n", "sentence"), Each(Not(HasSubstr("the last |"))));
  EXPECT_THAT(facts("All of the attractive forces between neutral atoms are known as van der Waals forces.\n", "sentence"),
              Each(Not(HasSubstr("| forces |"))));
  EXPECT_THAT(facts("Specifies the data associated with the task.\n", "sentence"), Each(Not(HasSubstr("| associated |"))));
  EXPECT_THAT(facts("Burning coal and oil also releases stored solar energy.\n", "sentence"),
              Contains("burning coal and oil | releases | stored solar energy"));
  EXPECT_THAT(facts("The pin signifies the input will use Gray code.\n", "sentence"), Each(Not(HasSubstr("signifies the input |"))));
  EXPECT_THAT(facts("A vivid example is seen when solutions of iodide and nitrate are mixed.\n", "sentence"),
              Each(Not(HasSubstr("nitrate | are mixed"))));
}
TEST(Misreadings, ANounBeforeOfIsNoVerb) {
  EXPECT_THAT(facts("The sum of the mass numbers of the reactants equals the sum of the mass numbers of the products.\n", "sentence"),
              Each(Not(HasSubstr("| numbers |"))));
}
TEST(Misreadings, WhatARelativeClauseSaysIsNotTheSentences) {
  EXPECT_THAT(facts("A list of item types that the control supports.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("The test shows that the lamp is on.\n", "sentence"), Not(IsEmpty()));
  EXPECT_THAT(facts("The rate laws discussed thus far relate the rate and the concentrations.\n", "sentence"), Each(Not(HasSubstr("| discussed |"))));
  EXPECT_THAT(facts("Which is the number of open files in the workspace.\n"), IsEmpty());
  EXPECT_EQ(english::strip_asides("the (n – 2)f subshell (see above)"), "the (n – 2)f subshell");
}
TEST(Misreadings, APluralBeforeOfHasItsVerb) {
  EXPECT_THAT(facts("Atoms of group 17 gain one electron.\n", "sentence"), Contains("atoms of group 17 | gain | one electron"));
}
TEST(Misreadings, ARelativeClauseKeepsItsVerb) {
  EXPECT_THAT(
      facts("The tool allows access through managed types, which provide support for the runtime and are subject to its limits.\n", "sentence"),
      Each(Not(HasSubstr("the tool | are"))));
  EXPECT_THAT(facts("A typical reaction in which solid aluminum is oxidized by perchlorate is represented by the equation:\n\n10Al + 6NH_4ClO_4 ⟶ "
                    "4Al_2O_3 + 2AlCl_3\n",
                    "formula"),
              Each(Not(HasSubstr("aluminum | formula"))));
  EXPECT_THAT(
      facts("Chemistry deals with the properties of matter, and the ways by which various forms of matter may be interconverted.\n", "sentence"),
      Each(Not(HasSubstr("| may be interconverted"))));
}
TEST(Misreadings, NeverIsNotLost) {
  const auto said = facts("Remember that H is never a central atom.\n");
  EXPECT_THAT(said, Contains("H | is never | a central atom"));
  EXPECT_THAT(said, Each(Not(HasSubstr("H | is |"))));
}
TEST(Misreadings, AParticleBelongsToItsVerb) {
  EXPECT_THAT(facts("The preprocessor carries out those directives if the text contains directives.\n"),
              Contains("the preprocessor | carries out | those directives"));
  EXPECT_THAT(questions_of(mine_one("Handling", "The preprocessor carries out those directives if the text contains directives.\n")),
              Each(Not(HasSubstr("=> Out"))));
  EXPECT_THAT(facts("The atomic radius increases down the group.\n"), Contains("the atomic radius | increases | down the group"));
}
TEST(Misreadings, WhatIsNotSaidAlone) {
  EXPECT_THAT(facts("Directives must satisfy the same conditions.\n", "sentence"), IsEmpty()) << "as what?";
  EXPECT_THAT(facts("Orbitals of one subshell have the same energy.\n", "sentence"), Not(IsEmpty()));
  EXPECT_THAT(facts("Otherwise, an error message is generated.\n"), IsEmpty()) << "otherwise than what?";
  EXPECT_THAT(facts("The process in question yields a dispersal of matter.\n"), IsEmpty());
  EXPECT_THAT(facts("Some forces are weaker than others.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("The names of ions should be memorized before the test.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("This common observation was at the heart of the theory.\n", "sentence", "A common observation"), IsEmpty());
}
TEST(Misreadings, ThisProcessIsTheOneThatWasDefined) {
  EXPECT_THAT(facts("Sublimation is the conversion of a solid to a gas. This process yields a greater dispersal of matter.\n", "sentence"),
              Contains("sublimation | yields | a greater dispersal of matter"));
}
TEST(Misreadings, ExercisesGiveNoFactsOfTheirOwn) {
  EXPECT_THAT(facts("A solution is saturated with silver sulfate. Outline the steps needed to find the mass. The mass of the electrode increased.\n",
                    "", "Exercises"),
              IsEmpty());
  EXPECT_THAT(facts("A Lewis acid is any species that can accept a pair of electrons.\n", "sentence", "Exercises"), Not(IsEmpty())) << "a definition";
  EXPECT_THAT(facts("Check Your Learning The pressure of a sample of gas is measured with a closed-end manometer.\n", "sentence"), IsEmpty());
  EXPECT_THAT(facts("(a) Add 1.0023 g and 4.383 g.\n"), IsEmpty());
  EXPECT_THAT(facts("Describe how energy is redistributed when a spoon is put into coffee.\n"), IsEmpty());
  EXPECT_THAT(facts("Where needed, place electrons on the central atom: HCN: no electrons remain NH3: two electrons placed on nitrogen.\n"),
              Each(Not(HasSubstr("remain"))));
}
TEST(Misreadings, AnExamplesStoryIsNoFact) {
  EXPECT_THAT(facts("For example, a robot starts with simple kinematics after homing.\n", "sentence"), IsEmpty());
}
TEST(Misreadings, PointersInsideASentenceGo) {
  EXPECT_THAT(facts("Solid fuel reactions such as the one depicted in are combustion processes.\n", "sentence"),
              Contains("solid fuel reactions | are | combustion processes"));
  EXPECT_THAT(facts("A crystalline solid, like those listed in , has a precise melting point.\n", "sentence"),
              Contains("a crystalline solid | has | a precise melting point"));
  EXPECT_THAT(facts("The driver exports a parameter named io_error to inform the user of this condition.\n", "sentence"),
              Contains("the driver | exports | a parameter named io_error"));
}
TEST(Misreadings, SlotsAreWhole) {
  EXPECT_THAT(facts("If you used the wizard you will have up to three HAL files in your directory.\n", "slot"),
              Each(Not(HasSubstr("| up to three HAL"))));
  EXPECT_THAT(facts("Round the result to the number with the fewest decimal places before use.\n", "slot"),
              Each(Not(HasSubstr("| the fewest decimal"))));
  EXPECT_THAT(facts("When two objects of steel come in contact, heat flows from the hotter to the colder object.\n", "slot"),
              Each(Not(HasSubstr("| contact"))));
  EXPECT_THAT(facts("- *hmf*: Handle to the file used to create the picture object.\n", "slot"), IsEmpty()) << "of what is not named there";
  EXPECT_THAT(facts("The default value will install three type 0 generators at the start.\n", "slot"), Each(Not(HasSubstr("| three type"))));
  EXPECT_THAT(facts("The two systems of the machine share an offset between them in mm.\n", "slot"), Each(Not(HasSubstr("| two"))));
}
TEST(Misreadings, ListsBehindSuchAs) {
  EXPECT_THAT(
      facts("Each sample includes a panel to simulate various inputs to the display such as:\n\n1. ARC VOLTAGE\n2. ESTOP\n", "error_condition"),
      Contains("the inputs to the display | includes | ESTOP"));
}
TEST(Misreadings, ATableThatGoesOnHasNoHeader) {
  EXPECT_THAT(facts("| Cu ⟶ Cu2 | +1.69 |\n|---|---|\n| Ag ⟶ Ag2 | +0.68 |\n| Al ⟶ Al2 | −1.66 |\n", "table"), Each(Not(HasSubstr("| +1.69 |"))));
}
TEST(Misreadings, NamesKeepTheirSigns) {
  EXPECT_EQ(english::strip_markdown("[Cr(en)3](NO3)3 and [the page](b.md)"), "[Cr(en)3](NO3)3 and the page");
  EXPECT_EQ(english::lower_first("Visual Studio brings updates"), "Visual Studio brings updates");
  EXPECT_EQ(english::lower_first("Kb is the constant"), "Kb is the constant");
  EXPECT_THAT(facts("Converts a character to a single byte.\n", "headed", "`_mbctombb`, `_mbctombb_l`"), Contains(HasSubstr("_mbctombb | does")));
  EXPECT_THAT(facts("A cloud was found on Titan, one of the moons. Titan contains ethane and ammonia.\n", "sentence"),
              Contains("Titan | contains | ethane and ammonia"));
}
TEST(Misreadings, AReturnValueWithItsCondition) {
  World w;
  w.documents.push_back(make_document("a.md", "Class CHolder", "CHolder holds a picture.\n"));
  w.passages.push_back(make_passage(w.documents[0], {"CHolder::Create", "Return Value"}, "Nonzero if the object is created; otherwise 0.\n"));
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  ASSERT_FALSE(w.mined.facts.empty());
  EXPECT_EQ(w.mined.facts[0].fact.value, "nonzero if the object is created; otherwise 0");
}

}  // namespace
}  // namespace jangin::synthesize
