// Questions that Koreans ask in their own words: true ones pass, and the same with one thing changed do not.
#include <gtest/gtest.h>

#include <vector>

#include "judge/asked_case.h"
#include "judge/bounds.h"
#include "judge/gates.h"
#include "judge/korean_answer.h"
#include "judge/korean_denial.h"
#include "judge/korean_question.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

void expect_reasons(Gate& gate, const std::vector<Case>& cases, const char* context = "") { expect_reasons(gate, cases, context, "ko"); }

constexpr const char* kDryer =
    "건조기는 문이 닫힌 경우에만 돌고, 온도가 90 ℃보다 높으면 히터를 끈다. 필터는 3일마다 청소한다. 운전 중에는 덮개를 열 수 없다.";
constexpr const char* kPermit = "운영자는 시설을 옮긴 경우에는 15일 이내에 군수에게 알려야 한다. 다만, 같은 층으로 옮긴 경우에는 그러하지 아니하다.";

TEST(KoreanOwnWords, AConditionHoldsOfWhatFollowsIt) {
  expect_reasons(*make_condition_gate(), {
                                             {"수당은 얼마까지 주는가?", "5만 원", "수당은 5만 원까지 주되, 휴가인 경우 그 날은 뺀다.", ""},
                                             {"무엇을 빼는가?", "그 날은", "수당은 5만 원까지 주되, 휴가인 경우 그 날은 뺀다.", "condition_dropped"},
                                             {"이사했는데 누구에게 말해야 하죠?", "군수", kPermit, ""},
                                             {"며칠 이내에 알려야 합니까?", "15일 이내에 군수에게", kPermit, "condition_dropped"},
                                             {"", "히터를 끈다.", "온도가 너무 올라가면 히터를 끈다.", "condition_dropped"},
                                             {"", "온도가 너무 올라가면 히터를 끈다.", "온도가 너무 올라가면 히터를 끈다.", ""},
                                         });
  expect_reasons(*make_condition_gate(), {{"시설 이전 신고는 며칠 이내에 합니까?", "15일 이내에 군수에게", kPermit, ""}},
                 "안전법 > 제3조(시설의 이전)");
}

TEST(KoreanOwnWords, ADenialNeedsAGround) {
  expect_reasons(*make_polarity_gate(), {
                                            {"필터는 얼마나 자주 청소하지 않습니까?", "3일마다", kDryer, "negation_added"},
                                            {"필터는 얼마나 자주 청소합니까?", "3일마다", kDryer, ""},
                                            {"누구에게 알리면 안 됩니까?", "군수", "운영자는 15일 이내에 군수에게 알려야 한다.", "negation_added"},
                                            {"무엇을 열면 안 됩니까?", "덮개", kDryer, ""},
                                            {"히터는 어떻게 되지 않나요?", "히터를 끈다", kDryer, "negation_added"},
                                            {"알리지 않아도 되는 때는?", "같은 층으로 옮긴 경우", kPermit, ""},
                                            {"건조기가 안 돌아요. 언제 돕니까?", "문이 닫힌 경우에만", kDryer, ""},
                                        });
  EXPECT_TRUE(is_korean_within(read_text("24시간 안").words, 2));
  EXPECT_FALSE(is_korean_within(read_text("물이 안 나온다").words, 1));
  EXPECT_TRUE(is_korean_manner(read_text("지체 없이 알린다").words, 1));
  EXPECT_FALSE(denies_korean(read_text("관계없이 닫는다").words, 0));
  EXPECT_TRUE(denies_korean(read_text("열 수 없다").words, 2));
}

TEST(KoreanOwnWords, DutyAndPermissionAreOneWayToAsk) {
  constexpr const char* kAppeal = "불복하는 자는 30일 이내에 이의를 낼 수 있다. 위원은 명단을 밖으로 보내서는 아니 된다.";
  expect_reasons(*make_polarity_gate(), {
                                            {"이의는 며칠 이내에 내야 하나요?", "30일 이내", kAppeal, ""},
                                            {"위원이 밖으로 보내야 하는 것은?", "명단", kAppeal, "negation_dropped"},
                                        });
}

