// Telephone numbers: international ones with "+" (ITU-T E.164: country code, at most 15 digits), Korean mobile, internet and area numbers, and other
// national numbers after a word such as "Tel" or "전화"; judged by their groups and by what stands around them. Not: G-code, part and law numbers,
// dates, versions, decimals.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

/// Digits in groups: "+82-2-123-4567" → {"82", "2", "123", "4567"}.
struct Number {
  size_t begin = 0, end = 0;
  bool plus = false;
  bool opens = false;            // starts with "(", as in "(02) 123-4567"
  bool weak_separators = false;  // a blank or a full stop somewhere: other numbers are written so, too
  std::vector<std::string_view> groups;

  size_t digits() const {
    size_t count = 0;
    for (std::string_view group : groups) count += group.size();
    return count;
  }
  std::string joined() const {
    std::string all;
    for (std::string_view group : groups) all += group;
    return all;
  }
};

/// One separator between two groups: "-", "–", ".", " ", ")", ") ", ")-", " (", "-(". Gives its length, 0 when there is none.
size_t separator(std::string_view text, size_t at, bool& weak) {
  size_t length = 0;
  auto take = [&](std::string_view mark) {
    if (!text.substr(at + length).starts_with(mark)) return false;
    length += mark.size();
    return true;
  };
  bool closed = take(")");
  if (take("-") || take("–") || take("\u2011") || take("\u2010")) {
    take(" ");
  } else if (take(" ")) {
    if (take("- ")) return length;
    weak = weak || !closed;
  } else if (take(".")) {
    weak = true;
  } else if (!closed) {
    return 0;
  }
  take("(");
  return length;
}

/// The longest number that starts at `at` ("+", "(" or a digit).
Number read_number(std::string_view text, size_t at) {
  Number number;
  number.begin = at;
  if (text[at] == '+') {
    number.plus = true;
    ++at;
  }
  if (at < text.size() && text[at] == '(') {
    number.opens = true;
    ++at;
  }
  while (at < text.size() && is_ascii_digit(text[at])) {
    size_t stop = at;
    while (stop < text.size() && is_ascii_digit(text[stop])) ++stop;
    number.groups.push_back(text.substr(at, stop - at));
    number.end = stop;
    if (number.opens && number.groups.size() == 1 && (stop == text.size() || text[stop] != ')')) {
      number.opens = false;  // the bracket is the sentence's: "(010-1234-5678)"
      number.begin = number.plus ? number.begin : at;
    }
    bool weak = number.weak_separators;
    size_t length = separator(text, stop, weak);
    if (length == 0 || stop + length >= text.size() || !is_ascii_digit(text[stop + length])) break;
    number.weak_separators = weak;
    at = stop + length;
  }
  return number;
}

/// Country codes (ITU-T E.164 assigned): 1 and 7, the two-digit ones, and the zones whose codes have three digits.
bool is_country_code(std::string_view digits, size_t& length) {
  static constexpr std::string_view kTwo =
      " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
  static constexpr std::string_view kThree = " 21 22 23 24 25 26 29 35 37 38 42 50 59 67 68 69 80 85 87 88 96 97 99 ";
  if (digits.empty()) return false;
  length = digits[0] == '1' || digits[0] == '7' ? 1 : 0;
  if (length != 0) return true;
  if (digits.size() < 3) return false;
  std::string two = " " + std::string(digits.substr(0, 2)) + " ";
  length = kTwo.find(two) != kTwo.npos ? 2 : kThree.find(two) != kThree.npos ? 3 : 0;
  return length != 0 && !digits.starts_with("990") && !digits.starts_with("991") && !digits.starts_with("999");
}

