// Digits in groups, as numbers of persons are written, and the marks at their ends. What the finders of numbers share; no finder.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "record/span.h"

namespace jangin::refine {

constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_ascii_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
constexpr bool is_ascii_alnum(char c) { return is_ascii_digit(c) || is_ascii_letter(c); }

/// "900101-1234567" → "900101", "1234567". Between groups stands one of "-" (any dash), " - ", " ", ".".
struct DigitGroups {
  static constexpr size_t kMost = 8;
  std::array<record::Span, kMost> groups;
  std::array<char, kMost> marks{};  // before each group: '-', ' ' or '.'; the first has none
  size_t count = 0;                 // beyond kMost: cut there
  size_t digits = 0;                // of all groups

  size_t length(size_t group) const { return group < count ? groups[group].size() : 0; }
  bool has_lengths(std::initializer_list<size_t> lengths) const;  // of the first groups
  /// Do the first `groups` hang together by this one mark?
  bool joined_by(char mark, size_t groups) const;
};
DigitGroups read_digit_groups(std::string_view text, size_t at);

/// The digits of the first `count` groups.
std::string joined_digits(std::string_view text, const DigitGroups& digits, size_t count);

/// Neither end touches what would make it part of something longer: letters, digits, "." or "-" with more behind, "#", "_", "=".
bool stands_alone(std::string_view text, record::Span span);

/// The word of letters, digits and inner hyphens around `at`: "D123-4567-8901". Empty when a digit stands in it before `at`: it was asked then.
record::Span code_around(std::string_view text, size_t at);

int weighted_sum(std::string_view digits, std::initializer_list<int> weights);
bool passes_luhn(std::string_view digits);  // ISO/IEC 7812-1, annex B
/// YYMMDD in the century that begins with `century`.
bool is_date(std::string_view yymmdd, int century);
/// The number of the two, three or more digits.
int to_number(std::string_view digits);

}  // namespace jangin::refine
