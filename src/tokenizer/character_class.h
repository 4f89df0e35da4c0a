// The classes that pre-tokenizer patterns speak of, for every code point: one table of bits, two loads a character.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tokenizer/utf8.h"

namespace jangin::tokenizer {

/// Unicode general categories and properties (by ICU) as bits.
enum CharacterClass : uint8_t {
  kLetter = 1,      // \p{L}
  kNumber = 2,      // \p{N}
  kSpace = 4,       // White_Space
  kUpperLike = 8,   // Lu Lt Lm Lo M
  kLowerLike = 16,  // Ll Lm Lo M
  kMark = 32,       // \p{M}
  kSymbol = 64,     // \p{P} \p{S}
  kKanaOrHan = 128  // U+3040–U+30FF, U+4E00–U+9FA5
};

class ClassTable {
 public:
  /// The process's table; made on first use. Thread-safe.
  static const ClassTable& shared();

  /// Class of the character that begins at `at`, and its length. `text` must be valid UTF-8.
  uint8_t at(const char* at, uint32_t& length) const {
    const auto byte = static_cast<uint8_t>(*at);
    if (byte < 0x80) {
      length = 1;
      return ascii_[byte];
    }
    return of(character_at(at, length));
  }
  uint8_t of(uint32_t code) const { return blocks_[blocks_of_[code >> 7]][code & 127]; }

 private:
  ClassTable();
  std::array<uint8_t, 128> ascii_{};
  std::array<uint16_t, (0x110000 >> 7)> blocks_of_{};
  std::vector<std::array<uint8_t, 128>> blocks_;  // those that differ
};

}  // namespace jangin::tokenizer
