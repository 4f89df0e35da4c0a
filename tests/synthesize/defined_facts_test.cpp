// What sentences define in passing, what stands under a heading without naming it, lists and procedures named by their lead; and what is none of these.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/facts/definitions.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// "subject | relation | value" of every fact of a passage.
std::set<std::string> facts_under(const std::vector<std::string>& headings, const std::string& text, std::string_view miner = "") {
  World w;
  w.documents.push_back(
      make_document("a.md", "WidgetCAM Manual", "WidgetCAM runs. The WidgetCAM program and WidgetCAM files, by WidgetCAM, in WidgetCAM.\n" + text));
  w.passages.push_back(make_passage(w.documents[0], headings, text));
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  std::set<std::string> out;
  for (const auto& fact : w.mined.facts)
    if (miner.empty() || fact.fact.miner == miner) out.insert(fact.fact.subject + " | " + fact.fact.relation + " | " + fact.fact.value);
  return out;
}
std::set<std::string> facts_of(const std::string& heading, const std::string& text, std::string_view miner = "") {
  return facts_under({heading}, text, miner);
}

std::string described(const std::string& sentence) {
  std::string out;
  for (const auto& [term, description] : appositions_of(sentence)) out += term + " = " + description + ";";
  return out;
}
std::string named(const std::string& sentence) {
  std::string out;
  for (const auto& naming : namings_of(english::tokenize(sentence))) out += naming.name + ";";
  return out;
}

TEST(Apposition, InBracketsBetweenDashesAndCommas) {
  EXPECT_EQ(described("The carriage carries the tool post (the part that holds the tool)."), "tool post = the part that holds the tool;");
  EXPECT_EQ(described("Some metals have allotropes—forms of one element that differ in structure."),
            "allotropes = forms of one element that differ in structure;");
  EXPECT_EQ(described("The taste of vinegar comes from acetic acid, the component that is made by bacteria."),
            "acetic acid = the component that is made by bacteria;");
  EXPECT_EQ(described("A molecule of metaldehyde (a pesticide used for snails and slugs) contains oxygen."),
            "metaldehyde = a pesticide used for snails and slugs;");
}
TEST(Apposition, ListsIntroductionsAndClausesAreNone) {
  EXPECT_EQ(described("In a lathe, the axis of the spindle is Z."), "");
  EXPECT_EQ(described("The box holds a screw, a nut of steel, and a washer."), "");
  EXPECT_EQ(described("If the probe trips, the motion of the axis stops."), "");
  EXPECT_EQ(described("The spindle turns (the coolant is on in that case)."), "") << "a clause";
  EXPECT_EQ(described("It reports the heat of fusion (the energy that melts one gram)."), "") << "fusion or its heat";
}
TEST(Naming, WhatStandsBehindCalledAndKnownAs) {
  EXPECT_EQ(named("Atoms gain electrons and form charged particles called ions."), "ions;");
  EXPECT_EQ(named("Nuclei with magic numbers are called “double magic” and are stable."), "double magic;");
  EXPECT_EQ(named("When two atoms share one pair, we call this a single bond."), "a single bond;");
  EXPECT_EQ(named("The phenomenon is known as the common ion effect, which is old."), "the common ion effect;");
}
TEST(Naming, ACallOfAFunctionNamesNothing) {
  EXPECT_EQ(named("The function is called by the servo thread."), "");
  EXPECT_EQ(named("The handler is called once for each axis."), "");
  EXPECT_EQ(named("The hook is called when the file opens."), "");
  EXPECT_EQ(named("The hook is called the first time that a file opens."), "");
  EXPECT_EQ(named("The hook is called the next time that a file opens."), "");
  EXPECT_EQ(named("The hook is called last time slots permitting."), "");
}
TEST(Naming, APointerBringsTheSentenceBeforeAlong) {
  const auto q =
      questions_of(mine_one("Manual Control", "The panel allows you to move the machine by hand. This action is known as jogging."), "definition");
  EXPECT_THAT(q, Contains("the panel allows you to move the machine by hand; this action is known as what => Jogging"));
  EXPECT_THAT(questions_of(mine_one("Manual Control", "See the figure below.\n\nThis action is known as jogging."), "definition"), IsEmpty())
      << "nothing that stands alone before it";
}

