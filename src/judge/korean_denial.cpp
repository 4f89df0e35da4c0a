// Closed lists of Korean words, and where in a question a denial stands.
#include "judge/korean_denial.h"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

#include "judge/korean_stem.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;

bool begins_as(std::string_view word, std::span<const std::string_view> heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return word.starts_with(head); });
}

/// Words that say by themselves that something is not done or does not hold.
bool excludes(std::string_view word) {
  static constexpr std::array<std::string_view, 19> kHeads = {"금지", "제외", "면제", "생략", "예외", "무시", "거부", "거절", "불가", "다만",
                                                              "외에", "이외", "말고", "말며", "말아", "마십", "마세", "건너", "닫"};
  return begins_as(word, kHeads);
}

/// "어떻게 되지 않나요?", "언제까지 내야 하지 않나요?": nothing that a text could say answers it.
bool denies_asking(const Reading& question, size_t at) {
  if (at < 2 || !(question.words[at - 1].text == "하지" || question.words[at - 1].text == "되지")) return false;
  const std::string& before = question.words[at - 2].text;
  return before == "어떻게" || before == "무엇을" || before == "얼마로" || before.ends_with("야");
}

/// Whether words [begin, end) deny or exclude something else than `denied`.
bool grounds(const Reading& evidence, size_t begin, size_t end, const std::string& denied) {
  for (size_t i = begin; i < end; ++i) {
    if (denies_korean(evidence.words, i) || evidence.words[i].text.starts_with("아니") || evidence.words[i].text.starts_with("아닌") ||
        (excludes(evidence.words[i].text) && evidence.words[i].key != denied))
      return true;
  }
  return false;
}

/// Whether the clause of word `at` goes on to another: "…지 않으면", "…지 않을 때": a circumstance, not what is asked.
bool is_circumstance(const Reading& question, size_t at) {
  const std::string_view word = question.words[at].text;
  if (word.ends_with("면") || word.ends_with("고") || word.ends_with("는데") || word.ends_with("서") || word.ends_with("아도") ||
      word.ends_with("어도"))
    return true;
  for (size_t i = at + 1; i < std::min(question.words.size(), at + 4); ++i) {
    static constexpr std::array<std::string_view, 8> kMarks = {"경우", "때", "채", "상태", "뒤", "후", "동안", "날"};
    const std::string_view next = question.words[i].text;
    if (next.ends_with("면") || (begins_as(next, kMarks) && i + 2 < question.words.size())) return true;
  }
  return false;
}

/// From behind the last connecting verb with a comma before `from` to the next one behind `last`.
TextUnit clause_around(const Reading& evidence, TextUnit unit, size_t from, size_t last) {
  auto connects = [&](size_t i) {
    static constexpr std::array<std::string_view, 8> kEndings = {"하며", "되며", "으며", "하고", "되고", "지만", "하되", "으나"};
    const std::string_view word = evidence.words[i].text;
    const bool comma =
        i + 1 < unit.end && evidence.words[i].clause != evidence.words[i + 1].clause && !evidence.words[i].aside && !evidence.words[i + 1].aside;
    return comma && (word.ends_with("며") || std::ranges::any_of(kEndings, [&](std::string_view ending) { return word.ends_with(ending); }));
  };
  for (size_t i = from; i-- > unit.begin;) {
    if (!connects(i)) continue;
    unit.begin = unit.first_cell_end = i + 1;
    break;
  }
  for (size_t i = last - 1; i + 1 < unit.end; ++i) {
    if (connects(i)) unit.end = i + 1;
  }
  return unit;
}

/// A denial that a question may take for granted: "없애도", "안 움직여요", and what only a remark in brackets tells of.
bool is_own_denial(const Reading& question, size_t at, const Reading& evidence) {
  const std::string& word = question.words[at].text;
  if (word.starts_with("없애") || word.starts_with("없앨")) return true;
  const bool forbids = at > 0 && (question.words[at - 1].text.ends_with("면") || question.words[at - 1].text.ends_with("는") ||
                                  question.words[at - 1].text.ends_with("서"));
  if (word == "안" &&
      !(forbids && at + 1 < question.words.size() && begins_as(question.words[at + 1].text, std::array<std::string_view, 4>{"되", "된", "될", "됩"})))
    return true;
  return at > 0 && std::ranges::any_of(evidence.words, [&](const Word& other) { return other.aside && other.key == question.words[at - 1].key; });
}

/// The sentence with word `at`, and the one before it.
std::pair<size_t, size_t> sentence_and_before(const Reading& evidence, size_t at) {
  size_t begin = 0;
  for (const TextUnit& unit : evidence.units) {
    if (at < unit.end) return {begin, unit.end};
    begin = unit.begin;
  }
  return {0, evidence.words.size()};
}

/// "…면 안 되는 이유", "왜 …": the reason stands beside what is denied.
bool asks_reason(const Reading& question) {
  return std::ranges::any_of(
      question.words, [](const Word& word) { return word.text.starts_with("이유") || word.text.starts_with("까닭") || word.text.starts_with("왜"); });
}

}  // namespace

bool is_korean_within(const std::vector<Word>& words, size_t i) {
  if (words[i].text != "안") return false;
  return i + 1 >= words.size() || !words[i + 1].hangul || (i > 0 && words[i - 1].number) || (i > 1 && words[i - 2].number);
}

