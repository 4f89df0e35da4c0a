// Resident registration numbers of the Republic of Korea. Masked ones (900101-1******) are no numbers any more.
#include <array>

#include "refine/personal/korean_registration.h"

namespace jangin::refine {

std::optional<PersonalSpan> find_resident_registration(const Site& site) {
  static constexpr auto kWords =
      std::to_array<std::string_view>({"주민등록", "주민 등록", "주민번호", "주민 번호", "rrn", "resident registration", "resident number"});
  auto number = read_registration_number(site);
  if (!number || number->foreign || !is_personal(*number, site, kWords)) return std::nullopt;
  return PersonalSpan{number->span, std::move(number->digits)};
}

}  // namespace jangin::refine