TEST(KoreanOwnWords, AnAnswerIsOfTheKindAskedFor) {
  auto other = [](const char* question, const char* answer) { return is_other_kind(read_text(question), read_text(answer)); };
  EXPECT_TRUE(other("누가 승인합니까?", "매주 2회"));
  EXPECT_FALSE(other("누가 승인합니까?", "안전팀장"));
  EXPECT_TRUE(other("몇 도에 둡니까?", "3시간"));
  EXPECT_FALSE(other("며칠 안에 냅니까?", "1개월 이내"));
  EXPECT_TRUE(other("얼마인가요?", "담당 부서"));
  EXPECT_FALSE(other("얼마인가요?", "고시하는 금액"));
  EXPECT_TRUE(other("언제 갈아야 합니까?", "정비팀"));
  EXPECT_FALSE(other("언제 갈아야 합니까?", "색이 변하면"));
  expect_reasons(*make_substitution_gate(), {
                                                {"건조기 히터는 온도가 어떻게 되면 꺼집니까?", "3일마다", kDryer, "answer_misplaced"},
                                                {"필터 청소 간격은?", "3일마다", kDryer, ""},
                                            });
}

TEST(KoreanOwnWords, NumbersBoundsAndUnits) {
  expect_reasons(*make_support_gate(), {
                                           {"온도가 95 ℃인데 무엇을 끕니까?", "히터", kDryer, ""},
                                           {"필터는 얼마나 자주 청소합니까?", "3시간마다", kDryer, "unsupported_unit"},
                                           {"언제까지 알려야 합니까?", "15일 이후", kPermit, "unsupported_bound"},
                                           {"얼마입니까?", "±2% 이내", "오차가 ±2% 이내이면 합격이다.", ""},
                                           {"밤 9시가 넘으면 어디로 나갑니까?", "뒷문", "21시 이후에는 뒷문으로 나간다.", ""},
                                           {"한 해에 20퍼센트를 넘기면 어떻게 됩니까?", "등록을 취소",
                                            "한 해에 100분의 20을 넘기면 등록을 취소한다. 유효 기간은 3년이다.", ""},
                                       });
  EXPECT_EQ(unit_of_inflected("배로"), unit_of("배"));
  EXPECT_EQ(unit_of_inflected("초간"), unit_of("초"));
  EXPECT_TRUE(unit_of_inflected("초과").empty());
  const Reading question = read_text("6년 둔 부품은 무엇을 합니까?"), evidence = read_text("5년을 넘은 부품은 시험한다.");
  EXPECT_TRUE(is_instance_of_bound(question, 0, evidence));
  EXPECT_FALSE(is_instance_of_bound(read_text("4년 둔 부품은 무엇을 합니까?"), 0, evidence));
}

TEST(KoreanOwnWords, AskingWords) {
  for (const char* word : {"무엇을", "며칠", "얼마나", "하나요", "됩니까", "알려"}) EXPECT_TRUE(is_korean_asking(word)) << word;
  for (const char* word : {"한도는", "해제를", "기한이", "필터를"}) EXPECT_FALSE(is_korean_asking(word)) << word;
}

TEST(KoreanOwnWords, FormsOfAVerbAndPointers) {
  expect_reasons(*make_terms_gate(), {{"어떻게 합니까?", "시간을 늘린다", "시간을 늘리거나 저항을 단다. 알람이 꺼진다.", ""},
                                      {"어떻게 합니까?", "시간을 돌린다", "시간을 늘리거나 저항을 단다. 알람이 꺼진다.", "unsupported_term"}});
  expect_reasons(*make_self_contained_gate(), {{"제2항에 따른 신고는 누가 받습니까? 안전법입니다.", "군수", "군수", ""},
                                               {"제2항에 따른 신고는 누가 받습니까?", "군수", "군수", "refers_to_sibling"},
                                               {"하도급법에서 같은 법의 신고는 누가 받습니까?", "군수", "군수", ""},
                                               {"안전 관리에서 같은 법의 신고는 누가 받습니까?", "군수", "군수", "refers_to_sibling"},
                                               {"장관이 검색에 앞서 하는 일은?", "통보", "통보", ""},
                                               {"앞서 말한 일은?", "통보", "통보", "refers_to_text"}});
}

}  // namespace
}  // namespace jangin::judge
