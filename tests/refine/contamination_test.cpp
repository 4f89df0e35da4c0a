// Evaluation questions in documents: what is found, what must pass, how sets are read, what the step rejects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "refine/contamination/question_index.h"
#include "refine/documents_for_tests.h"
#include "refine/refine.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<uint32_t> hashes(const std::string& text) {
  std::vector<FoldedToken> tokens;
  tokenize(text, tokens);
  std::vector<uint32_t> all;
  for (const FoldedToken& token : tokens) all.push_back(token.hash);
  return all;
}

TEST(ContaminationTokens, SpellingsThatMeet) {
  EXPECT_EQ(hashes("Two CATS"), hashes("two   cats!"));
  EXPECT_EQ(hashes("don't"), hashes("don’t"));
  EXPECT_EQ(hashes("don't"), hashes("don&#39;t"));
  EXPECT_EQ(hashes("a **b**old word"), hashes("a bold word"));
  EXPECT_EQ(hashes("indus-\ntrial"), hashes("industrial"));
  EXPECT_EQ(hashes("ａｂｃ １２"), hashes("abc 12"));
  EXPECT_EQ(hashes("5kg"), hashes("5 kg"));
  EXPECT_EQ(hashes("작업 장소"), hashes("작업장소"));
  EXPECT_NE(hashes("half-hour"), hashes("halfhour"));
}

TEST(ContaminationTokens, NumbersByValue) {
  for (const char* thousand : {"1,000", "1 000", "1\u00A0000", "1000.0", "1000.00", "１０００", "one thousand", "01000", "1 thousand"})
    EXPECT_EQ(hashes(thousand), hashes("1000")) << thousand;
  EXPECT_EQ(hashes("twenty-five"), hashes("25"));
  EXPECT_EQ(hashes("one hundred and five thousand two hundred"), hashes("105200"));
  EXPECT_EQ(hashes("2.5 million"), hashes("2,500,000"));
  for (const char* spaced : {"2.5   million", "2.5\u00A0million", "2.5&nbsp;million", "2.5\nmillion", "two\tmillion five   hundred&nbsp;thousand"})
    EXPECT_EQ(hashes(spaced), hashes("2500000")) << spaced;
  EXPECT_NE(hashes("the twenty, five of them"), hashes("the 25 of them"));
  EXPECT_EQ(hashes("two, three"), hashes("2, 3"));
  EXPECT_EQ(hashes("12.50"), hashes("12.5"));
  EXPECT_NE(hashes("100"), hashes("1000"));
  EXPECT_NE(hashes("1.05"), hashes("1.5"));
  EXPECT_NE(hashes("0"), hashes("00.1"));
  EXPECT_EQ(hashes("ten and"), hashes("10 and"));
}

/// Items of our own, so that no benchmark is printed here.
std::vector<EvaluationItem> items() {
  std::vector<EvaluationItem> all = {
      {"own",
       "pump",
       "Marta fills 3 barrels with 1,200 litres of brine each and pumps half of it into the evaporator. How many litres of brine remain in her "
       "barrels?",
       {},
       {"1800"}},
      {"own",
       "colour",
       "Which of the following is true?",
       {"Copper sulfate crystals are blue.", "Copper sulfate crystals are red.", "Sulfur melts at 20 degrees.", "Chlorine smells of mint."},
       {"Copper sulfate crystals are blue."}},
      {"own",
       "completion",
       "The pressure vessel of a reciprocating compressor is tested at",
       {"twice its working pressure", "its working pressure", "half its working pressure", "no pressure"},
       {"twice its working pressure"}},
      {"own",
       "rest",
       "체감온도 33도 이상인 작업장소에서 폭염작업을 하는 경우 사업주는 매 2시간 이내에 몇 분 이상의 휴식을 주어야 하는가?",
       {},
       {"20분"}},
  };
  // Others, so that frequent words weigh little.
  for (int i = 0; i < 60; ++i)
    all.push_back(
        {"own",
         "filler-" + std::to_string(i),
         "Which of the following is true of machine number " + std::to_string(1000 + i) + " in the hall with the other machines and what is it for?",
         {},
         {"x"}});
  return all;
}

