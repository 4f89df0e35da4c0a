// Sentences that state nothing, values and questions that are none: navigation, amendments, torn text, phrases cut from longer ones.
#include "synthesize/korean/filters.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

template <size_t N>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, N>& begins) {
  return std::ranges::any_of(begins, [&](std::string_view begin) { return text.starts_with(begin); });
}
template <size_t N>
bool holds_one_of(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::ranges::any_of(parts, [&](std::string_view part) { return text.find(part) != text.npos; });
}

constexpr auto kPointing = std::to_array<std::string_view>({"이", "이러한", "그러한", "이런", "그런"});
constexpr auto kPronouns = std::to_array<std::string_view>(
    {"이는", "이것은", "이것이", "이것을", "이들은", "그것은", "그들은", "이로", "여기서", "여기서는", "전자는", "후자는", "하나는", "두 번째는"});
/// "이 법", "이 영": a text of itself.
bool names_itself(std::string_view word) {
  static constexpr auto kTexts = std::to_array<std::string_view>(
      {"법", "영", "규칙", "규정", "조례", "고시", "훈령", "예규", "지침", "선언", "약관", "경우", "때", "사실", "기간"});
  for (auto text : kTexts)
    if (word.starts_with(text) && word.size() <= text.size() + 6) return true;
  return false;
}

bool points_elsewhere(std::string_view text) {
  static constexpr auto kBegins = std::to_array<std::string_view>(
      {"다음 예", "다음 코드", "다음 단계", "다음 그림", "다음 표",   "다음 문", "다음 절차", "다음 섹션", "다음 스크린", "이 예",
       "이 코드", "이 문서",   "이 항목",   "이 섹션",   "이 자습서", "이 연습", "이 장에서", "이 글",     "이 기사",     "이 루프",
       "아래 표", "아래의 표", "아래 그림", "위의 예",   "위 예",     "그림 ",   "표 ",       "지금까지"});
  static constexpr auto kParts = std::to_array<std::string_view>(
      {"참조하세요", "참조하십시오",  "참고하세요",    "참고하십시오", "을 참조합니다",   "를 참조합니다",     "보여 줍니다",
       "보여줍니다", "이 항목에서는", "이 문서에서는", "방법을 설명",  "대해 설명합니다", "대하여 설명합니다", "살펴보",
       "예제에서는", "이 예에서",     "다음 예에",     "!INCLUDE",     "moniker",         "빠른 시작에서는",   "다]",
       "다.]",       "니다 ",         "이전 예",       "앞의 예",      "위와 같"});
  return begins_with_one_of(text, kBegins) || holds_one_of(text, kParts);
}
bool is_opinion(std::string_view text) {
  static constexpr auto kEnds = std::to_array<std::string_view>(
      {"판단된다", "판단됩니다", "생각된다", "생각한다", "생각됩니다", "것으로 보인다", "필요가 있다", "시점이다", "현실이다", "타당하다",
       "바람직하다", "고자 한다", "고자 하였다", "듯하다", "것 같다", "다고 할 수 있다", "주장한다", "중요하다", "중요합니다"});
  return ends_in_one_of(text, kEnds);
}
/// "제3조 중 "갑"을 "을"로 한다", "일부를 다음과 같이 개정한다": what becomes of another text's words.
bool amends(std::string_view text) {
  static constexpr auto kEnds = std::to_array<std::string_view>(
      {"\"로 한다", "\"으로 한다", "”로 한다", "”으로 한다", "다음과 같이 한다", "다음과 같이 개정한다", "다음과 같이 신설한다"});
  const bool deletes = text.ends_with("삭제한다") && text.find("제") != text.npos && text.find(" 중 ") != text.npos;
  return ends_in_one_of(text, kEnds) || deletes;
}

