// The number that residents and registered foreigners share: YYMMDD, a digit for century and sex, five digits, a check digit (주민등록법 시행규칙
// 제2조; since October 2020 the last six are drawn, so that a wrong check digit says nothing against a number issued since). No finder.
#pragma once

#include <optional>

#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {

struct RegistrationNumber {
  record::Span span;
  std::string digits;    // thirteen
  bool foreign = false;  // the seventh digit is 5 to 8
  bool hyphen = false;   // written 6-7; else with a blank, or in one
  bool in_one = false;
  bool check_is_right = false;
};
/// What has the form and a date at the site. 18th-century digits (9, 0) are none: their holders are dead.
std::optional<RegistrationNumber> read_registration_number(const Site& site);
/// `words` announce the number. Without them a right check digit and a hyphen (or blank) must do, or a person named right before.
bool is_personal(const RegistrationNumber& number, const Site& site, WordList words);

}  // namespace jangin::refine
