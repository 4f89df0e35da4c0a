// Each miner on a small passage: what it finds, where the evidence lies, how it is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace jangin::synthesize {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CodeReference, CodesThatShareAHeadingAreOneFact) {
  auto q = questions_of(mine_one("G41, G42 Cutter Compensation", "The path is kept on one side of the contour."), "code_reference");
  EXPECT_THAT(q, Contains("what are G41 and G42 => Cutter Compensation"));
  EXPECT_THAT(q, Not(Contains("which code is Cutter Compensation => G41"))) << "G42 is, too";
}

TEST(Sentences, WhatIsOnlySupposedIsNoFact) {
  EXPECT_TRUE(mine_one("Drilling", "Now suppose that the spindle stores 5 tools in the rack.").mined.facts.empty());
  EXPECT_FALSE(mine_one("Drilling", "The spindle stores 5 tools in the rack.").mined.facts.empty());
  EXPECT_FALSE(mine_one("Drilling", "Without a unit the reader will assume 5 millimetres.").mined.facts.empty());
}

TEST(Sentences, ValuesOfAWorkedExampleComeLater) {
  const auto importance = [](const std::string& text) {
    for (const auto& fact : mine_one("Drilling", text).mined.facts)
      if (fact.fact.subject == "the feed") return fact.fact.importance;
    return -1.0;
  };
  const double plain = importance("The tool is at rest. The feed depends on the spindle speed of 5.");
  EXPECT_GT(plain, 0.4);
  EXPECT_NEAR(importance("Suppose the tool is at rest. The feed depends on the spindle speed of 5."), plain - 0.2, 0.05);
}

