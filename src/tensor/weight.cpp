// Views of weights, the flat layout, and gradients.
#include "tensor/weight.h"

#include <cassert>

namespace jangin::tensor {

Weight::Weight(std::string name, Shape shape, Tensor value, int64_t flat_begin, bool decays)
    : name_(std::move(name)), shape_(shape), value_(std::move(value)), flat_begin_(flat_begin), decays_(decays) {}

void Weight::set_quantized(QuantizedWeight value) {
  assert(!value_.defined() && value.rows() == rows() && value.k == columns());
  quantized_ = std::move(value);
  trainable_ = false;
}

void Weight::changed() {
  ++version_;
  drop_views();
}

void Weight::drop_views() {
  std::lock_guard lock(mutex_);
  views_.clear();
}

Packed Weight::view(bool k_first, DType type, bool keep) {
  assert(value_.defined());
  std::lock_guard lock(mutex_);
  auto found = views_.find({k_first, type});
  if (found != views_.end()) return found->second;
  Packed packed = value_.device().pack(Side::b, value_, k_first, type, keep ? Lifetime::persistent : Lifetime::step);
  if (keep) views_.emplace(std::pair{k_first, type}, packed);
  return packed;
}

size_t WeightSpace::declare(std::string name, Shape shape, bool decays) {
  assert(!flat_.defined());
  declared_.push_back({std::move(name), shape, decays});
  return declared_.size() - 1;
}

void WeightSpace::allocate() {
  std::vector<int64_t> begins;
  for (const Declared& d : declared_) {
    begins.push_back(flat_elements_);
    if (!d.in_blocks) flat_elements_ += (d.shape.elements() + kWeightAlignment - 1) / kWeightAlignment * kWeightAlignment;
  }
  flat_ = Tensor::zeros(device_, {flat_elements_}, type_, Lifetime::persistent);
  for (size_t i = 0; i < declared_.size(); ++i) {
    const Declared& d = declared_[i];
    weights_.push_back(std::make_unique<Weight>(d.name, d.shape, d.in_blocks ? Tensor() : flat_.flat_slice(begins[i], d.shape), begins[i], d.decays));
  }
}

size_t WeightSpace::bytes() const {
  size_t sum = static_cast<size_t>(flat_elements_) * size_of(type_);
  for (const auto& weight : weights_) sum += weight->quantized() ? weight->quantized()->bytes() : 0;
  return sum;
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
