// Short pieces stay in L1; only a long one allocates.
#include "tokenizer/merging.h"

#include <bit>
#include <queue>
#include <utility>

namespace jangin::tokenizer {
namespace {

constexpr size_t kShortPiece = 48;  // symbols; above it the quadratic scan loses to the heap

uint64_t pair_of(TokenId left, TokenId right) { return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right); }

void merge_short(const MergeTable& merges, Symbols& s) {
  Merge ranks[kShortPiece];
  size_t count = s.ids.size();
  for (size_t i = 0; i + 1 < count; ++i) ranks[i] = merges.find(s.ids[i], s.ids[i + 1]);
  while (count > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < count; ++i) {
      if (ranks[i].rank < ranks[best].rank) best = i;
    }
    if (ranks[best].rank == UINT32_MAX) break;
    s.ids[best] = ranks[best].result;
    s.ends[best] = s.ends[best + 1];
    --count;
    for (size_t i = best + 1; i < count; ++i) {
      s.ids[i] = s.ids[i + 1];
      s.ends[i] = s.ends[i + 1];
    }
    for (size_t i = best + 1; i + 1 < count; ++i) ranks[i] = ranks[i + 1];
    if (best > 0) ranks[best - 1] = merges.find(s.ids[best - 1], s.ids[best]);
    if (best + 1 < count) ranks[best] = merges.find(s.ids[best], s.ids[best + 1]);
  }
  s.ids.resize(count);
  s.ends.resize(count);
}

class LongMerge {
 public:
  LongMerge(const MergeTable& merges, Symbols& symbols) : merges_(merges), s_(symbols), count_(static_cast<uint32_t>(symbols.ids.size())), next_(count_), previous_(count_) {
    for (uint32_t i = 0; i < count_; ++i) {
      next_[i] = i + 1;
      previous_[i] = i == 0 ? UINT32_MAX : i - 1;
    }
  }

  void run() {
    for (uint32_t i = 0; i < count_; ++i) offer(i);
    while (!queue_.empty()) {
      const Candidate top = queue_.top();
      queue_.pop();
      const uint32_t right = next_[top.left];
      if (s_.ids[top.left] != top.left_id || right >= count_ || s_.ids[right] != top.right_id) continue;
      s_.ids[top.left] = top.result;
      s_.ends[top.left] = s_.ends[right];
      s_.ids[right] = kNoToken;
      next_[top.left] = next_[right];
      if (next_[right] < count_) previous_[next_[right]] = top.left;
      offer(top.left);
      if (previous_[top.left] != UINT32_MAX) offer(previous_[top.left]);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count_; i = next_[i], ++kept) {
      s_.ids[kept] = s_.ids[i];
      s_.ends[kept] = s_.ends[i];
    }
    s_.ids.resize(kept);
    s_.ends.resize(kept);
  }

 private:
  struct Candidate {
    uint32_t rank;
    uint32_t left;
    TokenId left_id, right_id;  // the candidate is stale when these have changed
    TokenId result;
    bool operator<(const Candidate& other) const { return std::pair(rank, left) > std::pair(other.rank, other.left); }
  };

  void offer(uint32_t left) {
    if (next_[left] >= count_) return;
    const TokenId a = s_.ids[left];
    const TokenId b = s_.ids[next_[left]];
    const Merge merge = merges_.find(a, b);
    if (merge.rank != UINT32_MAX) queue_.push({merge.rank, left, a, b, merge.result});
  }

  const MergeTable& merges_;
  Symbols& s_;
  uint32_t count_;
  std::vector<uint32_t> next_;
  std::vector<uint32_t> previous_;
  std::priority_queue<Candidate> queue_;
};

}  // namespace

MergeTable::MergeTable(size_t count) : slots_(std::bit_ceil(2 * count + 2)), mask_(slots_.size() - 1), filter_(std::bit_ceil(count / 8 + 1)) {}

size_t MergeTable::slot(uint64_t pair) const {
  size_t at = hash(pair) & mask_;
  while (slots_[at].pair != pair && slots_[at].pair != kEmpty) at = (at + 1) & mask_;
  return at;
}

void MergeTable::insert(TokenId left, TokenId right, Merge merge) {
  const uint64_t pair = pair_of(left, right);
  slots_[slot(pair)] = {pair, merge};
  const uint64_t bits = hash(pair) >> 30;
  filter_[bits / 64 & (filter_.size() - 1)] |= uint64_t{1} << (bits & 63);
}

Merge MergeTable::find(TokenId left, TokenId right) const {
  const uint64_t pair = pair_of(left, right);
  const uint64_t bits = hash(pair) >> 30;
  if ((filter_[bits / 64 & (filter_.size() - 1)] >> (bits & 63) & 1) == 0) return {};
  return slots_[slot(pair)].merge;
}

void merge_all(const MergeTable& merges, Symbols& symbols) {
  if (symbols.ids.size() <= kShortPiece) {
    merge_short(merges, symbols);
  } else {
    LongMerge(merges, symbols).run();
  }
}

}  // namespace jangin::tokenizer
