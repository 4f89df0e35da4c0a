// Passports. Korean: a letter of the kind (M, S, R, O, D, G) and eight digits, or, issued since 2021, with a letter as fifth (M123A4567); other
// states' (6 to 9 letters and digits) only after the word.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({"여권", "passport", "passports"});
/// What is said of travellers: enough for the form whose letter is M.
constexpr auto kTravel = std::to_array<std::string_view>({"출국", "입국", "비자", "사증", "국적", "영문명", "탑승", "항공", "체류", "visa",
                                                          "nationality", "travel", "traveller", "traveler", "flight", "passenger", "boarding"});

bool is_korean(std::string_view word) {
  if (word.size() != 9 || std::string_view("MSRODG").find(word[0]) == std::string_view::npos) return false;
  auto digits = [&](size_t from, size_t count) {
    return std::all_of(word.begin() + static_cast<ptrdiff_t>(from), word.begin() + static_cast<ptrdiff_t>(from + count), is_ascii_digit);
  };
  return digits(1, 8) || (digits(1, 3) && is_ascii_upper(word[4]) && digits(5, 4));
}

}  // namespace

std::optional<PersonalSpan> find_passport(const Site& site) {
  record::Span code = code_around(site.text, site.at);
  if (code.size() < 6 || code.size() > 9 || !stands_alone(site.text, code)) return std::nullopt;
  std::string_view word = site.text.substr(code.begin, code.size());
  bool plain = std::all_of(word.begin(), word.end(), [](char c) { return is_ascii_digit(c) || is_ascii_upper(c); });
  auto digits = std::count_if(word.begin(), word.end(), is_ascii_digit);
  if (!plain || digits < 5) return std::nullopt;
  bool date = word.size() == 8 && digits == 8 && (word.starts_with("19") || word.starts_with("20")) &&
              is_date(word.substr(2), to_number(word.substr(0, 2)) * 100);
  if (date) return std::nullopt;
  Context context = context_of(site.text, code);
  bool announced = context.announces(kWords) && context.distance(kWords) <= 40;
  bool korean = is_korean(word) && !speaks_against(context) &&
                (context.is_before(kWords) || context.is_after(kWords) || context.is_before(kTravel) || context.is_after(kTravel) || word[0] == 'M');
  if (!announced && !korean) return std::nullopt;
  return PersonalSpan{code, to_lower_ascii(word)};
}

}  // namespace jangin::refine
