// Numbers of English-speaking states' social insurance: US SSN and ITIN (3-2-4), UK National Insurance number, Canadian SIN (3-3-3, Luhn; only after
// the word).
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({"ssn", "ssns", "social security", "social insurance", "sin", "itin", "taxpayer", "tin",
                                                         "national insurance", "nino", "ni number", "ni no", "사회보장번호", "w-9"});

/// Areas 000 and 666, group 00 and serial 0000 are not issued; areas from 900 are taxpayers' (ITIN: group 50–65, 70–88, 90–92, 94–99).
bool is_us(std::string_view digits) {
  int area = to_number(digits.substr(0, 3)), group = to_number(digits.substr(3, 2)), serial = to_number(digits.substr(5));
  if (area >= 900) return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group != 93);
  return area != 0 && area != 666 && group != 0 && serial != 0;
}

std::optional<PersonalSpan> american(const Site& site) {
  const DigitGroups& groups = *site.digits;
  bool shaped = groups.has_lengths({3, 2, 4}) && (groups.joined_by('-', 3) || groups.joined_by(' ', 3)), in_one = groups.has_lengths({9});
  bool canadian = groups.has_lengths({3, 3, 3}) && (groups.joined_by('-', 3) || groups.joined_by(' ', 3));
  if (!shaped && !in_one && !canadian) return std::nullopt;
  size_t count = in_one ? 1 : 3;
  record::Span span{site.at, groups.groups[count - 1].end};
  std::string digits = joined_digits(site.text, groups, count);
  if (!stands_alone(site.text, span) || !(canadian ? passes_luhn(digits) : is_us(digits))) return std::nullopt;
  Context context = context_of(site.text, span);
  bool hyphens = shaped && groups.marks[1] == '-';
  if (!speaks_for(context, kWords) && (!hyphens || speaks_against(context))) return std::nullopt;
  return PersonalSpan{span, std::move(digits)};
}

/// "AB 12 34 56 C", "AB123456C". Letters that are not given out: HMRC's manual NIM39110.
std::optional<PersonalSpan> british(const Site& site) {
  std::string_view text = site.text;
  size_t at = site.at, gap = at > 0 && text[at - 1] == ' ' ? 1 : 0;
  if (at < 2 + gap || !is_ascii_upper(text[at - gap - 1]) || !is_ascii_upper(text[at - gap - 2])) return std::nullopt;
  size_t count = site.digits->has_lengths({2, 2, 2}) && site.digits->joined_by(' ', 3) ? 3 : site.digits->has_lengths({6}) ? 1 : 0;
  if (count == 0) return std::nullopt;
  size_t end = site.digits->groups[count - 1].end;
  size_t letter = end < text.size() && text[end] == ' ' ? end + 1 : end;
  if (letter >= text.size() || text[letter] < 'A' || text[letter] > 'D') return std::nullopt;
  record::Span span{at - gap - 2, letter + 1};
  std::string_view prefix = text.substr(span.begin, 2);
  bool given_out =
      std::string_view("DFIQUV").find(prefix[0]) == std::string_view::npos && std::string_view("DFIOQUV").find(prefix[1]) == std::string_view::npos;
  if (!given_out || !stands_alone(text, span)) return std::nullopt;
  Context context = context_of(text, span);
  if (!speaks_for(context, kWords) && (count != 3 || speaks_against(context))) return std::nullopt;
  return PersonalSpan{span, to_lower_ascii(prefix) + joined_digits(text, *site.digits, count) + text[letter]};
}

}  // namespace

std::optional<PersonalSpan> find_social_security(const Site& site) {
  auto found = british(site);
  return found ? found : american(site);
}

}  // namespace jangin::refine
