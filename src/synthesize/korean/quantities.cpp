#include "synthesize/korean/quantities.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/korean/units.h"

namespace jangin::synthesize::korean {
namespace {

bool is_hangul_at(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead >= 0xEA && lead <= 0xED;
}
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

size_t end_of_number(std::string_view text, size_t at) {
  for (bool more = true; more;) {
    more = false;
    if (at < text.size() && (is_digit(text[at]) || ((text[at] == '.' || text[at] == ',') && at + 1 < text.size() && is_digit(text[at + 1]))))
      ++at, more = true;
    for (std::string_view word : {"천", "만", "억", "백", "조"})
      if (at > 0 && text.substr(at).starts_with(word) && !(word == "조" && text.substr(at + word.size()).find_first_of("0123456789") != 0))
        at += word.size(), more = true;
  }
  return at;
}

constexpr std::array<std::string_view, 13> kBounds = {"이상", "이하", "미만", "초과", "이내", "전까지", "전",
                                                      "마다", "간",   "동안", "까지", "부터", "당"};

std::string bound_behind(std::string_view rest) {
  rest = trim(rest);
  for (auto bound : kBounds)
    if (rest.starts_with(bound)) return std::string(bound);
  if (rest.starts_with("를 초과") || rest.starts_with("을 초과")) return "초과";
  return {};
}

/// "제3조", "3호", "2항": a place in a text, no quantity.
bool is_reference(std::string_view text, size_t begin, size_t end, std::string_view unit) {
  const bool ordinal = begin >= 3 && text.substr(begin - 3, 3) == "제";
  const auto rest = text.substr(end);
  return ordinal || unit == "호" || unit == "급" || rest.starts_with("조") || rest.starts_with("항") || rest.starts_with("호") ||
         rest.starts_with("목");
}

bool is_range_at(std::string_view text, size_t at) { return at + 1 < text.size() && text[at] == '~' && is_digit(text[at + 1]); }
/// Where the sign of a number at `at` stands: "-0.1", "±4"; `at` itself: it has none.
size_t sign_before(std::string_view text, size_t at) {
  for (std::string_view sign : {"-", "±", "−", "+"})
    if (text.substr(0, at).ends_with(sign) && (at == sign.size() || text[at - sign.size() - 1] == ' ')) return at - sign.size();
  return at;
}

std::vector<Quantity> single_quantities(std::string_view text) {
  std::vector<Quantity> out;
  for (size_t i = 0; i < text.size();) {
    const bool starts = is_digit(text[i]) && (i == 0 || (!std::isalnum(static_cast<unsigned char>(text[i - 1])) && text[i - 1] != '.'));
    if (!starts) {
      ++i;
      continue;
    }
    size_t end = end_of_number(text, i);
    if (is_range_at(text, end)) end = end_of_number(text, end + 1);
    Quantity q;
    q.begin = sign_before(text, i);
    q.number = std::string(text.substr(q.begin, end - q.begin));
    size_t gap = end;
    if (gap < text.size() && text[gap] == ' ' && unit_at(text, gap + 1).size() > 0 && !is_hangul_at(text, gap + 1)) ++gap;  // "5 mm"
    const auto unit = unit_at(text, gap);
    if (text.substr(end).starts_with("분의 ") || text.substr(end).starts_with("분의")) {  // a fraction: "100분의 3"
      size_t last = end + std::string_view("분의").size();
      while (last < text.size() && (text[last] == ' ' || is_digit(text[last]))) ++last;
      while (text[last - 1] == ' ') --last;
      q.end = last, q.unit = "분의", q.number = std::string(text.substr(i, last - i));
    } else {
      q.end = unit.empty() ? end : gap + unit.size(), q.unit = std::string(unit);
    }
    if (is_range_at(text, q.end)) {  // "10°~15°"
      const size_t last = end_of_number(text, q.end + 1);
      q.end = last + unit_at(text, last).size();
    }
    q.bound = bound_behind(text.substr(q.end));
    const bool bare = q.unit.empty() && q.bound != "이상" && q.bound != "이하" && q.bound != "미만" && q.bound != "초과" && q.bound != "이내";
    if (!bare && !is_reference(text, i, end, unit)) out.push_back(q);
    i = std::max(q.end, end);
  }
  return out;
}

bool is_period(const Quantity& q) {
  return q.unit == "년" || q.unit == "개월" || q.unit == "월" || q.unit == "일" || q.unit == "주" || q.unit == "주일" || q.unit == "시간" ||
         q.unit == "분";
}
bool is_bound_of_times(std::string_view word) { return word == "이상" || word == "이하" || word == "이내"; }

/// "3년마다 1회 이상", "6개월에 1회 이상", "반기 1회 이상", "매년 1회": from where it begins; npos: q counts no times.
size_t frequency_begin(std::string_view text, const Quantity* before, const Quantity& q) {
  if (q.unit != "회") return std::string_view::npos;
  if (before && is_period(*before)) {
    const auto between = trim(text.substr(before->end, q.begin - before->end));
    if (between == "마다" || between == "에" || between == "이내마다" || between.empty()) return before->begin;
  }
  for (std::string_view word : {"반기별로 ", "분기별로 ", "반기마다 ", "분기마다 ", "연간 ", "매년 ", "매월 ", "매주 ", "매일 ", "반기에 ", "분기에 ",
                                "반기 ", "분기 ", "월 ", "연 ", "주 "})
    if (text.substr(0, q.begin).ends_with(word) && (q.begin == word.size() || text[q.begin - word.size() - 1] == ' ')) return q.begin - word.size();
  return std::string_view::npos;
}

bool is_least(std::string_view bound) { return bound == "이상" || bound == "초과"; }
bool is_most(std::string_view bound) { return bound == "이하" || bound == "미만"; }
/// "20명 이상 50명 미만": where the second follows the first's bound at once.
bool is_range(std::string_view text, const Quantity& a, const Quantity& b) {
  if (a.unit != b.unit || a.kind != Quantity::Kind::number || !is_least(a.bound) || !is_most(b.bound)) return false;
  return trim(text.substr(a.end, b.begin - a.end)) == a.bound;
}

/// "1년 6개월", "2시간 30분": one amount.
bool continues(std::string_view text, const Quantity& a, const Quantity& b) {
  const bool pair = (a.unit == "년" && b.unit == "개월") || (a.unit == "시간" && b.unit == "분") || (a.unit == "분" && b.unit == "초");
  return pair && a.kind == Quantity::Kind::number && trim(text.substr(a.end, b.begin - a.end)).empty();
}

}  // namespace

std::vector<Quantity> find_quantities(std::string_view text) {
  std::vector<Quantity> out;
  for (auto& q : single_quantities(text)) {
    Quantity* before = out.empty() ? nullptr : &out.back();
    const bool date =
        before && before->unit == "월" && q.unit == "일" && q.begin >= before->end && trim(text.substr(before->end, q.begin - before->end)).empty();
    if (date) {
      before->kind = Quantity::Kind::date, before->end = q.end, before->bound = q.bound, before->unit = "월 일";
      continue;
    }
    if (before && is_range(text, *before, q)) {
      before->kind = Quantity::Kind::range, before->end = text.find(q.bound, q.end) + q.bound.size(), before->bound.clear();
      before->number = std::string(text.substr(before->begin, before->end - before->begin));
      continue;
    }
    const bool year = before && before->unit == "년" && before->kind == Quantity::Kind::number && q.unit == "월" && before->number.size() == 4 &&
                      trim(text.substr(before->end, q.begin - before->end)).empty();
    if (year) {  // the day follows: "2022년 1월 27일"
      q.begin = before->begin, q.number = before->number;
      out.back() = std::move(q);
      continue;
    }
    if (before && continues(text, *before, q)) {
      before->end = q.end, before->bound = q.bound, before->unit.clear();
      before->number = std::string(text.substr(before->begin, before->end - before->begin));
      continue;
    }
    const size_t begin = frequency_begin(text, before, q);
    if (begin == std::string_view::npos) {
      out.push_back(std::move(q));
      continue;
    }
    if (before && before->begin >= begin) out.pop_back();
    q.kind = Quantity::Kind::frequency, q.begin = begin;
    if (is_bound_of_times(q.bound)) q.end = text.find(q.bound, q.end) + q.bound.size();
    q.number = std::string(text.substr(q.begin, q.end - q.begin)), q.bound.clear();
    out.push_back(std::move(q));
  }
  return out;
}

std::string asking_word(const Quantity& q) {
  if (q.kind == Quantity::Kind::frequency) return "얼마나 자주";
  if (q.kind == Quantity::Kind::date) return q.number.size() == 4 ? "몇 년 몇 월 며칠" : "몇 월 며칠";
  if (q.unit.empty() || q.unit == "분의" || q.unit == "원") return "얼마";
  if (q.unit == "일") return "며칠";
  return "몇 " + q.unit;
}

}  // namespace jangin::synthesize::korean
