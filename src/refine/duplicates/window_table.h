// Where windows of n words stood first: an exact set, keyed by hash and compared word by word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// A window that was added: where it begins, and the place behind its last word.
struct EarlierWindow {
  uint64_t begin = 0, end = 0;
};

/// Eight bytes a slot, of which seven sixteenths to seven eighths are used once it has grown.
class WindowTable {
 public:
  /// How long the text may be.
  static constexpr int kPlaceBits = 36;
  static constexpr uint64_t kMaxTextBytes = uint64_t{1} << kPlaceBits;

  /// Of windows of `words` words of `text`, which ends in white space and outlives this.
  WindowTable(std::string_view text, size_t words);

  /// The window that was added and says the same as the one at `at`. Equal windows must have equal hashes; nothing else is asked of them.
  std::optional<EarlierWindow> find(uint64_t hash, uint64_t at) const;
  /// The same, when `before` was found for the window that begins one word before `at`; `last_word`: where this window's last word begins. If what
  /// was added stands one word behind `before`, that word alone is compared.
  std::optional<EarlierWindow> find_next(uint64_t hash, uint64_t at, uint64_t last_word, const EarlierWindow& before) const;
  /// Fetches the memory that a find() of this hash will read first.
  void prefetch(uint64_t hash) const { __builtin_prefetch(&slots_[home(key_of(hash))]); }
  /// Adds the window at `at` unless one that says the same is there.
  void add(uint64_t hash, uint64_t at);

  uint64_t size() const { return used_; }
  uint64_t bytes() const { return slots_.size() * sizeof(uint64_t); }

 private:
  // A slot: 28 bits of the hash, from which its own place in a table of up to 2^28 slots follows, then 36 bits of place + 1. 0: free.
  static uint64_t key_of(uint64_t hash) { return hash >> kPlaceBits << kPlaceBits; }
  size_t home(uint64_t key) const { return key >> shift_; }
  size_t next(size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  /// The slot whose place compare(place) takes, or the free one where the window belongs.
  template <typename Compare>
  size_t locate(uint64_t hash, Compare compare) const;
  void grow();

  std::string_view text_;
  size_t words_;
  int shift_;
  uint64_t used_ = 0;
  std::vector<uint64_t> slots_;
};

/// The place behind the next `words` words from `a` (≥ 1), if those from `b` are the same. `text` ends in white space; both must have so many.
std::optional<uint64_t> equal_words(std::string_view text, uint64_t a, uint64_t b, size_t words);
/// Where the word behind the one at `place` begins.
uint64_t next_word(std::string_view text, uint64_t place);

}  // namespace jangin::refine
