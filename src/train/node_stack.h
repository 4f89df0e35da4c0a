// The fixed binary tree over numbered leaves by which a step's gradients are added: a node of level l covers 2^l leaves from a multiple of
// 2^l on, what is left at the end is added from the right. So the sum has one order, wherever its leaves were computed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace jangin::train {

struct TreeNode {
  int64_t begin = 0;  // first leaf
  int level = 0;
  bool operator==(const TreeNode&) const = default;
};

/// Sums of nodes, left to right, none of which could be added to its neighbour yet. `Merge` is called as merge(left, std::move(right)):
/// left += right.
template <typename Sum>
class NodeStack {
 public:
  struct Entry {
    TreeNode node;
    Sum sum;
  };

  /// The node behind the last one.
  template <typename Merge>
  void push(TreeNode node, Sum sum, Merge&& merge) {
    entries_.push_back({node, std::move(sum)});
    while (last_two_are_halves()) merge_last_two(merge);
  }
  /// Adds what is left from the right; one entry remains. There is at least one.
  template <typename Merge>
  void fold(Merge&& merge) {
    while (entries_.size() >= 2) merge_last_two(merge);
  }
  std::vector<Entry>& entries() { return entries_; }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  bool last_two_are_halves() const {
    if (entries_.size() < 2) return false;
    const TreeNode left = entries_[entries_.size() - 2].node;
    return left.level == entries_.back().node.level && left.begin % (int64_t{2} << left.level) == 0;
  }
  template <typename Merge>
  void merge_last_two(Merge&& merge) {
    Entry right = std::move(entries_.back());
    entries_.pop_back();
    Entry& left = entries_.back();
    merge(left.sum, std::move(right.sum));
    left.node.level = std::max(left.node.level, right.node.level) + 1;
  }
  std::vector<Entry> entries_;
};

/// The nodes that leaves begin … begin + count come to.
inline std::vector<TreeNode> tree_nodes(int64_t begin, int64_t count) {
  NodeStack<char> stack;
  for (int64_t leaf = begin; leaf < begin + count; ++leaf) stack.push({leaf, 0}, {}, [](char&, char&&) {});
  std::vector<TreeNode> nodes;
  for (const auto& entry : stack.entries()) nodes.push_back(entry.node);
  return nodes;
}

}  // namespace jangin::train
