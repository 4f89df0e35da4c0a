// How much, how many, when, how often; keys and values of lists.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/quantities.h"
#include "synthesize/korean/question.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

/// `"2년마다"란 …` without its value: nothing is left of the term.
bool empties_quotation(std::string_view clause) { return clause.find("\"\"") != clause.npos; }

constexpr size_t kLongestValue = 110, kShortKey = 14, kLongestNamed = 24;  // characters

bool is_limit(std::string_view bound) {
  return std::ranges::any_of(std::array<std::string_view, 5>{"이상", "이하", "미만", "초과", "이내"}, [&](std::string_view b) { return b == bound; });
}
/// Nouns that are measured: "체감온도", "높이".
bool attribute_nouns(std::string_view noun) {
  return std::ranges::any_of(std::array<std::string_view, 16>{"온도", "높이", "길이", "깊이", "너비", "폭", "지름", "두께", "간격", "거리", "무게",
                                                              "중량", "압력", "전압", "속도", "농도"},
                             [&](std::string_view end) { return noun.ends_with(end); });
}
/// "대해서는": no noun.
constexpr auto kPostpositions =
    std::to_array<std::string_view>({"대해서", "대해", "대하여", "관하여", "관해서", "의하여", "위하여", "따라서", "경우", "때", "수", "바"});
/// "8급", before "이하 공무원".
bool is_counted(const Word& word) { return word.particle.empty() && !word.comma && word.text.find_first_of("0123456789") != word.text.npos; }
/// The phrase in front of a quantity that it measures: "망의 처짐은 짧은 변 길이의" → "처짐"; empty: none.
std::string measured(std::string_view before) {
  const auto words = split_words(before);
  // "체온 33도", "높이 2미터": the noun right in front.
  if (!words.empty() && words.back().particle.empty() && text::count_code_points(words.back().text) >= 2 && !words.back().text.ends_with("당") &&
      attribute_nouns(words.back().text))
    return std::string(words.back().text);
  for (size_t i = words.size(); i-- > 0 && words.size() - i < 7;) {
    const auto& w = words[i];
    if (w.noun.find_first_of("0123456789") != w.noun.npos || w.noun == "기준" || w.noun == "것") continue;
    const bool named =
        w.particle == "은" || w.particle == "는" || w.particle == "이" || w.particle == "가" || w.particle == "을" || w.particle == "를";
    if (!named || is_one_of(w.noun, kPostpositions)) continue;
    size_t first = i;
    while (first > 0 && !words[first - 1].comma &&
           (is_bare_noun(words[first - 1]) || is_limit(words[first - 1].text) || is_counted(words[first - 1])))
      --first;
    return is_person(w.noun) && first == i ? std::string()
                                           : std::string(before.substr(words[first].begin, w.begin + w.noun.size() - words[first].begin));
  }
  return {};
}

void ask_number(Reading& r, const Quantity& q, const Statement& st) {
  const auto asked = to_question(st.before + asking_word(q) + st.after);
  const auto number = r.value;
  add_ask(r, q.kind == Quantity::Kind::date ? "date_when" : "number_how_many", asked, number);
  const auto rest = trim(st.after);
  if (is_limit(q.bound) && rest.starts_with(q.bound)) {
    r.value += " " + q.bound;
    if (asking_word(q) != "얼마") add_ask(r, "number_bound", to_question(st.before + "얼마" + st.after), number);
    // "…이 견뎌야 하는 하중은": the noun that the number belongs to, when nothing but "의" stands between.
    const auto behind = trim(rest.substr(q.bound.size()));
    if (behind.starts_with("의 ")) {
      const auto words = split_words(behind.substr(3));
      if (!words.empty() && !words[0].particle.empty() && !is_vague_noun(words[0].noun)) {
        const auto tail = std::string(behind.substr(3)).substr(words[0].end);
        const auto clause = attributive(st.before + std::string(trim(tail)));
        if (!clause.empty()) add_cleft(r, "number_of", clause, words[0].noun, "얼마 " + q.bound, number);
      }
    }
  }
  if (q.bound == "마다") {
    const auto after = trim(st.after).substr(q.bound.size());
    const auto clause = attributive(st.before + std::string(trim(after)));
    if (!clause.empty() && !empties_quotation(clause)) add_cleft(r, "frequency_cycle", clause, "주기", "얼마", r.value + "마다");
  }
}