TEST(Headed, AFirstSentenceWithoutItsSubject) {
  EXPECT_THAT(facts_under({"CRing Class", "CRing::AddFile"}, "Adds a task for each file to a group.\n\n```\nint AddFile();\n```\n"),
              Contains("CRing::AddFile | does | adds a task for each file to a group"));
  EXPECT_THAT(facts_under({"CRing Class", "CRing::Empty"}, "```\nvoid Empty();\n```\n\nRemoves all files from the group.\n"),
              Contains("CRing::Empty | does | removes all files from the group"))
      << "below its code";
  EXPECT_THAT(facts_under({"Option Reference", "Units"}, "Specifies whether to use inches or millimetres."),
              Contains("Units | does | specifies whether to use inches or millimetres"));
  EXPECT_THAT(facts_under({"CRing Class", "CRing::OnDraw"}, "Called by the framework to draw a column."),
              Contains(HasSubstr("CRing::OnDraw | is called | by the framework to draw a column")));
  EXPECT_THAT(facts_of("Units", "Threads run in order. Specifies whether to use inches.", "headed"), IsEmpty()) << "not the first sentence";
  EXPECT_THAT(facts_of("Walls", "Walls surround the machine bed.", "headed"), IsEmpty()) << "a whole sentence";
}
TEST(Headed, LabelsWithShortValues) {
  const auto facts = facts_under({"`duration` class", "Requirements"}, "**Header:** `<chrono>`\n\n**Namespace:** `std::chrono`\n");
  EXPECT_THAT(facts, Contains(HasSubstr("| header | <chrono>")));
  EXPECT_THAT(facts, Contains(HasSubstr("| namespace | std::chrono")));
  EXPECT_THAT(facts, Not(Contains(HasSubstr("requirements |"))));
  EXPECT_THAT(facts_of("Probe", "**Note:** old probes\n", "headed"), IsEmpty());
  EXPECT_THAT(facts_of("Probe", "**Header:** the file is read when the machine starts\n", "headed"), IsEmpty()) << "a sentence is no short value";
}
TEST(Headed, ReturnValues) {
  EXPECT_THAT(facts_under({"plus Struct", "Return Value"}, "The result of both operands."),
              Contains(HasSubstr("return value | the result of both operands")));
}

TEST(BrokenLines, ANameBeforeALineBreakIsATerm) {
  const auto facts = facts_under({"CRgn::GetData", "Parameters"},
                                 "*lpData*<br/> Points to a structure that receives the data. If it is NULL, the default values are "
                                 "used.\n\n*nCount*<br/> [in] The size of the buffer.\n");
  EXPECT_THAT(facts, Contains("lpData | means | points to a structure that receives the data"));
  EXPECT_THAT(facts, Contains("nCount | means | the size of the buffer"));
  EXPECT_THAT(facts_of("Options", "**`/c`**\\ Compiles without linking.\n"), Contains("/c | means | compiles without linking"));
  EXPECT_THAT(facts_of("Options", "**Warning**, the *long*<br/> line breaks here.\n", "parameter_list"), IsEmpty())
      << "the name does not stand alone before the break";
}
TEST(BrokenLines, EvidenceIsTheWholeParagraph) {
  const auto w = mine_one("Parameters", "First a text.\n\n*nCount*<br/> The size of the buffer.\n");
  for (const auto& fact : w.mined.facts)
    if (fact.fact.miner == "parameter_list") {
      EXPECT_EQ(w.passages[0].text.substr(fact.fact.evidence.begin, fact.fact.evidence.size()), "*nCount*<br/> The size of the buffer.");
    }
}