TEST(Facts, ParameterListBothWays) {
  auto w = mine_one("G76 Threading Cycle",
                    "- H - The number of spring passes.\n- D - maximum rotation speed (RPM), optional\n- G41 - start compensation on the left\n");
  auto q = questions_of(w, "parameter_list");
  EXPECT_THAT(q, Contains("what does the H word of G76 give => The number of spring passes"));
  EXPECT_THAT(q, Contains("which word of G76 gives the number of spring passes => H"));
  EXPECT_THAT(q, Contains("what does the optional D word of G76 specify => Maximum rotation speed"));
  EXPECT_THAT(q, Contains("what does G41 do => It starts compensation on the left"));
}
TEST(Facts, EvidenceIsTheItem) {
  auto w = mine_one("Words", "Text first.\n\n- H - The number of spring passes.\n");
  for (const auto& fact : w.mined.facts) {
    if (fact.fact.miner != "parameter_list") continue;
    auto evidence = w.passages[0].text.substr(fact.fact.evidence.begin, fact.fact.evidence.size());
    EXPECT_EQ(evidence, "- H - The number of spring passes.");
  }
}
TEST(Facts, LeadSaysWhatTheDescriptionsAre) {
  auto w = mine_one("Planes", "These codes set the current plane as follows:\n\n- G17 - XY\n- G18 - ZX\n");
  EXPECT_THAT(questions_of(w), Contains("which plane does G18 set => ZX"));
}
TEST(Facts, HeadingWithCodeAndSyntax) {
  auto w = mine_one("11.5.23 G33 Spindle Synchronized Motion",
                    "```\nG33 X- Y- Z- K-\n```\n\nThe spindle turns. The motion is synchronized with the spindle.\n");
  auto q = questions_of(w, "code_reference");
  EXPECT_THAT(q, Contains("what is the syntax of G33 => G33 X- Y- Z- K-"));
  EXPECT_TRUE(std::any_of(q.begin(), q.end(), [](const std::string& s) { return s.starts_with("which code is") && s.ends_with("=> G33"); }));
}
TEST(Facts, LimitsAndDefaults) {
  auto w = mine_one("Tool Table", "The maximum pocket number is 1000. The L word defaults to 1.\n\n- P - passes to use (default 2)\n");
  auto q = questions_of(w, "limit");
  EXPECT_THAT(q, Contains("what is the maximum pocket number => 1000"));
  EXPECT_THAT(q, Contains("what does the L word default to => 1"));
  EXPECT_THAT(q, Contains("what is the default value of the P word => 2"));
}
TEST(Facts, ErrorConditions) {
  auto w = mine_one("G41 Compensation", "It is an error if:\n\n- The YZ plane is active.\n- No tool is loaded.\n");
  auto q = questions_of(w, "error_condition");
  EXPECT_THAT(q, Contains("when is it an error to use G41 => If the YZ plane is active"));
  EXPECT_THAT(q, Contains("what happens if you use G41 when the YZ plane is active => It is an error"));
  EXPECT_TRUE(questions_of(w, "sentence").empty()) << "items of an error list are not statements";
}
TEST(Facts, TablesBothWays) {
  auto w = mine_one("Probing", "| Code | Target | Error Signal |\n| --- | --- | --- |\n| G38.2 | Touched | Yes |\n| G38.4 | Untouched | No |\n");
  auto q = questions_of(w, "table");
  EXPECT_THAT(q, Contains("what is the error signal of G38.2 => Yes"));
  EXPECT_THAT(q, Contains("which code has the target Touched => G38.2"));
}
TEST(Facts, StepsInOrder) {
  auto w = mine_one("Tapping Cycle", "1. Disable the overrides.\n2. Move the axis down.\n3. Stop the spindle.\n");
  auto q = questions_of(w, "step");
  EXPECT_THAT(q, Contains("what comes directly after \"disable the overrides\" in the tapping cycle => Move the axis down"));
  EXPECT_THAT(q, Contains("what is the last step of the tapping cycle => Stop the spindle"));
}
TEST(Facts, SentencesFromSeveralAngles) {
  auto w = mine_one("Files", "If the file already exists, it is truncated. LinuxCNC supports three types of tool changers.\n");
  auto q = questions_of(w, "sentence");
  EXPECT_THAT(q, Contains("what happens to the file if the file already exists => It is truncated"));
  EXPECT_THAT(q, Contains("how many types of tool changers does LinuxCNC support => Three"));
}
TEST(Facts, AThingIsAskedForByItsKindAndAnsweredByItsName) {
  auto q = questions_of(
      mine_one("Tool IO", "The M6 command asserts the HAL output pin iocontrol.0.tool-change. The G9 command clears the limit of 5 tools."),
      "sentence");
  EXPECT_THAT(q, Contains("which HAL output pin does the M6 command assert => iocontrol.0.tool-change"));
  EXPECT_FALSE(std::any_of(q.begin(), q.end(), [](const std::string& s) { return s.starts_with("which limit of"); }));
}
TEST(Facts, QuestionsHaveNoStrayBracketsAndAskForThingsNotClauses) {
  auto q = questions_of(mine_one("Sorting",
                                 "Column sorting requires that the machine is configured with Tcl 8.5. The array size is defined by the symbol "
                                 "MAX_SIZE in the file src/interp.hh). It may grow."),
                        "sentence");
  EXPECT_FALSE(std::any_of(q.begin(), q.end(), [](const std::string& s) { return s.starts_with("which machine"); }));
  EXPECT_FALSE(std::any_of(q.begin(), q.end(), [](const std::string& s) { return s.find("interp.hh)") != s.npos; }));
  EXPECT_TRUE(std::any_of(q.begin(), q.end(), [](const std::string& s) { return s.ends_with("src/interp.hh"); }));
}
TEST(Facts, DanglingReferencesAreNotTaught) {
  auto w = mine_one("Figures", "This is shown in the figure below. See the chapter above for more information.\n");
  EXPECT_TRUE(questions_of(w, "sentence").empty());
}
TEST(Facts, APronounStandsForWhatItCanStandFor) {
  const auto all = [](const std::string& text) { return ::testing::PrintToString(questions_of(mine_one("The G92 Commands", text), "sentence")); };
  EXPECT_THAT(all("- G92.1 - This command clears the G92 variables of the table.\n"), HasSubstr("what does G92.1 clear"));
  EXPECT_THAT(all("- G92.1 - This command clears the G92 variables of the table.\n"), Not(HasSubstr("the the")));
  EXPECT_THAT(all("The WidgetCAM program comes with WidgetCAM files for WidgetCAM users.\n\nWidgetCAM uses a parameter file. It is managed by the "
                  "interpreter."),
              Not(HasSubstr("by what is WidgetCAM managed")))
      << "the file is";
  EXPECT_THAT(all("The spindle is managed by HAL. It is stopped by the interpreter."), HasSubstr("what stops the spindle"));
  EXPECT_THAT(all("The velocity is reduced by HAL. If you set Q to 5 it turns on the detector."), Not(HasSubstr("velocity turn")))
      << "setting Q does";
  EXPECT_THAT(all("If no tool is loaded, it is an error."), Not(HasSubstr("no tool is an error")));
}
TEST(Facts, PhrasesThatPointBackAreNotAsked) {
  const auto all = [](const std::string& text) { return ::testing::PrintToString(questions_of(mine_one("Files", text), "sentence")); };
  EXPECT_THAT(all("The editor is used by the operator for this purpose."), Not(HasSubstr("for which purpose")));
  EXPECT_THAT(all("The editor is used by the operator for the tool table."),
              HasSubstr("what is the editor used by the operator for => The tool table"));
  EXPECT_EQ(all("The program which does that is stored in the file."), all("")) << "which one is not said";
}
TEST(Facts, ActionsAndCutPhrasesAreNotAskedFor) {
  const auto all = [](const std::string& text) { return ::testing::PrintToString(questions_of(mine_one("Files", text), "sentence")); };
  EXPECT_THAT(all("More than one output is changed by issuing more than one M62 command."), Not(HasSubstr("which issuing")));
  EXPECT_THAT(all("The file is in the directory pointed to by SUBROUTINE_PATH."), Not(HasSubstr("=> The directory\"")));
  EXPECT_THAT(all("The move is completed in [one minute."), Not(HasSubstr("[one")));
}
TEST(Facts, WhatPointsBackOrIsSeldomAskedComesLater) {
  const auto importance = [](const std::string& text, std::string_view miner) {
    for (const auto& fact : mine_one("Files", text).mined.facts)
      if (fact.fact.miner == miner) return fact.fact.importance;
    return -1.0;
  };
  EXPECT_LT(importance("The material is turned to this size on the lathe of G76.", "sentence"), 0) << "which size is not said";
  const double error = importance("It is an error if:\n\n- The YZ plane is active.\n", "error_condition"),
               list = importance("- H - The number of spring passes.\n", "parameter_list");
  EXPECT_GT(error, 0.0);
  EXPECT_LT(error, list);
  const double limit = importance("The maximum pocket number is 1000.", "limit"),
               worked = importance("Suppose the rack is full. The maximum pocket number is 1000.", "limit");
  EXPECT_GT(worked, 0.0);
  EXPECT_LT(worked, limit);
  const double definition = importance("A word is a letter followed by a value.", "definition"),
               made_up = importance("Suppose the line is long. A word is a letter followed by a value.", "definition");
  EXPECT_GT(made_up, 0.0);
  EXPECT_LT(made_up, definition);
}
TEST(Facts, RangesOfNumbersAgainstListsAsLong) {
  auto q = questions_of(
      mine_one("Numbered Parameters", "- 5401-5404 - Tool Offsets for X, Y, Z & A. Volatile.\n- 31-5000 - User parameters for X, Y and Z.\n"),
      "number_range");
  EXPECT_THAT(q, Contains(::testing::AllOf(HasSubstr("5403"), HasSubstr("ool offsets for Z"))));
  EXPECT_THAT(q, Not(Contains(HasSubstr("5000")))) << "three members do not stand for thousands of numbers";
}

