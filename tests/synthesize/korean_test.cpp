// Korean endings, quantities and questions.
#include <gtest/gtest.h>

#include "synthesize/korean/question.h"

namespace jangin::synthesize::korean {
namespace {

TEST(Korean, EndingsBecomeQuestions) {
  EXPECT_EQ(to_question("설치하여야 한다."), "설치하여야 하는가?");
  EXPECT_EQ(to_question("길이가 2미터 미만일 것"), "길이가 2미터 미만이어야 하는가?");
  EXPECT_EQ(to_question("발판을 설치할 것"), "발판을 설치하여야 하는가?");
  EXPECT_EQ(to_question("틈이 없도록 둔다."), "틈이 없도록 두는가?");
  EXPECT_EQ(to_question("사용해서는 아니 된다."), "사용해서는 아니 되는가?");
  EXPECT_EQ(to_question("정밀작업: 300럭스 이상"), "정밀작업: 300럭스 이상인가?");
  EXPECT_EQ(to_question("아무 끝도 아님"), "");
  EXPECT_EQ(to_polite("설치하여야 하는가?"), "설치하여야 하나요?");
}
TEST(Korean, QuantitiesButNotArticleNumbers) {
  auto q = find_quantities("제38조제1항에 따라 1만3천명을 초과하거나 높이 3.5미터 이하, 매출액의 100분의 3");
  ASSERT_EQ(q.size(), 3U);
  EXPECT_EQ(q[0].number, "1만3천");
  EXPECT_EQ(q[0].unit, "명");
  EXPECT_EQ(q[1].bound, "이하");
  EXPECT_EQ(q[2].number, "100분의 3");
}
TEST(Korean, NoteMarksGo) { EXPECT_EQ(clean_sentence("① 사업주는(대리인을 포함한다) 둔다. <개정 2019.1.31>"), "사업주는 둔다."); }
TEST(Korean, DefinitionBothWays) {
  auto readings = read_sentence("\"근로자\"란 사업장에 고용된 사람을 말한다.", "");
  ASSERT_FALSE(readings.empty());
  EXPECT_EQ(readings[0].subject, "근로자");
  EXPECT_EQ(readings[0].value, "사업장에 고용된 사람");
}
TEST(Korean, PenaltyIsTheWholePenalty) {
  auto readings = read_sentence("근로자를 사망에 이르게 한 자는 7년 이하의 징역 또는 1억원 이하의 벌금에 처한다.", "");
  bool found = false;
  for (const auto& reading : readings)
    for (const auto& ask : reading.asks) found |= ask.answer == "7년 이하의 징역 또는 1억원 이하의 벌금";
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace jangin::synthesize::korean