TEST(Parameters, AConditionInFrontGoesBehind) {
  EXPECT_THAT(facts_of("PINS", "- **lim.N.load bit in**: When TRUE, set the output to the input\n"),
              Contains("lim.N.load | means | set the output to the input when TRUE"));
}
TEST(Parameters, AFormulaIsWhatTheTermIsWorkedOutBy) {
  EXPECT_THAT(facts_of("PINS", "- **mul.N.out float out**: out = in * gain + offset\n"), Contains("mul.N.out | formula | out = in * gain + offset"));
}
TEST(Parameters, MessagesMeanWhatStandsBehindThem) {
  EXPECT_THAT(facts_of("Common Error Messages", "- Cannot use values without a code - Values must stand on the line of a code.\n"),
              Contains("\"Cannot use values without a code\" | means | values must stand on the line of a code"));
  EXPECT_THAT(facts_of("Probing", "- Cannot use values without a code - Values must stand on the line of a code.\n", "parameter_list"), IsEmpty());
}

TEST(Lists, DeeperItemsHangOnTheItemAbove) {
  const auto facts =
      facts_of("Numbers",
               "Rules for numbers:\n\n- A number consists of:\n  - an optional plus or minus sign, followed by\n  - one decimal point.\n- There are "
               "two kinds of numbers:\n  - Integers, that do not have a decimal point,\n  - Decimals, that do have a decimal point.\n");
  EXPECT_THAT(facts, Contains("the parts of a number | includes | An optional plus or minus sign"));
  EXPECT_THAT(facts, Contains("the parts of a number | includes | One decimal point"));
  EXPECT_THAT(facts, Contains(HasSubstr("kinds of numbers | are | integers and decimals")));
}
TEST(Lists, ALeadThatCountsOtherwiseNamesNoWholeList) {
  EXPECT_THAT(facts_of("Numbers", "There are three kinds of numbers:\n\n- integers\n- decimals\n"),
              Not(Contains(HasSubstr("integers and decimals"))));
}
TEST(Steps, TheLeadSaysWhatTheStepsAreOf) {
  const auto facts = facts_of(
      "Touch Off", "Typical steps for updating the tool table:\n\n- Load a tool with M6.\n- Move the tool to the gauge.\n- Select the tool table.\n");
  EXPECT_THAT(facts, Contains("updating the tool table | step 1 | Load a tool with M6"));
  EXPECT_THAT(facts, Contains("updating the tool table | step 3 | Select the tool table"));
}
TEST(Steps, ANumberedListOfThingsIsNone) {
  EXPECT_THAT(facts_of("Axis Letters", "1. the first linear axis of the machine\n2. the second linear axis\n3. the column under the table\n", "step"),
              IsEmpty());
}
TEST(Tables, ARepeatedKeyHasBothMeanings) {
  EXPECT_THAT(
      facts_of("Words", "| Letter | Meaning |\n|---|---|\n| J | Offset for arcs |\n| K | Offset in cycles. |\n| K | Spindle ratio. |\n", "table"),
      Contains("K | Meaning | Offset in cycles, or Spindle ratio"));
}
TEST(Tables, ACountIsNoKey) {
  const auto facts =
      facts_of("Nuclei", "| Number of Isotopes | Protons | Neutrons |\n|---|---|---|\n| 157 | even | even |\n| 53 | even | odd |\n", "table");
  EXPECT_THAT(facts, Contains("protons even and neutrons odd | Number of Isotopes | 53"));
  EXPECT_THAT(facts, Not(Contains(HasSubstr("53 | Protons"))));
}
TEST(Tables, RunsOfAnExperimentAreNoFacts) {
  EXPECT_THAT(facts_of("Rates", "| Reactant | Experiment 1 | Experiment 2 |\n|---|---|---|\n| CO | 0.02 M | 0.01 M |\n| water | 0.02 M | 0.03 M |\n",
                       "table"),
              IsEmpty());
}
TEST(Tables, ATableThatGoesOnKeepsItsColumns) {
  World w;
  w.documents.push_back(make_document("a.md", "Salts", "", ""));
  w.documents.push_back(make_document("b.md", "Text", "The text is here.", "en"));
  const std::vector<std::string> headings = {"Enthalpies"};
  w.passages.push_back(make_passage(w.documents[0], headings,
                                    "| Enthalpies |\n|---|\n| Substance | dH | S |\n| metals |\n| Fe2 | 1.5 | 27.3 |\n| Cu2 | 3.5 | 30.1 |\n"));
  w.passages.push_back(make_passage(w.documents[0], headings, "| Co2 | 4.5 | 31.0 |\n| boron |\n| Ni2 | 5.5 | 32.0 |\n| Zn2 | 6.5 | 33.0 |\n"));
  for (auto& passage : w.passages) passage.language = "";
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  std::set<std::string> facts;
  for (const auto& fact : w.mined.facts)
    facts.insert(fact.language + ": " + fact.fact.subject + " | " + fact.fact.relation + " | " + fact.fact.value);
  EXPECT_THAT(facts, Contains("en: Fe2 | S | 27.3"));
  EXPECT_THAT(facts, Contains("en: Zn2 | dH | 6.5")) << "the names of the columns stand in the passage before";
}
TEST(Formulas, AnArrowTellsAReaction) {
  EXPECT_THAT(facts_of("Rates", "The rate constant for the decomposition of the gas is:\n\nC4H8 ⟶ 2C2H4\n", "formula"), IsEmpty());
  EXPECT_THAT(facts_of("Rates", "The reaction of the gas with air is:\n\nC4H8 + O2 ⟶ CO2\n", "formula"),
              Contains("the reaction of the gas with air | formula | C4H8 + O2 ⟶ CO2"));
}
TEST(Formulas, NamedByTheEndOfTheSentence) {
  EXPECT_THAT(facts_of("Energy", "We work out the energy from the mass using the mass-energy equivalence equation:\n\nE = m c^2\n", "formula"),
              Contains("the mass-energy equivalence equation | formula | E = m c^2"));
  EXPECT_THAT(facts_of("Energy", "We work it out using the following equation:\n\nE = m c^2\n", "formula"), IsEmpty());
}

