// Who, what, with what, to whom, where: a clause's parts asked for where they stand.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kMostParts = 7;       // of one sentence
constexpr size_t kShortestBefore = 4;  // characters in front of what is asked, so that the question says what it is about
constexpr size_t kLongestPart = 40;

/// A part that can be asked for.
struct Part {
  NounPhrase phrase;
  std::string relation;  // "대상", "수단", "행위자", …
  std::string word;      // "무엇"
  double importance = 0.5;
};

bool is_place(std::string_view noun) {
  return std::ranges::any_of(
      std::array<std::string_view, 12>{"장소", "실", "곳", "구역", "위치", "면", "부위", "작업장", "현장", "통로", "출입구", "주변"},
      [&](std::string_view end) { return noun.ends_with(end); });
}

/// Whoever is meant by nearly every sentence: an answer that says nothing.
bool is_anyone(std::string_view noun) {
  return noun == "근로자" || noun == "사업주" || noun == "사람" || noun == "작업자" || noun == "사용자" || noun == "다량" || noun == "일정" ||
         noun == "해당 근로자";
}

/// "…에 따라", "…을 하고": the particle belongs to a fixed phrase, the verb says nothing.
bool in_fixed_phrase(const std::vector<Word>& words, size_t i) {
  if (i + 1 >= words.size()) return false;
  const auto next = words[i + 1].text;
  const auto p = words[i].particle;
  if (p == "에")
    return next.starts_with("따") || next.starts_with("의하") || next.starts_with("의한") || next.starts_with("관") || next.starts_with("대하") ||
           next.starts_with("대한") || next.starts_with("대해") || next.starts_with("해당") || next == "있는" || next == "위하여";
  if (p == "을" || p == "를")
    return next.starts_with("하") || next == "한" || next == "할" || next.starts_with("해") || next.starts_with("통") || next.starts_with("위") ||
           next.starts_with("말한다") || next.starts_with("포함") || next.starts_with("제외");
  if (p == "으로" || p == "로")
    return next.starts_with("한다") || next.starts_with("본다") || next.starts_with("하여금") || next.starts_with("인하여") ||
           next.starts_with("인한") || next.starts_with("정하");
  return false;
}

/// Puts, hands or sends something: "…에" is where it goes. Else "…에 유해한", "…에 적합한" belong to an adjective.
bool places_something(const std::vector<Word>& words, size_t i) {
  for (size_t k = i + 1; k < words.size() && k < i + 7; ++k)
    for (std::string_view verb :
         {"설치", "부착", "표시", "게시", "보관", "두어", "붙", "넣", "담", "비치", "연결", "제출", "고정", "배치", "갖추", "저장"})
      if (words[k].text.starts_with(verb)) return true;
  return false;
}
/// "충전소로 이동한다": where to.
bool moves(const std::vector<Word>& words, size_t i) {
  if (i + 1 >= words.size()) return false;
  for (std::string_view verb : {"이동", "이송", "옮", "보내", "보낸", "송환", "대피", "반송", "회송"})
    if (words[i + 1].text.starts_with(verb)) return true;
  return false;
}
/// "때때로", "조직적으로", "처음으로": how, not with what.
bool is_manner(std::string_view noun) {
  static constexpr auto kManners = std::to_array<std::string_view>(
      {"처음",   "스스", "자동", "수동", "공동", "단독", "무상",   "유상", "무료", "유료", "임의", "무작위", "비동기", "동기", "병렬", "직렬",
       "실시간", "최초", "최종", "우선", "강제", "차례", "순서대", "제대", "일방", "상호", "대체", "추가",   "통상",   "실제", "별도", "전부"});
  const auto last = noun.substr(noun.rfind(' ') == noun.npos ? 0 : noun.rfind(' ') + 1);
  if (last.ends_with("적") || (last.ends_with("별") && last.size() > 3) || last.ends_with("므") || is_one_of(last, kManners)) return true;
  return noun.size() == 6 && noun.substr(0, 3) == noun.substr(3);
}
/// Of these one asks how: "자동으로".
constexpr auto kHow = std::to_array<std::string_view>(
    {"자동", "수동", "공동", "단독", "무상", "유상", "무료", "유료", "무작위", "병렬", "직렬", "강제", "차례", "교대"});
/// A part that cannot be told from the words around it: cut from a longer one, a bound, a pointer's noun.
bool is_torn(std::string_view noun, const std::vector<Word>& words, const NounPhrase& phrase) {
  if (noun.ends_with("함") || noun.ends_with("됨"))  // "정함을 목적으로 한다": the verb of what is in front
    for (size_t i = 1; i < words.size(); ++i)
      if (words[i].text.starts_with("목적으로") && words[i - 1].end == phrase.particle_end) return true;
  for (std::string_view form : {"이내", "이상", "이하", "미만", "초과"})
    if (noun.ends_with(form)) return true;
  if (noun.ends_with("만") && (phrase.modified || phrase.particle == "이")) return true;
  for (std::string_view behind : {"다음 ", "뒤 ", "후 "})  // "물린 다음 하중을": of the clause before
    if (noun.starts_with(behind)) return true;
  if (phrase.particle == "만" && (noun.ends_with("서") || noun.ends_with("으로"))) return true;  // "동의하에서만", "위해서만"
  for (size_t i = 1; i < words.size(); ++i)
    if (words[i].begin == phrase.begin) return is_cut(words, i);
  return false;
}

