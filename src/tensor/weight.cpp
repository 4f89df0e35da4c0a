// Views of weights, the flat layout, and gradients.
#include "tensor/weight.h"

#include <cassert>

namespace jangin::tensor {

Weight::Weight(std::string name, Tensor value, int64_t flat_begin, bool decays)
    : name_(std::move(name)), value_(std::move(value)), flat_begin_(flat_begin), decays_(decays) {}

void Weight::changed() {
  ++version_;
  drop_views();
}

void Weight::drop_views() {
  std::lock_guard lock(mutex_);
  views_.clear();
}

Packed Weight::view(bool k_first, DType type, bool keep) {
  std::lock_guard lock(mutex_);
  auto found = views_.find({k_first, type});
  if (found != views_.end()) return found->second;
  Packed packed = value_.device().pack(Side::b, value_, k_first, type, keep ? Lifetime::persistent : Lifetime::step);
  if (keep) views_.emplace(std::pair{k_first, type}, packed);
  return packed;
}

size_t WeightSpace::declare(std::string name, Shape shape, bool decays) {
  assert(!flat_.defined());
  declared_.push_back({std::move(name), shape, flat_elements_, decays});
  flat_elements_ += (shape.elements() + kWeightAlignment - 1) / kWeightAlignment * kWeightAlignment;
  return declared_.size() - 1;
}

void WeightSpace::allocate() {
  flat_ = Tensor::zeros(device_, {flat_elements_}, type_, Lifetime::persistent);
  for (const Declared& d : declared_) {
    weights_.push_back(std::make_unique<Weight>(d.name, flat_.flat_slice(d.begin, d.shape), d.begin, d.decays));
  }
}

Weight* WeightSpace::find(std::string_view name) const {
  for (const auto& weight : weights_) {
    if (weight->name() == name) return weight.get();
  }
  return nullptr;
}

Tensor WeightSpace::flat_like() const { return Tensor::zeros(device_, {flat_elements_}, DType::f32, Lifetime::persistent); }

Tensor WeightSpace::slice(const Tensor& flat, const Weight& weight) const { return flat.flat_slice(weight.flat_begin(), weight.value().shape()); }

void WeightSpace::changed() {
  for (const auto& weight : weights_) weight->changed();
}

void WeightSpace::drop_views() {
  for (const auto& weight : weights_) weight->drop_views();
}

Gradients::Gradients(const WeightSpace& space) : space_(space), flat_(space.flat_like()), written_(space.size(), false) {
  for (size_t i = 0; i < space.size(); ++i) index_.emplace(&space[i], i);
}

void Gradients::clear() { written_.assign(written_.size(), false); }

Gradients::Target Gradients::target(const Weight& weight) {
  if (!weight.trainable()) return {};
  size_t index = index_.at(&weight);
  bool accumulate = written_[index];
  written_[index] = true;
  return {space_.slice(flat_, weight), accumulate};
}

void Gradients::finish() {
  for (size_t i = 0; i < written_.size(); ++i) {
    if (!written_[i]) space_.device().fill_zero(space_.slice(flat_, space_[i]));
    written_[i] = true;
  }
}

void Gradients::add(const Gradients& other) { space_.device().add(flat_, other.flat_, flat_); }

}  // namespace jangin::tensor
