// Reading and judging registration numbers of persons.
#include "refine/personal/korean_registration.h"

#include <array>

namespace jangin::refine {
namespace {

/// "홍길동(900101-…", "홍길동 900101-…": two to four syllables stand alone right before.
bool follows_name(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '(' || text[end - 1] == '|' || text[end - 1] == ',')) --end;
  if (end == begin) return false;
  size_t from = end;
  while (from >= 3 && static_cast<unsigned char>(text[from - 3]) >= 0xEA && static_cast<unsigned char>(text[from - 3]) <= 0xED) from -= 3;
  if (end - from < 6 || end - from > 12) return false;
  auto found = find_korean_name({text.substr(0, line_end(text, begin)), {}, from, 0, nullptr});
  return found && found->span.end == end;
}

}  // namespace

std::optional<RegistrationNumber> read_registration_number(const Site& site) {
  const DigitGroups& groups = *site.digits;
  RegistrationNumber number;
  number.in_one = groups.has_lengths({13});
  if (!number.in_one && !groups.has_lengths({6, 7})) return std::nullopt;
  if (!number.in_one && groups.marks[1] == '.') return std::nullopt;
  number.hyphen = !number.in_one && groups.marks[1] == '-';
  number.span = {groups.groups[0].begin, groups.groups[number.in_one ? 0 : 1].end};
  number.digits = joined_digits(site.text, groups, number.in_one ? 1 : 2);
  int sex = number.digits[6] - '0';
  if (sex < 1 || sex > 8) return std::nullopt;
  number.foreign = sex >= 5;
  int century = sex == 1 || sex == 2 || sex == 5 || sex == 6 ? 1900 : 2000;
  if (!is_date(number.digits, century) || !stands_alone(site.text, number.span)) return std::nullopt;
  int rest = weighted_sum(number.digits, {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}) % 11;
  number.check_is_right = (11 - rest + (number.foreign ? 2 : 0)) % 10 == number.digits[12] - '0';
  return number;
}

bool is_personal(const RegistrationNumber& number, const Site& site, WordList words) {
  Context context = context_of(site.text, number.span);
  if (speaks_for(context, words)) return true;
  if (speaks_against(context)) return false;
  if (context.is_after(words)) return true;
  if (number.in_one) return false;
  static constexpr auto kPersons =
      std::to_array<std::string_view>({"성명", "이름", "자녀", "출생", "배우자", "세대주", "세대원", "생년월일", "date of birth"});
  return number.check_is_right || (number.hyphen && (context.is_before(kPersons) || follows_name(site.text, number.span.begin)));
}

}  // namespace jangin::refine
