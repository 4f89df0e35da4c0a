// One pass over bytes for words, one over words for windows and anchors: both hashes are polynomials over the words' hashes that roll along.
#include "refine/duplicates/word_windows.h"

#include <algorithm>
#include <bit>

#include "refine/duplicates/shingles.h"
#include "refine/duplicates/word_pieces.h"

namespace jangin::refine {
namespace {

/// The hash of `n` words, moved along a text.
class Roller {
 public:
  explicit Roller(size_t n) {
    for (size_t i = 0; i < n; ++i) leaving_ *= kFactor;
  }
  void add(uint64_t word) { sum_ = sum_ * kFactor + word; }
  void move(uint64_t first, uint64_t next) { sum_ = sum_ * kFactor + next - first * leaving_; }
  uint64_t hash() const { return mix_bits(sum_); }

 private:
  static constexpr uint64_t kFactor = 0xc2b2ae3d27d4eb4fULL;  // odd
  uint64_t sum_ = 0, leaving_ = 1;
};

/// The last place of the least of hashes[begin, end).
size_t find_least(std::span<const uint64_t> hashes, size_t begin, size_t end) {
  size_t least = begin;
  for (size_t i = begin + 1; i < end; ++i)
    if (hashes[i] <= hashes[least]) least = i;
  return least;
}

}  // namespace

void cut_words(std::string_view text, std::vector<Word>& words) {
  for (size_t at = 0; at < text.size();) {
    WordPiece piece = read_word_piece(text, at);
    if (piece.size == 0) {
      ++at;
      continue;
    }
    Word word{static_cast<uint32_t>(at), 0, 0};
    for (; piece.size != 0; piece = at < text.size() ? read_word_piece(text, at) : WordPiece{0, 0}) {
      word.hash = add_piece(word.hash, piece);
      at += piece.size;
      if (piece.size < 8) break;
    }
    word.end = static_cast<uint32_t>(at);
    word.hash = mix_bits(word.hash);
    words.push_back(word);
  }
}

void hash_windows(std::span<const Word> words, size_t n, std::vector<Window>& windows) {
  windows.clear();
  if (words.size() < n) return;
  const size_t short_words = anchor_words(n), choice = n - short_words + 1;  // runs that a window chooses among
  std::vector<uint64_t> runs(words.size() - short_words + 1);
  Roller roller(short_words), window(n);
  for (size_t i = 0; i < words.size(); ++i) {
    i < short_words ? roller.add(words[i].hash) : roller.move(words[i - short_words].hash, words[i].hash);
    if (i + 1 >= short_words) runs[i + 1 - short_words] = roller.hash();
  }
  windows.reserve(words.size() - n + 1);
  for (size_t i = 0; i < n; ++i) window.add(words[i].hash);
  size_t least = find_least(runs, 0, choice);
  for (size_t i = 0;; ++i) {
    if (least < i) {
      least = find_least(runs, i, i + choice);
    } else if (runs[i + choice - 1] <= runs[least]) {
      least = i + choice - 1;
    }
    windows.push_back({window.hash(), runs[least], static_cast<uint32_t>(least)});
    if (i + n == words.size()) return;
    window.move(words[i].hash, words[i + n].hash);
  }
}

RepeatFilter::RepeatFilter(uint64_t expected)
    : words_(std::bit_ceil(std::max<uint64_t>(1, expected / 2))), mask_(words_.size() - 1) {}  // 16 to 32 slots a hash

void RepeatFilter::add(uint64_t hash) {
  std::atomic<uint64_t>& word = words_[word_of(hash)];
  const uint64_t bit = bit_of(hash);
  if (word.fetch_or(bit, std::memory_order_relaxed) & bit) word.fetch_or(bit << 1, std::memory_order_relaxed);
}

bool RepeatFilter::may_repeat(uint64_t hash) const { return (words_[word_of(hash)].load(std::memory_order_relaxed) & bit_of(hash) << 1) != 0; }

}  // namespace jangin::refine
