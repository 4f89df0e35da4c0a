// Buffers of gradients in a stack of nodes; buffers are used again.
#include "train/gradient_tree.h"

#include <cassert>

namespace jangin::train {

void GradientTree::begin(int64_t first_leaf) {
  for (auto& entry : open_.entries()) put_away(std::move(entry.sum));
  open_.entries().clear();
  if (leaf_) put_away(std::move(leaf_));
  next_leaf_ = first_leaf;
}

void GradientTree::put_away(std::unique_ptr<tensor::Gradients> gradients) {
  if (gradients->lifetime() == tensor::Lifetime::persistent) free_.push_back(std::move(gradients));
}

bool GradientTree::next_completes_a_node() const { return next_leaf_ % 2 == 1 && !open_.entries().empty(); }

tensor::Gradients& GradientTree::leaf(tensor::Lifetime lifetime) {
  if (leaf_) return *leaf_;
  if (lifetime == tensor::Lifetime::step || free_.empty()) {
    leaf_ = std::make_unique<tensor::Gradients>(space_, lifetime);
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
  put_away(std::move(right));
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
