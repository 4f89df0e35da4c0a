// Korean endings, quantities, clauses, lists and the questions made from them. Sentences are of Korean statutes and technical documents.
#include <gtest/gtest.h>

#include <algorithm>

#include "synthesize/korean/clauses.h"
#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/quantities.h"
#include "synthesize/korean/question.h"
#include "synthesize/korean/words.h"

namespace jangin::synthesize::korean {
namespace {

struct QuestionAnswer {
  std::string question, answer;
};
std::vector<QuestionAnswer> asks_of(const std::string& passage, const std::string& about = "") {
  std::vector<QuestionAnswer> out;
  for (const auto& standing : standing_sentences(read_blocks(passage)))
    for (const auto& reading : read(standing, about))
      for (const auto& ask : reading.asks) out.push_back({ask.question, ask.answer});
  return out;
}
bool has(const std::vector<QuestionAnswer>& all, const std::string& question, const std::string& answer) {
  return std::ranges::any_of(all, [&](const QuestionAnswer& qa) { return qa.question == question && qa.answer == answer; });
}
std::string shown(const std::vector<QuestionAnswer>& all) {
  std::string out;
  for (const auto& qa : all) out += qa.question + " | " + qa.answer + "\n";
  return out;
}
#define EXPECT_ASKED(asks, question, answer) EXPECT_TRUE(has(asks, question, answer)) << shown(asks)

TEST(Korean, AValueIsNotTakenOutOfItsQuotationMarks) {
  const auto asks = asks_of(
      "석면건축물의 소유자는 실내공기 중 석면농도를 2년마다(매 2년이 되는 해의 1월 1일 전까지를 말한다) 측정하여 그 결과를 지체 없이 기록해야 "
      "한다.\n");
  EXPECT_FALSE(asks.empty());
  EXPECT_EQ(shown(asks).find("\"\""), std::string::npos) << shown(asks);
}
TEST(Korean, EndingsBecomeQuestions) {
  EXPECT_EQ(to_question("설치하여야 한다."), "설치하여야 하는가?");
  EXPECT_EQ(to_question("길이가 2미터 미만일 것"), "길이가 2미터 미만이어야 하는가?");
  EXPECT_EQ(to_question("발판을 설치할 것"), "발판을 설치하여야 하는가?");
  EXPECT_EQ(to_question("견고하게 만들 것"), "견고하게 만들어야 하는가?");
  EXPECT_EQ(to_question("틈이 없도록 둔다."), "틈이 없도록 두는가?");
  EXPECT_EQ(to_question("사용해서는 아니 된다."), "사용해서는 아니 되는가?");
  EXPECT_EQ(to_question("기본값은 8입니다."), "기본값은 8입니까?");
  EXPECT_EQ(to_question("정밀작업: 300럭스 이상"), "정밀작업: 300럭스 이상인가?");
  EXPECT_EQ(to_question("아무 끝도 아님"), "");
  EXPECT_EQ(to_polite("설치하여야 하는가?"), "설치하여야 하나요?");
}
TEST(Korean, EndingsBeforeANoun) {
  EXPECT_EQ(attributive("방호장치를 설치하여야 한다."), "방호장치를 설치하여야 하는");
  EXPECT_EQ(attributive("파일을 저장합니다."), "파일을 저장하는");
  EXPECT_EQ(attributive("기본 형식입니다."), "기본 형식인");
  EXPECT_EQ(attributive("아무 끝도 아님"), "");
}
TEST(Korean, AClauseEndsAsItsSentenceDoes) {
  EXPECT_EQ(closed("발판을 설치하고", "발판을 설치하고 점검하여야 한다."), "발판을 설치하여야 한다");
  EXPECT_EQ(closed("각도는 60도 이내로 하되", "각도는 60도 이내로 하되 지지점은 4개소로 할 것"), "각도는 60도 이내로 하여야 한다");
  EXPECT_EQ(closed("밑받침을 사용하여야 하고", "밑받침을 사용하여야 하고 기둥을 세워야 한다."), "밑받침을 사용하여야 한다");
  EXPECT_EQ(closed("값을 반환하고", "값을 반환하고 끝난다."), "값을 반환한다");
}
TEST(Korean, ParticlesFitTheSound) {
  EXPECT_EQ(with_particle("보안면", "을", "를"), "보안면을");
  EXPECT_EQ(with_particle("마스크", "을", "를"), "마스크를");
  EXPECT_EQ(with_particle("납", "으로", "로"), "납으로");
  EXPECT_EQ(with_particle("물", "으로", "로"), "물로");
}
TEST(Korean, QuantitiesButNotArticleNumbers) {
  auto q = find_quantities("제38조제1항에 따라 1만3천명을 초과하거나 높이 3.5미터 이하, 매출액의 100분의 3");
  ASSERT_EQ(q.size(), 3U);
  EXPECT_EQ(q[0].number, "1만3천");
  EXPECT_EQ(q[0].unit, "명");
  EXPECT_EQ(q[1].bound, "이하");
  EXPECT_EQ(q[2].number, "100분의 3");
}
TEST(Korean, TimesDatesAndRangesAreOneQuantity) {
  auto often = find_quantities("훈련을 6개월에 1회 이상 실시하고");
  ASSERT_EQ(often.size(), 1U);
  EXPECT_EQ(often[0].kind, Quantity::Kind::frequency);
  EXPECT_EQ(often[0].number, "6개월에 1회 이상");
  auto date = find_quantities("해당 연도 12월 31일까지 보관할 것");
  ASSERT_EQ(date.size(), 1U);
  EXPECT_EQ(asking_word(date[0]), "몇 월 며칠");
  auto range = find_quantities("상시근로자 20명 이상 50명 미만인 사업장");
  ASSERT_EQ(range.size(), 1U);
  EXPECT_EQ(range[0].number, "20명 이상 50명 미만");
  EXPECT_TRUE(find_quantities("안전계수는 10으로").empty());
  EXPECT_EQ(find_quantities("안전계수는 10 이상").size(), 1U);
}
TEST(Korean, NounsAndTheirParticles) {
  auto phrase_of = [](std::string_view text, size_t word) {
    auto words = split_words(text);
    auto phrase = noun_phrase(text, words, word);
    return std::string(text.substr(phrase.begin, phrase.end - phrase.begin));
  };
  EXPECT_EQ(phrase_of("뚜껑이 있는 불연성 용기에 담아 둔다", 3), "불연성 용기");
  EXPECT_EQ(phrase_of("압력지시계 또는 자동경보장치를 설치한다", 2), "압력지시계 또는 자동경보장치");
  EXPECT_EQ(phrase_of("근로자대표의 동의를 받는다", 1), "근로자대표의 동의");
  EXPECT_EQ(phrase_of("적정하게 작동하는지를 검사한다", 1), "");
  EXPECT_TRUE(split_words("작업을 하는 경우")[1].particle.empty());
  EXPECT_EQ(split_words("사업주는 둔다")[0].noun, "사업주");
}
TEST(Korean, NoteMarksGo) {
  EXPECT_EQ(clean_sentence("① 사업주는(대리인을 포함한다) 둔다. <개정 2019.1.31>"), "사업주는 둔다.");
  EXPECT_EQ(clean_sentence("나\\. 이음매가 있는 것"), "이음매가 있는 것");
}
TEST(Korean, DefinitionBothWays) {
  auto asks = asks_of("\"근로자\"란 사업장에 고용된 사람을 말한다.\n");
  EXPECT_ASKED(asks, "\"근로자\"란 무엇을 말하는가?", "사업장에 고용된 사람");
  EXPECT_ASKED(asks, "사업장에 고용된 사람을 무엇이라고 하는가?", "근로자");
}
TEST(Korean, PenaltyIsTheWholePenalty) {
  auto asks = asks_of("근로자를 사망에 이르게 한 자는 7년 이하의 징역 또는 1억원 이하의 벌금에 처한다.\n");
  EXPECT_ASKED(asks, "근로자를 사망에 이르게 한 자에 대한 벌칙은 무엇인가?", "7년 이하의 징역 또는 1억원 이하의 벌금");
}
TEST(Korean, NumbersAreAskedForWhereTheyStand) {
  auto asks = asks_of("사업주는 고압작업을 하는 작업실의 공기의 부피가 고압작업자 1명당 4세제곱미터 이상이 되도록 하여야 한다.\n");
  EXPECT_ASKED(asks, "고압작업을 하는 작업실의 공기의 부피가 고압작업자 1명당 몇 세제곱미터 이상이 되도록 하여야 하는가?", "4세제곱미터");
  asks = asks_of("사업주는 근골격계부담작업을 하는 경우에 3년마다 유해요인조사를 하여야 한다.\n");
  EXPECT_ASKED(asks, "근골격계부담작업을 하는 경우에 유해요인조사를 하여야 하는 주기는 얼마인가?", "3년마다");
}
TEST(Korean, PartsAreAskedForWhereTheyStand) {
  auto asks = asks_of("사업주는 작업대상물이 수동으로 공급되는 동력식 수동대패기계에 날접촉예방장치를 설치하여야 한다.\n");
  EXPECT_ASKED(asks, "작업대상물이 수동으로 공급되는 동력식 수동대패기계에 어떤 장치를 설치하여야 하는가?", "날접촉예방장치");
  EXPECT_ASKED(asks, "작업대상물이 수동으로 공급되는 동력식 수동대패기계에 설치하여야 하는 장치는?", "날접촉예방장치");
  asks = asks_of("가스용기를 교환하는 경우에는 관리감독자가 참여한 가운데 할 것\n");
  EXPECT_ASKED(asks, "가스용기를 교환하는 경우에는 누가 참여한 가운데 하여야 하는가?", "관리감독자");
}
TEST(Korean, APartOfAnInnerClauseIsNoAnswerToTheOuterVerb) {
  for (const auto& qa : asks_of("변위를 방지하기 위하여 쐐기 등을 사용하여 주기둥을 지반에 고정시킬 것\n"))
    EXPECT_FALSE(qa.answer == "변위" && qa.question.ends_with("것은?")) << qa.question;
}
TEST(Korean, KeysAndValuesOfAList) {
  auto asks = asks_of(
      "사업주는 근로자가 상시 작업하는 장소의 작업면 조도를 다음 각 호의 기준에 맞도록 하여야 한다.\n\n1. 초정밀작업: 750럭스 이상\n2. 정밀작업: "
      "300럭스 이상\n",
      "조도");
  EXPECT_ASKED(asks, "정밀작업의 작업면 조도는 몇 럭스 이상이어야 하는가?", "300럭스");
  asks = asks_of(
      "안전밸브에 대해서는 다음 각 호의 구분에 따른 검사주기마다 안전밸브가 적정하게 작동하는지를 검사하여야 한다.\n\n1. 안전밸브 전단에 파열판이 "
      "설치된 경우: 3년마다 1회 이상\n");
  EXPECT_ASKED(asks, "안전밸브 전단에 파열판이 설치된 경우 검사주기는 얼마인가?", "3년마다 1회 이상");
}
TEST(Korean, ALeadAndItsItemAreOneSentence) {
  auto asks = asks_of(
      "사업주는 설비가 다음 각 호의 어느 하나에 해당하는 경우에는 파열판을 설치하여야 한다.\n\n1. 반응 폭주 등 급격한 압력 상승 우려가 있는 경우\n2. "
      "운전 중 이상 물질이 누적될 우려가 있는 경우\n");
  EXPECT_ASKED(asks, "설비가 반응 폭주 등 급격한 압력 상승 우려가 있는 경우에는 무엇을 설치하여야 하는가?", "파열판");
  EXPECT_ASKED(asks, "파열판을 설치하여야 하는 경우 가운데 두 번째로 열거된 것은 어떤 경우인가?", "운전 중 이상 물질이 누적될 우려가 있는 경우");
  asks =
      asks_of("다음 각 목의 어느 하나에 해당하는 와이어로프를 달비계에 사용해서는 아니 된다.\n\n1. 지름의 감소가 공칭지름의 7퍼센트를 초과하는 것\n");
  EXPECT_ASKED(asks, "지름의 감소가 공칭지름의 몇 퍼센트를 초과하는 와이어로프를 달비계에 사용해서는 아니 되는가?", "7퍼센트");
}
TEST(Korean, ItemsStandUnderTheirLeadsCondition) {
  auto asks = asks_of(
      "사업주는 작업장에 출입구를 설치하는 경우 다음 각 호의 사항을 준수하여야 한다.\n\n1. 출입구의 문은 근로자가 쉽게 열고 닫을 수 있도록 하고 폭은 "
      "80센티미터 이상으로 할 것\n");
  const bool under = std::ranges::any_of(
      asks, [](const QuestionAnswer& qa) { return qa.answer == "80센티미터" && qa.question.starts_with("작업장에 출입구를 설치하는 경우"); });
  EXPECT_TRUE(under) << shown(asks);
}
TEST(Korean, AsidesInBracketsSayTheirOwn) {
  auto asks = asks_of("사업주는 실내기압이 항상 양압(25파스칼 이상의 압력을 말한다. 이하 같다)을 유지하도록 하여야 한다.\n");
  EXPECT_ASKED(asks, "\"양압\"이란 무엇을 말하는가?", "25파스칼 이상의 압력");
}
TEST(Korean, TechnicalProseIsReadToo) {
  auto asks = asks_of("서버를 다시 시작하려면 관리자가 구성 관리자를 사용합니다.\n");
  EXPECT_FALSE(asks.empty());
  for (const auto& qa : asks) EXPECT_TRUE(qa.question.ends_with("?")) << qa.question;
}

}  // namespace
}  // namespace jangin::synthesize::korean
