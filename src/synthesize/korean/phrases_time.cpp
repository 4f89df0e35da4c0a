// Time limits, points of time, how long, how much.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/phrases.h"
#include "synthesize/korean/quantities.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestPhrase = 50;  // characters

bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }
bool is_time_unit(std::string_view unit) {
  return is_one_of(unit, std::to_array<std::string_view>({"초", "분", "시간", "일", "주", "주일", "개월", "월", "년", "영업일", "밀리초", "주간"}));
}
size_t word_at(const Linked& s, size_t at) {
  size_t i = 0;
  while (i + 1 < s.words.size() && s.words[i].end <= at) ++i;
  return i;
}
size_t behind_spaces(std::string_view text, size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

/// "1년 6개월 전까지", "7일 이내에", "30분마다": what follows the number makes it another phrase.
bool belongs_to_limit(std::string_view rest) {
  static constexpr auto kStarts = std::to_array<std::string_view>(
      {"전", "이내", "안에", "내에", "후", "뒤", "마다", "이후", "부터", "~", "±", "간격", "단위", "기준", "연속", "만에", "또는", "및", "중 "});
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return rest.starts_with(start); });
}

/// Back over the nouns and numbers in front of words[i]: "다음 근무일 9시".
size_t nouns_begin(const Linked& s, size_t i) {
  static constexpr auto kStops = std::to_array<std::string_view>({"또한", "다만", "즉시", "반드시", "먼저", "매우", "직접", "자동으로", "미리"});
  while (i > 0) {
    const auto& w = s.words[i - 1];
    const bool list = w.particle == "와" || w.particle == "과" || w.text == "또는" || w.text == "및" || w.particle == "이나";
    auto bare = w;
    bare.comma = false;
    const bool listed = w.comma && is_bare_noun(bare);
    const bool noun = w.particle.empty() && (listed || is_bare_noun(w) || has_digit(w.text) || w.text == "매" || w.text == "다음" ||
                                             w.text == "당일" || w.text == "각" || w.text == "날");
    if (is_one_of(w.text, kStops) || (w.comma && !(has_digit(w.text) || listed)) || (!list && !noun)) break;
    --i;
  }
  return i;
}

/// "귀임 후 7일", "신청을 받은 날부터 90일": from what the limit counts.
size_t counted_from(const Linked& s, size_t i) {
  if (i == 0) return s.words[i].begin;
  const auto& w = s.words[i - 1];
  const bool after = w.text == "후" || w.text == "뒤" || w.text == "이후" || w.text == "전";
  const bool from = w.text.ends_with("부터") || w.particle == "의" || after;
  if (!from) {
    const size_t first = nouns_begin(s, i);
    return s.words[first].begin;
  }
  size_t k = i - 1;
  if (k > 0 && after && is_adnominal(s.words, k - 1)) {
    const size_t at = stretch_begin(s, s.words[k - 1].begin);
    return text::count_code_points(s.text.substr(at, s.words[i].begin - at)) <= kLongestPhrase ? at : s.words[i].begin;
  }
  k = nouns_begin(s, k);
  if (k > 0 && is_adnominal(s.words, k - 1)) {
    const size_t at = stretch_begin(s, s.words[k - 1].begin);
    if (text::count_code_points(s.text.substr(at, s.words[i].begin - at)) <= kLongestPhrase) return at;
  }
  return s.words[k].begin;
}

}  // namespace

size_t stretch_begin(const Linked& s, size_t at) {
  size_t begin = 0;
  for (const auto& link : s.links)
    if (link.end <= at) begin = link.end;
  for (const auto& w : s.words)
    if (w.end <= at && w.begin >= begin && is_topic(w)) begin = w.end;
  while (begin < s.text.size() && (s.text[begin] == ' ' || s.text[begin] == ',')) ++begin;
  return begin;
}

std::string with_like_particle(std::string_view word, std::string_view particle) {
  if (particle == "은" || particle == "는") return with_particle(word, "은", "는");
  if (particle == "이" || particle == "가") return word == "누구" ? "누가" : with_particle(word, "이", "가");
  if (particle == "을" || particle == "를") return with_particle(word, "을", "를");
  if (particle == "으로" || particle == "로") return with_particle(word, "으로", "로");
  if (particle == "과" || particle == "와") return with_particle(word, "과", "와");
  return std::string(word) + std::string(particle);
}

