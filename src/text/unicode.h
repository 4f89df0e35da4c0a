// Unicode: validity, normal forms, case folding, code points and scripts. ICU behind plain functions; all text is UTF-8. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::text {

bool is_valid_utf8(std::string_view bytes);
/// Byte offset of the first invalid sequence, or npos.
size_t find_invalid_utf8(std::string_view bytes);
/// Invalid sequences become U+FFFD; `replaced` counts them when given.
std::string repair_utf8(std::string_view bytes, size_t* replaced = nullptr);

/// Normal forms (UAX #15). Input must be valid UTF-8 (invalid bytes become U+FFFD).
std::string nfc(std::string_view utf8);
std::string nfkc(std::string_view utf8);
/// One place where a normal form differs: bytes [before_begin, before_end) became [after_begin, after_end).
struct TextChange {
  size_t before_begin = 0, before_end = 0;
  size_t after_begin = 0, after_end = 0;
};
/// NFC of valid UTF-8, and where it changed: ascending, not overlapping; empty when nothing changed.
std::string nfc(std::string_view utf8, std::vector<TextChange>& changes);
/// Full case folding without normalisation, as Python's str.casefold().
std::string casefold(std::string_view utf8);

/// Next code point at `at` (advances it); U+FFFD for an invalid byte.
char32_t next_code_point(std::string_view utf8, size_t& at);
void append_utf8(std::string& to, char32_t code_point);
size_t count_code_points(std::string_view utf8);

bool is_letter(char32_t c);
bool is_digit(char32_t c);
bool is_space(char32_t c);    // White_Space
bool is_mark(char32_t c);     // combining marks
bool is_control(char32_t c);  // Cc and Cf: also soft hyphens, zero-width and direction marks
bool is_upper(char32_t c);
bool is_lower(char32_t c);
bool is_hangul(char32_t c);  // syllables and jamo
bool is_han(char32_t c);
bool is_latin(char32_t c);

}  // namespace jangin::text
