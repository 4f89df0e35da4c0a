// Digit groups and check sums.
#include "refine/personal/digits.h"

#include <algorithm>

namespace jangin::refine {
namespace {

/// The mark between two groups at `at`: its length, 0 when there is none.
size_t read_mark(std::string_view text, size_t at, char& mark) {
  auto is_dash = [&](size_t from, size_t& length) {
    std::string_view rest = text.substr(from, 3);
    length = rest.starts_with("-") ? 1 : rest == "\u2010" || rest == "\u2011" || rest == "\u2013" ? 3 : 0;
    return length != 0;
  };
  size_t length = 0;
  char first = at < text.size() ? text[at] : '\0';
  if (first != '-' && first != ' ' && first != '.' && first != '\xE2') return 0;
  if (is_dash(at, length)) {
    mark = '-';
    return at + length < text.size() && text[at + length] == ' ' ? length + 1 : length;
  }
  if (first == ' ') {
    if (is_dash(at + 1, length) && text.substr(at + 1 + length).starts_with(" ")) {
      mark = '-';
      return length + 2;
    }
    mark = ' ';
    return 1;
  }
  mark = '.';
  return first == '.' ? 1 : 0;
}

}  // namespace

bool DigitGroups::has_lengths(std::initializer_list<size_t> lengths) const {
  if (count < lengths.size()) return false;
  size_t group = 0;
  return std::all_of(lengths.begin(), lengths.end(), [&](size_t length) { return groups[group++].size() == length; });
}

bool DigitGroups::joined_by(char mark, size_t groups_wanted) const {
  if (count < groups_wanted) return false;
  for (size_t i = 1; i < groups_wanted; ++i) {
    if (marks[i] != mark) return false;
  }
  return true;
}

DigitGroups read_digit_groups(std::string_view text, size_t at) {
  DigitGroups out;
  char mark = 0;
  while (out.count < DigitGroups::kMost) {
    size_t end = at;
    while (end < text.size() && is_ascii_digit(text[end])) ++end;
    if (end == at) break;
    out.marks[out.count] = mark;
    out.groups[out.count++] = {at, end};
    out.digits += end - at;
    size_t length = read_mark(text, end, mark);
    if (length == 0) break;
    at = end + length;
  }
  return out;
}

std::string joined_digits(std::string_view text, const DigitGroups& digits, size_t count) {
  std::string all;
  for (size_t i = 0; i < count && i < digits.count; ++i) all += text.substr(digits.groups[i].begin, digits.groups[i].size());
  return all;
}

bool stands_alone(std::string_view text, record::Span span) {
  if (span.begin > 0) {
    char before = text[span.begin - 1];
    if (is_ascii_alnum(before) || before == '_' || before == '#' || before == '.' || before == '-' || before == '+' || before == '$') return false;
    bool in_longer = (before == '/' || before == ',' || before == ':') && span.begin > 1 && is_ascii_digit(text[span.begin - 2]);
    if (in_longer) return false;
  }
  std::string_view after = text.substr(span.end);
  if (after.empty()) return true;
  if (is_ascii_alnum(after[0]) || after[0] == '_' || after[0] == '*' || after[0] == '%') return false;
  bool goes_on = (after[0] == '-' || after[0] == '.' || after[0] == ',' || after[0] == ':') && after.size() > 1 && is_ascii_alnum(after[1]);
  return !goes_on && !after.starts_with("-*");
}

record::Span code_around(std::string_view text, size_t at) {
  record::Span code{at, at};
  auto is_part = [&](size_t i, size_t inner) {
    return is_ascii_alnum(text[i]) || (text[i] == '-' && inner < text.size() && is_ascii_alnum(text[inner]));
  };
  while (code.begin > 0 && at - code.begin < 24 && is_part(code.begin - 1, code.begin >= 2 ? code.begin - 2 : text.size())) {
    if (is_ascii_digit(text[--code.begin])) return {};
  }
  while (code.end < text.size() && code.end - at < 40 && is_part(code.end, code.end + 1)) ++code.end;
  return code;
}

int weighted_sum(std::string_view digits, std::initializer_list<int> weights) {
  int sum = 0;
  size_t i = 0;
  for (int weight : weights) sum += (digits[i++] - '0') * weight;
  return sum;
}

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
    sum += digit;
  }
  return sum % 10 == 0;
}

bool is_date(std::string_view yymmdd, int century) {
  static constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year = century + to_number(yymmdd.substr(0, 2)), month = to_number(yymmdd.substr(2, 2)), day = to_number(yymmdd.substr(4, 2));
  if (month < 1 || month > 12 || day < 1 || day > kDays[static_cast<size_t>(month) - 1]) return false;
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month != 2 || day < 29 || leap;
}

int to_number(std::string_view digits) {
  int number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  return number;
}

}  // namespace jangin::refine
