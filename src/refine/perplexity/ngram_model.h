// A character n-gram model, interpolated Kneser-Ney (Kneser & Ney 1995; Chen & Goodman 1999) with one discount an order. Small and fast: it tells
// usual text of a corpus from unusual, no more. Characters are code points.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace jangin::refine {

class NgramModel {
 public:
  static constexpr int kMostOrder = 8;
  /// `order`: characters of the longest n-gram, 1..kMostOrder.
  explicit NgramModel(int order) : order_(order), slots_(kFirstSlots) {}

  /// Learns a text; what comes out does not depend on the order of texts.
  void add(std::string_view text);
  /// To be called once, behind the last add(): sets the discounts.
  void finish();
  /// -log2 of the text's probability. Sums to 1 over all code points in each place; unseen ones share what the unigrams leave evenly. Thread-safe.
  double bits(std::string_view text) const;

  /// n-grams of all lengths, and the memory they take.
  uint64_t size() const { return used_; }
  uint64_t memory_bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  static constexpr size_t kFirstSlots = 1 << 12;  // a power of two
  /// One n-gram. The longest n-grams are counted as they occur, shorter ones once for each different character before them (Kneser-Ney's continuation
  /// counts). As a context: the sum of the counts of what follows it, and how many different characters do.
  struct Slot {
    uint64_t key = 0;  // 0: free; equal keys are taken for equal n-grams (2^-64 a pair)
    uint32_t count = 0;
    uint32_t total = 0;
    uint32_t distinct : 24 = 0;
    uint32_t length : 8 = 0;
  };
  using Keys = std::array<uint64_t, kMostOrder + 1>;  // of the n-grams that end at one place, by length; [0]: the empty one

  std::vector<uint64_t> characters_of(std::string_view text) const;
  void set_keys(const std::vector<uint64_t>& characters, size_t end, Keys& keys) const;
  size_t place_of(uint64_t key) const { return key * 0x9E3779B97F4A7C15 >> shift_; }  // the upper bits, which depend on all of the key's
  const Slot* find(uint64_t key) const;
  Slot& find_or_add(uint64_t key, int length);
  void grow();

  int order_;
  std::vector<Slot> slots_;
  int shift_ = 64 - 12;  // 64 - log2(slots)
  uint64_t used_ = 0;
  std::array<double, kMostOrder + 1> discounts_{};
};

}  // namespace jangin::refine