TEST(Filters, TalkOfTheBookGoes) {
  const auto w = mine_one("Kinetics", "As you recall from the chapter on rates, a catalyst lowers the activation energy.");
  ASSERT_FALSE(w.mined.facts.empty());
  for (const auto& fact : w.mined.facts) EXPECT_THAT(fact.fact.condition + fact.fact.relation, Not(HasSubstr("recall")));
  EXPECT_THAT(facts_of("Kinetics", "Other examples of changes include grinding solids into powders."),
              Contains(HasSubstr("examples of changes | include |")));
}
TEST(Filters, WhatIsUnresolvedOrCutIsNoFact) {
  for (const auto* text :
       {"Several letters have different meanings.", "Any stronger acid reacts with water.", "The other two functions run at a lower rate.",
        "Species listed below water are weaker acids.", "In this way the balance of both phases remains as the pressure rises.",
        "The answer is respiration of the cells.", "Retract to the position specified by the R word of the cycle.",
        "Offset systems become important.", "Limit switches should be placed."})
    EXPECT_THAT(facts_of("Kinetics", text, "sentence"), IsEmpty()) << text;
}
TEST(Filters, WhatAnExampleStatesIsNoFact) {
  const std::string example =
      "Weighing the Blocks of Lead Ore A block of lead holds 4.27 g carbon. What is its mass?\n\nSolution The mass of the block is 5 g.\n";
  EXPECT_THAT(facts_of("Mass", example, "sentence"), IsEmpty());
  EXPECT_THAT(facts_under({"Mass", "Answer:"}, "5.55 g of salt remains in the beaker.\n\nRounding errors are avoided by guard digits.", "sentence"),
              Contains("rounding errors | are avoided | by guard digits"));
  EXPECT_THAT(facts_under({"Mass", "Answer:"}, "Salt remains in the beaker.\n\nRounding errors are avoided by guard digits.", "sentence"),
              Not(Contains(HasSubstr("salt |"))));
}

}  // namespace
}  // namespace jangin::synthesize