namespace {

/// "7일 이내에", "17시까지", "20개까지": words[i] ends the limit, words[number] is its number.
void add_limit(const Linked& s, size_t i, size_t number, std::vector<Phrase>& out) {
  const auto& w = s.words[i];
  const bool until = w.text.ends_with("까지"), within_to = w.text.ends_with("로");
  const auto quantities = find_quantities(s.words[number].text);
  const bool time = (!quantities.empty() && is_time_unit(quantities[0].unit)) || s.words[number].text.find("시까지") != std::string_view::npos;
  const bool cut = !until && w.text != "이내" && w.text != "안에";  // "안" alone reads as "not"
  Phrase p{.begin = counted_from(s, number),
           .end = w.end - (cut ? 3 : 0),
           .replaced = w.end,
           .relation = "기한",
           .wording = "limit_when",
           .importance = 0.7};
  const bool seconds = !quantities.empty() && quantities[0].unit == "초";
  const bool minutes = !quantities.empty() && (quantities[0].unit == "분" || quantities[0].unit == "시간") && !until;
  if (time && (until || !seconds) && !(minutes && p.begin == s.words[number].begin)) p.words.push_back(within_to ? "얼마 이내로" : "언제까지");
  if (time && !until && !within_to) p.words.push_back("얼마 " + std::string(w.text));
  if (!time && until) p.words = {"얼마까지"}, p.begin = s.words[number].begin;
  if (!p.words.empty() && i + 1 < s.words.size()) out.push_back(std::move(p));
}
/// "2분의 1의 범위에서", "1월 1일부터 1월 31일까지", "말일까지", "회복할 때까지".
void add_range(const Linked& s, size_t i, std::vector<Phrase>& out) {
  static constexpr auto kDays = std::to_array<std::string_view>({"당일까지", "날까지", "말일까지", "전날까지", "다음날까지", "전일까지"});
  const auto& w = s.words[i];
  Phrase p{.end = w.end, .replaced = w.end, .relation = "기한", .wording = "limit_when", .words = {"언제까지"}, .importance = 0.65};
  if (w.text == "범위에서" && i > 0 && s.words[i - 1].particle == "의") {
    size_t first = i - 1;
    while (first > 0 && (s.words[first - 1].particle == "의" || s.words[first - 1].text.ends_with("분의"))) --first;
    p.begin = counted_from(s, first), p.end = w.end - std::string_view("에서").size(), p.relation = "범위", p.wording = "range_which",
    p.words = {"어느 범위에서"};
  } else if (w.text.ends_with("부터") && has_digit(w.text) && i + 2 < s.words.size()) {
    size_t until = i + 1;
    while (until + 1 < s.words.size() && until < i + 5 && !s.words[until].text.ends_with("까지")) ++until;
    const bool range = s.words[until].text.ends_with("까지");
    if (!range && has_digit(s.words[i + 1].text)) return;
    if (range) p.end = p.replaced = s.words[until].end;
    p.begin = counted_from(s, i), p.relation = "기간", p.words = {range ? "언제" : "언제부터"};
  } else if (is_one_of(w.text, kDays)) {
    const size_t k = nouns_begin(s, i);
    p.begin = k > 0 && is_adnominal(s.words, k - 1) ? stretch_begin(s, s.words[k - 1].begin) : s.words[k].begin;
  } else if (w.text == "때까지" && i > 0) {
    p.begin = stretch_begin(s, w.begin);
  } else {
    return;
  }
  out.push_back(std::move(p));
}

}  // namespace

void find_limits(const Linked& s, std::vector<Phrase>& out) {
  static constexpr auto kWithin = std::to_array<std::string_view>({"이내에", "안에", "내에", "이내로", "이내"});
  for (size_t i = 0; i < s.words.size(); ++i) {
    const auto& w = s.words[i];
    const bool before_number = i > 0 && has_digit(s.words[i - 1].text);
    if (before_number && (is_one_of(w.text, kWithin) || w.text == "전까지"))
      add_limit(s, i, i - 1, out);
    else if (w.text.ends_with("까지") && has_digit(w.text))
      add_limit(s, i, i, out);
    else
      add_range(s, i, out);
  }
}

