// Korean sentences asked for their clauses and whole phrases: when, in which case, why, how, by when, which, what follows.
#include <gtest/gtest.h>

#include <algorithm>

#include "synthesize/korean/endings.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/quantities.h"
#include "synthesize/korean/question.h"

namespace jangin::synthesize::korean {
namespace {

std::vector<Ask> asks_of(const std::string& passage, const std::string& about = "") {
  std::vector<Ask> out;
  for (const auto& standing : standing_sentences(read_blocks(passage)))
    for (auto& reading : read(standing, about)) out.insert(out.end(), reading.asks.begin(), reading.asks.end());
  return out;
}
std::string shown(const std::vector<Ask>& asks) {
  std::string out;
  for (const auto& ask : asks) out += ask.question + " | " + ask.answer + "\n";
  return out;
}
void expect_asked(const std::vector<Ask>& asks, const std::string& question, const std::string& answer) {
  EXPECT_TRUE(std::ranges::any_of(asks, [&](const Ask& a) { return a.question == question && a.answer == answer; }))
      << question << " | " << answer << "\namong\n"
      << shown(asks);
}

TEST(KoreanClauses, PoliteEndsAndOrdersEndPlainly) {
  EXPECT_EQ(plain_end("알람이 발생합니다."), "알람이 발생한다");
  EXPECT_EQ(plain_end("초기값은 15분입니다."), "초기값은 15분이다");
  EXPECT_EQ(plain_end("전극을 담가 두십시오."), "전극을 담가 두어야 한다");
  EXPECT_EQ(plain_end("초음파를 켜지 마십시오."), "초음파를 켜지 말아야 한다");
  EXPECT_EQ(plain_end("스위치를 누르십시오."), "스위치를 눌러야 한다");
  EXPECT_EQ(plain_end("온도가 높습니다."), "온도가 높다");
  EXPECT_EQ(to_question("간격이 크다"), "간격이 큰가?");
  EXPECT_EQ(to_question("암호가 필요하다"), "암호가 필요한가?");
  EXPECT_EQ(closed("밸브를 열고", "밸브를 열고 기다린다."), "밸브를 연다");
  EXPECT_EQ(closed("렌즈를 만지지 말고", "닦는다."), "렌즈를 만지지 말아야 한다");
}

TEST(KoreanClauses, LinksSayHowClausesHang) {
  using Kind = Link::Kind;
  const std::string text = "보호 정지는 원인을 제거하고 확인을 누르면 해제되며, 기록은 남는다";
  const auto linked = read_links(text);
  ASSERT_EQ(linked.links.size(), 3U);
  EXPECT_EQ(linked.links[0].kind, Kind::condition);
  EXPECT_EQ(linked.links[1].kind, Kind::joined);
  EXPECT_EQ(linked.links[2].kind, Kind::final);
  EXPECT_EQ(text.substr(0, linked.topic_end), "보호 정지는");
  const std::string nouns = "창고 바닥 표면 사고 경고 표지를 확인한다";
  EXPECT_EQ(read_links(nouns).links.size(), 1U);
}

TEST(KoreanClauses, WhenAndWhatFollows) {
  const auto asks = asks_of("외력이 120 N을 넘으면 로봇은 보호 정지하며, 티치 펜던트에 오류 C204가 나타난다.\n");
  expect_asked(asks, "로봇은 언제 보호 정지하는가?", "외력이 120 N을 넘으면");
  expect_asked(asks, "로봇은 어떤 경우에 보호 정지하나요?", "외력이 120 N을 넘으면");
  expect_asked(asks, "외력이 120 N을 넘으면 로봇은 어떻게 되는가?", "보호 정지한다");
  expect_asked(asks, "외력이 120 N을 넘으면 티치 펜던트에 어떤 오류가 나타나는가?", "오류 C204");
}

TEST(KoreanClauses, ACaseIsAnsweredWhole) {
  const std::string whole = "직원이 훈련생을 편성하여 훈련을 하는 경우";
  expect_asked(asks_of(whole + "에는 보고서를 제출하여야 한다.\n"), "어떤 경우에 보고서를 제출하여야 하는가?", whole);
}

TEST(KoreanClauses, TimesReasonsAndMeans) {
  expect_asked(asks_of("백게이지는 발판을 밟고 있는 동안에는 움직이지 않습니다.\n"), "백게이지는 언제 움직이지 않는가?", "발판을 밟고 있는 동안");
  expect_asked(asks_of("국번 0은 브로드캐스트용이므로 슬레이브에 지정할 수 없다.\n"), "국번 0은 왜 슬레이브에 지정할 수 없는가?",
               "브로드캐스트용이므로");
  expect_asked(asks_of("작업자는 계속 버튼을 눌러 운전을 재개한다.\n"), "작업자는 어떻게 운전을 재개하는가?", "계속 버튼을 눌러");
  expect_asked(asks_of("재료를 바꿀 때는 호퍼를 먼저 비운다.\n"), "재료를 바꿀 때는 어떻게 하는가?", "호퍼를 먼저 비운다");
}

TEST(KoreanClauses, LimitsWithWhatTheyCountFrom) {
  const auto asks = asks_of("출장자는 귀임 후 7일 이내에 영수증을 첨부하여 정산한다.\n");
  expect_asked(asks, "출장자는 언제까지 영수증을 첨부하여 정산하는가?", "귀임 후 7일 이내");
  expect_asked(asks_of("리셋 버튼을 2초 이상 눌러야 한다.\n"), "리셋 버튼을 얼마나 눌러야 하는가?", "2초 이상");
  expect_asked(asks_of("회계 마감은 매월 5영업일 18시에 실행된다.\n"), "회계 마감은 언제 실행되는가?", "매월 5영업일 18시");
}

TEST(KoreanClauses, ThingsWithWhatSaysWhich) {
  expect_asked(asks_of("이동식 저장매체는 정보보안팀에 등록한 것만 쓸 수 있다.\n"), "이동식 저장매체는 어떤 것만 쓸 수 있는가?",
               "정보보안팀에 등록한 것");
  expect_asked(asks_of("금속 마킹의 권장 주파수는 20~80 kHz이고 기본값은 30 kHz이다.\n"), "금속 마킹의 권장 주파수는 얼마인가?", "20~80 kHz");
}

TEST(KoreanClauses, ASentenceNeedsTheOneBefore) {
  EXPECT_EQ(with_case_of("전극을 용액에 담가 두십시오.", "기울기가 범위를 벗어나면 Er3이 표시된다."),
            "기울기가 범위를 벗어나면 전극을 용액에 담가 두십시오.");
  EXPECT_EQ(with_case_of("전극을 담근다.", "전극은 두 개이다."), "");
  std::vector<Reading> reasons;
  read_reason_of("수소 가스가 모일 수 있기 때문이다.", "충전 중에는 배터리 덮개를 열어 둔다.", reasons);
  ASSERT_EQ(reasons.size(), 1U);
  EXPECT_EQ(reasons[0].value, "수소 가스가 모일 수 있기 때문");
  EXPECT_TRUE(reasons[0].asks[0].question.find("왜") != std::string::npos) << reasons[0].asks[0].question;
  reasons.clear();
  read_reason_of("사람이 다칠 수 있다.", "덮개는 두 개이다.", reasons);
  EXPECT_TRUE(reasons.empty());
}

TEST(KoreanClauses, OneVerbForTwoClausesIsNotAskedOfHalf) {
  for (const auto& ask : asks_of("풍속이 10 m를 넘으면 설치 작업을, 15 m를 넘으면 운전을 중지한다.\n"))
    EXPECT_TRUE(ask.answer.find("설치 작업을,") == std::string::npos && ask.question.find("설치 작업을,") == std::string::npos)
        << ask.question << " | " << ask.answer;
}

TEST(KoreanClauses, UnitsInLettersAndSignedRanges) {
  const auto speed = find_quantities("속도는 250 mm/s로 제한된다");
  ASSERT_EQ(speed.size(), 1U);
  EXPECT_EQ(speed[0].unit, "mm/s");
  const std::string pressure = "압력을 -0.1 MPa까지 낮춘다";
  const auto signed_number = find_quantities(pressure);
  ASSERT_EQ(signed_number.size(), 1U);
  EXPECT_EQ(pressure.substr(signed_number[0].begin, signed_number[0].end - signed_number[0].begin), "-0.1 MPa");
  const std::string range = "온도는 300~350 ℃이다";
  const auto both = find_quantities(range);
  ASSERT_EQ(both.size(), 1U);
  EXPECT_EQ(range.substr(both[0].begin, both[0].end - both[0].begin), "300~350 ℃");
}

}  // namespace
}  // namespace jangin::synthesize::korean
