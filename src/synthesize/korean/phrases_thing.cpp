// Things with what says which; codes with their kinds; what something is.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/phrases.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestThing = 60, kShortestDescription = 3;  // characters
constexpr size_t kMostWords = 10;

size_t length(std::string_view text) { return text::count_code_points(text); }
bool has_code(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return std::isupper(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c)); });
}
constexpr auto kAskable =
    std::to_array<std::string_view>({"을", "를", "은", "는", "이", "가", "만", "뿐", "부터", "으로", "로", "에", "에게", "에게만", "에는", "에서"});

/// Of a word behind one that says which, so that "것만" is noun and particle too.
std::string_view particle_of(const Word& w) {
  if (w.text.ends_with("에게만")) return "에게만";
  if (w.particle.empty() && w.text.starts_with("것") && is_one_of(w.text.substr(3), kAskable)) return w.text.substr(3);
  return w.particle;
}
/// Adjectives that stand before their noun alone: what is in front of them is of another verb.
bool is_lone_adjective(std::string_view word) {
  return is_one_of(
      word, std::to_array<std::string_view>({"특별한", "부득이한", "정당한",   "상당한", "긴급한", "필요한",   "충분한", "적절한", "중대한",
                                             "새로운", "안전한",   "일정한",   "다른",   "동일한", "구체적인", "자세한", "깨끗한", "정해진",
                                             "마른",   "젖은",     "높은",     "낮은",   "큰",     "작은",     "다양한", "지정된", "지정한",
                                             "특정한", "관련된",   "해당하는", "원하는", "적합한", "유사한",   "추가된", "선택한", "대응하는"}));
}
/// The noun that is asked for, its last word: "것", "용접봉", "직원".
bool is_countable_noun(const Word& w) {
  static constexpr auto kNone =
      std::to_array<std::string_view>({"수", "바",   "때",   "경우", "등", "중",   "전",   "후",   "뒤",     "상태", "정도", "이상", "이하", "이내",
                                       "채", "만큼", "대로", "점",   "시", "동안", "사이", "결과", "가능성", "이유", "까닭", "예",   "필요"});
  return !is_one_of(w.noun, kNone) && !w.noun.starts_with("때") && !w.noun.starts_with("경우") && w.noun.find_first_of("0123456789") == w.noun.npos &&
         !particle_of(w).empty();
}
/// Objects and subjects inside: more than one of a kind belong to different clauses.
bool is_one_clause(const std::vector<Word>& words, size_t first, size_t last) {
  size_t objects = 0, subjects = 0;
  for (size_t i = first; i < last; ++i) {
    objects += words[i].particle == "을" || words[i].particle == "를";
    subjects += words[i].particle == "이" || words[i].particle == "가";
    if (is_conditional(words[i].text) || words[i].particle == "에게") return false;
    if (is_one_of(words[i].text, std::to_array<std::string_view>({"대하여는", "대해서는", "관하여는", "관해서는", "경우", "동안"}))) return false;
    if (is_topic(words[i]) || words[i].text == "및" || (words[i].comma && !words[i].particle.empty())) return false;
  }
  return objects <= 1 && subjects <= 1;
}

/// "당국이 이행하지 못한 작업이다": the subject is of a verb before the noun.
bool verb_between(const Linked& s, size_t begin, size_t end) {
  for (size_t i = 0; i < s.words.size(); ++i)
    if (s.words[i].begin >= begin && s.words[i].end <= end && is_adnominal(s.words, i)) return true;
  return false;
}
bool takes_no_object(std::string_view verb) {
  static constexpr auto kVerbs = std::to_array<std::string_view>({"있는", "없는", "필요한", "적합한", "가능한", "남은", "남는", "같은"});
  return is_one_of(verb, kVerbs) || ends_in_one_of(verb, std::to_array<std::string_view>({"되는", "된", "될"}));
}
/// Whether a clause ends right before `begin` that goes on there: "자유롭고 | 완전하게 발전할 수 있는 공동체", before a lone verb also "규정을
/// 비교하여 | 개정하는 작업".
bool follows_clause(const Linked& s, size_t begin, bool lone) {
  for (const auto& w : s.words) {
    if (w.end >= begin || s.text.substr(w.end, begin - w.end).find_first_not_of(" ,") != std::string_view::npos) continue;
    if (lone && ends_in_one_of(w.text, std::to_array<std::string_view>({"하여", "해", "며", "거나", "으나", "고", "아", "어", "여"}))) return true;
    return !w.comma && ends_in_one_of(w.text, std::to_array<std::string_view>({"롭고", "하고", "거나"}));
  }
  return false;
}