void find_times(const Linked& s, std::vector<Phrase>& out) {
  static constexpr auto kPoints = std::to_array<std::string_view>(
      {"후에", "후에는", "후", "전에", "전에는", "전", "중에", "중에는", "중", "시", "시에", "시에는", "직후", "직후에", "때", "때마다", "도중에"});
  static constexpr auto kOften =
      std::to_array<std::string_view>({"매일", "매주", "매월", "매달", "매년", "매번", "매분기", "상시", "수시로", "즉시"});
  for (size_t i = 0; i < s.words.size(); ++i) {
    const auto& w = s.words[i];
    if (i + 1 >= s.words.size()) break;
    const auto& next = s.words[i + 1];
    Phrase p{.end = w.end, .replaced = w.end, .relation = "시기", .wording = "time_when", .words = {"언제"}, .importance = 0.58};
    if (i > 0 && is_one_of(w.text, kPoints) && s.words[i - 1].particle.empty() && !is_adnominal(s.words, i - 1) &&
        !s.words[i - 1].text.ends_with("기")) {
      const auto noun = s.words[i - 1].text;  // "별표 2 제7호 중"
      if (noun.ends_with("목") || noun.ends_with("호") || noun.ends_with("조") || noun.ends_with("항")) continue;
      if (has_digit(next.text) || next.text == "하나" || next.text == "먼저" || next.text == "어느") continue;
      size_t first = nouns_begin(s, i);
      if (first > 0 && s.words[first - 1].particle == "의") --first;  // "전자장치의 부착기간 중"
      if (is_cut(s.words, first) || (first > 0 && is_adnominal(s.words, first - 1))) continue;
      p.begin = s.words[first].begin;
      p.end = w.text.ends_with("에는") ? w.end - 6 : w.text.ends_with("에") ? w.end - 3 : w.end;
      if (p.begin < w.begin) out.push_back(std::move(p));
    } else if (is_one_of(w.text, kOften)) {
      size_t last = i;
      for (size_t k = i + 1; k + 1 < s.words.size() && k < i + 5; ++k) {
        if (s.words[k].particle == "에") last = k;
        if (!s.words[k].particle.empty() || s.words[k].comma || !(is_bare_noun(s.words[k]) || has_digit(s.words[k].text) || s.words[k].text == "첫"))
          break;
      }
      p.begin = w.begin, p.replaced = s.words[last].end, p.end = last == i ? w.end : s.words[last].end - 3;
      if (last == i && w.text.starts_with("매")) p.words = {"얼마나 자주"};
      if (last > i && has_digit(s.text.substr(w.end, s.words[last].begin - w.end)) &&
          s.text.substr(w.end, p.end - w.end).find("회") != std::string_view::npos)
        continue;
      out.push_back(std::move(p));
    } else if (w.particle == "에" && has_digit(w.text) &&
               (w.noun.ends_with("시") || w.noun.ends_with("일") || w.noun.ends_with("월") || w.noun.ends_with("분"))) {
      p.begin = s.words[nouns_begin(s, i)].begin, p.end = w.end - 3;
      if (!is_one_of(s.words[word_at(s, p.begin)].text, kOften)) out.push_back(std::move(p));
    } else if ((w.text == "때에" || w.text == "시점에" || w.text == "날에") && i > 0 && is_adnominal(s.words, i - 1) &&
               !s.words[i - 1].text.ends_with("할")) {
      p.begin = stretch_begin(s, w.begin), p.end = w.end - 3;
      out.push_back(std::move(p));
    } else if (w.text.ends_with("마다") && w.text.size() > 6 && w.text != "때마다") {
      const size_t first = nouns_begin(s, i);
      p.begin = s.words[first].begin, p.words = {has_digit(w.text) ? "얼마나 자주" : "무엇마다"}, p.relation = "주기", p.wording = "frequency_often",
      p.importance = 0.7;
      if (i > 0 && (s.words[i - 1].particle == "과" || s.words[i - 1].particle == "와")) p.words = {"언제"};
      out.push_back(std::move(p));
    }
  }
}

void find_amounts(const Linked& s, std::vector<Phrase>& out) {
  static constexpr auto kBounds = std::to_array<std::string_view>({"이상", "이하", "미만", "초과", "동안", "간", "까지"});
  for (const auto& q : find_quantities(s.text)) {
    if (q.kind == Quantity::Kind::date || q.kind == Quantity::Kind::frequency) continue;
    size_t end = q.end;
    auto rest = s.text.substr(end);
    for (const auto bound : kBounds)
      if (const size_t at = behind_spaces(s.text, end); s.text.substr(at).starts_with(bound)) {
        end = at + bound.size(), rest = s.text.substr(end);
        break;
      }
    const auto space = std::min(rest.find(' '), rest.size());
    auto particle = rest.substr(0, space);
    if (particle.empty() && belongs_to_limit(trim(rest))) continue;
    while (!particle.empty() && (particle.back() == ',' || particle.back() == '.')) particle.remove_suffix(1);
    static constexpr auto kParticles = std::to_array<std::string_view>({"", "을", "를", "이", "가", "로", "으로", "은", "는", "만", "의", "씩"});
    if (!is_one_of(particle, kParticles) || space == rest.size()) continue;
    Phrase p{.begin = q.begin, .end = end, .replaced = end + particle.size(), .relation = "수량", .wording = "amount_how", .importance = 0.66};
    const auto before = s.text.substr(0, q.begin);
    if (trim(before).ends_with("부터")) continue;  // "1월부터 12월까지의"
    for (std::string_view most : {"최대 ", "최소 ", "처음 ", "약 "})
      if (before.ends_with(most)) p.begin -= most.size();
    const bool lasts = is_time_unit(q.unit) && q.unit != "일" && q.unit != "월";
    if (particle.empty() || particle == "만" || particle == "씩")
      p.words = {lasts ? "얼마 동안" : "얼마나"};
    else
      p.words = {with_like_particle("얼마", particle)};
    if (lasts && particle.empty()) p.words.push_back("얼마나");
    const size_t at = word_at(s, q.begin), next = word_at(s, behind_spaces(s.text, end));
    if (at > 0 && is_adnominal(s.words, at - 1)) continue;                                   // "연속되는 24시간 동안"
    if (particle.empty() && lasts && end == q.end && is_bare_noun(s.words[next])) continue;  // "500시간 운전 후"
    if (particle.empty() && !lasts && end == q.end) continue;                                // "더미 웨이퍼 5장 추가": of the noun behind it
    if (particle == "의") {
      if (end == q.end) continue;
      p.words = {"얼마의"};
    }
    if (particle == "만" || particle == "씩") {
      p.end = p.replaced;
      if (!lasts && !q.unit.empty()) p.words = {"몇 " + q.unit + std::string(particle)};
    }
    out.push_back(std::move(p));
  }
}

}  // namespace jangin::synthesize::korean
