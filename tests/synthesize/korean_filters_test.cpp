// What is no Korean fact and no question: torn words, navigation, an example's story, cut values, pointers, lists' leads. Sentences are made up in
// the style of statutes and machine-translated documentation.
#include "synthesize/korean/filters.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/leads.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/quantities.h"

namespace jangin::synthesize::korean {
namespace {

std::vector<Reading> readings_of(const std::string& passage, const std::string& about = "") {
  std::vector<Reading> out;
  for (const auto& standing : standing_sentences(read_blocks(passage)))
    for (auto& reading : read(standing, about)) out.push_back(std::move(reading));
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
bool answers(const std::vector<Reading>& readings, const std::string& value) {
  return std::ranges::any_of(readings, [&](const Reading& r) { return r.value == value; });
}
#define EXPECT_ASKS(readings, question, answer) EXPECT_TRUE(asks(readings, question, answer)) << shown(readings)
#define EXPECT_NO_ANSWER(readings, value) EXPECT_FALSE(answers(readings, value)) << shown(readings)

TEST(KoreanFilters, TornWordsAreJoined) {
  EXPECT_EQ(with_joined_words("값을 제공 하 여 다양 한 설정을 지원 합니다."), "값을 제공하여 다양한 설정을 지원합니다.");
  EXPECT_EQ(with_joined_words("기본 설정이 나 기타 정보에 대 한 문서 에서 확인 합니다."), "기본 설정이나 기타 정보에 대한 문서에서 확인합니다.");
  EXPECT_EQ(with_joined_words("SQL_TYPE 이 SQL_ARD 이면 버퍼를 사용 합니다."), "SQL_TYPE이 SQL_ARD이면 버퍼를 사용합니다.");
  EXPECT_EQ(with_joined_words("관리감독자가 참여한 가운데 하여야 한다."), "관리감독자가 참여한 가운데 하여야 한다.");
  EXPECT_EQ(with_joined_words("구분에 따라야 하는 사항입니다."), "구분에 따라야 하는 사항입니다.");
}
TEST(KoreanFilters, SentencesLoseWhatStandsInFront) {
  EXPECT_EQ(clean_sentence("그러나 분할이 끝난 후에는 파일이 없다."), "분할이 끝난 후에는 파일이 없다.");
  EXPECT_EQ(clean_sentence("제 8 조 모든 회원은 표결권을 가진다."), "모든 회원은 표결권을 가진다.");
  EXPECT_EQ(clean_sentence("<xref:System.Data.DataTable.GetChanges%2A>를 호출한다."), "DataTable.GetChanges를 호출한다.");
  EXPECT_EQ(clean_sentence("nIndex<br/> 파일의 순번입니다."), "nIndex는 파일의 순번입니다.");
  EXPECT_EQ(clean_sentence("x2 - 타원의 높이를 지정합니다."), "x2는 타원의 높이를 지정합니다.");
  EXPECT_EQ(without_label("인덱스의 제한 사항: 빈 파티션만 나눌 수 있습니다."), "빈 파티션만 나눌 수 있습니다.");
  EXPECT_EQ(without_label("정밀작업: 300럭스 이상"), "정밀작업: 300럭스 이상");
}
TEST(KoreanFilters, NavigationOpinionsAndStoriesStateNothing) {
  EXPECT_TRUE(states_nothing("자세한 내용은 설치 안내를 참조하세요."));
  EXPECT_TRUE(states_nothing("규정을 고칠 필요가 있다고 판단된다."));
  EXPECT_TRUE(states_nothing("약관은 “감염병에 관한 법률을 따른다."));
  EXPECT_TRUE(states_nothing("담당자는 증명서[법인인 경우만 해당한다]를 확인한다."));
  EXPECT_FALSE(states_nothing("운영자는 밸브를 잠가야 한다."));
  EXPECT_TRUE(readings_of("이 예제에서는 가격을 두 배로 만듭니다. 최대 가격이 500을 초과하면 루프를 종료합니다.\n", "예제").empty());
  EXPECT_FALSE(readings_of("최대 가격이 500을 초과하면 루프를 종료합니다.\n", "가격").empty());
}
TEST(KoreanFilters, CutValuesAreNoAnswers) {
  EXPECT_NO_ANSWER(readings_of("위원회는 규정을 관련법과 비교하여 개정하는 작업을 감독한다.\n"), "개정하는 작업");
  EXPECT_NO_ANSWER(readings_of("운영자는 자유롭고 완전하게 발전할 수 있는 사회를 만든다.\n"), "완전하게 발전할 수 있는 사회");
  EXPECT_NO_ANSWER(readings_of("관리자는 노령 또는 기타 사고의 상황으로 인한 손해를 보상한다.\n"), "기타 사고의 상황");
  EXPECT_NO_ANSWER(readings_of("관리자는 승인을 받아 기술 위원장이 정한다.\n"), "받아 기술 위원장");
  EXPECT_NO_ANSWER(readings_of("시험이 끝나지 않았으므로 장비를 켜 둔다.\n"), "않았으므");
  EXPECT_NO_ANSWER(readings_of("매개 변수를 기본값이 있는 문에 전달한다.\n"), "매개 변수를 기본값이 있는 문");
  EXPECT_NO_ANSWER(readings_of("그 회의는 특정 부서가 아닌 전체 직원을 위하여 열린다.\n"), "특정 부서");
  const auto kept = readings_of("밸브를 수동으로 열 수 있는 사람은 환경기술인이다.\n");
  EXPECT_TRUE(answers(kept, "밸브를 수동으로 열 수 있는 사람")) << shown(kept);
}
TEST(KoreanFilters, QuestionsHoldNoAnswerAndNoPointer) {
  for (const auto& r : readings_of("창고에 환기장치를 추가하려면 도면에 환기장치를 표시한다.\n", "창고"))
    for (const auto& a : r.asks) EXPECT_EQ(a.question.find(a.answer), std::string::npos) << a.question << " | " << a.answer;
  EXPECT_TRUE(readings_of("이 인수는 해당 그룹을 구성표에서 제거한다.\n", "인수").empty());
  EXPECT_TRUE(begins_with_pointer("이러한 권리는 주장될 수 없다."));
  EXPECT_FALSE(begins_with_pointer("이 영은 공포한 날부터 시행한다."));
}
TEST(KoreanFilters, APointerTakesTheNameOfTheSentenceBefore) {
  EXPECT_EQ(with_name_of("이러한 권리는 주장될 수 없다.", "모든 사람은 비호를 받을 권리를 가진다.", ""), "비호를 받을 권리는 주장될 수 없다.");
  EXPECT_EQ(with_name_of("이 알람은 전원을 다시 켜야 해제된다.", "주축이 정지하고 알람 2041이 발생한다.", ""),
            "알람 2041은 전원을 다시 켜야 해제된다.");
  EXPECT_EQ(with_name_of("이 밸브는 닫힌다.", "압력이 오르면 멈춘다.", "퍼지 밸브"), "퍼지 밸브는 닫힌다.");
  EXPECT_EQ(with_name_of("이러한 프로시저는 관리자가 만든다.", "하나 이상의 프로시저를 실행할 수 있다.", ""), "");
}
TEST(KoreanFilters, AnAdverbInEuroIsAskedForHow) {
  const auto readings = readings_of("방류수가 기준을 벗어나면 방류 밸브가 자동으로 닫힌다.\n", "배출");
  EXPECT_ASKS(readings, "방류수가 기준을 벗어나면 방류 밸브가 어떻게 닫히는가?", "자동으로");
  EXPECT_NO_ANSWER(readings_of("각 회의별로 자문단을 구성한다.\n"), "회의별");
}
TEST(KoreanFilters, FactsNameWhatTheirSentenceSpeaksOf) {
  const auto readings = readings_of("보관창고는 온도가 높아지는 경우에는 환기장치를 가동한다.\n", "보관");
  const auto found = std::ranges::find_if(readings, [](const Reading& r) { return r.value == "환기장치"; });
  ASSERT_NE(found, readings.end()) << shown(readings);
  EXPECT_EQ(found->subject, "보관창고");
  EXPECT_EQ(found->condition, "온도가 높아지는 경우");
}
TEST(KoreanFilters, RanksAreNoAmounts) {
  EXPECT_TRUE(find_quantities("6급 공무원이 맡는다").empty());
  ASSERT_EQ(find_quantities("17종의 질환").size(), 1U);
  const auto span = find_quantities("1년 6개월 이내에 낸다");
  ASSERT_EQ(span.size(), 1U);
  EXPECT_EQ(span[0].number, "1년 6개월");
  EXPECT_EQ(asking_word(span[0]), "얼마");
}
TEST(KoreanFilters, UnlessIsACondition) {
  const auto readings = readings_of("특별한 규정이 없는 한 위원회는 결과를 공개한다.\n", "공개");
  EXPECT_ASKS(readings, "위원회는 어떤 경우에 결과를 공개하는가?", "특별한 규정이 없는 한");
}
TEST(KoreanFilters, ACleftHasNoTopicInside) {
  const auto readings = readings_of("모든 직원은 안전을 위하여 노동조합을 결성한다.\n");
  EXPECT_ASKS(readings, "모든 직원이 안전을 위하여 결성하는 것은 무엇인가?", "노동조합");
}
TEST(KoreanFilters, PeopleAreAskedForByWho) {
  const auto readings = readings_of("부착명령은 검사의 지휘를 받아 보호관찰관이 집행한다.\n", "부착명령");
  EXPECT_ASKS(readings, "부착명령은 검사의 지휘를 받아 누가 집행하는가?", "보호관찰관");
  for (const auto& r : readings)
    for (const auto& a : r.asks) EXPECT_FALSE(a.wording.starts_with("part_cleft") && a.answer == "보호관찰관") << a.question;
}
TEST(KoreanFilters, ABracketNamesTheNounPhraseInFront) {
  const auto asides = read_asides("학교에 군사학을 가르치는 교관을 두며, 일반학을 가르치는 교수(이하 \"일반학교수\"라 한다)를 둔다.");
  ASSERT_EQ(asides.size(), 1U);
  EXPECT_EQ(asides[0].value, "일반학을 가르치는 교수");
  EXPECT_TRUE(read_asides("이를 검사장에게 보내고 검사로 하여금 법원에 심사(이하 \"인도심사\"라 한다)를 청구하게 한다.").empty());
}
TEST(KoreanFilters, CodesKeepTheirWords) {
  const auto readings = readings_of("ALTER PARTITION SCHEME을 사용하여 그룹을 할당한다. 포상금에 관하여는 「공직관리규칙」 제143조의4를 준용한다.\n");
  EXPECT_TRUE(answers(readings, "ALTER PARTITION SCHEME")) << shown(readings);
  EXPECT_NO_ANSWER(readings_of("도구는 Windows 또는 Linux를 대상으로 프로젝트를 편집한다.\n"), "Linux");
  EXPECT_TRUE(answers(readings, "「공직관리규칙」 제143조의4")) << shown(readings);
}

std::string items_of(const std::string& lead, const std::string& about = "") {
  const auto read = read_lead(lead);
  return read ? name_of_items(*read, about, "") : "no lead";
}
TEST(KoreanFilters, ItemsAreNamedByTheirLead) {
  EXPECT_EQ(items_of("실적을 보고하려는 수입업자는 보고서에 다음 각 호의 서류를 첨부하여 장관에게 제출하여야 한다."),
            "실적을 보고하려는 수입업자가 보고서에 첨부하여 장관에게 제출하여야 하는 서류");
  EXPECT_EQ(items_of("시장은 생산업자가 다음 각 호의 어느 하나에 해당하는 경우에는 등록을 취소할 수 있다."), "시장이 등록을 취소할 수 있는 경우");
  EXPECT_EQ(items_of("법 제6조제1항에 따른 분야별회의는 다음 각 호와 같다."), "법 제6조제1항에 따른 분야별회의");
  EXPECT_EQ(items_of("전문기관의 인증기준 중 첫째 기준은 다음과 같다."), "전문기관의 인증기준 중 첫째 기준");
  EXPECT_EQ(items_of("관리인은 업무상 다음 각 호 가운데 어느 하나의 사유가 있는 때에는 금액을 법원에 공탁하여야 한다."),
            "관리인이 업무상 금액을 법원에 공탁하여야 하는 사유");
  EXPECT_EQ(items_of("시정권고는 다음 각 호의 사항을 명시한 서면으로 하여야 한다.", "시정권고"), "시정권고에 관한 규정에서 정한 사항");
  EXPECT_EQ(items_of("다음 각 호의 어느 하나에 해당하는 자는 비밀을 누설하거나 도용해서는 아니 된다."), "비밀을 누설하거나 도용해서는 아니 되는 자");
}
TEST(KoreanFilters, AClauseWithItsOwnTopicIsARuleOfItsOwn) {
  const auto rules = split_rules("위원회의 위원장은 이사장이 되며, 부위원장은 위원 중에서 호선한다.");
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].what, "이사장이 된다");
  EXPECT_EQ(rules[1].what, "위원 중에서 호선한다");
}
TEST(KoreanFilters, RulesAreAskedForByWhatTheySay) {
  const auto asked = [](const std::string& passage, const std::string& question) {
    for (const auto& p : read_provisions(read_blocks(passage), "구성"))
      for (const auto& a : p.reading.asks)
        if (a.question == question) return a.answer;
    return std::string();
  };
  EXPECT_EQ(asked("심의 위원회는 열 명의 위원으로 구성한다.\n", "구성에 관하여 심의 위원회는 어떻게 구성하는가?"), "열 명의 위원으로 구성한다");
  EXPECT_EQ(asked("가스를 운송하는 경우에는 제148조를 준용한다.\n", "가스를 운송하는 경우에는 어떤 규정을 준용하는가?"), "제148조");
}

}  // namespace
}  // namespace jangin::synthesize::korean
