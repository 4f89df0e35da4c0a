// Characters of text that is known to be valid UTF-8: inline, without checks. Outside text: text/unicode.h.
#pragma once

#include <cstdint>
#include <string_view>

namespace jangin::tokenizer {

/// The character that begins at `at`; `length`: its bytes.
inline char32_t character_at(const char* at, uint32_t& length) {
  const auto* byte = reinterpret_cast<const uint8_t*>(at);
  if (byte[0] < 0x80) {
    length = 1;
    return byte[0];
  }
  if (byte[0] < 0xe0) {
    length = 2;
    return (byte[0] & 0x1fu) << 6 | (byte[1] & 0x3fu);
  }
  if (byte[0] < 0xf0) {
    length = 3;
    return (byte[0] & 0x0fu) << 12 | (byte[1] & 0x3fu) << 6 | (byte[2] & 0x3fu);
  }
  length = 4;
  return (byte[0] & 0x07u) << 18 | (byte[1] & 0x3fu) << 12 | (byte[2] & 0x3fu) << 6 | (byte[3] & 0x3fu);
}

/// The same by position, which moves behind the character.
inline char32_t next_character(std::string_view text, size_t& at) {
  uint32_t length;
  const char32_t c = character_at(text.data() + at, length);
  at += length;
  return c;
}

}  // namespace jangin::tokenizer
