// Escapes of ECMA-262 (CharacterEscape, CharacterClassEscape).
#include "engine/grammar/character_escapes.h"

#include "text/unicode.h"

namespace jangin::engine::grammar {
namespace {

CodePoints class_of(char letter) {
  const CodePoints digits = {{'0', '9'}};
  const CodePoints words = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  const CodePoints spaces = {{'\t', '\r'},     {' ', ' '},       {0xa0, 0xa0},     {0x1680, 0x1680}, {0x2000, 0x200a},
                             {0x2028, 0x2029}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}, {0xfeff, 0xfeff}};
  switch (letter) {
    case 'd': return digits;
    case 'w': return words;
    case 's': return spaces;
    case 'D': return CodePoints::all().without(digits);
    case 'W': return CodePoints::all().without(words);
    case 'S': return CodePoints::all().without(spaces);
    default: return {};
  }
}

Result<CodePoints> unicode_escape(std::string_view text, size_t& at) {
  char32_t c = 0;
  if (at < text.size() && text[at] == '{') {
    size_t close = text.find('}', at);
    if (close == std::string_view::npos || close - at < 2 || close - at > 7)
      return fail(ErrorCode::invalid_format, "\\u{ needs one to six hexadecimal digits and a '}'");
    ++at;
    JANGIN_ASSIGN(c, take_hex(text, at, static_cast<int>(close - at)));
    ++at;
  } else {
    JANGIN_ASSIGN(c, take_hex(text, at, 4));
    if (c >= 0xd800 && c < 0xdc00 && text.substr(at).starts_with("\\u")) {
      at += 2;
      JANGIN_ASSIGN(const char32_t low, take_hex(text, at, 4));
      if (low >= 0xdc00 && low < 0xe000) c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  }
  if ((c >= 0xd800 && c < 0xe000) || c > 0x10ffff) return fail(ErrorCode::invalid_format, "this \\u stands for no character");
  return CodePoints{{c, c}};
}

}  // namespace

Result<char32_t> take_hex(std::string_view text, size_t& at, int digits) {
  char32_t value = 0;
  for (int i = 0; i < digits; ++i, ++at) {
    const char c = at < text.size() ? text[at] : 'x';
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return fail(ErrorCode::invalid_format, std::to_string(digits) + " hexadecimal digits are needed here");
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

Result<CodePoints> take_escape(std::string_view text, size_t& at) {
  ++at;
  if (at >= text.size()) return fail(ErrorCode::invalid_format, "a backslash with nothing behind it");
  const char letter = text[at];
  if (CodePoints set = class_of(letter); !set.empty()) return ++at, set;
  for (auto [from, to] : {std::pair{'t', '\t'}, {'n', '\n'}, {'r', '\r'}, {'f', '\f'}, {'v', '\v'}}) {
    if (letter == from) return ++at, CodePoints{{static_cast<char32_t>(to), static_cast<char32_t>(to)}};
  }
  if (letter == 'x' || letter == 'u') {
    ++at;
    if (letter == 'u') return unicode_escape(text, at);
    JANGIN_ASSIGN(const char32_t c, take_hex(text, at, 2));
    return CodePoints{{c, c}};
  }
  if (letter == '0' && (at + 1 == text.size() || text[at + 1] < '0' || text[at + 1] > '9')) return ++at, CodePoints{{0, 0}};
  if ((letter >= '0' && letter <= '9') || letter == 'k') return fail(ErrorCode::unsupported, "back references: unsupported");
  if (letter == 'b' || letter == 'B') return fail(ErrorCode::unsupported, "word boundaries: unsupported");
  if (letter == 'p' || letter == 'P') return fail(ErrorCode::unsupported, "Unicode properties: unsupported", {}, "write the ranges");
  if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))
    return fail(ErrorCode::unsupported, std::string("the escape \\") + letter + ": unknown");
  const char32_t c = text::next_code_point(text, at);
  return CodePoints{{c, c}};
}

}  // namespace jangin::engine::grammar
