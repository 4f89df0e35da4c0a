// Payment cards: issuer prefixes and lengths (ISO/IEC 7812), Luhn's check digit, written 4-4-4-4, 4-6-5, 4-6-4 or in one. Expiry dates stay.
#include <array>

#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kWords = std::to_array<std::string_view>(
    {"card", "cards", "visa", "mastercard", "amex", "credit", "debit", "카드", "결제", "pan", "charge", "charged", "승인"});

/// Visa, Mastercard, American Express, Discover, JCB, Diners Club, UnionPay, and Korea's domestic 9.
bool is_issued(std::string_view digits) {
  int two = to_number(digits.substr(0, 2)), three = to_number(digits.substr(0, 3)), four = to_number(digits.substr(0, 4));
  switch (digits.size()) {
    case 14: return two == 36 || two == 38 || two == 39 || (three >= 300 && three <= 305);
    case 15: return two == 34 || two == 37;
    case 16:
      return digits[0] == '4' || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || four == 6011 || two == 65 ||
             (three >= 644 && three <= 649) || (four >= 3528 && four <= 3589) || two == 62 || digits[0] == '9' || two == 36;
    case 17:
    case 18:
    case 19: return two == 62 || (digits[0] == '4' && digits.size() == 19);
    default: return false;
  }
}

/// How many groups make up one card; 0: not written like one.
size_t card_groups(const DigitGroups& groups) {
  if (groups.length(0) >= 14 && groups.length(0) <= 19) return 1;
  for (char mark : {'-', ' ', '.'}) {
    if (groups.has_lengths({4, 4, 4, 4, 3}) && groups.joined_by(mark, 5)) return 5;
    if (groups.has_lengths({4, 4, 4, 4}) && groups.joined_by(mark, 4)) return 4;
    if (groups.joined_by(mark, 3) && (groups.has_lengths({4, 6, 5}) || groups.has_lengths({4, 6, 4}))) return 3;
  }
  return 0;
}

}  // namespace

std::optional<PersonalSpan> find_card(const Site& site) {
  size_t count = card_groups(*site.digits);
  if (count == 0) return std::nullopt;
  std::string digits = joined_digits(site.text, *site.digits, count);
  record::Span span{site.at, site.digits->groups[count - 1].end};
  if (!is_issued(digits) || !passes_luhn(digits) || !stands_alone(site.text, span)) return std::nullopt;
  Context context = context_of(site.text, span);
  if (!speaks_for(context, kWords) && speaks_against(context)) return std::nullopt;
  bool announced = context.is_before(kWords) || context.is_after(kWords);
  if (!announced && count == 1 && (digits[0] == '9' || digits.size() == 14)) return std::nullopt;  // one in ten runs of digits passes the check
  return PersonalSpan{span, std::move(digits)};
}

}  // namespace jangin::refine
