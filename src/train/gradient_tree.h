// The gradients of a step added by a fixed binary tree over its leaves (some micro-batches each; node_stack.h): the same bits wherever the
// leaves were computed. Memory: one buffer for each node that is open, at most 1 + log2(leaves) of a whole step, and those of a leaf which
// no other follows before it is added to a node take the memory that its pass leaves.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tensor/weight.h"
#include "train/node_stack.h"

namespace jangin::train {

class GradientTree {
 public:
  using Entry = NodeStack<std::unique_ptr<tensor::Gradients>>::Entry;

  explicit GradientTree(const tensor::WeightSpace& space) : space_(space) {}

  /// Forgets what was summed; the next leaf has the number `first_leaf`.
  void begin(int64_t first_leaf = 0);
  /// Whether end_leaf() of the next leaf adds it to a node that is there.
  bool next_completes_a_node() const;
  /// The buffer of the present leaf: cleared when a new one begins, which may have step memory if no pass comes between its end and that of
  /// the node it is added to, or of the step. end_leaf() hands it to the tree.
  tensor::Gradients& leaf(tensor::Lifetime lifetime = tensor::Lifetime::persistent);
  void end_leaf();
  /// The sum over all leaves since begin(), the open one included. At least one leaf. Valid until the next begin().
  const tensor::Gradients& sum();
  /// The nodes that the leaves came to, the open one included: where other ranks have the rest of the tree.
  std::span<const Entry> nodes();

 private:
  void put_away(std::unique_ptr<tensor::Gradients> gradients);
  void merge(std::unique_ptr<tensor::Gradients>& left, std::unique_ptr<tensor::Gradients>&& right);

  const tensor::WeightSpace& space_;
  NodeStack<std::unique_ptr<tensor::Gradients>> open_;
  std::vector<std::unique_ptr<tensor::Gradients>> free_;
  std::unique_ptr<tensor::Gradients> leaf_;
  int64_t next_leaf_ = 0;
};

}  // namespace jangin::train