bool is_international(const Number& number) {
  size_t digits = number.digits();
  if (!number.plus || digits < 9 || digits > 15) return false;
  std::string all = number.joined();
  size_t code = 0;
  if (!is_country_code(all, code)) return false;
  std::string_view rest = std::string_view(all).substr(code);
  if (all[0] == '1' && (rest.size() != 10 || rest[0] < '2' || rest[3] < '2')) return false;
  if (all[0] == '7' && rest.size() != 10) return false;
  if (number.groups.size() == 1) return digits >= 10;
  // Written in groups, the first holds the country code by itself or with the rest of the number.
  bool apart = number.groups[0].size() == code;
  return apart && (number.groups.size() > 2 || number.groups[1].size() >= 6 || !number.weak_separators);
}

/// 010-1234-5678, 02-123-4567, 031)123-4567, 070-1234-5678, 080-123-4567, 0505-123-4567; 01012345678.
bool is_korean(const Number& number) {
  if (number.plus) return false;
  static constexpr auto kAreas =
      std::to_array<std::string_view>({"02",  "031", "032", "033", "041", "042", "043",  "044",  "051",  "052",  "053",  "054",  "055",
                                       "061", "062", "063", "064", "070", "080", "0502", "0503", "0504", "0505", "0506", "0507", "0508"});
  static constexpr auto kMobile = std::to_array<std::string_view>({"010", "011", "016", "017", "018", "019"});
  auto is_in = [&](const auto& list, std::string_view group) { return std::find(list.begin(), list.end(), group) != list.end(); };
  if (number.groups.size() == 1) {
    std::string_view all = number.groups[0];
    return all.size() == 11 && all.starts_with("010") && all[3] >= '2';
  }
  if (number.groups.size() != 3 || number.groups[2].size() != 4) return false;
  std::string_view middle = number.groups[1];
  if (middle.size() < 3 || middle.size() > 4 || middle[0] == '0') return false;
  return is_in(kMobile, number.groups[0]) || is_in(kAreas, number.groups[0]);
}

/// "82-10-1234-5678": the country code without its plus, hyphens all along.
bool is_korean_from_abroad(const Number& number) {
  if (number.plus || number.weak_separators || number.groups.size() != 4 || number.groups[0] != "82" || number.groups[3].size() != 4) return false;
  std::string_view area = number.groups[1];
  return (area == "10" || area == "2" || (area.size() == 2 && area[0] >= '3' && area[0] <= '7')) && number.groups[2].size() >= 3 &&
         number.groups[2].size() <= 4;
}

/// "555-234-5678": area and exchange of the North American plan begin with 2 to 9. Other things are numbered so, too.
bool is_north_american_with_hyphens(std::string_view text, const Number& number) {
  const auto& groups = number.groups;
  if (number.plus || number.opens || number.weak_separators || groups.size() != 3 || groups[0].size() != 3 || groups[1].size() != 3 ||
      groups[2].size() != 4)
    return false;
  if (groups[0][0] < '2' || groups[1][0] < '2' || text.substr(number.begin, number.end - number.begin).find(')') != text.npos) return false;
  Context context = context_of(text, {number.begin, number.end});
  static constexpr auto kWords =
      std::to_array<std::string_view>({"contact", "phone", "call", "tel", "mobile", "cell", "fax", "전화", "연락처", "휴대폰"});
  return (speaks_for(context, kWords) || !speaks_against(context)) &&
         !context.is_before(std::to_array<std::string_view>({"계좌", "사업자", "account", "acct"}));
}

/// "(555) 123-4567": the brackets say what it is.
bool is_north_american(const Number& number) {
  return !number.plus && number.opens && number.groups.size() == 3 && number.groups[0].size() == 3 && number.groups[0][0] >= '2' &&
         number.groups[1].size() == 3 && number.groups[2].size() == 4;
}