void ask_described(const Linked& s, size_t i, size_t noun_first, std::vector<Phrase>& out) {
  const auto& words = s.words;
  const auto& w = words[i];
  size_t begin = stretch_begin(s, words[noun_first - 1].begin);
  if (is_topic(w) && w.end <= s.topic_end) begin = 0;  // "보온통에서 꺼낸 뒤 4시간이 지난 용접봉은"
  if (is_lone_adjective(words[noun_first - 1].text)) return;
  size_t first = 0;
  while (first < words.size() && words[first].begin < begin) ++first;
  if (is_one_of(words[noun_first].text, std::to_array<std::string_view>({"동안", "경우", "때", "결과", "후", "뒤", "다음"}))) return;
  const bool can = noun_first > 1 && (words[noun_first - 2].text == "수" || words[noun_first - 2].text.ends_with("고"));  // "밸브를 열 수 있는"
  if (takes_no_object(words[noun_first - 1].text) && !can)  // "매개 변수를 | 값이 있는 문에": of the sentence's own verb
    for (size_t k = first; k + 2 < noun_first; ++k) {
      const bool object = words[k].particle == "을" || words[k].particle == "를";
      if (object && !verb_between(s, words[k].end, words[noun_first - 1].begin)) first = k + 1, begin = words[first].begin;
    }
  for (std::string_view adverb :
       {"지체 없이 ", "즉시 ", "미리 ", "반드시 ", "사전에 ", "매년 ", "매월 ", "직접 ", "별도로 "})  // of the sentence's own verb
    if (s.text.substr(begin).starts_with(adverb)) begin += adverb.size();
  while (first < words.size() && words[first].begin < begin) ++first;
  if (is_cut(words, first) || follows_clause(s, begin, first + 1 == noun_first)) return;
  // "연료를 …한 용기에": an object in front of a whole clause with a subject is of the sentence's own verb.
  if (first >= noun_first || noun_first - first > kMostWords || !is_one_clause(words, first, noun_first)) return;
  const size_t end = w.begin + w.text.size() - particle_of(w).size();
  const auto described = s.text.substr(begin, words[noun_first - 1].end - begin);
  if (length(described) < kShortestDescription || length(s.text.substr(begin, end - begin)) > kLongestThing) return;
  const auto noun = s.text.substr(words[noun_first].begin, end - words[noun_first].begin);
  const auto asked = noun == "자" ? std::string_view("사람") : noun;
  out.push_back({.begin = begin,
                 .end = end,
                 .replaced = w.end,
                 .relation = "범위",
                 .wording = "which_thing",
                 .words = {"어떤 " + with_like_particle(asked, particle_of(w))},
                 .importance = 0.56});
}
/// "직전 교정 이후의 생산분을": with the genitive in front.
void ask_genitive(const Linked& s, size_t i, size_t noun_first, std::vector<Phrase>& out) {
  const auto& words = s.words;
  static constexpr auto kTorn = std::to_array<std::string_view>({"등의", "이상의", "이하의", "이내의", "미만의", "초과의"});
  if (is_one_of(words[noun_first - 1].text, kTorn) || words[noun_first - 1].text.ends_with("까지의")) return;
  size_t first = noun_first - 1;
  while (first > 0 && is_bare_noun(words[first - 1]) && words[first - 1].text.find_first_of("0123456789") == std::string_view::npos &&
         words[first - 1].begin >= stretch_begin(s, words[i].begin))
    --first;
  const auto& w = words[i];
  while (first > 0 && words[first - 1].particle == "의" && words[first - 1].begin >= stretch_begin(s, words[i].begin)) {  // "부서의 장의 의견"
    --first;
    while (first > 0 && is_bare_noun(words[first - 1]) && words[first - 1].begin >= stretch_begin(s, words[i].begin)) --first;
  }
  if (first > 0 && words[first - 1].text == "해당") --first;
  if (is_cut(words, first) || s.text.substr(0, words[first].begin).find("그리고 ") != std::string_view::npos) return;
  const auto noun = s.text.substr(words[first].begin, w.begin + w.noun.size() - words[first].begin);
  if (length(noun) > kLongestThing || (is_person(words[i].noun) && w.particle != "에게") || is_topic(w)) return;
  const auto p = w.particle;
  if (p != "에게" && p != "을" && p != "를" && p != "이" && p != "가" && p != "로" && p != "으로") return;
  if (i + 1 < words.size() && (words[i + 1].text.starts_with("되") || words[i + 1].text.starts_with("아니") || words[i + 1].text == "따라")) return;
  out.push_back({.begin = words[first].begin,
                 .end = w.begin + w.noun.size(),
                 .replaced = w.end,
                 .relation = "대상",
                 .wording = "part_what",
                 .words = {with_like_particle(p == "에게" ? "누구" : "무엇", p)},
                 .importance = 0.52});
}

