// The gradients of a step added by a fixed binary tree over its leaves (some micro-batches each): the same bits wherever the leaves were
// computed. Memory: one buffer for each level that is open, at most 1 + log2(leaves).
#pragma once

#include <memory>
#include <vector>

#include "tensor/weight.h"

namespace jangin::train {

class GradientTree {
 public:
  explicit GradientTree(const tensor::WeightSpace& space) : space_(space) {}

  /// The buffer of the present leaf: cleared when a new one begins. end_leaf() hands it to the tree.
  tensor::Gradients& leaf();
  void end_leaf();
  /// The sum over all leaves since the last call, the open one included. Valid until the next leaf().
  const tensor::Gradients& sum();

 private:
  struct Node {
    int level;
    std::unique_ptr<tensor::Gradients> gradients;
  };
  void merge_last_two();

  const tensor::WeightSpace& space_;
  std::vector<Node> open_;
  std::vector<std::unique_ptr<tensor::Gradients>> free_;
  std::unique_ptr<tensor::Gradients> leaf_;
  std::unique_ptr<tensor::Gradients> result_;
};

}  // namespace jangin::train
