// The tasks: what they ask, how they judge, what they report.
#include <gtest/gtest.h>

#include "base/file.h"
#include "evaluate/tasks/questions.h"
#include "evaluate/tasks/text.h"
#include "fake_generator.h"

namespace jangin::evaluate {
namespace {

std::filesystem::path write_temporary(const std::string& name, const std::string& text) {
  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / ("evaluate-" + name);
  EXPECT_TRUE(write_file(path, text));
  return path;
}

const std::vector<judge::Question> kQuestions = {{"c1", "Which file holds the offsets?", {"VAR"}, {"INI", "the VAR file"}, 1, false, {}},
                                                 {"s1", "How many axes?", {"9"}, {}, {}, false, {}},
                                                 {"c2", "Which code?", {"G1"}, {"G0", "G1"}, 1, false, {}},
                                                 {"s2", "Which unit?", {"mm"}, {}, {}, false, {}},
                                                 {"u1", "Who wrote it?", {}, {}, {}, true, {}},
                                                 {"u2", "When was it written?", {}, {}, {}, true, {}}};

TEST(QuestionsTask, ChoosesByMeanPerByteAndJudgesGreedyReplies) {
  FakeGenerator generator;
  generator.likelihoods = {{"INI", -3}, {"the VAR file", -6}};  // −1 against −0.5 a byte, although −3 > −6
  generator.likelihoods["G0"] = -1;
  generator.likelihoods["G1"] = -1;  // equals: the first
  generator.replies = {{"How many axes?", "It has 9 axes."},
                       {"Which unit?", "I do not know."},
                       {"Who wrote it?", "The documents do not say."},
                       {"When was it written?", "In 1999."}};
  auto result = run_questions(generator, kQuestions, "set");
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(generator.most_tokens, 48);
  EXPECT_TRUE(generator.was_greedy());
  EXPECT_EQ(generator.asked, 4U);
  EXPECT_EQ(generator.scored, 2U);
  nlohmann::json expected = nlohmann::json::parse(R"({
    "multiple_choice": {"right": 1, "of": 2}, "short_answer": {"right": 1, "of": 2},
    "unanswerable": {"refused": 1, "of": 2}, "false_refusals": {"refused": 1, "of": 2},
    "questions": [{"id": "c1", "choice": 1, "right": true}, {"id": "s1", "reply": "It has 9 axes.", "right": true},
                  {"id": "c2", "choice": 0, "right": false}, {"id": "s2", "reply": "I do not know.", "right": false},
                  {"id": "u1", "reply": "The documents do not say.", "right": true}, {"id": "u2", "reply": "In 1999.", "right": false}]})");
  EXPECT_EQ(result->details, expected);
  ASSERT_EQ(result->metrics.size(), 4U);
  EXPECT_EQ(result->metrics[0].value, 1);
  EXPECT_EQ(result->metrics[0].of, 2U);
  EXPECT_FALSE(result->metrics[3].higher_is_better);
}

TEST(QuestionsTask, AsksEveryQuestionOnceOverGroups) {
  FakeGenerator generator;
  std::vector<judge::Question> many;
  for (int i = 0; i < 301; ++i) many.push_back({"q" + std::to_string(i), "Question " + std::to_string(i) + "?", {"a"}, {}, {}, false, {}});
  auto result = run_questions(generator, many, "many");
  ASSERT_TRUE(result);
  EXPECT_EQ(generator.asked, 301U);
  EXPECT_LT(generator.largest_call, 301U);
  EXPECT_EQ(result->details["questions"].size(), 301U);
  EXPECT_EQ(result->details["false_refusals"]["refused"], 301);
}

TEST(QuestionsTask, OneThatTheModelCannotReadIsNotRightAndLosesNoOther) {
  FakeGenerator generator;
  generator.longest_question = 60;
  generator.likelihoods = {{"G1", -1}};
  generator.replies = {{"How many axes?", "9"}};
  const std::string longer(100, 'x');
  const std::vector<judge::Question> questions = {{"c1", "Which code?", {"G1"}, {"G0", "G1"}, 1, false, {}},
                                                  {"c2", longer, {"G1"}, {"G0", "G1"}, 1, false, {}},
                                                  {"s1", "How many axes?", {"9"}, {}, {}, false, {}},
                                                  {"s2", longer, {"9"}, {}, {}, false, {}}};
  const auto result = run_questions(generator, questions, "set");
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->details["multiple_choice"], nlohmann::json::parse(R"({"right": 1, "of": 2})"));
  EXPECT_EQ(result->details["short_answer"], nlohmann::json::parse(R"({"right": 1, "of": 2})"));
  const auto none = run_questions(generator, {questions[1], questions[3]}, "set");  // no figure says that nothing was asked
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("longer than the context"), std::string::npos);
}

TEST(QuestionsTask, StopsOnCtrlC) {
  FakeGenerator generator;
  set_interrupted(true);
  auto result = run_questions(generator, kQuestions, "set");
  set_interrupted(false);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::interrupted);
}

TEST(TextTask, BitsPerByte) {
  FakeGenerator generator;
  generator.bits_per_byte = 0.75;
  auto task = open_text_task("text", write_temporary("good.txt", "가나다 some text"));
  ASSERT_TRUE(task);
  auto result = (*task)->run(generator);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->metrics[0].name, "bits per byte");
  EXPECT_NEAR(result->metrics[0].value, 0.75, 1e-12);
  EXPECT_FALSE(result->metrics[0].higher_is_better);
  EXPECT_FALSE(open_text_task("text", write_temporary("empty.txt", "")));
  auto broken = open_text_task("text", write_temporary("broken.txt", "a\xFFz"));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::invalid_format);
  EXPECT_FALSE(open_text_task("text", "/nonexistent"));
}

TEST(TaskRegistry, OpensByKindAndNamesTheNearest) {
  auto task = open_task("questions", "set", write_temporary("q.jsonl", R"({"id":"1","question":"Q?","answers":["a"]})"));
  ASSERT_TRUE(task) << task.error().text();
  EXPECT_EQ((*task)->kind(), "questions");
  auto other = open_task("questions", "set", write_temporary("q2.jsonl", R"({"id":"1","question":"R?","answers":["a"]})"));
  EXPECT_NE((*task)->content_hash(), (*other)->content_hash());
  auto unknown = open_task("question", "set", "x");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().text().find("`questions`"), std::string::npos);
}

// The multiple choice that comes with the program can be read, and has one right choice in four each time.
TEST(ShippedQuestions, AreWhole) {
  auto questions = judge::read_questions(JANGIN_SOURCE_DIR "/recipes/data/mmlu-validation-200.jsonl");
  ASSERT_TRUE(questions) << questions.error().text();
  EXPECT_EQ(questions->size(), 200U);
  for (const judge::Question& question : *questions) {
    EXPECT_EQ(question.choices.size(), 4U);
    EXPECT_EQ(question.answers.at(0), question.choices.at(*question.answer_index));
  }
}

}  // namespace
}  // namespace jangin::evaluate