/// An ending or a particle that blanks have left alone: "있으면 TRUE 고, 그렇지 않으면".
bool has_lone_ending(std::string_view text) {
  static constexpr auto kEndings =
      std::to_array<std::string_view>({"고",   "며",   "가",   "을", "를", "은",     "는",   "의",     "에",   "에서", "와", "과",  "로",
                                       "으로", "이고", "이며", "하", "되", "습니다", "니다", "입니다", "어야", "여야", "게", "라는"});
  const auto words = split_words(text);
  for (size_t i = 1; i < words.size(); ++i)
    if (is_one_of(words[i].text, kEndings) && !(words[i].text == "하" && words[i - 1].text.ends_with("의"))) return true;
  return std::ranges::any_of(words, [](const Word& w) {  // "파생 클래스에서이 함수를"
    static constexpr auto kGlued = std::to_array<std::string_view>(
        {"에서이", "에서는이", "으로이", "에게이", "까지이", "대해이", "하여이", "는이", "면이를", "들어를", "되어를", "하여를", "합니다이"});
    return w.text.size() > 6 && ends_in_one_of(w.text, kGlued);
  });
}

/// An open quotation mark, a particle without its word.
bool is_torn_text(std::string_view text) {
  size_t open = 0, close = 0;
  for (size_t at = text.find("“"); at != text.npos; at = text.find("“", at + 3)) ++open;
  for (size_t at = text.find("”"); at != text.npos; at = text.find("”", at + 3)) ++close;
  const auto first = text.substr(0, text.find(' '));
  return open != close || is_one_of(first, std::to_array<std::string_view>({"은", "는", "을", "를", "의", "에", "에서", "가", "로", "으로"})) ||
         holds_one_of(text, std::to_array<std::string_view>({"또는를", "또는을", "및를", "및을", " 및에", "또는에", "또는이", "또는가"})) ||
         has_lone_ending(text);
}

/// "지정된 지점", "다소 시간", "정해진 사항": which one, the words do not say.
bool says_nothing(const std::vector<Word>& words) {
  static constexpr auto kEmpty = std::to_array<std::string_view>(
      {"정해진", "지정된", "지정한", "대응하는", "해당", "해당하는", "다양한", "여러",   "다른",   "관련",   "관련된", "필요한", "적절한", "적합한",
       "특정",   "특정한", "일정한", "일부",     "다소", "많은",     "약간의", "추가",   "추가된", "새",     "새로운", "임시",   "동일한", "같은",
       "유사한", "기타",   "나머지", "모든",     "각",   "각각의",   "원하는", "선택한", "기존",   "현재",   "다음",   "상당한", "충분한", "구체적인",
       "자세한", "별도의", "최종",   "중요한",   "이전", "후속",     "개별",   "전체",   "올바른", "잘못된", "적당한"});
  static constexpr auto kAnything = std::to_array<std::string_view>(
      {"지점", "항목", "형식", "개체", "요소", "정보", "이름", "문자열",   "변수", "인수", "파일", "함수", "테이블", "열",   "행",     "태스크",
       "동작", "기능", "옵션", "설정", "속성", "방식", "단계", "절차",     "요건", "서식", "서류", "자료", "기관",   "사람", "시간",   "금액",
       "수량", "범위", "문서", "개수", "형태", "종류", "모드", "프로그램", "자",   "업무", "사업", "매개", "변수",   "단추", "마우스", "오른쪽"});
  for (size_t i = 0; i + 1 < words.size(); ++i)
    if (!is_one_of(words[i].text, kEmpty) && !is_one_of(words[i].text, kAnything)) return false;
  const auto last = words.back().text;
  return is_vague_noun(last) || (words.size() > 1 && is_one_of(last, kAnything)) ||
         is_one_of(last, std::to_array<std::string_view>({"확인", "취소", "마침", "닫기", "하나"}));
}

bool is_torn_value(const Reading& r) {
  static constexpr auto kWhole =
      std::to_array<std::string_view>({"결과", "뜻", "벌칙", "열거", "의무", "금지", "권한", "규정", "기준", "서술", "설명", "의미", "내용", "동작"});
  if (is_one_of(r.relation, kWhole)) return false;
  const auto words = split_words(r.value);
  if (words.empty() || says_nothing(words)) return true;
  for (size_t i = 0; i + 1 < words.size(); ++i)
    if (is_topic(words[i]) && !is_adnominal(words, i) &&
        !begins_with_one_of(words[i + 1].text, std::to_array<std::string_view>({"경우", "때", "동안", "것", "데"})))
      return true;
  if (r.value.starts_with("다음의 ") || r.value.starts_with("다음과 ") || r.value.starts_with("다음 각")) return true;
  if (r.value == "필요한 경우" || r.value == "그 밖의 경우") return true;
  return is_one_of(words[0].text, kPointing) || is_one_of(words[0].text, kPronouns) || r.value.find(" 또한 ") != r.value.npos ||
         is_torn_text(r.value);
}