bool is_korean_manner(const std::vector<Word>& words, size_t i) {
  static constexpr std::array<std::string_view, 7> kWhole = {"관계없이", "상관없이", "지체없이", "빠짐없이", "틀림없이", "차질없이", "끊임없이"};
  static constexpr std::array<std::string_view, 4> kBefore = {"지체", "관계", "상관", "빠짐"};
  if (std::ranges::find(kWhole, words[i].text) != kWhole.end()) return true;
  return words[i].text == "없이" && i > 0 && std::ranges::find(kBefore, words[i - 1].text) != kBefore.end();
}

bool denies_korean(const std::vector<Word>& words, size_t i) {
  static constexpr std::array<std::string_view, 11> kHeads = {"않", "못하",   "못한",   "못할",   "못했", "못합",
                                                              "없", "아니하", "아니한", "아니할", "안된"};
  const std::string& word = words[i].text;
  if (!words[i].hangul || is_korean_manner(words, i)) return false;
  return begins_as(word, kHeads) || word == "못" || word == "아니" || (word == "안" && !is_korean_within(words, i));
}

bool is_light_korean(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kHeads = {"합", "됩", "하", "되", "할", "한", "될", "해", "있", "됐", "했"};
  static constexpr std::array<std::string_view, 8> kNouns = {"합의", "한도", "해지", "할인", "하자", "해당", "해제", "한지"};
  if (begins_as(word, kNouns)) return false;
  if (word == "수" || word == "수는" || word == "수도" || word == "수가" || word == "지" || word == "지는" || word == "지도") return true;
  return std::ranges::any_of(kHeads, [&](std::string_view head) { return word.starts_with(head) && is_korean_tail(word.substr(head.size())); });
}

bool hints_korean_denial(std::string_view word) {
  static constexpr std::array<std::string_view, 28> kHeads = {"중단", "중지", "정지", "멈",   "취소", "차단", "불합", "불복", "불량", "무효",
                                                              "해제", "해지", "단지", "실패", "부족", "초과", "미만", "넘",   "벗어", "전까지",
                                                              "전에", "막",   "끊",   "고장", "분실", "위반", "기본", "초기"};
  if (excludes(word) || begins_as(word, kHeads)) return true;
  for (std::string_view only : {"만", "만을", "만이", "만은", "뿐", "뿐이다", "뿐입니다", "밖에", "때까지"}) {
    if (word.size() > only.size() && word.ends_with(only)) return true;
  }
  return false;
}

bool may_deny_korean(const Reading& reading, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    if (denies_korean(reading.words, i) || reading.words[i].text.starts_with("아니") || reading.words[i].text.starts_with("아닌") ||
        hints_korean_denial(reading.words[i].text))
      return true;
  }
  return false;
}

bool makes_korean_exception(const Reading& evidence) {
  return std::ranges::any_of(evidence.words, [](const Word& word) {
    return word.text.starts_with("그러하지") || word.text == "외에는" || word.text.starts_with("제외") || word.text == "다만";
  });
}

bool denies_but_for(const Reading& evidence, const TextUnit& unit) {
  static constexpr std::array<std::string_view, 10> kMarks = {"아니면", "않으면", "없으면",   "없이는", "않고는",
                                                              "전에는", "전까지", "전까지는", "때까지", "때까지는"};
  size_t denials = 0;
  bool marked = false;
  for (size_t i = unit.begin; i < unit.end; ++i) {
    denials += denies_korean(evidence.words, i) ? 1 : 0;
    marked = marked || std::ranges::find(kMarks, evidence.words[i].text) != kMarks.end();
  }
  return denials > 1 || (marked && denials > 0);
}

TextUnit korean_place(const Reading& evidence, const Reading& answer) {
  const std::vector<TextUnit> places = korean_places(evidence, answer);
  return places.empty() ? TextUnit{} : places.front();
}

std::vector<TextUnit> korean_places(const Reading& evidence, const Reading& answer) {
  std::string sought;
  for (const Word& word : answer.words) sought += word.text;
  std::vector<TextUnit> places;
  for (const TextUnit& unit : segments_of(evidence)) {
    for (size_t from = unit.begin; from < unit.end && !sought.empty(); ++from) {
      std::string run;
      size_t last = from;
      while (last < unit.end && run.size() < sought.size()) run += evidence.words[last++].text;
      if (run.starts_with(sought)) places.push_back(clause_around(evidence, unit, from, last));
    }
  }
  return places;
}

size_t groundless_korean_denial(const Reading& question, const Reading& answer, const Reading& evidence) {
  const TextUnit place = korean_place(evidence, answer);
  const bool denied_answer = may_deny_korean(answer, 0, answer.words.size());
  for (size_t i = 0; i < question.words.size(); ++i) {
    if (!denies_korean(question.words, i) || is_own_denial(question, i, evidence)) continue;
    if (denies_asking(question, i)) return i;
    if (denied_answer) continue;
    size_t begin = 0, end = evidence.words.size();
    const bool circumstance = is_circumstance(question, i);
    if (place.end > 0 && !asks_reason(question)) {
      begin = place.begin, end = place.end;
      if (circumstance) std::tie(begin, end) = sentence_and_before(evidence, begin);
    }
    const std::string denied = i > 0 ? question.words[i - 1].key : std::string();
    if (circumstance ? !may_deny_korean(evidence, begin, end) : !grounds(evidence, begin, end, denied)) return i;
  }
  return std::string::npos;
}

}  // namespace jangin::judge
