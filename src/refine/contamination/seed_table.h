// Runs of tokens by which questions are looked up: three words, or seven tokens that end in a syllable. Most runs of a text are in no question, and
// a filter of a megabyte or less, which stays in the cache, says so.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "refine/contamination/tokens.h"

namespace jangin::refine {

constexpr size_t kWordRun = 3, kSyllableRun = 7;  // tokens

/// Calls use(index of the run's last token, hash of the run) for each run of `count` tokens; hash(i): that of token i.
template <typename Hash, typename Use>
void for_each_run(size_t count, Hash hash, Use use) {
  constexpr uint64_t kBase = 0x9E3779B97F4A7C15ULL, kFinish = 0xD6E8FEB86659FD93ULL;
  constexpr uint64_t kOldest = [] {
    uint64_t power = 1;
    for (size_t i = 0; i < kSyllableRun; ++i) power *= kBase;
    return power;
  }();
  uint64_t rolling = 0;
  for (size_t i = 0; i < count; ++i) {
    uint64_t token = hash(i);
    rolling = rolling * kBase + token;
    if (i >= kSyllableRun) rolling -= kOldest * hash(i - kSyllableRun);
    uint64_t run;
    if ((token & 1) != 0) {
      if (i + 1 < kSyllableRun) continue;
      run = rolling;
    } else {
      if (i + 1 < kWordRun) continue;
      run = ((uint64_t{hash(i - 2)} * kBase + hash(i - 1)) * kBase + token) ^ kFinish;
    }
    run = (run ^ (run >> 29)) * kFinish;
    use(i, run ^ (run >> 32));
  }
}

/// Which items hold a run.
class SeedTable {
 public:
  struct Entry {
    uint64_t run = 0;
    uint32_t item = 0;
  };
  /// Runs that more than `most_items` items hold are left out.
  void build(std::vector<Entry> entries, size_t most_items);
  bool may_hold(uint64_t run) const { return (filter_[(run & filter_mask_) >> 6] >> (run & 63) & 1) != 0; }
  /// Items that hold the run; empty when none does.
  std::span<const uint32_t> find(uint64_t run) const;

 private:
  struct Slot {
    uint64_t run = 0;
    uint32_t begin = 0, count = 0;  // of items_
  };
  std::vector<uint64_t> filter_ = {0};  // bits
  uint64_t filter_mask_ = 0, slot_mask_ = 0;
  std::vector<Slot> slots_;
  std::vector<uint32_t> items_;
};

}  // namespace jangin::refine
