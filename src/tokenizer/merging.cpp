// Short pieces stay in L1; only a long one allocates.
#include "tokenizer/merging.h"

#include <algorithm>
#include <bit>
#include <queue>
#include <utility>

namespace jangin::tokenizer {
namespace {

void merge_short(const MergeTable& merges, Symbols& s) {
  const size_t count = s.ids.size();
  if (count == 0) return;
  FewSymbols few;
  std::copy(s.ids.begin(), s.ids.end(), few.ids.begin());
  for (size_t i = 0; i + 1 < count; ++i) few.set_pair(i, merges.find(s.ids[i], s.ids[i + 1]));
  size_t kept = 0;
  for (uint64_t left = few.merge(merges, count); left != 0; ++kept) {
    const auto place = static_cast<size_t>(std::countr_zero(left));
    left &= left - 1;
    s.ids[kept] = few.ids[place];
    s.ends[kept] = s.ends[left != 0 ? static_cast<size_t>(std::countr_zero(left)) - 1 : count - 1];
  }
  s.ids.resize(kept);
  s.ends.resize(kept);
}

class LongMerge {
 public:
  LongMerge(const MergeTable& merges, Symbols& symbols)
      : merges_(merges), s_(symbols), count_(static_cast<uint32_t>(symbols.ids.size())), next_(count_), previous_(count_) {
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

void MergeTable::insert(TokenId left, TokenId right, Merge merge) {
  const uint64_t pair = pair_of(left, right);
  const uint64_t hashed = hash(pair);
  slots_[slot(pair, hashed)] = {pair, merge};
  const uint64_t bits = hashed >> 30;
  filter_[bits / 64 & (filter_.size() - 1)] |= uint64_t{1} << (bits & 63);
  highest_rank_ = std::max(highest_rank_, merge.rank);
}

uint32_t FewSymbols::least(size_t rounded) const {
  uint32_t least[4] = {kNever, kNever, kNever, kNever};
  for (size_t i = 0; i < rounded; i += 4) {
    for (size_t lane = 0; lane < 4; ++lane) least[lane] = std::min(least[lane], keys_[i + lane]);
  }
  return std::min(std::min(least[0], least[1]), std::min(least[2], least[3]));
}

uint64_t FewSymbols::merge(const MergeTable& merges, size_t count) {
  const size_t rounded = (count + 3) / 4 * 4;
  for (size_t i = count - 1; i < rounded; ++i) keys_[i] = kNever;
  uint64_t there = (uint64_t{1} << count) - 1;
  for (uint32_t key; (key = least(rounded)) != kNever;) {
    const size_t place = key & 63;
    const uint64_t above = there & ~uint64_t{1} << place;
    const uint64_t beyond = above & (above - 1);
    keys_[static_cast<size_t>(std::countr_zero(above))] = kNever;  // the right part
    there ^= above ^ beyond;
    ids[place] = results_[place];
    keys_[place] = kNever;
    if (beyond != 0) set_pair(place, merges.find(ids[place], ids[static_cast<size_t>(std::countr_zero(beyond))]));
    const uint64_t below = there & ((uint64_t{1} << place) - 1);
    if (below == 0) continue;
    const auto before = static_cast<size_t>(63 - std::countl_zero(below));
    set_pair(before, merges.find(ids[before], ids[place]));
  }
  return there;
}

void merge_all(const MergeTable& merges, Symbols& symbols) {
  if (symbols.ids.size() <= FewSymbols::kMost && merges.highest_rank() < FewSymbols::kMostUrgent) {
    merge_short(merges, symbols);
  } else {
    LongMerge(merges, symbols).run();
  }
}

}  // namespace jangin::tokenizer
