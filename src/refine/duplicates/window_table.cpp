// Open addressing with linear probing.
#include "refine/duplicates/window_table.h"

#include "refine/duplicates/word_pieces.h"

namespace jangin::refine {
namespace {

constexpr int kFirstBits = 10;
constexpr uint64_t kPlaceMask = WindowTable::kMaxTextBytes - 1;

void skip_blank(std::string_view text, uint64_t& at) {
  while (at < text.size() && static_cast<unsigned char>(text[at]) <= 0x20) ++at;
}

}  // namespace

std::optional<uint64_t> equal_words(std::string_view text, uint64_t a, uint64_t b, size_t words) {
  for (; words > 0; --words) {
    skip_blank(text, a);
    skip_blank(text, b);
    for (size_t size = 8; size == 8;) {
      if (a >= text.size() || b >= text.size()) return std::nullopt;
      const WordPiece piece = read_word_piece(text, a);
      if (piece != read_word_piece(text, b)) return std::nullopt;
      size = piece.size;
      a += size, b += size;
    }
  }
  return a;
}

uint64_t next_word(std::string_view text, uint64_t place) {
  while (place < text.size() && static_cast<unsigned char>(text[place]) > 0x20) ++place;
  skip_blank(text, place);
  return place;
}

WindowTable::WindowTable(std::string_view text, size_t words)
    : text_(text), words_(words), shift_(64 - kFirstBits), slots_(size_t{1} << kFirstBits) {}

template <typename Compare>
size_t WindowTable::locate(uint64_t hash, Compare compare) const {
  const uint64_t key = key_of(hash);
  size_t slot = home(key);
  for (; slots_[slot] != 0; slot = next(slot)) {
    if (key_of(slots_[slot]) == key && compare((slots_[slot] & kPlaceMask) - 1)) break;
  }
  return slot;
}

std::optional<EarlierWindow> WindowTable::find(uint64_t hash, uint64_t at) const {
  EarlierWindow earlier;
  const size_t slot = locate(hash, [&](uint64_t place) {
    const auto end = equal_words(text_, place, at, words_);
    if (end) earlier = {place, *end};
    return end.has_value();
  });
  return slots_[slot] == 0 ? std::nullopt : std::optional(earlier);
}

std::optional<EarlierWindow> WindowTable::find_next(uint64_t hash, uint64_t at, uint64_t last_word, const EarlierWindow& before) const {
  const uint64_t expected = next_word(text_, before.begin);
  EarlierWindow earlier;
  const size_t slot = locate(hash, [&](uint64_t place) {
    const auto end = place == expected ? equal_words(text_, before.end, last_word, 1) : equal_words(text_, place, at, words_);
    if (end) earlier = {place, *end};
    return end.has_value();
  });
  return slots_[slot] == 0 ? std::nullopt : std::optional(earlier);
}

void WindowTable::add(uint64_t hash, uint64_t at) {
  const size_t slot = locate(hash, [&](uint64_t place) { return equal_words(text_, place, at, words_).has_value(); });
  if (slots_[slot] != 0) return;
  slots_[slot] = key_of(hash) | (at + 1);
  if (++used_ * 8 > slots_.size() * 7) grow();
}

void WindowTable::grow() {
  std::vector<uint64_t> old(slots_.size() * 2);
  old.swap(slots_);
  --shift_;
  for (uint64_t value : old) {
    if (value == 0) continue;
    size_t slot = home(key_of(value));
    while (slots_[slot] != 0) slot = next(slot);
    slots_[slot] = value;
  }
}

}  // namespace jangin::refine
