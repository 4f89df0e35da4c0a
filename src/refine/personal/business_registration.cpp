// Korean business registration numbers, 3-2-5 with a check digit (weights 1 3 7 1 3 7 1 3 5, the ninth digit's tens added). A sole trader's names a
// person. Corporate registration numbers (6-7, of the public commercial register) name none: they are no kind.
#include <array>

#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {

std::optional<PersonalSpan> find_business_registration(const Site& site) {
  static constexpr auto kWords =
      std::to_array<std::string_view>({"사업자", "등록번호", "등록 번호", "공급자", "공급받는", "brn", "business registration", "business reg",
                                       "business no", "business number", "tax id", "registration no", "registration number"});
  const DigitGroups& groups = *site.digits;
  bool in_one = groups.has_lengths({10});
  if (!in_one && !(groups.has_lengths({3, 2, 5}) && (groups.joined_by('-', 3) || groups.joined_by(' ', 3)))) return std::nullopt;
  size_t count = in_one ? 1 : 3;
  record::Span span{site.at, groups.groups[count - 1].end};
  std::string digits = joined_digits(site.text, groups, count);
  int sum = weighted_sum(digits, {1, 3, 7, 1, 3, 7, 1, 3, 5}) + (digits[8] - '0') * 5 / 10;
  if ((10 - sum % 10) % 10 != digits[9] - '0' || digits[0] == '0' || digits.substr(3, 2) == "00" || !stands_alone(site.text, span))
    return std::nullopt;
  Context context = context_of(site.text, span);
  bool announced = speaks_for(context, kWords);
  bool hyphens = !in_one && groups.marks[1] == '-';
  if (!announced && (!hyphens || speaks_against(context))) return std::nullopt;
  return PersonalSpan{span, std::move(digits)};
}

}  // namespace jangin::refine