/// "이 인수는 …": what the pointer's noun is, the question does not say before.
bool points_back(std::string_view question) {
  const auto words = split_words(question);
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    if (is_one_of(words[i].text, kPronouns)) return true;
    if (i == 0 && is_one_of(words[0].text, std::to_array<std::string_view>({"이를", "이에", "이와", "이때", "여기에"}))) return true;
    if (!is_one_of(words[i].text, kPointing) || names_itself(words[i + 1].text)) continue;
    if (question.substr(0, words[i].begin).find(words[i + 1].noun) == question.npos) return true;
  }
  return false;
}
bool is_unsound(const Ask& ask) {
  const std::string_view question = ask.question;
  if (text::count_code_points(ask.answer) > 1 && question.find(ask.answer) != question.npos) return true;
  const bool measures = std::ranges::any_of(std::array<std::string_view, 5>{"number", "limit", "date", "time", "frequency"},
                                            [&](std::string_view wording) { return ask.wording.starts_with(wording); });
  if (is_torn_text(question) || (!measures && question.find("정해진 ") != question.npos) || question.starts_with("경우에")) return true;
  if (question.find("> 무엇") != question.npos || question.find("> 하는") != question.npos) return true;
  for (std::string_view end : {" 하는가?", " 하나요?", " 합니까?", " 됩니까?"})
    if (question.ends_with(end) && question.size() > end.size() &&
        std::isalnum(static_cast<unsigned char>(question[question.size() - end.size() - 1])))
      return true;
  return points_back(question);
}

}  // namespace

bool states_nothing(std::string_view sentence) {
  auto text = trim(sentence);
  while (!text.empty() && text.back() == '.') text.remove_suffix(1);
  return points_elsewhere(sentence) || begins_example(sentence) || is_opinion(text) || amends(text) || is_torn_text(text);
}

bool begins_example(std::string_view sentence) {
  return begins_with_one_of(sentence, std::to_array<std::string_view>({"다음 예", "다음 코드", "이 예", "이 코드", "위의 예", "위 예", "이 샘플",
                                                                       "다음 샘플", "이 루프", "코드는 ", "예제 코드"}));
}

bool begins_with_pointer(std::string_view sentence) {
  const auto words = split_words(sentence.substr(0, 60));
  if (words.size() < 2) return false;
  if (words[0].text == "그렇지" || words[0].text == "그러지" || words[0].text.starts_with("그러면") || words[0].text.starts_with("아니면"))
    return true;
  if (is_one_of(words[0].text, kPronouns)) return true;
  return is_one_of(words[0].text, kPointing) && !names_itself(words[1].text);
}

bool is_cut(const std::vector<Word>& words, size_t first) {
  static constexpr auto kBefore = std::to_array<std::string_view>(
      {"또는", "및",   "그리고", "혹은",   "또한", "그", "이",   "해당", "다른", "각", "각각의", "여러", "어느", "같은", "동일한", "이러한", "그러한",
       "어떤", "모든", "기타",   "나머지", "특정", "약", "최소", "최대", "몇",   "두", "세",     "네",   "상호", "대신", "첫",     "새",     "번째"});
  if (first == 0) return false;
  const auto& before = words[first - 1];
  if (is_one_of(before.text, kBefore) || before.text.ends_with("거나")) return true;
  if (before.particle == "와" || before.particle == "과" || before.particle == "나" || before.particle == "이나") return true;
  auto bare = before;
  bare.comma = false;
  return before.comma && is_bare_noun(bare);
}

void drop_unsound(std::vector<Reading>& readings) {
  std::erase_if(readings, [](Reading& r) {
    std::erase_if(r.asks, is_unsound);
    return r.asks.empty() || is_torn_value(r);
  });
}

}  // namespace jangin::synthesize::korean
