// Facts that a passage's structure says: glossaries, manual pages, formulas, captioned tables, items' later sentences; and what is no fact.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/strings.h"
#include "support.h"
#include "synthesize/facts/blocks.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// "subject | relation | value" of every fact of a passage.
std::set<std::string> facts_of(const std::string& heading, const std::string& text, std::string_view miner = "") {
  std::set<std::string> out;
  for (const auto& fact : mine_one(heading, text).mined.facts)
    if (miner.empty() || fact.fact.miner == miner) out.insert(fact.fact.subject + " | " + fact.fact.relation + " | " + fact.fact.value);
  return out;
}

TEST(Glossary, TermAboveItsMeaning) {
  auto facts = facts_of("Glossary",
                        "**photon**\n\n: smallest possible packet of radiation\n\n**wave**\n\n: (also, ripple) oscillation of a property over time; "
                        "it carries energy through space\n");
  EXPECT_THAT(facts, Contains("photon | is | smallest possible packet of radiation"));
  EXPECT_THAT(facts, Contains("wave | is | oscillation of a property over time"));
  EXPECT_THAT(facts, Contains("wave | other name | ripple"));
  EXPECT_THAT(facts, Contains(HasSubstr("wave | carries | energy through space")));
}
TEST(Glossary, EvidenceHoldsTermAndMeaning) {
  auto w = mine_one("Glossary", "First a text.\n\n**photon**\n\n: smallest possible packet of radiation\n");
  bool found = false;
  for (const auto& fact : w.mined.facts)
    if (fact.fact.miner == "glossary") {
      found = true;
      EXPECT_EQ(w.passages[0].text.substr(fact.fact.evidence.begin, fact.fact.evidence.size()),
                "**photon**\n\n: smallest possible packet of radiation");
    }
  EXPECT_TRUE(found);
}
TEST(Glossary, ManualPages) {
  EXPECT_THAT(facts_of("NAME", "spin_delay - Busy-loop for short delays\n", "glossary"), Contains("spin_delay | is | busy-loop for short delays"));
  EXPECT_THAT(facts_of("ARGUMENTS", "prefix The name to be given to the pins\n", "glossary"),
              Contains("prefix | is | the name to be given to the pins"));
  EXPECT_THAT(facts_of("Motion", "prefix The name to be given to the pins\n", "glossary"), IsEmpty()) << "only under a heading that lists arguments";
}
TEST(Limits, EachNameOfALineHasItsDefault) {
  auto facts = facts_of("PINS", "**lim.N.min** float in (default: -5) **lim.N.max** float in (default: 7)\n", "limit");
  EXPECT_THAT(facts, Contains("lim.N.min | default value | -5"));
  EXPECT_THAT(facts, Contains("lim.N.max | default value | 7"));
  EXPECT_THAT(facts_of("PINS", "**lim.N.min** float in (default: -5) float in (default: 7)\n", "limit"), ::testing::SizeIs(1))
      << "a bracket without a name of its own";
}
TEST(Formulas, NamedByTheSentenceAbove) {
  auto facts =
      facts_of("Entropy", "The relation between entropy and the number of states is\n\nS = k ln W\n\nwhere k is the Boltzmann constant, 1.38 J/K.\n");
  EXPECT_THAT(facts, Contains("the relation between entropy and the number of states | formula | S = k ln W"));
  EXPECT_THAT(facts, Contains("k | is | the Boltzmann constant, 1.38 J/K"));
}
TEST(Formulas, AnExamplesSumIsNone) {
  EXPECT_THAT(facts_of("Heat", "The heat is\n\nq = 3 + 4 = 7 J\n", "formula"), IsEmpty());
  EXPECT_THAT(facts_of("Heat", "Solution The heat of the sample is\n\nq = m c dT\n", "formula"), IsEmpty());
}
TEST(Tables, ACaptionRowIsNoHeader) {
  auto facts =
      facts_of("Bases", "| Strength of Bases |\n|---|\n| Base | Structure | Constant |\n| ammonia | | 1.8 |\n| aniline | | 4.3 |\n", "table");
  EXPECT_THAT(facts, Contains("ammonia | Constant | 1.8"));
  EXPECT_THAT(facts, Contains("aniline | Constant | 4.3"));
}
TEST(Tables, ANameOverSeveralColumnsIsPartOfEach) {
  const auto facts = facts_of("Limits",
                              "| Device | Pressure | Pressure |\n|---|---|---|\n| Device | Least | Greatest |\n| Pump | 1 bar | 5 bar |\n"
                              "| Boiler | 2 bar | 6 bar |\n",
                              "table");
  EXPECT_THAT(facts, Contains("Pump | Pressure Least | 1 bar"));
  EXPECT_THAT(facts, Contains("Boiler | Pressure Greatest | 6 bar"));
  EXPECT_THAT(facts, Not(Contains(HasSubstr("| Least"))));
  const auto blocks = read_blocks("| 설비 | 압력 | 압력 |\n|---|---|---|\n| 설비 | 최소 | 최대 |\n| 펌프 | 1 | 5 |\n");
  ASSERT_EQ(blocks.at(0).rows.size(), 2U);
  EXPECT_EQ(blocks[0].rows[0], (std::vector<std::string>{"설비", "압력 최소", "압력 최대"}));
  EXPECT_EQ(blocks[0].row_spans.size(), 2U);
  const auto values = read_blocks("| Device | Shift | Shift |\n|---|---|---|\n| Pump | 1 | 5 |\n| Boiler | 2 | 6 |\n");
  EXPECT_EQ(values.at(0).rows.size(), 3U) << "a row of values";
}
TEST(Tables, KoreanKeysOfSeveralRowsAreNoKeys) {
  const auto facts =
      mine_one("점검 기준", "| 설비 | 점검 주기 |\n|---|---|\n| 펌프 | 1년 |\n| 펌프 | 2년 |\n| 밸브 | 6개월 |\n", "설비 안내", "ko").mined.facts;
  std::set<std::string> subjects;
  for (const auto& fact : facts) subjects.insert(fact.fact.subject);
  EXPECT_THAT(subjects, Contains("밸브"));
  EXPECT_THAT(subjects, Not(Contains("펌프")));
}
TEST(Tables, OfNamesAndFiguresAreMinedWhateverTheOthersAreIn) {
  World w;
  w.documents.push_back(make_document("a.md", "펌프 안내", "펌프를 기동하기 전에 흡입 밸브를 연다.", "ko"));
  const std::string table = "| Parameter | Value |\n|---|---|\n| Rated flow | 120 |\n| Rated head | 35 |\n";
  w.documents.push_back(make_document("pump_P101.csv", "pump_P101", table, ""));
  const std::string german = "Die Pumpe wird mit dem Schalter gestartet, und das Ventil ist zu öffnen, bevor der Druck in der Leitung steigt.";
  w.documents.push_back(make_document("c.md", "Pumpe", german, ""));
  w.passages.push_back(make_passage(w.documents[1], {""}, table));
  w.passages.push_back(make_passage(w.documents[2], {"Start"}, german));
  w.passages.push_back(make_passage(w.documents[2], {"Stopp"}, german + " Danach ist die Pumpe aus."));
  w.passages.back().language = "en";  // of its document
  w.passages[0].heading_path.clear();
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  std::set<std::string> facts;
  for (const auto& fact : w.mined.facts) facts.insert(fact.language + ": " + fact.fact.subject + " | " + fact.fact.value);
  EXPECT_THAT(facts, ::testing::UnorderedElementsAre("en: Rated flow | 120", "en: Rated head | 35"));
}
TEST(Tables, ASheetIsNamedByItsFile) {
  World w;
  const std::string table = "| Parameter | Value |\n|---|---|\n| Rated flow | 120 |\n| Rated head | 35 |\n";
  for (const auto* file : {"Pump north", "Pump south"}) {
    w.documents.push_back(make_document(file, file, table));
    w.passages.push_back(
        make_passage(w.documents.back(), {"Sheet1"}, table + std::string(file == std::string("Pump south") ? "| Power | 7 |\n" : "")));
  }
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  ASSERT_FALSE(w.mined.facts.empty());
  for (const auto& fact : w.mined.facts)
    for (const auto& asking : phrase(fact)) {
      const auto question = in_context(asking, *fact.topic, "en", 0);
      EXPECT_THAT(question, Not(HasSubstr("Sheet1")));
      EXPECT_THAT(to_lower_ascii(question), HasSubstr(fact.fact.passage_id == w.passages[0].passage_id ? "pump north" : "pump south"));
    }
}
TEST(Topics, ANameOfTwoWordsStaysWhole) {
  const std::string text =
      "Protests in Hong Kong went on. The streets of Hong Kong were full, and Hong Kong's police stood there. A court in Hong Kong met.\n";
  World w;
  w.documents.push_back(make_document("a.md", "Hong Kong protests", text));
  w.passages.push_back(make_passage(w.documents[0], {"News"}, text));
  EXPECT_EQ(Vocabulary(w.documents, w.passages).product_of(w.documents[0].doc_id), "Hong Kong");
  World single;
  single.documents.push_back(make_document("a.md", "WidgetCAM Manual", ""));
  single.passages.push_back(make_passage(single.documents[0], {"News"}, "The WidgetCAM runs. A WidgetCAM file of WidgetCAM, by WidgetCAM."));
  EXPECT_EQ(Vocabulary(single.documents, single.passages).product_of(single.documents[0].doc_id), "WidgetCAM");
}
TEST(Tables, PairsWithoutAHeader) {
  auto facts = facts_of("Names", "| Names of Salts |\n|---|\n| NaCl2 | salt one |\n| KCl3 | salt two |\n", "table");
  EXPECT_THAT(facts, Contains("NaCl2 | names of salts | salt one"));
  EXPECT_THAT(facts, Contains("KCl3 | names of salts | salt two"));
}
TEST(Tables, AHeadingCutByThePageIsJoined) {
  auto facts = facts_of("Systems", "| Selec | t CS | X |\n| --- | --- | --- |\n| G54 | 1 | 5221 |\n| G55 | 2 | 5241 |\n", "table");
  EXPECT_THAT(facts, Contains("G54 | Select CS | 1"));
}
TEST(Items, LaterSentencesSpeakOfTheTerm) {
  auto facts =
      facts_of("Axis", "- **Travel distance**: This is the longest distance of the axis. It must be a positive number. You can set this to zero.\n");
  EXPECT_THAT(facts, Contains(HasSubstr("ravel distance | is | the longest distance of the axis")));
  EXPECT_THAT(facts, Contains(HasSubstr("ravel distance | must be | a positive number")));
  EXPECT_THAT(facts, Contains("you | can set | Travel distance to zero"));
}
TEST(Items, NumberedCodesAreNoSteps) {
  const std::string text = "1. M128 Select kinematics zero\n2. M129 Select kinematics one\n";
  EXPECT_THAT(facts_of("Kinematics commands", text, "step"), IsEmpty());
  EXPECT_THAT(facts_of("Kinematics commands", text, "parameter_list"), Contains("M128 | means | select kinematics zero"));
}
TEST(Sentences, BeforeAColonWhatStandsAlone) {
  EXPECT_THAT(facts_of("Halides", "Boron trifluoride reacts with the acid:\n\nA + B\n"),
              Contains(HasSubstr("boron trifluoride | reacts | with the acid")));
  EXPECT_THAT(facts_of("Numbers", "A number consists of:\n\n- one digit\n"), Not(Contains(HasSubstr("consists"))));
}
TEST(Sentences, WorkedExamplesTitlesGo) {
  auto facts = facts_of("Salts", "Calculating the Strength of an Acidic Salt SolutionAniline is an amine that is used in dyes.\n");
  EXPECT_THAT(facts, Contains(HasSubstr("niline | is | an amine")));
  EXPECT_THAT(facts, Not(Contains(HasSubstr("SolutionAniline"))));
  EXPECT_THAT(facts_of("Salts", "Solution The empirical formula is CH2.\n"), IsEmpty()) << "what an example comes to";
}
TEST(Sentences, OrdersAndPointersAreNone) {
  EXPECT_THAT(facts_of("Photons", "Calculate the frequency of the photon. See the AXIS Section of the INI chapter. Click the button."), IsEmpty());
  EXPECT_THAT(facts_of("Origin", "The controller uses this point to reference everything else."), IsEmpty());
  EXPECT_THAT(facts_of("Heat", "This quantity depends on the pressure."), IsEmpty());
  EXPECT_THAT(facts_of("Origin", "You can set the origin with the probe."), ::testing::SizeIs(1));
  EXPECT_THAT(facts_of("Origin", "To set the origin, touch the probe."), Not(IsEmpty())) << "an order that says what for";
}
TEST(Sentences, WhatWasShownIsWhole) {
  EXPECT_THAT(facts_of("Atoms", "The experiment showed that atoms contain small particles."),
              Contains("the experiment | showed | that atoms contain small particles"));
}
TEST(Sentences, ACircumstanceIsKept) {
  for (const auto& fact : mine_one("Ports", "In some parallel ports, the control group has push-pull drivers.").mined.facts)
    if (fact.fact.miner == "sentence") {
      EXPECT_EQ(fact.fact.condition, "in some parallel ports");
    }
}
TEST(Asides, NoNameIsCut) {
  EXPECT_THAT(facts_of("Planes", "The initial (G98) plane is reset at the end."), Not(Contains(HasSubstr("stands for"))));
  EXPECT_THAT(facts_of("Planes", "- Return current absolute coordinate (G53) including no offsets.\n"), Not(Contains(HasSubstr("stands for"))));
  EXPECT_THAT(facts_of("Light", "The tube emits longer wavelength infrared (IR), which is warm."), Contains("IR | stands for | infrared"));
}
TEST(Topics, ACodesFormIsNamedWhole) {
  EXPECT_EQ(mine_one("11.5.14 G10 L2 Set Coordinate System", "The spindle stops.")
                .mined.vocabulary->topic_of(mine_one("G10 L2 Set Coordinate System", "The spindle stops.").passages[0])
                .code,
            "G10 L2");
}

}  // namespace
}  // namespace jangin::synthesize