/// A number in a condition whose consequence is too long to be told: the rule applies to which case?
void ask_case(Reading& r, const Quantity& q, std::string_view text, std::string_view about) {
  if (about.empty()) return;
  for (const auto& segment : split_clauses(text)) {
    if (segment.kind != Segment::Kind::condition || q.begin < segment.begin || q.end > segment.end) continue;
    const auto begin = std::max(segment.begin, std::min(behind_actor(text), q.begin));
    const auto clause = text.substr(begin, segment.end - begin);
    const auto kase = clause.find("경우", q.end - begin);
    if (kase == clause.npos || text::count_code_points(clause) > kLongestValue) return;
    const auto asked =
        std::string(clause.substr(0, q.begin - begin)) + asking_word(q) + std::string(clause.substr(q.end - begin, kase + 6 - (q.end - begin)));
    add_ask(r, "number_case", std::string(about) + "에 관한 규정이 적용되는 것은 " + asked + "인가?", r.value);
    return;
  }
}

void ask_frequency(Reading& r, const Statement& st) {
  add_ask(r, "frequency_often", to_question(st.before + "얼마나 자주" + st.after), r.value);
  const auto clause = attributive(st.before + std::string(trim(st.after)));
  if (!clause.empty() && !empties_quotation(clause)) add_cleft(r, "frequency_cycle", clause, "주기", "얼마", r.value);
}

}  // namespace

void read_quantities(const Standing& s, std::string_view about, std::vector<Reading>& out) {
  const std::string_view text = s.text;
  const auto linked = read_links(text);
  for (const auto& q : find_quantities(text)) {
    const auto st = part_around(s, linked, q.begin, q.end);
    Reading r;
    const size_t from = s.item_end > 0 && q.begin >= s.item_begin && q.begin < s.item_end ? s.item_begin : 0;  // an item speaks for itself
    r.subject = measured(text.substr(from, q.begin - from));
    if (r.subject.empty()) r.subject = std::string(about);
    r.relation = q.kind == Quantity::Kind::frequency || q.bound == "마다" ? "주기"
                 : q.kind == Quantity::Kind::date                         ? "날짜"
                 : q.bound.empty()                                        ? "수량"
                                                                          : q.bound;
    r.value = std::string(text.substr(q.begin, q.end - q.begin));
    r.unit = q.unit, r.importance = 0.8, r.condition = s.condition;
    r.in_lead = s.item_end > 0 && (q.begin < s.item_begin || q.begin >= s.item_end);
    if (!st)
      ask_case(r, q, text, about);
    else if (q.kind == Quantity::Kind::frequency)
      ask_frequency(r, *st);
    else
      ask_number(r, q, *st);
    if (!r.asks.empty()) out.push_back(std::move(r));
  }
}

namespace {

bool is_statement(std::string_view value) { return !value.ends_with(" 것") && plain_end(value).ends_with("다"); }
/// A column or lead that says what its keys are or do.
bool describes(std::string_view attribute) {
  return is_one_of(attribute, std::to_array<std::string_view>({"설명", "의미", "정의", "뜻", "내용", "동작", "용어 설명", "Description"}));
}
/// A noun phrase or a code, no clause.
bool is_name(std::string_view key) {
  const auto words = split_words(key);
  return !words.empty() && words.size() <= 5 && std::ranges::none_of(words, [](const Word& w) {
    return !w.particle.empty() && w.particle != "의" && w.particle != "와" && w.particle != "과" && w.particle != "이" && w.particle != "가";
  });
}
void ask_description(Reading& r, const Standing& s) {
  if (begins_with_pointer(s.value)) return;
  r.relation = s.attribute.empty() || s.attribute == "Description" ? "서술" : s.attribute;
  const bool told = is_statement(s.value) && !plain_end(s.value).ends_with("이다");
  add_ask(r, "key_what", with_particle(s.key, "은", "는") + " " + (told ? asking_of_all(s.value) : "무엇인가?"), s.value);
}

}  // namespace

