// Closed lists of question words and of words that tell quantities and times.
#include "judge/korean_answer.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "judge/korean_denial.h"
#include "judge/korean_question.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

bool begins_as(std::string_view word, std::span<const std::string_view> heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return word.starts_with(head); });
}

/// Numerals, times and degrees: what may answer "얼마" without a figure.
bool tells_amount(const Word& word) {
  static constexpr std::array<std::string_view, 52> kHeads = {
      "한",   "두",   "세",   "네",   "다섯", "여섯", "일곱", "여덟", "아홉", "열",   "하나", "둘",   "셋",   "반",   "절반", "하루", "이틀", "사흘",
      "보름", "매",   "즉시", "바로", "지체", "수시", "무상", "전액", "전부", "모두", "만큼", "범위", "동안", "때",   "날",   "전",   "후",   "뒤",
      "까지", "마다", "배",   "이상", "이내", "이하", "미만", "초과", "같은", "동일", "정도", "없",   "당일", "다음", "같",   "최"};
  static constexpr std::array<std::string_view, 11> kMoney = {"금액", "비율", "비용", "실비", "가격", "요금", "기간", "수준", "이율", "가액", "액수"};
  const bool amount = std::ranges::any_of(kMoney, [&](std::string_view noun) { return word.text.find(noun) != std::string::npos; });
  return word.number || amount || begins_as(word.text, kHeads) || word.text.ends_with("까지") || word.text.ends_with("마다") ||
         word.text.ends_with("만큼");
}

/// What may answer "언제": an amount, a date, a condition.
bool tells_time(const Word& word) {
  static constexpr std::array<std::string_view, 21> kTails = {"면",   "때",   "때만", "뒤", "후", "전", "경우", "동안", "중",   "시",  "부터",
                                                              "까지", "마다", "날",   "달", "월", "일", "상태", "시점", "직후", "직전"};
  return tells_amount(word) || std::ranges::any_of(kTails, [&](std::string_view tail) { return word.text.ends_with(tail); }) ||
         word.text.starts_with("경우");
}

/// An actor, a thing or a sentence without a word of time.
bool names_no_time(const Reading& answer) {
  static constexpr std::array<std::string_view, 12> kTails = {"다", "것", "사람", "장", "자", "원", "청", "관", "팀", "서류", "신고서", "권한"};
  if (answer.words.empty() || std::ranges::any_of(answer.words, tells_time)) return false;
  return std::ranges::any_of(kTails, [&](std::string_view tail) { return answer.words.back().text.ends_with(tail); });
}

/// "매주 금요일", "2시간마다", "20 mm 이상": nothing but figures, units and times.
bool is_bare_quantity(const Reading& answer) {
  bool number = false;
  for (size_t i = 0; i < answer.words.size(); ++i) {
    const Word& word = answer.words[i];
    const bool unit = i > 0 && answer.words[i - 1].number && !unit_of_inflected(word.text).empty();
    number = number || word.number;
    if (!word.number && !unit && !tells_amount(word)) return false;
  }
  return number;
}

bool has_begun(const Reading& text, std::span<const std::string_view> heads) {
  return std::ranges::any_of(text.words, [&](const Word& word) { return begins_as(word.text, heads); });
}

/// "몇 초": the unit asked for; empty when none is.
std::string_view unit_asked(const Reading& question) {
  for (size_t i = 0; i + 1 < question.words.size(); ++i) {
    if (question.words[i].text == "몇") return unit_of_inflected(question.words[i + 1].text);
    if (question.words[i].text.starts_with("며칠")) return unit_of("일");
  }
  return {};
}

bool is_time(std::string_view unit) {
  return unit == "second" || unit == "minute" || unit == "hour" || unit == "day" || unit == "week" || unit == "month" || unit == "year";
}

/// Whether the answer has figures, all of them with units, and none with this one.
bool has_other_units(const Reading& answer, std::string_view asked) {
  bool other = false;
  for (size_t i = 0; i + 1 < answer.words.size(); ++i) {
    if (!answer.words[i].number) continue;
    const std::string_view unit = unit_of_inflected(answer.words[i + 1].text);
    if (unit == asked || unit.empty() || (is_time(unit) && is_time(asked))) return false;
    other = true;
  }
  return other;
}

/// Whether the question asks when: "언제", or a noun for it at its end ("… 기한은?").
bool asks_when(const Reading& question) {
  static constexpr std::array<std::string_view, 1> kWhen = {"언제"};
  static constexpr std::array<std::string_view, 5> kNouns = {"기한", "시한", "시점", "시기", "마감"};
  return has_begun(question, kWhen) || (!question.words.empty() && begins_as(question.words.back().text, kNouns));
}

}  // namespace

bool is_other_kind(const Reading& question, const Reading& answer) {
  static constexpr std::array<std::string_view, 5> kNotAmount = {"누구", "누가", "어디", "무엇을", "뭘"};
  static constexpr std::array<std::string_view, 3> kMuch = {"얼마", "몇", "며칠"};
  static constexpr std::array<std::string_view, 8> kOther = {"기준", "조건", "이유", "까닭", "방법", "방식", "왜", "어떻게"};
  if (has_begun(question, kNotAmount)) return is_bare_quantity(answer);
  if (has_begun(question, kOther)) return false;
  if (has_begun(question, kMuch)) {
    if (std::ranges::none_of(answer.words, tells_amount)) return true;
    const std::string_view asked = unit_asked(question);
    return !asked.empty() && has_other_units(answer, asked);
  }
  return asks_when(question) && names_no_time(answer);
}

}  // namespace jangin::judge
