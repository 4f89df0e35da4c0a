// Runs, places and forms of aligned words; stems of Korean words.
#include "judge/alignment.h"

#include <gtest/gtest.h>

#include "judge/korean_stem.h"

namespace jangin::judge {
namespace {

/// For each word of the sample the evidence's word on which it lies, "-" for none.
std::string aligned(std::string_view question, std::string_view answer, std::string_view evidence) {
  const AlignedSample& sample = aligned_sample({.question = question, .answer = answer, .evidence = evidence});
  std::string text;
  for (size_t i = 0; i < sample.claim.reading.words.size(); ++i) {
    size_t at = sample.whole.longest == 0 ? kUnaligned : sample.whole.evidence_of(i);
    text += (text.empty() ? "" : " ") + (at == kUnaligned ? "-" : std::to_string(at));
  }
  return text;
}

TEST(Alignment, FollowsRunsOverTheirOrder) {
  EXPECT_EQ(aligned("", "If the pump is off, the valve opens.", "The valve opens if the pump is off."), "3 4 5 6 7 0 1 2");
  EXPECT_EQ(aligned("", "the valve opens at 5 bar", "the valve closes at 5 bar"), "0 1 - 3 4 5");
  EXPECT_EQ(aligned("", "no common word", "the valve closes"), "- - -");
}

TEST(Alignment, TakesTheNearestUnit) {
  const AlignedSample& sample = aligned_sample(
      {.question = "Which bar?", .answer = "The tank holds 5 bar.", .evidence = "The valve holds 5 litres. The tank holds 5 bar. The tank is red."});
  EXPECT_EQ(sample.whole.unit.begin, 5u);
  EXPECT_EQ(sample.claim.answer_begin, 2u);
}

TEST(Alignment, MeetsSpellings) {
  EXPECT_EQ(aligned("", "1천 명과 3 mm", "1,000명과 3밀리미터"), "0 1 2 3");
  EXPECT_EQ(aligned("", "the lid isn't open", "the lid is not open"), "0 1 2 3 4");
  EXPECT_EQ(aligned("", "16센티미터로 한다", "16cm로 한다"), "0 1 3");
  EXPECT_EQ(aligned("", "three lids open", "3 lids open"), "0 1 2");
  EXPECT_EQ(aligned("", "자료를 생성합니다", "자료는 생성하여야"), "0 1");
}

TEST(KoreanStem, TellsEndingsFromOtherWords) {
  for (const char* tail : {"", "에서는", "하여야", "합니다", "으로서는", "이었다"}) EXPECT_TRUE(is_korean_tail(tail)) << tail;
  for (const char* tail : {"자치도", "위원", "장치를", "계획"}) EXPECT_FALSE(is_korean_tail(tail)) << tail;
  EXPECT_TRUE(same_korean_stem("생성하는", "생성합니다"));
  EXPECT_FALSE(same_korean_stem("상임위원은", "상임이사는"));
  EXPECT_FALSE(same_korean_stem("복사본을", "복제본을"));
  EXPECT_TRUE(is_korean_noun("위원회를"));
  EXPECT_FALSE(is_korean_noun("사용하는"));
  EXPECT_FALSE(is_korean_noun("한다"));
}

}  // namespace
}  // namespace jangin::judge