class ContaminationMatcher : public ::testing::Test {
 protected:
  std::vector<std::string> found(const std::string& text) const {
    std::vector<std::string> names;
    for (const FoundQuestion& one : index_.find("Some lines of a manual come first.\n\n" + text + "\n\nAnd the manual goes on with its chapters.\n"))
      names.push_back(index_.name(one.item));
    return names;
  }
  QuestionIndex index_{items()};
};

TEST_F(ContaminationMatcher, AsItIsAndReformatted) {
  for (const char* text : {
           "Marta fills 3 barrels with 1,200 litres of brine each and pumps half of it into the evaporator. How many litres of brine remain in her "
           "barrels?",
           "MARTA FILLS 3 BARRELS WITH 1,200 LITRES OF BRINE EACH AND PUMPS HALF OF IT INTO THE EVAPORATOR. HOW MANY LITRES OF BRINE REMAIN IN HER "
           "BARRELS?",
           "Marta **fills** 3 barrels\n> with 1,200 litres of _brine_ each and pumps\n> half of it into the evapo-\nrator. How many litres of brine "
           "remain in her barrels?",
           "- Marta fills 3 barrels with 1,200&nbsp;litres of brine each and pumps half of it into the evaporator.\n- How many litres of brine "
           "remain in her barrels?",
           "Marta fills three barrels with one thousand two hundred litres of brine each and pumps half of it into the evaporator.\n\nHow many "
           "litres of brine remain in her barrels?",
           "Marta fils 3 barrels with 1200.0 litres of brine each and pumps half of it into the old evaporator. How many litres of brine reamin in "
           "her barrels?",
       }) {
    EXPECT_THAT(found(text), ElementsAre("own pump")) << text;
  }
}

TEST_F(ContaminationMatcher, ShortQuestionsNeedAParagraphOrTheirChoices) {
  EXPECT_THAT(found("Which of the following is true?"), ElementsAre("own colour"));
  EXPECT_THAT(found("> * **Which** of the\n> following is TRUE?"), ElementsAre("own colour"));
  EXPECT_THAT(found("Which of the following is true?\n\nAnswer: Copper sulfate crystals are blue."), ElementsAre("own colour"));
  for (const char* choices : {"(1) The pump runs dry.\n(2) The valve is shut.", "A. The pump runs dry.\nB. The valve is shut.",
                              "\n① The pump runs dry. ② The valve is shut."}) {
    EXPECT_THAT(found(std::string("Which of the following is true?\n\n") + choices), ElementsAre()) << choices;
    EXPECT_THAT(found(std::string("Which of the following is true?\n") + choices), ElementsAre()) << choices;
  }
  EXPECT_THAT(found("Here is the question: which of the following is true? It is a hard one."), ElementsAre());
  EXPECT_THAT(found("Which of the following is true? The pump runs dry, or the valve is shut."), ElementsAre());
  EXPECT_THAT(found("Which of the following is true?\n(1) Copper sulfate crystals are red.\n(2) Copper sulfate crystals are blue.\n(3) Sulfur melts "
                    "at 20 degrees.\n(4) Chlorine smells of mint."),
              ElementsAre("own colour"));
  EXPECT_THAT(found("Copper sulfate crystals are blue."), ElementsAre());
}

TEST_F(ContaminationMatcher, FactsPass) {
  EXPECT_THAT(found("In the plant the pressure vessel of a reciprocating compressor is tested at twice its working pressure before it is filled."),
              ElementsAre());
  EXPECT_THAT(found("The pressure vessel of a reciprocating compressor is tested at\nA. twice its working pressure\nB. its working pressure\nC. half "
                    "its working pressure\nD. no pressure"),
              ElementsAre("own completion"));
  EXPECT_THAT(found("제560조 사업주는 체감온도 33도 이상인 작업장소에서 폭염작업을 하는 경우에는 매 2시간 이내에 20분 이상의 휴식을 주어야 한다."),
              ElementsAre());
  EXPECT_THAT(found("체감온도 33도 이상인 작업 장소에서 폭염 작업을 하는 경우 사업주는 매 2시간 이내에 몇 분 이상의 휴식을 주어야 하는가?"),
              ElementsAre("own rest"));
}

