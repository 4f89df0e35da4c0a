// A text as the set of its shingles: runs of n words, or of n characters, as 64-bit hashes. What near-duplicate search compares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// Words are runs of letters, digits and combining marks in lower case; all else separates: punctuation, spaces and markup do not count, numbers
/// do. A Korean word is thus an eojeol without its punctuation. The text is taken as it is (step `normalise` made it NFC).
enum class ShingleUnit : uint8_t {
  word,
  character,  // of the words, with one space between them
};

/// The longest shingle, in units.
inline constexpr size_t kMaxShingle = 64;

/// The hashes of all shingles of `n` units (1 … kMaxShingle) in the order of the text, repeated ones repeatedly; empty when the text is shorter. They are
/// the same on every machine. Thread-safe.
void hash_shingles(std::string_view text, ShingleUnit unit, size_t n, std::vector<uint64_t>& hashes);

/// Mixes all bits (a bijection).
inline uint64_t mix_bits(uint64_t x) {
  x = (x ^ x >> 32) * 0xd6e8feb86659fd93ULL;
  x = (x ^ x >> 32) * 0xd6e8feb86659fd93ULL;
  return x ^ x >> 32;
}

}  // namespace jangin::refine
