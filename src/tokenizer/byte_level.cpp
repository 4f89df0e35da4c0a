// The alphabet as two tables: 188 printable bytes stand for themselves, the other 68 for U+0100 onwards.
#include "tokenizer/byte_level.h"

#include <array>
#include <cstdint>

#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

constexpr bool stands_for_itself(int byte) { return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174; }

struct Alphabet {
  std::array<char32_t, 256> characters{};
  std::array<int16_t, 512> bytes{};
  constexpr Alphabet() {
    bytes.fill(-1);
    char32_t next = 256;
    for (int byte = 0; byte < 256; ++byte) {
      const char32_t character = stands_for_itself(byte) ? static_cast<char32_t>(byte) : next++;
      characters[static_cast<size_t>(byte)] = character;
      bytes[character] = static_cast<int16_t>(byte);
    }
  }
};
constexpr Alphabet kAlphabet;

}  // namespace

std::string to_byte_level(std::string_view bytes) {
  std::string text;
  for (char byte : bytes) text::append_utf8(text, kAlphabet.characters[static_cast<uint8_t>(byte)]);
  return text;
}

std::optional<std::string> from_byte_level(std::string_view text) {
  std::string bytes;
  for (size_t at = 0; at < text.size();) {
    const char32_t character = text::next_code_point(text, at);
    const int16_t byte = character < kAlphabet.bytes.size() ? kAlphabet.bytes[character] : int16_t{-1};
    if (byte < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

}  // namespace jangin::tokenizer
