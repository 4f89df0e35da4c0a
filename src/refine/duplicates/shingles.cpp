// One pass over the bytes: code points → words → a rolling polynomial over the last n units. No allocation a word.
#include "refine/duplicates/shingles.h"

#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "text/unicode.h"

namespace jangin::refine {
namespace {

constexpr uint64_t kWordFactor = 0x9e3779b97f4a7c15ULL;     // 2^64 / golden ratio, odd
constexpr uint64_t kShingleFactor = 0xc2b2ae3d27d4eb4fULL;  // odd
constexpr char32_t kTable = 0x10000;

/// What a code point is in a word: itself in lower case, or 0: it separates.
char32_t word_character(char32_t c) {
  if (text::is_upper(c)) {
    std::string utf8;
    text::append_utf8(utf8, c);
    size_t at = 0;
    std::string folded = text::casefold(utf8);
    return text::next_code_point(folded, at);
  }
  return text::is_letter(c) || text::is_digit(c) || text::is_mark(c) ? c : 0;
}

/// word_character of the basic plane.
const std::array<uint16_t, kTable>& word_characters() {
  static const auto table = [] {
    auto made = std::make_unique<std::array<uint16_t, kTable>>();
    for (char32_t c = 0; c < kTable; ++c) (*made)[c] = static_cast<uint16_t>(word_character(c));
    return made;
  }();
  return *table;
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Code points of one and three bytes (English, Korean) here, all others there.
inline char32_t next_code_point(std::string_view text, size_t& at) {
  auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  if (lead > 0xE0 && lead < 0xED && at + 2 < text.size() && continues(text[at + 1]) && continues(text[at + 2])) {
    char32_t c = (lead & 0xFU) << 12 | (text[at + 1] & 0x3FU) << 6 | (text[at + 2] & 0x3FU);
    at += 3;
    return c;
  }
  return text::next_code_point(text, at);
}

/// The hash of the last n units, n fixed: unit hashes as digits of a number to the base kShingleFactor.
class Roller {
 public:
  Roller(size_t n, std::vector<uint64_t>& hashes) : n_(n), hashes_(hashes) {
    for (size_t i = 0; i < n; ++i) leaving_ *= kShingleFactor;
  }

  void add(uint64_t unit) {
    sum_ = sum_ * kShingleFactor + unit - ring_[at_] * leaving_;
    ring_[at_] = unit;
    if (++at_ == n_) at_ = 0;
    if (++count_ >= n_) hashes_.push_back(mix_bits(sum_));
  }

 private:
  size_t n_, at_ = 0, count_ = 0;
  uint64_t sum_ = 0, leaving_ = 1;
  std::array<uint64_t, kMaxShingle> ring_{};
  std::vector<uint64_t>& hashes_;
};

/// The ASCII letters and digits that `text` has from `at` on, at most eight: in lower case, one a byte.
struct Piece {
  uint64_t bytes;
  size_t size;
};
Piece read_piece(std::string_view text, size_t at) {
  static_assert(std::endian::native == std::endian::little);
  uint64_t bytes = 0;
  if (text.size() - at >= 8) {
    std::memcpy(&bytes, text.data() + at, 8);
  } else {
    std::memcpy(&bytes, text.data() + at, text.size() - at);
  }
  constexpr uint64_t kOnes = 0x0101'0101'0101'0101ULL, kTops = kOnes * 0x80;
  uint64_t lower = bytes | kOnes * 0x20;                                                                                        // digits stay
  auto at_least = [](uint64_t seven_bits, char c) { return (seven_bits & ~kTops) + kOnes * static_cast<uint64_t>(0x80 - c); };  // in each top bit
  uint64_t letters = at_least(lower, 'a') & ~at_least(lower, 'z' + 1), digits = at_least(bytes, '0') & ~at_least(bytes, '9' + 1);
  uint64_t others = ~((letters | digits) & ~bytes) & kTops;
  if (others == 0) return {lower, 8};
  auto size = static_cast<size_t>(std::countr_zero(others)) / 8;
  return {lower & ((uint64_t{1} << size * 8) - 1), size};
}

/// The code points of a word from `at` on, and what ends it. Whether there was one.
bool hash_rest(std::string_view text, size_t& at, uint64_t& word) {
  const auto& table = word_characters();
  bool any = false;
  while (at < text.size()) {
    char32_t c = next_code_point(text, at);
    c = c < kTable ? table[c] : word_character(c);
    if (c == 0) break;
    word = (word ^ c) * kWordFactor;
    any = true;
  }
  return any;
}

/// A word's hash takes its ASCII beginning eight letters at a time, then code points.
void hash_words(std::string_view text, Roller& roller) {
  for (size_t at = 0; at < text.size();) {
    uint64_t word = 0;
    const size_t begin = at;
    Piece piece{0, static_cast<unsigned char>(text[at]) < 0x80 ? 8U : 0U};
    while (piece.size == 8 && at < text.size()) {
      piece = read_piece(text, at);
      at += piece.size;
      if (piece.size > 0) word = (word ^ piece.bytes) * kWordFactor ^ word >> 32;
    }
    bool any = at > begin;
    if (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) {
      any |= hash_rest(text, at, word);
    } else {
      ++at;
    }
    if (any) roller.add(mix_bits(word));
  }
}

/// Words as their code points, one space between them.
void hash_characters(std::string_view text, Roller& roller) {
  const auto& table = word_characters();
  bool space = false, begun = false;
  for (size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    c = c < kTable ? table[c] : word_character(c);
    if (c != 0 && space && begun) roller.add(mix_bits(' '));
    if (c != 0) roller.add(mix_bits(c));
    space = c == 0;
    begun |= c != 0;
  }
}

}  // namespace

void hash_shingles(std::string_view text, ShingleUnit unit, size_t n, std::vector<uint64_t>& hashes) {
  hashes.clear();
  hashes.reserve(unit == ShingleUnit::word ? text.size() / 5 : text.size());
  Roller roller(n, hashes);
  unit == ShingleUnit::word ? hash_words(text, roller) : hash_characters(text, roller);
}

}  // namespace jangin::refine
