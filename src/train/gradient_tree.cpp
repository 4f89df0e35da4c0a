// A binary counter of partial sums: equal levels merge at once, what is left merges from the right.
#include "train/gradient_tree.h"

#include <cassert>

namespace jangin::train {

tensor::Gradients& GradientTree::leaf() {
  if (leaf_) return *leaf_;
  if (result_) free_.push_back(std::move(result_));
  if (free_.empty()) {
    leaf_ = std::make_unique<tensor::Gradients>(space_);
  } else {
    leaf_ = std::move(free_.back());
    free_.pop_back();
  }
  leaf_->clear();
  return *leaf_;
}

void GradientTree::end_leaf() {
  if (!leaf_) return;
  leaf_->finish();
  open_.push_back({0, std::move(leaf_)});
  while (open_.size() >= 2 && open_[open_.size() - 1].level == open_[open_.size() - 2].level) merge_last_two();
}

void GradientTree::merge_last_two() {
  Node right = std::move(open_.back());
  open_.pop_back();
  Node& left = open_.back();
  left.gradients->add(*right.gradients);
  left.level = std::max(left.level, right.level) + 1;
  free_.push_back(std::move(right.gradients));
}

const tensor::Gradients& GradientTree::sum() {
  end_leaf();
  assert(!open_.empty());
  while (open_.size() >= 2) merge_last_two();
  result_ = std::move(open_.back().gradients);
  open_.clear();
  return *result_;
}

}  // namespace jangin::train
