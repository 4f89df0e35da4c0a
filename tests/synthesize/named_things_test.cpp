// What a heading names is what its first sentences call "this" and "it"; what of a sentence only points elsewhere goes, and the rest is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// "subject | relation | value" of the facts that are mined under a heading.
std::set<std::string> facts(const std::string& heading, const std::string& text) {
  std::set<std::string> out;
  for (const auto& mined : mine_one(heading, text).mined.facts)
    out.insert(mined.fact.subject + " | " + mined.fact.relation + " | " + mined.fact.value);
  return out;
}

TEST(NamedThings, WhatAHeadingNames) {
  const auto name = [](const std::string& heading, const std::string& text = "A bitslice is read.") {
    return mine_one(heading, text).mined.vocabulary->topic_of(mine_one(heading, text).passages[0]).name;
  };
  EXPECT_EQ(name("BITSLICE(9)"), "bitslice");
  EXPECT_EQ(name("XYZBC(9)"), "XYZBC") << "never in lower case";
  EXPECT_EQ(name("12.7.3.9 CalculatorDialog - Calculator Dialog Widget"), "CalculatorDialog");
  EXPECT_EQ(name("Watchdog Timer", "The watchdog runs. A timer waits."), "the watchdog timer");
  EXPECT_EQ(name("Default Plane"), "");
  EXPECT_EQ(name("Panels and Controllers"), "");
  EXPECT_EQ(name("Loading the Driver"), "");
}
TEST(NamedThings, ThisAndItUnderTheirHeading) {
  const auto said =
      facts("CalculatorDialog - Calculator Dialog Widget",
            "Figure 12.99: The dialog\n\nThis is a dialog to display a calculator for numeric entry.\n\nIt returns the entry through messages.\n\n"
            "Disabled widgets do not respond to actions.\n\nIt is based on the class QDialog.\n");
  EXPECT_THAT(said, Contains("CalculatorDialog | is | a dialog to display a calculator for numeric entry"));
  EXPECT_THAT(said, Contains("CalculatorDialog | returns | the entry through messages"));
  EXPECT_THAT(said, Contains("CalculatorDialog | is based | on the class QDialog"));
  EXPECT_THAT(facts("BITSLICE(9)", "This component creates individual outputs for each bit of an input.\n"),
              Contains("BITSLICE | creates | individual outputs for each bit of an input"));
  EXPECT_THAT(facts("CPane::AddFiles", "Adds a task for each file in a recently used list to a group.\n"),
              Contains("CPane::AddFiles | adds | a task for each file in a recently used list to a group"));
  EXPECT_THAT(facts("*GAP", "This option is used to define a gap geometry.\n"), Contains("*GAP | is used | to define a gap geometry"));
}
TEST(NamedThings, TheThingOfItsKind) {
  EXPECT_THAT(facts("CalculatorDialog", "The dialog shows the last ten results.\n"), Contains("CalculatorDialog | shows | the last ten results"));
  EXPECT_THAT(facts("CalculatorDialog",
                    "The driver shows the last ten results.\n\nA dialog with two rows is opened. The dialog closes after five seconds.\n"),
              Each(Not(HasSubstr("CalculatorDialog | closes"))));
}
TEST(Sentences, WordsThatSayNothingOfTheSubject) {
  EXPECT_THAT(facts("Bases", "Like ammonia, amines are weak bases.\n"), Contains("amines | are | weak bases"));
  EXPECT_THAT(facts("Bases", "Liquid and solid NO both contain dimers of two molecules.\n"),
              Contains("liquid and solid NO | contain | dimers of two molecules"));
  EXPECT_THAT(facts("Gases", "Above its critical temperature, a gas cannot be liquefied no matter how much pressure is applied.\n"),
              Contains("a gas | can not be liquefied | be liquefied"));
}
TEST(NamedThings, AnotherThingWasSpokenOf) {
  EXPECT_THAT(facts("CalculatorDialog - Calculator Dialog Widget", "The table holds the entries.\n\nIt is based on the class QDialog.\n"),
              Each(Not(HasSubstr("CalculatorDialog | is based"))));
  EXPECT_THAT(facts("Default Plane", "It is based on the class QDialog.\n"), IsEmpty());
  EXPECT_THAT(facts("The Calculator Class", "This interface is mandatory on commands and row sets.\n"), IsEmpty()) << "not the class";
  EXPECT_THAT(facts("CalculatorDialog", "This causes the screen to flash for five seconds.\n"), IsEmpty()) << "what was told before";
}
TEST(NamedThings, OnlyTheFirstPassageOfASection) {
  World w;
  w.documents.push_back(make_document("a.md", "Manual", "text"));
  for (const auto* text : {"The dialog opens when the key is pressed.\n", "It is based on the class QDialog.\n"})
    w.passages.push_back(make_passage(w.documents[0], {"CalculatorDialog"}, text));
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  for (const auto& fact : w.mined.facts) EXPECT_EQ(fact.fact.relation.find("based"), std::string::npos) << fact.fact.subject;
}
TEST(Pointers, WhatOnlyPointsGoes) {
  EXPECT_EQ(without_pointers("The motion differs; see the section on offsets."), "The motion differs.");
  EXPECT_EQ(without_pointers("Values cause a message, see below."), "Values cause a message.");
  EXPECT_EQ(without_pointers("Each base (a ring, in this case) is bound to a sugar (see Figure 2 (left))."), "Each base is bound to a sugar.");
  EXPECT_EQ(without_pointers("The ideal gas law described previously in this chapter relates four properties."),
            "The ideal gas law relates four properties.");
  EXPECT_EQ(without_pointers("The items described below are useful."), "The items described below are useful.") << "which items is said there";
  EXPECT_EQ(without_pointers("To change the plane, see the section on planes."), "To change the plane, see the section on planes.");
  EXPECT_EQ(without_pointers("The law was described above."), "The law was described above.");
  EXPECT_EQ(without_showing("Iodine decays to xenon according to the equation:"), "Iodine decays to xenon.");
  EXPECT_EQ(without_showing("Drivers should use five fields to make up a name, as follows:"), "Drivers should use five fields to make up a name.");
  EXPECT_EQ(without_showing("The namespace is laid out as follows:"), "The namespace is laid out as follows:");
  EXPECT_EQ(without_showing("The solubility is defined as follows:"), "The solubility is defined as follows:");
}
TEST(Pointers, TheRestIsRead) {
  EXPECT_THAT(facts("Pins", "The out pin is computed from the value of the two pins according to the following rule:\n\n```\na = b\n```\n"),
              Contains("the out pin | is computed | from the value of the two pins"));
  EXPECT_THAT(facts("Gases", "If the valve is open, the gas leaves the tank through the outlet; see the section on valves.\n"), Not(IsEmpty()));
}
TEST(Sentences, OneWithoutItsStop) {
  EXPECT_THAT(facts("Screens", "The viewer is one of the sample screens, showing a mill with five axes\n\nThe next paragraph begins.\n"),
              Contains("the viewer | is | one of the sample screens, showing a mill with five axes"));
  EXPECT_THAT(facts("Screens", "The viewer is one of the sample screens, showing a mill with\n\nThe next paragraph begins.\n"),
              Each(Not(HasSubstr("viewer"))));
  EXPECT_THAT(facts("Buffers", "The added base neutralizes the ions of the solution by the reaction\n\nH + OH = H2O\n"),
              Each(Not(HasSubstr("neutralizes"))));
}
TEST(Asides, WhatABracketedCodeDoesNotStandFor) {
  EXPECT_THAT(facts("Shells", "It is made for shells with reduced integration (S8R).\n"), Each(Not(HasSubstr("stands for"))));
  EXPECT_THAT(facts("Drivers", "A dynamic-link library (Odbc32.dll) loads the drivers.\n"), Each(Not(HasSubstr("stands for"))));
  EXPECT_THAT(facts("Modes", "The spindle turns in constant surface speed mode (G96).\n"),
              Contains("G96 | stands for | constant surface speed mode"));
}
TEST(Tables, TwoSideBySide) {
  const auto said = facts(
      "Pinout", "| Output Pin | Function | Input Pin | Function |\n|---|---|---|---|\n| 3 | X direction | 12 | Z limit |\n| 4 | Y step | | |\n");
  EXPECT_THAT(said, Contains("3 | Function | X direction"));
  EXPECT_THAT(said, Contains("12 | Function | Z limit"));
  EXPECT_THAT(said, Contains("4 | Function | Y step"));
  EXPECT_THAT(said, Each(Not(HasSubstr("Input Pin"))));
  EXPECT_THAT(facts("Salts", "| Name | Formula | Related Acid | Formula |\n|---|---|---|---|\n| sulfate | SO4 | sulfuric acid | H2SO4 |\n"),
              Contains("sulfate | Related Acid | sulfuric acid"));
}
TEST(Formulas, NamedByThemselvesAndByTheLawBefore) {
  EXPECT_THAT(facts("Key Equations", "| Percent by mass = (mass of solute)/(mass of solution) × 100 |\n|---|\n| x = y + z |\n"),
              Contains("percent by mass | formula | (mass of solute)/(mass of solution) × 100"));
  EXPECT_THAT(facts("Key Equations", "decay rate = 6.2 × 10 = 62\n"), IsEmpty()) << "a sum";
  EXPECT_THAT(facts("Gases", "The ideal gas law relates the properties of a gas. This law is universal, whatever the gas:\n\nPV = nRT\n"),
              Contains("the ideal gas law | formula | PV = nRT"));
  EXPECT_THAT(facts("Gases", "The gas is ideal. This law is universal, whatever the gas:\n\nPV = nRT\n"), Each(Not(HasSubstr("PV = nRT"))));
}

}  // namespace
}  // namespace jangin::synthesize