TEST_F(ContaminationMatcher, WholeQuestionsInCommonWords) {
  std::vector<EvaluationItem> all = items();
  all.push_back({"own", "sum", "Which is the following (for it)?", {"1", "2", "4", "2"}, {"4"}});
  all.push_back({"own", "stated", "The other machines in the hall are for", {"x", "1002 machines"}, {"1002 machines"}});
  const QuestionIndex index(all);
  auto names = [&](const std::string& text) {
    std::set<std::string> all;
    for (const FoundQuestion& one : index.find("One.\n\n" + text + "\n\nTwo.")) all.insert(index.name(one.item));
    return all;
  };
  const std::set<std::string> sum = {"own sum"}, stated = {"own stated"}, none;
  EXPECT_EQ(names("Which is the following for it\nA. 1\nB. 2\nC. 4\nD. 2"), sum) << "no mark, no brackets, choices told apart by their places";
  EXPECT_EQ(names("Which is the following (for it)?\n\n1. 1\n2. 2\n3. 4\n4. 2"), sum);
  EXPECT_EQ(names("Which is the following (for it)?\n\nA. 7\nB. 8\nC. 9\nD. 10"), none) << "another one's choices";
  EXPECT_EQ(names("Which is the following for it\nOr what else?"), none);
  EXPECT_EQ(names("The other machines in the hall are for 1002\nmachines."), stated);
  EXPECT_EQ(names("The other machines in the hall are for 1002 machines and more."), none);
}

TEST_F(ContaminationMatcher, TitlesPass) {
  const QuestionIndex index({{"own", "title", "The evaporator", {}, {"boils brine"}},
                             {"own", "word", "Evaporation", {}, {"x"}},
                             {"own", "asked", "What is brine?", {}, {"salt water"}}});
  auto names = [&](const std::string& text) {
    std::vector<std::string> all;
    for (const FoundQuestion& one : index.find(text)) all.push_back(index.name(one.item));
    return all;
  };
  EXPECT_THAT(names("One.\n\nThe evaporator\n\nTwo."), ElementsAre("own title"));
  EXPECT_THAT(names("The evaporator"), ElementsAre("own title"));
  EXPECT_THAT(names("The evaporator\n\n1. Fill it."), ElementsAre("own title"));
  EXPECT_THAT(names("- The\u00A0evaporator"), ElementsAre("own title"));
  EXPECT_THAT(names("One.\n\n## The evaporator\n\nTwo."), ElementsAre());
  EXPECT_THAT(names("One.\n\nThe evaporator is hot.\n\nTwo."), ElementsAre());
  EXPECT_THAT(names("One.\n\nEvaporation\n\nTwo."), ElementsAre());
  EXPECT_THAT(names("## What is brine?\n\nSalt water."), ElementsAre("own asked"));
}

TEST_F(ContaminationMatcher, WordsThatLieApartPass) {
  std::string apart;
  for (std::string_view word : {"Marta", "fills", "3 barrels", "with 1,200 litres", "of brine each and pumps half of it", "into the evaporator.",
                                "How many litres of brine", "remain in her barrels?"}) {
    apart += std::string(word) + " while the old crane in the yard turns slowly ";
  }
  EXPECT_THAT(found(apart), ElementsAre());
}

TEST_F(ContaminationMatcher, EveryPlaceOnce) {
  std::string question = items()[0].question, between = "\n\n" + prose(300) + "\n\n";
  auto all = index_.find(question + between + question + between);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].begin, 0U);
  EXPECT_EQ(all[0].end, question.size() - 1) << "to the last word";
  EXPECT_EQ(all[1].begin, question.size() + between.size());
  EXPECT_NEAR(all[1].overlap, 1, 1e-5);
  EXPECT_TRUE(index_.find("").empty());
  EXPECT_TRUE(QuestionIndex({}).find(question).empty());
}

