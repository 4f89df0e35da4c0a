// Byte-pair encoding's heart (arXiv:1508.07909): symbols side by side join by ranked merges, the most urgent pair first, of equals the
// leftmost. It does not know what symbols are.
#pragma once

#include <cstdint>
#include <vector>

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
  Merge find(TokenId left, TokenId right) const;

 private:
  struct Slot {
    uint64_t pair = kEmpty;
    Merge merge;
  };
  static constexpr uint64_t kEmpty = UINT64_MAX;
  static uint64_t hash(uint64_t pair) {
    const uint64_t product = pair * 0x9e3779b97f4a7c15u;
    return product ^ product >> 29;
  }
  size_t slot(uint64_t pair) const;
  std::vector<Slot> slots_;
  size_t mask_;
  std::vector<uint64_t> filter_;  // bits of pairs that are there: most that are asked for are not, and the bits stay near
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

}  // namespace jangin::tokenizer
