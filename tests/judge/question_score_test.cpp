// The scorer against the independent rule (tests/reference/score_questions.py): its own cases, and thousands of replies with its verdicts.
#include "judge/question_score.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/strings.h"

namespace jangin::judge {
namespace {

struct Case {
  const char* reply;
  std::vector<std::string> answers;
  const char* question;
  bool right;
};

TEST(QuestionScore, CasesOfTheRule) {
  const std::vector<Case> cases = {
      {"The value is -2.", {"-2"}, "", true},
      {"The value is 2.", {"-2"}, "", false},
      {"2.0", {"2"}, "", true},
      {"20", {"2"}, "", false},
      {"3년입니다", {"3년"}, "", true},
      {"3년 이내로 한다", {"3년 이내"}, "", true},
      {"0 1 2 3 4 5 6 7 8 9 10 11 12 13", {"7"}, "", false},
      {"4 or 7", {"7"}, "", false},
      {"G92.3", {"G92.3"}, "", true},
      {"G92.2", {"G92.3"}, "", false},
      {"It is G92.3 that applies them.", {"G92.3"}, "", true},
      {";", {";"}, "", true},
      {"abc", {";"}, "", false},
      {"500만원 이하의 과태료", {"500만원"}, "", true},
      {"the VAR file", {"VAR file"}, "", true},
      {"10 mm", {"10mm"}, "", true},
      {"", {"x"}, "", false},
      {"시·도의 조례로 정한다", {"시ㆍ도의 조례"}, "", true},
      {"제180조에 따라 16센티미터 미만이다", {"16센티미터"}, "제180조에 따른 폭은?", true},
      {"제181조에 따라 16센티미터 미만이다", {"16센티미터"}, "제180조에 따른 폭은?", false},
      {"16cm입니다", {"16cm"}, "", true},
      {"16센티미터이어야 한다", {"16센티미터"}, "", true},
      {"G5.1 or G5.2", {"G5.1"}, "", false},
      {"P, Q, H or R", {"H"}, "", false},
      {"H", {"H"}, "", true},
      {"The letter H of G76", {"H"}, "Which letter of G76 …?", true},
      {"iocontrol.0.tool−change", {"iocontrol.0.tool-change"}, "", true},
  };
  for (const Case& c : cases) EXPECT_EQ(short_answer_right(c.reply, c.answers, c.question), c.right) << c.reply;
}

TEST(QuestionScore, RefusalsOfTheRule) {
  EXPECT_TRUE(is_refusal("The documents do not say."));
  EXPECT_TRUE(is_refusal("문서에는 그에 대한 내용이 없습니다."));
  EXPECT_FALSE(is_refusal("It is 5."));
  EXPECT_TRUE(is_refusal("I do not know."));
  EXPECT_TRUE(is_refusal("규칙에 명시되어 있지 않다"));
  EXPECT_FALSE(is_refusal(""));
  EXPECT_TRUE(is_refusal("the manual does not say \xFF"));  // broken bytes do not hide it
}

uint32_t fnv1a(const std::vector<std::string>& tokens) {
  uint32_t value = 0x811C9DC5;
  for (unsigned char byte : join(tokens, "\x1f")) value = (value ^ byte) * 0x01000193;
  return value;
}

// Made by tests/reference/make_scorer_goldens.py from the development question files.
TEST(QuestionScore, AgreesWithTheRuleOnEveryGolden) {
  auto golden = read_file(JANGIN_SOURCE_DIR "/tests/judge/goldens/scorer.jsonl");
  ASSERT_TRUE(golden) << golden.error().text();
  size_t replies = 0, right = 0;
  for (std::string_view line : split_lines(*golden)) {
    if (line.empty()) continue;
    auto row = nlohmann::json::parse(line);
    auto answers = row["a"].get<std::vector<std::string>>();
    auto question = row["q"].get<std::string>();
    for (const auto& item : row["r"]) {
      auto reply = item[0].get<std::string>();
      EXPECT_EQ(short_answer_right(reply, answers, question), item[1].get<int>() == 1) << question << " | " << row["a"] << " | " << reply;
      EXPECT_EQ(is_refusal(reply), item[2].get<int>() == 1) << reply;
      EXPECT_EQ(fnv1a(answer_tokens(reply)), std::stoul(item[3].get<std::string>(), nullptr, 16))
          << reply << " | " << join(answer_tokens(reply), " ");
      ++replies;
      right += item[1].get<int>();
    }
  }
  EXPECT_GE(replies, 3000U);
  EXPECT_GT(right, 1000U);
  EXPECT_LT(right, replies - 1000);
}

TEST(QuestionScore, AddsUpKindsAndCountsMissingRepliesAsWrong) {
  std::vector<Question> questions = {{"a", "How many axes?", {"9"}, {}, {}, false, {}},
                                     {"b", "Which?", {}, {"x", "y"}, 1, false, {}},
                                     {"c", "Who?", {}, {}, {}, true, {}},
                                     {"d", "When?", {"1999"}, {}, {}, false, {}},
                                     {"e", "Where?", {}, {"x", "y"}, 0, false, {}}};
  std::vector<QuestionReply> replies = {{"a", "9 axes", {}}, {"b", "", 1}, {"c", "The documents do not say.", {}}, {"d", "I do not know", {}}};
  QuestionScore score = score_questions(questions, replies);
  EXPECT_EQ(score.short_answer.count, 1U);
  EXPECT_EQ(score.short_answer.of, 2U);
  EXPECT_EQ(score.multiple_choice.count, 1U);
  EXPECT_EQ(score.multiple_choice.of, 2U);
  EXPECT_EQ(score.unanswerable.count, 1U);
  EXPECT_EQ(score.unanswerable.of, 1U);
  EXPECT_EQ(score.false_refusals.count, 1U);
  EXPECT_EQ(score.false_refusals.of, 2U);
}

}  // namespace
}  // namespace jangin::judge