/// "자유와 안전에 대한 | 권리".
bool is_about(const std::vector<Word>& words, size_t i) {
  static constexpr auto kAbout = std::to_array<std::string_view>({"대한", "관한", "위한"});
  return i > 0 && is_one_of(words[i].text, kAbout) &&
         (words[i - 1].particle == "에" || words[i - 1].particle == "을" || words[i - 1].particle == "를");
}
/// "A에서 B 사이", "A에서 B까지".
bool begins_range(const std::vector<Word>& words, size_t i) {
  for (size_t k = i + 1; k < words.size() && k < i + 4; ++k)
    if (words[k].text.starts_with("사이") || words[k].text.ends_with("까지")) return true;
  return false;
}
bool is_latin_word(const Word& w) {
  return w.particle.empty() && !w.comma &&
         std::ranges::all_of(w.text, [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '@' || c == '/' || c == '-'; });
}
/// Of a statute's name between its marks: "「공직선거관리규칙」".
bool is_law_name(std::string_view text, const Word& w) {
  const auto open = text.rfind("「", w.begin);
  if (open == text.npos) return false;
  const auto close = text.find("」", open);
  return close != text.npos && w.begin <= close;
}

}  // namespace

void find_described(const Linked& s, std::vector<Phrase>& out) {
  const auto& words = s.words;
  for (size_t i = 1; i < words.size(); ++i) {
    const auto& w = words[i];
    if (!is_one_of(particle_of(w), kAskable) || !is_countable_noun(w) || (i + 1 == words.size())) continue;
    size_t first = i;
    while (first > 0 && is_bare_noun(words[first - 1]) && !is_adnominal(words, first - 1) && !words[first - 1].comma) --first;
    if (first == 0) continue;
    if (words[first - 1].particle == "의")
      ask_genitive(s, i, first, out);
    else if (is_adnominal(words, first - 1) || is_about(words, first - 1))
      ask_described(s, i, first, out);
  }
}