TEST(Facts, SentencesWithoutASubjectAreAboutWhatWasSpokenOf) {
  auto q = questions_of(
      mine_one("Parameters",
               "- #<_value_returned> - The value of the last call. Cleared by the next O-word call.\n- #<_u> - The U coordinate. Same as #5426.\n"),
      "sentence");
  EXPECT_THAT(q, Contains(::testing::AllOf(HasSubstr("#<_value_returned>"), HasSubstr("the next O-word call"))));
  EXPECT_THAT(q, Contains(::testing::AllOf(HasSubstr("#<_u>"), HasSubstr("#5426"))));
}

TEST(Facts, AConditionBeforeTheVerb) {
  auto q =
      questions_of(mine_one("G5.2 NURBS Block", "The default order if L is unspecified is 3. P and Q must both be specified for every G5 command."));
  EXPECT_THAT(q, Contains(::testing::AllOf(HasSubstr("default order"), HasSubstr("L is unspecified"), ::testing::EndsWith("3"))));
  EXPECT_THAT(q, Contains(HasSubstr("P and Q")));
}

TEST(Sentences, WhatIsCutOffBeforeAListIsNoFact) {
  const auto subjects = [](const std::string& text) {
    std::vector<std::string> names;
    for (const auto& fact : mine_one("Homing", text).mined.facts)
      if (fact.fact.miner == "sentence") names.push_back(fact.fact.subject);
    return names;
  };
  for (std::string_view open :
       {"The offset is an error if .", "The offset is stored in a path list of folders separated by a.", "The offset is a distance per second, e.g."})
    EXPECT_THAT(subjects(std::string(open)), testing::IsEmpty()) << open;
  EXPECT_THAT(subjects("The offset is an error if the spindle turns."), Contains("the offset"));
  EXPECT_THAT(subjects("The offset is added to the position of phase A."), Contains("the offset")) << "a name is whole";
}

TEST(Facts, DefinitionsAndAsides) {
  auto w = mine_one("Words", "A word is a letter other than N followed by a real value. The value depends on constant surface speed mode (G96).\n");
  EXPECT_THAT(questions_of(w, "definition"), Contains("what is a word => A letter other than N followed by a real value"));
  auto q = questions_of(w, "aside");
  EXPECT_TRUE(std::any_of(q.begin(), q.end(),
                          [](const std::string& s) { return s.find("constant surface speed mode") != std::string::npos && s.ends_with("=> G96"); }));
}
TEST(Facts, KoreanStatute) {
  auto w = mine_one("제180조 (헤드가드)",
                    "사업주는 적합한 헤드가드를 설치하여야 한다. <개정 2019.1.31>\n\n  1\\. 상부틀의 각 개구의 폭 또는 길이가 16센티미터 미만일 것\n",
                    "산업안전보건기준에 관한 규칙", "ko");
  auto q = questions_of(w);
  EXPECT_THAT(q, Contains("상부틀의 각 개구의 폭 또는 길이가 몇 센티미터 미만이어야 하는가? => 16센티미터"));
  EXPECT_THAT(q, Contains("제180조는 무엇에 관한 규정인가? => 헤드가드"));
  EXPECT_THAT(q, Not(Contains(::testing::EndsWith("=> 사업주")))) << "everything is the employer's duty";
}

}  // namespace
}  // namespace jangin::synthesize
