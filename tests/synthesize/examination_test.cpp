// The line's own examination: wordings that no sample uses, on facts that samples teach.
#include <gtest/gtest.h>

#include "support.h"
#include "synthesize/examination.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {
namespace {

World three_codes() {
  return mine_one("Compensation Codes",
                  "- G40 - turn cutter compensation off\n- G41 - start cutter compensation on the left\n- G42 - start cutter compensation on the "
                  "right\n- G43 - apply the tool "
                  "length offset\n\nThe maximum pocket number is 1000. The values for offsets are stored in the VAR file.\n");
}
std::vector<const MinedFact*> all_of(const World& w) {
  std::vector<const MinedFact*> facts;
  for (const auto& fact : w.mined.facts) facts.push_back(&fact);
  return facts;
}

TEST(Examination, FamiliesOfWordings) {
  EXPECT_EQ(wording_family("part_what_polite_again"), "part_what");
  EXPECT_EQ(wording_family("term_terse"), "term");
  EXPECT_EQ(wording_family("number_how_many"), "number_how_many");
}
TEST(Examination, NoSampleAsksInAHeldWording) {
  const auto w = three_codes();
  const auto held = hold_wordings(all_of(w), 100, 1);
  ASSERT_GE(held.size(), 4U);
  for (const auto& [fact, family] : held) {
    const auto asked = choose_askings(*fact, 10, 0.2, 1, family);
    EXPECT_FALSE(asked.empty()) << fact->statement;
    for (const auto& asking : asked) EXPECT_NE(wording_family(asking.wording), family) << asking.question;
  }
}
TEST(Examination, QuestionsAreOnTaughtFactsAndQuoteThem) {
  const auto w = three_codes();
  const auto taught = all_of(w);
  const auto held = hold_wordings(taught, 100, 1);
  const auto questions = write_examination(held, taught, w.passages, w.documents, 1);
  ASSERT_EQ(questions.size(), held.size());
  bool any_choice = false, any_short = false;
  for (const auto& question : questions) {
    EXPECT_NE(w.passages[0].text.find(question.evidence.quote), std::string::npos);
    EXPECT_EQ(question.evidence.file, "a.md");
    EXPECT_EQ(question.evidence.page, 3U);
    (question.choices.empty() ? any_short : any_choice) = true;
    if (question.choices.empty()) continue;
    ASSERT_EQ(question.choices.size(), 4U);
    EXPECT_EQ(question.choices[*question.answer_index], question.answers[0]);
    EXPECT_EQ(std::set<std::string>(question.choices.begin(), question.choices.end()).size(), 4U);
  }
  EXPECT_TRUE(any_choice);
  EXPECT_TRUE(any_short);
}
TEST(Examination, TheFileIsReadBackAndIsTheSameEveryTime) {
  const auto w = three_codes();
  const auto taught = all_of(w);
  const auto questions = write_examination(hold_wordings(taught, 3, 7), taught, w.passages, w.documents, 7);
  ASSERT_EQ(questions.size(), 3U);
  const auto path = std::filesystem::path(::testing::TempDir()) / "examination.jsonl";
  ASSERT_TRUE(write_question_file(path, questions));
  const auto back = judge::read_questions(path);
  ASSERT_TRUE(back) << back.error().text();
  const auto again = write_examination(hold_wordings(taught, 3, 7), taught, w.passages, w.documents, 7);
  for (size_t i = 0; i < questions.size(); ++i) {
    EXPECT_EQ((*back)[i].question, questions[i].question);
    EXPECT_EQ((*back)[i].answer_index, questions[i].answer_index);
    EXPECT_EQ(again[i].question, questions[i].question);
  }
  std::filesystem::remove(path);
}
TEST(Examination, NoneIsWrittenWhenNoneIsWanted) { EXPECT_TRUE(hold_wordings(all_of(three_codes()), 0, 1).empty()); }

}  // namespace
}  // namespace jangin::synthesize
