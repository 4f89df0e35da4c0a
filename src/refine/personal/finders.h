// Finding personal data in a text: one file and one row of kinds.cpp a finder; one scan of the text serves them all (scan.cpp). They judge by form,
// by check digits and by what stands around. Not a masker: steps/personal_data.cpp masks.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/span.h"
#include "refine/personal/digits.h"

namespace jangin::refine {

struct PersonalSpan {
  record::Span span;
  std::string key;  // equal for two spellings of one address, number or name: lower case, without separators
};

/// Where a finder is asked. Views live as long as the scan.
struct Site {
  std::string_view text;                         // the whole; digits and marks of full width are ASCII here
  const std::vector<std::string>& keep_domains;  // lower case; of PersonalDataConfig
  size_t at = 0;                                 // as the trigger says
  size_t floor = 0;                              // the end of what this finder found last: nothing may begin before it
  const DigitGroups* digits = nullptr;           // Trigger::number: the groups that begin at `at`
};

/// What makes the scan ask a finder.
enum class Trigger {
  mark,     // `at` is "@" or an opening bracket with "at" in it
  number,   // `at` is the first of a run of digits
  capital,  // `at` is an upper-case ASCII letter that begins a word
  hangul,   // `at` is a syllable that begins a run of Hangul
};

struct PersonalKind {
  std::string_view name;         // as the recipe and the report say it
  std::string_view placeholder;  // "EMAIL" becomes <EMAIL_1>, <EMAIL_2>, …
  Trigger trigger;
  size_t min_digits;  // Trigger::number: asked only when the groups at `at` have so many digits together
  std::optional<PersonalSpan> (*find)(const Site& site);
  bool pointed = false;  // Trigger::number: may be asked only where ":", or "." and a digit, begin in the four bytes after `at`
};

/// The table, the surest evidence first: of two equal spans the earlier row's stands. A kind may have several rows.
std::span<const PersonalKind> personal_kinds();
/// The names, each once.
std::vector<std::string> personal_kind_names();

struct FoundPersonal {
  record::Span span;
  const PersonalKind* kind;
  std::string key;
};
/// What is personal in `text` (valid UTF-8), of the kinds named, in ascending order and without overlap: the longer span wins, then the earlier row
/// of the table. Thread-safe; O(bytes).
std::vector<FoundPersonal> find_personal_data(std::string_view text, std::span<const std::string> kinds,
                                              const std::vector<std::string>& keep_domains);

// The finders, each documented in its file.
std::optional<PersonalSpan> find_email(const Site& site);
std::optional<PersonalSpan> find_resident_registration(const Site& site);
std::optional<PersonalSpan> find_foreigner_registration(const Site& site);
std::optional<PersonalSpan> find_card(const Site& site);
std::optional<PersonalSpan> find_business_registration(const Site& site);
std::optional<PersonalSpan> find_drivers_licence(const Site& site);
std::optional<PersonalSpan> find_passport(const Site& site);
std::optional<PersonalSpan> find_social_security(const Site& site);
std::optional<PersonalSpan> find_phone(const Site& site);
std::optional<PersonalSpan> find_iban(const Site& site);
std::optional<PersonalSpan> find_bank_account(const Site& site);
std::optional<PersonalSpan> find_ip4(const Site& site);
std::optional<PersonalSpan> find_ip6(const Site& site);
std::optional<PersonalSpan> find_korean_address(const Site& site);
std::optional<PersonalSpan> find_english_address(const Site& site);
std::optional<PersonalSpan> find_korean_name(const Site& site);
std::optional<PersonalSpan> find_english_name(const Site& site);

}  // namespace jangin::refine
