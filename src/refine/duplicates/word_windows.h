// The windows of n words of a text as hashes, and a filter that finds those that may stand somewhere else, too. A span of n words or more that
// stands twice is a row of such windows.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// A word is what stands between white space, byte for byte: case, punctuation and markup count, white space does not.
struct Word {
  uint32_t begin = 0, end = 0;  // bytes of the text
  uint64_t hash = 0;
};
/// Appends the words of `text`. Thread-safe.
void cut_words(std::string_view text, std::vector<Word>& words);

/// Window i of a text begins with its word i. Its anchor is one of the shorter runs of words within it, chosen by what they say alone (the least
/// hash; of equals the last): winnowing, Schleimer et al. 2003. So equal windows have equal anchors at the same place in them, and a text has
/// many fewer anchors than windows.
struct Window {
  uint64_t hash = 0;
  uint64_t anchor = 0;     // hash
  uint32_t anchor_at = 0;  // the anchor's first word
};
/// Words of an anchor: two thirds of a window.
inline size_t anchor_words(size_t n) { return n - n / 3; }
/// One window for each word that n - 1 others follow; replaces `windows`. n ≥ 1. Thread-safe.
void hash_windows(std::span<const Word> words, size_t n, std::vector<Window>& windows);

/// Which hashes were added at least twice; says of about one in ten others that they were. Filled on many threads, with the same outcome.
class RepeatFilter {
 public:
  /// For about so many hashes.
  explicit RepeatFilter(uint64_t expected);
  void add(uint64_t hash);
  bool may_repeat(uint64_t hash) const;

 private:
  static constexpr uint64_t kSlotsAWord = 32;  // of two bits: was added, was added again
  size_t word_of(uint64_t hash) const { return (hash >> 5) & mask_; }
  static uint64_t bit_of(uint64_t hash) { return uint64_t{1} << hash % kSlotsAWord * 2; }
  std::vector<std::atomic<uint64_t>> words_;
  uint64_t mask_;
};

}  // namespace jangin::refine
