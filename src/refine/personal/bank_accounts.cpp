// Bank accounts: IBAN (ISO 13616, check digits mod 97), and national numbers where a bank or an account is named near. Korean banks write 10 to 14
// digits in two to four groups.
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kBanks =
    std::to_array<std::string_view>({"계좌",        "예금주",    "통장", "입금",     "송금",     "이체", "은행",   "국민",           "신한",
                                     "우리",        "하나",      "농협", "수협",     "신협",     "기업", "우체국", "새마을금고",     "카카오뱅크",
                                     "케이뱅크",    "토스뱅크",  "카뱅", "저축은행", "산업은행", "bank", "iban",   "account number", "account no",
                                     "account no.", "account #", "acct", "acct no",  "acc. no",  "a/c",  "a/c no", "bank account"});
constexpr auto kEnglish = std::to_array<std::string_view>(
    {"account number", "account no", "account no.", "account #", "acct", "acct no", "acc. no", "a/c", "a/c no", "bank account"});
constexpr auto kAfter =
    std::to_array<std::string_view>({"예금주", "계좌", "은행", "국민은행", "카카오뱅크", "토스뱅크", "농협", "새마을금고", "우체국", "신협"});
constexpr auto kPhones =
    std::to_array<std::string_view>({"전화", "연락처", "휴대폰", "휴대전화", "핸드폰", "팩스", "☎", "tel", "tel.", "phone", "fax", "t.", "f.", "m."});

/// The groups that hang together by hyphens, or else by blanks in one row.
size_t account_groups(const DigitGroups& groups) {
  size_t count = 1;
  while (count < groups.count && groups.marks[count] == '-') ++count;
  return count;
}

bool is_mobile_phone(std::string_view digits) { return digits.starts_with("010") && digits.size() == 11; }

/// A year, month and day in front, by themselves or in a row without hyphens: an order number or a date with time.
bool begins_with_date(std::string_view digits, size_t first_group) {
  return digits.size() >= 8 && first_group >= 8 && (digits.starts_with("19") || digits.starts_with("20")) &&
         is_date(digits.substr(2, 6), to_number(digits.substr(0, 2)) * 100);
}

int mod97(std::string_view letters) {
  int rest = 0;
  for (char c : letters) {
    int value = is_ascii_digit(c) ? c - '0' : c - 'A' + 10;
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest;
}

}  // namespace

std::optional<PersonalSpan> find_iban(const Site& site) {
  std::string_view text = site.text;
  size_t at = site.at;
  if (at < 2 || !is_ascii_upper(text[at - 1]) || !is_ascii_upper(text[at - 2]) || (at > 2 && is_ascii_alnum(text[at - 3]))) return std::nullopt;
  std::string letters;
  size_t end = at - 2;
  for (size_t i = end; i < text.size() && letters.size() < 34; ++i) {
    bool blank = text[i] == ' ' && letters.size() % 4 == 0 && letters.size() >= 4;
    if (!is_ascii_digit(text[i]) && !is_ascii_upper(text[i])) {
      if (blank) continue;
      break;
    }
    letters += text[i];
    bool ends = i + 1 == text.size() || !is_ascii_alnum(text[i + 1]);
    if (ends && letters.size() >= 15 && mod97(letters.substr(4) + letters.substr(0, 4)) == 1) end = i + 1;
  }
  record::Span span{at - 2, end};
  if (span.size() < 15 || !is_ascii_digit(text[at + 1])) return std::nullopt;
  std::string key;
  for (char c : text.substr(span.begin, span.size())) {
    if (c != ' ') key += c;
  }
  return PersonalSpan{span, to_lower_ascii(key)};
}

std::optional<PersonalSpan> find_bank_account(const Site& site) {
  size_t count = account_groups(*site.digits);
  record::Span span{site.at, site.digits->groups[count - 1].end};
  std::string digits = joined_digits(site.text, *site.digits, count);
  if (digits.size() < 6 || digits.size() > 17 || !stands_alone(site.text, span)) return std::nullopt;
  Context context = context_of(site.text, span);
  bool korean_length = digits.size() >= 10 && digits.size() <= 14 && (count >= 2 || digits.size() >= 11);
  bool english = context.announces(kEnglish) && context.distance(kEnglish) <= 24 && digits.size() >= 7;
  static constexpr auto kAccount = std::to_array<std::string_view>({"account", "a/c"});
  static constexpr auto kBank = std::to_array<std::string_view>({"bank"});
  english = english || (context.announces(kAccount) && context.distance(kAccount) <= 2 && context.is_after(kBank) && digits.size() >= 8);
  if (!english && !korean_length) return std::nullopt;
  bool named = english || speaks_for(context, kBanks) || (context.is_after(kAfter) && !speaks_against(context));
  bool ymd = site.digits->length(0) == 4 && site.digits->length(1) == 2 && site.digits->length(2) == 2;
  if (!named || ymd || begins_with_date(digits, site.digits->length(0))) return std::nullopt;
  if (is_mobile_phone(digits) || context.distance(kPhones) < context.distance(kBanks)) return std::nullopt;
  return PersonalSpan{span, std::move(digits)};
}

}  // namespace jangin::refine