/// "누가 제조하려면": whom a rule is for, asked in its aim.
bool is_subject_of_aim(const std::vector<Word>& words, size_t i) {
  if (words[i].particle != "이" && words[i].particle != "가") return false;
  for (size_t k = i + 1; k < words.size(); ++k) {
    if (words[k].text.ends_with("려면")) return true;
    if (is_adnominal(words, k) || is_topic(words[k])) return false;
  }
  return false;
}
/// "잘못된 | 매개 변수", "규정이 없는 | 분쟁": a clause in front of the noun that a question word would not bear.
bool leaves_modifier(const std::vector<Word>& words, const NounPhrase& phrase) {
  for (size_t i = 1; i < words.size(); ++i)
    if (words[i].begin == phrase.begin)
      return is_adnominal(words, i - 1) || words[i - 1].text == "대한" || words[i - 1].text == "관한" ||
             (words[i - 1].particle == "의" && phrase.particle != "만" && phrase.particle != "의");
  return false;
}

/// What someone does or gives, behind "…의": "위원장의 승인"; "위원회의 위원" is no act.
bool is_act(std::string_view noun) {
  static constexpr auto kActs = std::to_array<std::string_view>(
      {"승인", "허가", "동의", "지시", "의견", "명령", "확인", "추천", "감독", "지휘", "결정", "요구", "요청", "신청", "위임", "책임", "부담",
       "제청", "심의", "의결", "자문", "보고", "서명", "검토", "입회", "협의", "소견", "처방", "판단", "날인", "인가", "면허", "명을", "허락"});
  return std::ranges::any_of(kActs, [&](std::string_view act) { return noun.find(act) != noun.npos; });
}

bool read_part(std::string_view text, const std::vector<Word>& words, size_t i, Part& part) {
  part.phrase = noun_phrase(text, words, i);
  if (part.phrase.end <= part.phrase.begin) return false;
  const auto noun = text.substr(part.phrase.begin, part.phrase.end - part.phrase.begin);
  const auto head = text.substr(part.phrase.head, part.phrase.end - part.phrase.head);
  const size_t characters = text::count_code_points(noun);
  if (is_vague_noun(head) || is_vague_noun(noun) || characters > kLongestPart || is_anyone(noun) || in_fixed_phrase(words, i)) return false;
  if (is_torn(noun, words, part.phrase) ||
      ends_in_one_of(noun, std::to_array<std::string_view>({"었다", "았다", "였다", "했다", "었음", "았음", "였음", "했음"})))
    return false;
  if (noun.find_first_of("0123456789") != noun.npos || (part.phrase.modified && characters <= 2)) return false;
  const auto p = part.phrase.particle;
  const bool subject = p == "이" || p == "가";
  const auto next = i + 1 < words.size() ? words[i + 1].text : std::string_view();
  if (subject && (next.starts_with("아니") || next.starts_with("아닌") || next == "있는")) return false;  // what it is not; "매개 변수가 있는"
  const bool person = is_person(noun);
  const bool specific = characters >= 3;
  if ((p == "을" || p == "를") && (specific || characters == 2))
    part.relation = person ? "상대" : "대상", part.word = person ? "누구" : "무엇", part.importance = specific ? 0.6 : 0.45;
  else if ((p == "으로" || p == "로") && !is_manner(noun))
    part.relation = moves(words, i) ? "장소" : "수단", part.word = moves(words, i) ? "어디" : "무엇", part.importance = 0.6;
  else if ((p == "으로" || p == "로") && is_one_of(noun, kHow))
    part.relation = "방법", part.word = "어떻게", part.importance = 0.5, part.phrase.end = part.phrase.particle_end;
  else if (subject && (person || specific) && !next.starts_with("되") && !next.starts_with("된"))
    part.relation = person ? "행위자" : "주체", part.word = person ? "누" : "무엇", part.importance = person ? 0.6 : 0.48;
  else if (p == "에게" && specific)
    part.relation = "상대", part.word = "누구", part.importance = 0.4;
  else if ((p == "에" || p == "에서") && specific && (is_place(noun) || (p == "에" && places_something(words, i))))
    part.relation = "장소", part.word = is_place(noun) ? "어디" : "무엇", part.importance = 0.42;
  else if (p == "의" && person && is_act(next))
    part.relation = "행위자", part.word = "누구", part.importance = 0.5;
  else if (p == "만" && noun.ends_with("에게"))  // "담당자에게만"
    part.relation = "상대", part.word = "누구에게", part.importance = 0.6, part.phrase.end -= std::string_view("에게").size();
  else if (p == "만" && specific)
    part.relation = "한정", part.word = "무엇", part.importance = 0.6;
  else
    return false;
  return true;
}