TEST(EvaluationSets, Formats) {
  auto rows = parse_evaluation_set(
      "{\"eval_instance_index\": 4, \"split\": \"dev\", \"question\": \"Q?\", \"answer\": \"a\", \"is_correct\": false}\n"
      "{\"eval_instance_index\": 4, \"split\": \"dev\", \"question\": \"Q?\", \"answer\": \"b\", \"is_correct\": true}\n\n"
      "{\"eval_instance_index\": 5, \"split\": \"dev\", \"question\": \"R?\", \"answer\": \"c\", \"is_correct\": true}\n",
      "rows");
  ASSERT_TRUE(rows) << rows.error().text();
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].id, "dev-4");
  EXPECT_THAT((*rows)[0].choices, ElementsAre("a", "b"));
  EXPECT_THAT((*rows)[0].answers, ElementsAre("b"));
  auto mixed = parse_evaluation_set(
      "{\"question\": \"Q?\", \"answer\": \"3 + 4 = 7\\n#### 7\"}\n{\"id\": \"x1\", \"question\": \"R?\", \"answers\": [\"s\"], \"choices\": [\"s\", "
      "\"t\"], \"answer_index\": 0}\n",
      "mixed");
  ASSERT_TRUE(mixed) << mixed.error().text();
  EXPECT_EQ((*mixed)[0].id, "1");
  EXPECT_THAT((*mixed)[0].answers, ElementsAre("7"));
  EXPECT_EQ((*mixed)[1].id, "x1");
  EXPECT_THAT((*mixed)[1].choices, ElementsAre("s", "t"));
  auto broken = parse_evaluation_set("{\"question\": \"Q?\"}\nnothing\n", "broken");
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().text(), HasSubstr("broken:2"));
  EXPECT_FALSE(parse_evaluation_set("{\"answer\": \"Q?\"}\n", "broken"));
  EXPECT_FALSE(read_evaluation_set("/no/such/set.jsonl"));
}

class ContaminationStep : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    write_set(
        "{\"id\": \"q7\", \"question\": \"How many litres of brine does Marta keep in the seven oak barrels behind the evaporator?\", \"answers\": "
        "[\"9100\"]}\n");
    config_.contamination.files = {workspace_ / "plant.jsonl"};
  }
  void write_set(const std::string& lines) { ASSERT_TRUE(write_file(workspace_ / "plant.jsonl", lines)); }
  RefineReport refine_now() {
    auto report = refine({workspace_, config_});
    EXPECT_TRUE(report) << report.error().text();
    return *report;
  }
  const std::string question_ = "How many litres of brine does Marta keep in the seven oak barrels behind the evaporator?";
  RefineConfig config_;
};

TEST_F(ContaminationStep, CutsThePassageOrTheDocument) {
  std::string manual = "# Manual\n\n## Start\n\n" + prose(200, 1) + "\n\n## Test\n\n" + question_ + "\n\n## End\n\n" + prose(200, 2) + "\n";
  collect({make_document("manual.md", manual), make_document("quiz.md", "# Quiz\n\n" + question_ + " 9100.\n"),
           make_document("asked.md", "# Notes\n\n" + prose(300, 3) + "\n\n## " + question_ + "\n\n" + prose(60, 4) + "\n")});
  RefineReport report = refine_now();
  EXPECT_EQ(report.documents_kept, 2U);
  EXPECT_EQ(report.documents_rejected, 1U) << "the quiz holds little else";
  auto rejected = record::read_passages(workspace_ / "rejected" / "refine" / "passages.parquet");
  ASSERT_TRUE(rejected);
  ASSERT_EQ(rejected->size(), 2U) << "the passage of the manual, and the one below the question as heading";
  auto verdicts = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet");
  ASSERT_TRUE(verdicts);
  size_t contaminated = 0;
  for (const record::Verdict& verdict : *verdicts) {
    if (verdict.reason != "contaminated") continue;
    ++contaminated;
    EXPECT_EQ(verdict.step, "contamination");
    EXPECT_THAT(verdict.detail, HasSubstr("plant q7"));
    EXPECT_THAT(verdict.detail, ::testing::Not(HasSubstr("brine"))) << "never the question's words";
    EXPECT_GE(verdict.score, 0.9);
  }
  EXPECT_EQ(contaminated, 3U);
}

TEST_F(ContaminationStep, AChangedSetRunsTheStageAgain) {
  collect({make_document("manual.md", prose(200))});
  EXPECT_FALSE(refine_now().skipped);
  EXPECT_TRUE(refine_now().skipped);
  write_set(
      "{\"id\": \"q8\", \"question\": \"Which gasket does the third evaporator of the saltworks need in winter?\", \"answers\": [\"the thick "
      "one\"]}\n");
  EXPECT_FALSE(refine_now().skipped);
  write_set("nothing\n");
  auto failed = refine({workspace_, config_});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().text(), HasSubstr("plant:1"));
}

}  // namespace
}  // namespace jangin::refine
