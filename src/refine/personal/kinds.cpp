// The one table of personal data: kind, placeholder, trigger, least digits, finder; the surest evidence first.
#include <algorithm>
#include <array>

#include "refine/personal/finders.h"

namespace jangin::refine {

std::span<const PersonalKind> personal_kinds() {
  static constexpr auto table = std::to_array<PersonalKind>({
      {"email", "EMAIL", Trigger::mark, 0, find_email},
      {"resident_registration", "RRN", Trigger::number, 13, find_resident_registration},
      {"foreigner_registration", "FRN", Trigger::number, 13, find_foreigner_registration},
      {"card", "CARD", Trigger::number, 14, find_card},
      {"business_registration", "BRN", Trigger::number, 10, find_business_registration},
      {"drivers_licence", "LICENCE", Trigger::number, 2, find_drivers_licence},
      {"passport", "PASSPORT", Trigger::number, 2, find_passport},
      {"social_security", "SSN", Trigger::number, 6, find_social_security},
      {"phone", "PHONE", Trigger::number, 1, find_phone},
      {"bank_account", "ACCOUNT", Trigger::number, 2, find_iban},
      {"bank_account", "ACCOUNT", Trigger::number, 6, find_bank_account},
      {"ip", "IP", Trigger::number, 4, find_ip4, true},
      {"ip", "IP", Trigger::number, 1, find_ip6, true},
      {"address", "ADDRESS", Trigger::number, 1, find_korean_address},
      {"address", "ADDRESS", Trigger::number, 1, find_english_address},
      {"name", "NAME", Trigger::hangul, 0, find_korean_name},
      {"name", "NAME", Trigger::capital, 0, find_english_name},
  });
  return table;
}

std::vector<std::string> personal_kind_names() {
  std::vector<std::string> names;
  for (const PersonalKind& kind : personal_kinds()) {
    if (std::find(names.begin(), names.end(), kind.name) == names.end()) names.emplace_back(kind.name);
  }
  return names;
}

}  // namespace jangin::refine
