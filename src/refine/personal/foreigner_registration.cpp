// Registration numbers of foreigners in the Republic of Korea, and of overseas Koreans with a reported residence: the resident's form, 5 to 8 as
// seventh digit.
#include <array>

#include "refine/personal/korean_registration.h"

namespace jangin::refine {

std::optional<PersonalSpan> find_foreigner_registration(const Site& site) {
  static constexpr auto kWords =
      std::to_array<std::string_view>({"외국인등록", "외국인 등록", "등록번호", "등록 번호", "거소신고", "주민번호", "주민등록", "체류", "arc", "frn",
                                       "alien registration", "foreigner registration", "foreign registration", "residence card"});
  auto number = read_registration_number(site);
  if (!number || !number->foreign || !is_personal(*number, site, kWords)) return std::nullopt;
  return PersonalSpan{number->span, std::move(number->digits)};
}

}  // namespace jangin::refine