/// The particle that fits the question word: "납으로" → "무엇으로", "관리감독자가" → "누가".
std::string asked_word(const Part& part) {
  const auto p = part.phrase.particle;
  if (part.word == "누") return "누가";
  if (part.word == "어떻게") return part.word;
  if (p == "을" || p == "를") return with_particle(part.word, "을", "를");
  if (p == "이" || p == "가") return with_particle(part.word, "이", "가");
  if (p == "으로" || p == "로") return with_particle(part.word, "으로", "로");
  return part.word + std::string(p);
}

bool is_body(std::string_view noun) { return ends_in_one_of(noun, std::to_array<std::string_view>({"위원회", "기관", "공단", "협회", "센터"})); }

void ask_part(Reading& r, const Part& part, std::string_view text, const Statement& st) {
  const auto after = st.after.substr(part.phrase.particle_end - part.phrase.end);
  add_ask(r, "part_what", to_question(st.before + asked_word(part) + after), r.value);
  const auto kind = kind_of_thing(r.value);
  const auto p = std::string(text.substr(part.phrase.end, part.phrase.particle_end - part.phrase.end));
  if (!kind.empty()) add_ask(r, "part_which", to_question(st.before + "어떤 " + kind + p + after), r.value);
  const bool subject = p == "이" || p == "가", object = p == "을" || p == "를";
  if (!subject && !object) return;
  // A cleft needs the verb of what is asked for to be the sentence's own.
  const auto words = split_words(after);
  const bool own_verb =
      words.size() <= 3 && std::ranges::none_of(words, [](const Word& w) { return w.particle == "을" || w.particle == "를" || w.comma; });
  const auto front = split_words(st.before);
  const bool topic = std::ranges::any_of(front, is_topic);
  if (!own_verb || part.phrase.modified || (subject && topic)) return;  // "영장은 사법경찰관이 집행한다": the topic is no subject
  const auto clause = attributive(st.before + std::string(trim(after)));
  const bool person = part.word == "누" || part.word == "누구";
  add_cleft(r, "part_cleft", clause,
            !kind.empty()      ? kind
            : is_body(r.value) ? "기관"
            : person           ? "사람"
                               : "것",
            person && !is_body(r.value) ? "누구" : "무엇", r.value);
}

/// "보건관리자는 …하여야 한다": who must.
void read_actor(const Standing& s, std::vector<Reading>& out) {
  std::string who;
  const size_t behind = behind_actor(s.text, &who);
  if (behind == 0 || text::count_code_points(who) > 20 || is_anyone(who)) return;
  const auto rest = std::string_view(s.text).substr(behind);
  if (text::count_code_points(rest) > 110) return;
  Reading r{.subject = who, .relation = relation_of(rest), .value = std::string(rest), .importance = 0.3};
  r.in_lead = s.item_end > 0;
  add_cleft(r, "who_is", attributive(rest), "자", "누구", who, true);
  if (!r.asks.empty()) out.push_back(std::move(r));
}

}  // namespace

void read_parts(const Standing& s, std::string_view about, std::vector<Reading>& out) {
  const std::string_view text = s.text;
  const auto words = split_words(text);
  const auto linked = read_links(text);
  const size_t actor = behind_actor(text);
  std::vector<Part> parts;
  for (size_t i = 0; i < words.size(); ++i) {
    Part part;
    if (words[i].begin < actor || !read_part(text, words, i, part) || is_embedded(words, i) || leaves_modifier(words, part.phrase) ||
        is_subject_of_aim(words, i))
      continue;
    const bool of_item = s.item_end > 0 && part.phrase.begin > s.item_begin && part.phrase.end == s.item_end;
    if (of_item && part.phrase.modified) continue;  // the rest of an item, which is asked for whole
    if (s.item_end > 0 && part.phrase.begin >= s.item_begin && part.phrase.end < s.item_end) part.importance -= 0.1;
    parts.push_back(part);
  }
  // What stands later in a sentence is what it says; what stands first is what it speaks of.
  std::ranges::stable_sort(parts, [](const Part& a, const Part& b) {
    return a.importance != b.importance ? a.importance > b.importance : a.phrase.begin > b.phrase.begin;
  });
  size_t taken = 0;
  for (const auto& part : parts) {
    if (taken == kMostParts) break;
    const auto st = part_around(s, linked, part.phrase.begin, part.phrase.end);
    if (!st || st->after.size() < part.phrase.particle_end - part.phrase.end) continue;
    if (text::count_code_points(st->before) < kShortestBefore && text::count_code_points(st->after) < 12) continue;
    Reading r{.subject = std::string(about),
              .relation = part.relation,
              .value = std::string(text.substr(part.phrase.begin, part.phrase.end - part.phrase.begin)),
              .condition = s.condition,
              .importance = part.importance};
    r.in_lead = s.item_end > 0 && (part.phrase.begin < s.item_begin || part.phrase.begin >= s.item_end);
    ask_part(r, part, text, *st);
    if (r.asks.empty()) continue;
    out.push_back(std::move(r));
    ++taken;
  }
  read_actor(s, out);
}

}  // namespace jangin::synthesize::korean