/// Does "Tel", "phone", "전화", … stand in the few characters before?
bool is_announced(std::string_view text, size_t begin) {
  static constexpr auto kWords = std::to_array<std::string_view>({"tel", "phone", "fax", "mobile", "telephone", "telefon", "hotline", "cell", "mob",
                                                                  "call", "ring", "전화", "연락처", "팩스", "휴대", "핸드폰", "☎", "문의"});
  constexpr size_t kNear = 24;
  size_t from = begin > kNear ? begin - kNear : 0;
  std::string before = to_lower_ascii(text.substr(from, begin - from));
  size_t line = before.rfind('\n');
  if (line != before.npos) before = before.substr(line + 1);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    size_t at = before.rfind(word);
    if (at == before.npos) return false;
    std::string_view between = std::string_view(before).substr(at + word.size());
    bool whole_word = at == 0 || !is_ascii_alnum(before[at - 1]);
    return whole_word && std::none_of(between.begin(), between.end(), is_ascii_digit);
  });
}

/// Other digits, letters or marks at its ends make it a part of something longer: "X+100", "AB-02-123-4567", "1.02-123-4567", "…-4567호".
bool stands_alone(std::string_view text, const Number& number) {
  if (number.begin > 0) {
    char before = text[number.begin - 1];
    if (is_ascii_alnum(before) || before == '.' || before == '_' || before == '#' || before == '/' || before == '-' || before == '+') {
      bool fax_pair = before == '/' && number.begin > 1 && !is_ascii_digit(text[number.begin - 2]) && !is_ascii_alnum(text[number.begin - 2]);
      if (!fax_pair) return false;
    }
    if (text.substr(0, number.begin).ends_with("제")) return false;
  }
  std::string_view after = text.substr(number.end);
  if (after.empty()) return true;
  if (is_ascii_alnum(after[0]) || after[0] == '_' || after.starts_with("호") || after.starts_with("조")) return false;
  bool goes_on =
      (after[0] == '-' || after[0] == '.' || after[0] == ',' || after[0] == '/' || after[0] == ':') && after.size() > 1 && is_ascii_alnum(after[1]);
  return !goes_on;
}

/// A date, a bare row of digits, or a hot line of an organisation (1588-1234 names nobody), even after "Tel".
bool is_telling_otherwise(const Number& number) {
  const auto& groups = number.groups;
  bool hot_line = groups.size() == 2 && groups[0].size() == 4 && groups[1].size() == 4 && groups[0][0] == '1' &&
                  (groups[0][1] == '5' || groups[0][1] == '6' || groups[0][1] == '8');
  if (hot_line) return true;
  bool year = groups.size() == 3 && groups[0].size() == 4 && (groups[0].starts_with("19") || groups[0].starts_with("20")) && groups[1].size() <= 2;
  return year || (!number.plus && std::any_of(groups.begin(), groups.end(), [](std::string_view group) { return group.size() > 11; }));
}

bool is_phone(std::string_view text, const Number& number) {
  if (number.groups.empty() || number.digits() < 7 || !stands_alone(text, number) || is_telling_otherwise(number)) return false;
  bool announced = is_announced(text, number.begin);
  if (is_international(number)) return true;
  if (is_korean(number)) return announced || !number.weak_separators || number.groups[0].starts_with("01");
  if (is_north_american(number) || is_korean_from_abroad(number) || is_north_american_with_hyphens(text, number)) return true;
  return announced && !number.plus && number.digits() >= 7 && number.digits() <= 12 && number.groups.size() >= 2 && number.groups.back().size() >= 3;
}

}  // namespace

std::optional<PersonalSpan> find_phone(const Site& site) {
  size_t begin = site.at;
  if (begin > site.floor && site.text[begin - 1] == '(') --begin;
  if (begin > site.floor && site.text[begin - 1] == '+') --begin;
  Number number = read_number(site.text, begin);
  if (!is_phone(site.text, number)) return std::nullopt;
  std::string key = number.joined();
  if ((number.plus || is_korean_from_abroad(number)) && key.starts_with("82")) key = "0" + key.substr(key.size() > 2 && key[2] == '0' ? 3 : 2);
  return PersonalSpan{{number.begin, number.end}, std::move(key)};
}

}  // namespace jangin::refine
