// Driver's licences. Korean: 11-22-123456-78 (region 11 to 28, year, number, check), or the region by name; others (letters and digits, 5 to 18) only
// after the words.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kWords =
    std::to_array<std::string_view>({"운전면허", "면허번호", "면허 번호", "면허증", "driver's license", "driver's licence", "driver’s license",
                                     "driver’s licence", "drivers license", "drivers licence", "driver license", "driver licence", "driving license",
                                     "driving licence", "operator's license", "dl", "dl#", "d.l.", "driver lic"});

/// "서울 " or "서울-" right before: where it begins; `at` when there is none.
size_t region_begin(std::string_view text, size_t at) {
  static constexpr auto kRegions = std::to_array<std::string_view>(
      {"서울", "부산", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주", "대구", "인천", "광주", "대전", "울산"});
  size_t end = at;
  while (end > 0 && at - end < 2 && (text[end - 1] == ' ' || text[end - 1] == '-')) --end;
  bool named = end >= 6 && std::find(kRegions.begin(), kRegions.end(), text.substr(end - 6, 6)) != kRegions.end();
  return named ? end - 6 : at;
}

std::optional<record::Span> korean(const Site& site) {
  const DigitGroups& groups = *site.digits;
  bool hyphens = groups.has_lengths({2, 2, 6, 2}) && groups.joined_by('-', 4), blanks = groups.has_lengths({2, 2, 6, 2}) && groups.joined_by(' ', 4);
  if (hyphens || blanks || groups.has_lengths({12})) {
    int region = to_number(site.text.substr(site.at, 2));
    record::Span span{site.at, groups.groups[groups.length(0) == 12 ? 0 : 3].end};
    if (region < 11 || region > 28 || !stands_alone(site.text, span)) return std::nullopt;
    Context context = context_of(site.text, span);
    if (speaks_for(context, kWords) || (hyphens && !speaks_against(context))) return span;
    return std::nullopt;
  }
  if (!groups.has_lengths({2, 6, 2}) || !groups.joined_by('-', 3)) return std::nullopt;
  record::Span span{region_begin(site.text, site.at), groups.groups[2].end};
  if (span.begin == site.at) return std::nullopt;
  return span;
}

/// The word right after "driver's license number": letters and digits, of these at least four digits.
std::optional<record::Span> announced(const Site& site) {
  if (site.digits->digits < 4) return std::nullopt;
  record::Span code = code_around(site.text, site.at);
  if (code.size() < 5 || code.size() > 20 || !stands_alone(site.text, code)) return std::nullopt;
  std::string_view word = site.text.substr(code.begin, code.size());
  if (std::count_if(word.begin(), word.end(), is_ascii_digit) < 4 ||
      std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
    return std::nullopt;
  if (site.digits->has_lengths({4, 2, 2})) return std::nullopt;  // a date
  Context context = context_of(site.text, code);
  if (!context.announces(kWords) || context.distance(kWords) > 24) return std::nullopt;
  return code;
}

}  // namespace

std::optional<PersonalSpan> find_drivers_licence(const Site& site) {
  auto span = korean(site);
  if (!span) span = announced(site);
  if (!span) return std::nullopt;
  std::string key;
  for (char c : site.text.substr(span->begin, span->size())) {
    if (is_ascii_alnum(c)) key += c;
  }
  return PersonalSpan{*span, to_lower_ascii(key)};
}

}  // namespace jangin::refine