void read_key_value(const Standing& s, std::string_view about, std::vector<Reading>& out) {
  if (text::count_code_points(s.value) > kLongestValue || s.key.find("각 호") != s.key.npos || s.value.find("각 호") != s.value.npos) return;
  static constexpr auto kImprints = std::to_array<std::string_view>({"자료", "출처", "주", "문의", "전화", "팩스", "발행일", "발행처", "적용 대상"});
  if (is_one_of(std::string_view(s.key), kImprints) || s.key.starts_with('/')) return;
  const bool is_case = is_condition(s.key);
  const auto quantities = find_quantities(s.value);
  const bool defines = !is_case &&
                       (s.value.ends_with(" 것") || s.value.ends_with("말한다") || s.value.ends_with(" 설비") || s.value.ends_with(" 장치")) &&
                       text::count_code_points(s.key) <= kShortKey && text::count_code_points(s.value) > kShortKey;
  Reading r{.subject = s.key, .relation = s.attribute.empty() ? std::string(about) : s.attribute, .value = s.value, .importance = 0.75};
  if (defines) {
    add_ask(r, "meaning_what", with_particle("\"" + s.key + "\"", "이란", "란") + " 무엇을 말하는가?", s.value);
    const auto object = with_particle(s.value, "을", "를");
    add_ask(r, "term_what", object + " 무엇이라고 하는가?", s.key, true);
    if (s.value.ends_with(" 것")) r.asks.push_back({"term_terse", with_particle(s.value, "은", "는") + "?", s.key, true});
    if (r.asks.size() > 0) out.push_back(std::move(r));
    return;
  }
  if (!is_case && (describes(s.attribute) || (s.attribute.empty() && is_statement(s.value)))) {
    if (is_name(s.key)) ask_description(r, s);
    if (!r.asks.empty()) out.push_back(std::move(r));
    return;
  }
  if (r.relation.empty()) return;
  const auto of = is_case ? s.key + " " : s.key + "의 ";
  const std::string what = quantities.empty() ? "무엇" : "얼마";
  const auto asked = of + with_particle(r.relation, "은", "는");
  add_ask(r, "value_what", asked + " " + what + "인가?", s.value);
  r.asks.push_back({"value_terse", asked + "?", s.value, false});
  if (quantities.size() == 1 && is_limit(quantities[0].bound) && trim(std::string_view(s.value).substr(quantities[0].end)) == quantities[0].bound) {
    const auto& q = quantities[0];
    r.unit = q.unit;
    const auto number = s.value.substr(q.begin, q.end - q.begin);
    add_ask(r, "value_how_many",
            of + with_particle(r.relation, "은", "는") + " " + s.value.substr(0, q.begin) + asking_word(q) + " " + q.bound + "이어야 하는가?",
            number);
    add_ask(r, "value_bound", of + with_particle(r.relation, "은", "는") + " " + s.value.substr(0, q.begin) + "얼마 " + q.bound + "인가?", number);
    r.importance = 0.8;
  }
  if (quantities.empty() && text::count_code_points(s.value) <= kLongestNamed)
    add_ask(r, "key_which",
            with_particle(r.relation, "이", "가") + " " + s.value + (ends_in_consonant(s.value) ? "인 " : "인 ") +
                (is_case ? "경우는 어떤 경우인가?" : "것은 무엇인가?"),
            s.key, true);
  out.push_back(std::move(r));
}

}  // namespace jangin::synthesize::korean
