// What plain Korean sentences say of their topic; terms without quotation marks, short forms in brackets, tables; which phrases a question may
// stand in; how a question names its document. Sentences are of the Universal Declaration of Human Rights, statutes and documentation.
#include <gtest/gtest.h>

#include <algorithm>

#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/question.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize::korean {
namespace {

std::vector<Reading> readings_of(const std::string& passage, const std::string& about = "") {
  std::vector<Reading> out;
  for (const auto& standing : standing_sentences(read_blocks(passage))) {
    auto readings = read(standing, about);
    read_predicate(standing, about, readings);
    for (auto& reading : readings) out.push_back(std::move(reading));
  }
  return out;
}
std::string shown(const std::vector<Reading>& readings) {
  std::string out;
  for (const auto& r : readings)
    for (const auto& ask : r.asks) out += r.subject + " | " + r.relation + " | " + ask.question + " | " + ask.answer + "\n";
  return out;
}
bool asks(const std::vector<Reading>& readings, const std::string& question, const std::string& answer) {
  return std::ranges::any_of(readings, [&](const Reading& r) {
    return std::ranges::any_of(r.asks, [&](const Ask& a) { return a.question == question && a.answer == answer; });
  });
}
#define EXPECT_ASKS(readings, question, answer) EXPECT_TRUE(asks(readings, question, answer)) << shown(readings)
#define EXPECT_ASKS_NOT(readings, question, answer) EXPECT_FALSE(asks(readings, question, answer)) << shown(readings)

TEST(KoreanPredicates, AllThatASentenceSaysOfItsTopic) {
  EXPECT_ASKS(readings_of("모든 사람은 사상, 양심 및 종교의 자유에 대한 권리를 가진다.\n"), "모든 사람은 무엇을 가지는가?",
              "사상, 양심 및 종교의 자유에 대한 권리");
  EXPECT_ASKS(readings_of("어느 누구도 노예상태 또는 예속상태에 놓여지지 아니한다.\n"), "어느 누구도 어떻게 되지 않는가?",
              "노예상태 또는 예속상태에 놓여지지 아니한다");
  EXPECT_ASKS(readings_of("CRgn 클래스는 창 안의 타원 또는 다각형 영역을 나타냅니다.\n"), "CRgn 클래스는 무엇을 나타냅니까?",
              "창 안의 타원 또는 다각형 영역");
  EXPECT_ASKS(readings_of("백업 프로세스는 로그 끝까지 변경 내용을 읽고 파일에 씁니다.\n"), "백업 프로세스는 무엇을 하는가?",
              "로그 끝까지 변경 내용을 읽고 파일에 씁니다");
}
TEST(KoreanPredicates, AFirstSentenceSpeaksOfTheNameAboveIt) {
  EXPECT_ASKS(readings_of("데이터베이스에서 사용자 정의 형식을 제거합니다.\n", "DROP VIEW"), "DROP VIEW는 무엇을 하는가?",
              "데이터베이스에서 사용자 정의 형식을 제거합니다");
  const auto none = readings_of("데이터베이스에서 사용자 정의 형식을 제거합니다.\n", "제거");
  EXPECT_ASKS_NOT(none, "제거는 무엇을 하는가?", "데이터베이스에서 사용자 정의 형식을 제거합니다");
}
TEST(KoreanPredicates, TermsWithoutQuotationMarks) {
  const auto readings = readings_of("인덱스 조각화란 인덱스의 논리적 순서와 물리적 순서가 다른 상태를 말합니다.\n");
  EXPECT_ASKS(readings, "인덱스 조각화란 무엇을 말하는가?", "인덱스의 논리적 순서와 물리적 순서가 다른 상태");
  EXPECT_ASKS(readings_of("교착 상태란 두 작업이 서로의 잠금을 영구히 기다리는 상황입니다.\n"), "교착 상태란 무엇을 말하는가?",
              "두 작업이 서로의 잠금을 영구히 기다리는 상황");
}
TEST(KoreanPredicates, ShortFormsInBrackets) {
  EXPECT_ASKS(readings_of("이사회는 국제노동기구(ILO)에 의견을 제출한다.\n"), "국제노동기구의 약칭은 무엇인가?", "ILO");
  for (const auto& r : readings_of("운영자는 설정 파일(config)을 복사한다.\n")) EXPECT_NE(r.value, "config");
}
TEST(KoreanPredicates, TablesAreKeysWithTheirValues) {
  const auto readings = readings_of("| 상수 | 설명 | 기본값 |\n| --- | --- | --- |\n| DBPROP_OWN | 공급자가 행의 소유자를 확인합니다. | FALSE |\n");
  EXPECT_ASKS(readings, "상수 DBPROP_OWN은 무엇을 하는가?", "공급자가 행의 소유자를 확인합니다.");
  EXPECT_ASKS(readings, "상수 DBPROP_OWN의 기본값은 무엇인가?", "FALSE");
}
TEST(KoreanPredicates, QuestionsDoNotStandInsideOfAPhrase) {
  const std::string text = "이전등기를 마친 등기소는 종전 등기소에 그 사실을 통지하여야 한다.\n";
  for (const auto& r : readings_of(text, "등기")) EXPECT_NE(r.value, "이전등기") << shown({r});
  const auto words = split_words("주석은 잠금 규칙을 사용하는 방법을 문서화할 수 있다");
  EXPECT_TRUE(is_embedded(words, 2));   // 규칙을
  EXPECT_FALSE(is_embedded(words, 4));  // 방법을
  for (const auto& r : readings_of("빌드에서는 잘못된 매개 변수로 인덱스를 계산합니다.\n")) EXPECT_NE(r.value, "매개 변수") << shown({r});
}
TEST(KoreanPredicates, ValuesThatSayNothing) {
  for (const std::string empty : {"다양한 방법", "지정된 지점", "정해진 사항", "대응하는 태스크"}) {
    const auto readings = readings_of("관리 프로그램은 오류가 난 뒤에 " + empty + "을 기록한다.\n", "기록");
    for (const auto& r : readings) EXPECT_NE(r.value, empty) << shown({r});
  }
}
TEST(KoreanPredicates, AmendmentsAndTornSentencesStateNothing) {
  EXPECT_TRUE(states_nothing("제3조제2항 전단 중 \"교육부장관\"을 \"교육위원장\"으로 한다."));
  EXPECT_TRUE(states_nothing("농지법 시행령 일부를 다음과 같이 개정한다."));
  EXPECT_TRUE(states_nothing("항목이 제거되었으면 TRUE이 고, 그렇지 않으면 FALSE입니다."));
  EXPECT_FALSE(states_nothing("위원회의 의장은 위원 중에서 호선하는 자로 한다."));
}
TEST(KoreanPredicates, AnotherCaseIsNotNamedByADenial) {
  for (const auto& r : readings_of("그렇지 않으면 프로젝트는 컴파일되지 않습니다.\n", "빌드")) EXPECT_NE(r.relation, "결과") << shown({r});
  for (const auto& r : readings_of("서로 연결된 시설이 있는 경우 검사 시기가 다른 경우에는 함께 검사할 수 있다.\n", "검사"))
    EXPECT_NE(r.relation, "조건") << shown({r});
}
TEST(KoreanPredicates, NamesInAngleBracketsStay) {
  EXPECT_EQ(clean_sentence("CComPtr<IDispatch>에 대한 typedef입니다."), "CComPtr<IDispatch>에 대한 typedef입니다.");
  EXPECT_EQ(clean_sentence("헤더 <iostream>을 포함한다. <개정 2020. 1. 1.>"), "헤더 <iostream>을 포함한다.");
}
TEST(KoreanPredicates, DraftedTermsAreNotAskedFor) {
  for (const auto& r : readings_of("\"대통령령으로 정하는 정보\"란 개인의 신용을 판단할 수 있는 정보를 말한다.\n"))
    for (const auto& a : r.asks) EXPECT_NE(a.answer, "대통령령으로 정하는 정보") << a.question;
}
TEST(KoreanPredicates, AQuestionNamesItsDocument) {
  Topic topic;
  topic.product = "Visual";
  topic.title = "방법: 프로젝트 출력 파일 구성 | Microsoft Docs";
  EXPECT_EQ(in_context({"", "무엇을 고르는가?", "", false, false, false}, topic, "ko", 0), "프로젝트 출력 파일 구성에 관하여, 무엇을 고르는가?");
  EXPECT_EQ(in_context({"", "무엇을 고르는가?", "", false, false, false}, topic, "ko", 1), "프로젝트 출력 파일 구성에서 무엇을 고르는가?");
  topic.title = "출장 규정";
  EXPECT_EQ(in_context({"", "언제 정산하는가?", "", false, false, false}, topic, "ko", 0), "출장 규정에 따르면 언제 정산하는가?");
}

TEST(KoreanPredicates, WordsThatDocumentationHasTorn) {
  EXPECT_TRUE(states_nothing("하위 메뉴가 발견되 면이를 다시 호출하여 포인터를 전달한다."));
  EXPECT_TRUE(states_nothing("CMFCKeyMapDialog 클래스는이 메서드를 사용하여 키보드 매핑을 분류합니다."));
  EXPECT_TRUE(states_nothing("설치할 준비가 되었습니다 페이지에서 설치를 누릅니다."));
  EXPECT_EQ(clean_sentence("메뉴 항목을 도구 모음 단추로 추가 합니다."), "메뉴 항목을 도구 모음 단추로 추가합니다.");
}
TEST(KoreanPredicates, AnAddendasArticleIsNoPartOfItsSentence) {
  EXPECT_EQ(clean_sentence("제2조(재판정신체검사에 관한 적용례) 제17조의 개정규정은 이 영 시행 이후 적용한다."),
            "제17조의 개정규정은 이 영 시행 이후 적용한다.");
  EXPECT_EQ(clean_sentence("제5조제1항(단서는 제외한다)을 준용한다."), "제5조제1항을 준용한다.");
}
TEST(KoreanPredicates, ValuesAreWhole) {
  for (const auto& r : readings_of("디자인 화면에서 행 그룹 영역이 테이블에 추가된다.\n", "영역")) EXPECT_NE(r.value, "그룹 영역") << shown({r});
  for (const auto& r : readings_of("담당자는 인증을 취소한 경우 지체 없이 인증사업자에게 그 사실을 알려야 한다.\n", "취소"))
    EXPECT_NE(r.value, "지체 없이 인증사업자") << shown({r});
  for (const auto& r : readings_of("송금받는 자에게는 1월부터 12월까지의 급여를 12월에 한꺼번에 지급할 수 있다.\n", "급여")) {
    EXPECT_NE(r.value, "12월까지");
    EXPECT_NE(r.value, "12월까지의 급여");
  }
  for (const auto& r : readings_of("- ICommand::Execute\n", "함수")) EXPECT_NE(r.value, ":Execute");
  for (const auto& r : readings_of("대화 상자가 활성화되어 있는 동안 응용 프로그램은 특수 모드에서 작동한다.\n", "모드"))
    EXPECT_FALSE(r.value.starts_with("대화 상자가 활성화되어 있는 동안 응용")) << r.value;
}
TEST(KoreanPredicates, AnOutcomeNamesWhatItHappensTo) {
  const auto readings = readings_of("옵션을 선택하면 시험 데이터베이스가 생성된다.\n", "설치");
  EXPECT_ASKS(readings, "옵션을 선택하면 어떻게 되는가?", "시험 데이터베이스가 생성된다");
}
TEST(KoreanPredicates, WhatATextIsFor) {
  for (const auto& p : read_provisions(read_blocks("이 영은 「국군조직법」에 따라 작전부대의 범위를 정함을 목적으로 한다.\n"), "목적"))
    if (p.reading.relation == "목적") {
      EXPECT_EQ(p.reading.value, "「국군조직법」에 따라 작전부대의 범위를 정함");
      return;
    }
  ADD_FAILURE() << "no purpose";
}
TEST(KoreanPredicates, ABracketThatNamesEndsWhatTheNextNames) {
  const auto asides =
      read_asides("법에 따른 주관연구기관(이하 \"주관기관\"이라 한다) 또는 같은 조에 따른 정보관리기관(이하 \"정보기관\"이라 한다)을 지정한다.");
  ASSERT_EQ(asides.size(), 2U);
  EXPECT_EQ(asides[1].value, "같은 조에 따른 정보관리기관");
}
TEST(KoreanPredicates, PastAndAdjectivesBeforeANoun) {
  EXPECT_EQ(attributive("설치를 완료했다."), "설치를 완료한");
  EXPECT_EQ(attributive("점만 다릅니다."), "점만 다른");
}

}  // namespace
}  // namespace jangin::synthesize::korean
