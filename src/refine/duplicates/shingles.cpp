// One pass over the bytes: code points → words → a rolling polynomial over the last n units. No allocation a word.
#include "refine/duplicates/shingles.h"

#include <array>
#include <memory>

#include "text/unicode.h"

namespace jangin::refine {
namespace {

constexpr uint64_t kWordFactor = 0x9e3779b97f4a7c15ULL;  // 2^64 / golden ratio, odd
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

template <typename Character, typename WordEnd>
void walk(std::string_view text, Character character, WordEnd word_end) {
  const auto& table = word_characters();
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    c = c < kTable ? table[c] : word_character(c);
    if (c != 0) {
      character(c);
      inside = true;
    } else if (inside) {
      word_end();
      inside = false;
    }
  }
  if (inside) word_end();
}

}  // namespace

void hash_shingles(std::string_view text, ShingleUnit unit, size_t n, std::vector<uint64_t>& hashes) {
  hashes.clear();
  hashes.reserve(unit == ShingleUnit::word ? text.size() / 5 : text.size());
  Roller roller(n, hashes);
  if (unit == ShingleUnit::word) {
    uint64_t word = 0;
    walk(text, [&](char32_t c) { word = (word ^ c) * kWordFactor; }, [&] {
      roller.add(mix_bits(word));
      word = 0;
    });
  } else {
    bool space = false;
    walk(text, [&](char32_t c) {
      if (space) roller.add(mix_bits(' '));
      space = false;
      roller.add(mix_bits(c));
    }, [&] { space = true; });
  }
}

}  // namespace jangin::refine