void find_coded(const Linked& s, std::vector<Phrase>& out) {
  const auto& words = s.words;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const auto& w = words[i];
    const bool case_mark = w.particle == "이" || w.particle == "가" || w.particle == "을" || w.particle == "를" || w.particle == "는" ||
                           w.particle == "은" || w.particle == "로" || w.particle == "으로" || w.particle == "에서";
    if (!case_mark || w.noun.empty() || (w.particle == "에서" && begins_range(words, i))) continue;
    const char last = w.noun.back();
    const bool quoted = last == '\'' || last == ']';
    if (!quoted && !(has_code(w.noun) && (std::isalnum(static_cast<unsigned char>(last))))) continue;
    size_t first = i;
    if (quoted && w.noun.size() > 1) {
      const char open = last == ']' ? '[' : '\'';
      while (first > 0 && words[first].text[0] != open) --first;
      if (words[first].text[0] != open) continue;
    }
    if (!quoted)
      while (first > 0 && is_latin_word(words[first - 1])) --first;                                  // "ALTER PARTITION SCHEME"
    while (w.noun.starts_with("제") && first > 0 && is_law_name(s.text, words[first - 1])) --first;  // "「공직선거관리규칙」 제143조"
    const bool kind = first > 0 && is_bare_noun(words[first - 1]) && length(words[first - 1].text) <= 6 && !has_code(words[first - 1].text);
    const bool number = !quoted && std::isdigit(static_cast<unsigned char>(w.noun[0]));
    if ((number && !kind) || is_cut(words, first)) continue;
    const size_t begin = kind ? words[first - 1].begin : words[first].begin;
    const bool topic = is_topic(w);
    Phrase p{.begin = begin,
             .end = w.begin + w.noun.size(),
             .replaced = w.end,
             .relation = "부호",
             .wording = "code_which",
             .importance = 0.66,
             .reverse = topic};
    const auto particle = topic ? std::string_view("이") : w.particle;
    if (kind)
      p.words.push_back("어떤 " + with_like_particle(words[first - 1].text, particle));
    else if (!topic)
      p.words.push_back(w.particle == "에서" ? "어디에서" : with_like_particle("무엇", particle));
    if (!p.words.empty()) out.push_back(std::move(p));
  }
}

void find_copulas(const Linked& s, std::vector<Phrase>& out) {
  for (size_t i = 0; i < s.links.size(); ++i) {
    const auto& link = s.links[i];
    if (link.kind != Link::Kind::final && link.kind != Link::Kind::joined) continue;
    const auto text = s.text.substr(0, link.end);
    size_t end = 0;
    for (std::string_view form : {"입니다", "이다", "이며", "이고", "이지만"})
      if (text.ends_with(form)) end = text.size() - form.size();
    const size_t begin = end > 0 ? stretch_begin(s, std::min(end, s.words.back().begin)) : 0;
    size_t from = 0;  // behind the clause's topic
    for (const auto& w : s.words)
      if (w.end <= end && w.end > (i > 0 ? s.links[i - 1].begin : 0) &&
          (is_topic(w) || ((w.particle == "이" || w.particle == "가") && !verb_between(s, w.end, end))))
        from = w.end;
    if (end == 0 || from == 0 || from >= end) continue;
    from = std::max(from, std::min(begin, end));
    while (from < end && s.text[from] == ' ') ++from;
    const auto value = s.text.substr(from, end - from);
    if (from >= end || length(value) > kLongestThing || value.ends_with("점") || value.starts_with("점에서") || value.ends_with("때문") ||
        value.ends_with("것") || value.ends_with("수") || value.ends_with("경우"))
      continue;
    if (value.ends_with("뿐")) end -= 3;
    const auto named = s.text.substr(from, end - from);
    const auto last = named.substr(named.rfind(' ') == named.npos ? 0 : named.rfind(' ') + 1);
    Phrase p{.begin = from, .end = end, .replaced = end, .relation = "값", .wording = "copula_what", .importance = 0.7};
    const bool counted = value.find_first_of("0123456789") != value.npos;
    p.words = {is_person(last) ? "누구" : counted ? "얼마" : "무엇"};
    out.push_back(std::move(p));
  }
}

}  // namespace jangin::synthesize::korean
