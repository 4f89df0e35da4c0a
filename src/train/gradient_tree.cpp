// Buffers of gradients in a stack of nodes; buffers are used again.
#include "train/gradient_tree.h"

#include <cassert>

namespace jangin::train {

void GradientTree::begin(int64_t first_leaf) {
  for (auto& entry : open_.entries()) free_.push_back(std::move(entry.sum));
  open_.entries().clear();
  if (leaf_) free_.push_back(std::move(leaf_));
  next_leaf_ = first_leaf;
}

tensor::Gradients& GradientTree::leaf() {
  if (leaf_) return *leaf_;
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
  open_.push({next_leaf_++, 0}, std::move(leaf_), [this](auto& left, auto&& right) { merge(left, std::move(right)); });
}

void GradientTree::merge(std::unique_ptr<tensor::Gradients>& left, std::unique_ptr<tensor::Gradients>&& right) {
  left->add(*right);
  free_.push_back(std::move(right));
}

const tensor::Gradients& GradientTree::sum() {
  end_leaf();
  assert(!open_.entries().empty());
  open_.fold([this](auto& left, auto&& right) { merge(left, std::move(right)); });
  return *open_.entries().back().sum;
}

std::span<const GradientTree::Entry> GradientTree::nodes() {
  end_leaf();
  return open_.entries();
}

}  // namespace jangin::train
