// Byte-pair encoding's heart (arXiv:1508.07909): symbols side by side join by ranked merges, the most urgent pair first, of equals the
// leftmost. It does not know what symbols are.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/huge_pages.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Two symbols that join: how urgently (lower first), into what.
struct Merge {
  uint32_t rank = UINT32_MAX;  // UINT32_MAX: they do not
  TokenId result = kNoToken;
};

/// Pair of ids → merge: a fixed open-addressing table.
class MergeTable {
 public:
  explicit MergeTable(size_t count);
  void insert(TokenId left, TokenId right, Merge merge);  // a pair that is there gets the new merge
  Merge find(TokenId left, TokenId right) const {
    const uint64_t pair = pair_of(left, right);
    const uint64_t hashed = hash(pair);
    const uint64_t bits = hashed >> 30;
    if ((filter_[bits / 64 & (filter_.size() - 1)] >> (bits & 63) & 1) == 0) return {};
    return slots_[slot(pair, hashed)].merge;
  }
  uint32_t highest_rank() const { return highest_rank_; }

 private:
  struct Slot {
    uint64_t pair = kEmpty;
    Merge merge;
  };
  static constexpr uint64_t kEmpty = UINT64_MAX;
  static uint64_t pair_of(TokenId left, TokenId right) {
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
  }
  static uint64_t hash(uint64_t pair) {
    const uint64_t product = pair * 0x9e3779b97f4a7c15u;
    return product ^ product >> 29;
  }
  size_t slot(uint64_t pair, uint64_t hashed) const {
    size_t at = hashed & mask_;
    while (slots_[at].pair != pair && slots_[at].pair != kEmpty) at = (at + 1) & mask_;
    return at;
  }
  std::vector<Slot, HugePages<Slot>> slots_;
  size_t mask_;
  std::vector<uint64_t> filter_;  // bits of pairs that are there: most that are asked for are not, and the bits stay near
  uint32_t highest_rank_ = 0;
};

/// Symbols of a piece, side by side; `ends`: byte of the piece where each ends.
struct Symbols {
  std::vector<TokenId> ids;
  std::vector<uint32_t> ends;

  void clear() {
    ids.clear();
    ends.clear();
  }
  void add(TokenId id, size_t end) {
    ids.push_back(id);
    ends.push_back(static_cast<uint32_t>(end));
  }
};

/// Joins until nothing joins: short pieces by repeated scans, long ones by a heap (n log n).
void merge_all(const MergeTable& merges, Symbols& symbols);

/// The symbols of a short piece, none of which moves: what joins goes to the place of its left part, and places that are left are bits that
/// are off. So each step is a search for the least of a few numbers and two questions to the table, without a loop that moves the rest.
class FewSymbols {
 public:
  static constexpr size_t kMost = 48;               // above it the search through all symbols loses to the heap
  static constexpr uint32_t kMostUrgent = 1 << 26;  // ranks from here on do not fit beside a place

  std::array<TokenId, kMost> ids;

  /// What the symbols at `place` and behind it join to.
  void set_pair(size_t place, const Merge& merge) {
    keys_[place] = merge.rank == UINT32_MAX ? kNever : merge.rank << 6 | static_cast<uint32_t>(place);
    results_[place] = merge.result;
  }
  /// Joins ids[0, count) until nothing joins; set_pair was called for all places but the last. Returns the places that are left, as bits.
  uint64_t merge(const MergeTable& merges, size_t count);

 private:
  static constexpr uint32_t kNever = UINT32_MAX;
  uint32_t least(size_t rounded) const;
  std::array<uint32_t, kMost> keys_;  // rank, then place: of equal ranks the leftmost is the least
  std::array<TokenId, kMost> results_;
};

}  // namespace jangin::tokenizer
