// Words as white space separates them, read eight bytes at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace jangin::refine {

/// Up to eight bytes of a word, the others 0. Size 0: white space or another control character stands there.
struct WordPiece {
  uint64_t bytes;
  size_t size;
  bool operator==(const WordPiece&) const = default;
};

/// What stands at `at`, which is within `text`: up to the first byte that is white space (or another control character).
inline WordPiece read_word_piece(std::string_view text, size_t at) {
  static_assert(std::endian::native == std::endian::little);
  uint64_t bytes = 0x2020'2020'2020'2020ULL;
  if (text.size() - at >= 8) {
    std::memcpy(&bytes, text.data() + at, 8);
  } else {
    std::memcpy(&bytes, text.data() + at, text.size() - at);
  }
  constexpr uint64_t kOnes = 0x0101'0101'0101'0101ULL;
  uint64_t blank = (bytes - kOnes * 0x21) & ~bytes & kOnes * 0x80;  // exact up to and with the first blank byte
  if (blank == 0) return {bytes, 8};
  auto size = static_cast<size_t>(std::countr_zero(blank)) / 8;
  return {bytes & ((uint64_t{1} << size * 8) - 1), size};
}

/// A hash that has taken in one piece more; mix_bits() before it is used.
inline uint64_t add_piece(uint64_t hash, const WordPiece& piece) {
  constexpr uint64_t kFactor = 0x9e3779b97f4a7c15ULL;  // odd
  return ((hash ^ piece.bytes) * kFactor ^ hash >> 32) + piece.size;
}

}  // namespace jangin::refine
