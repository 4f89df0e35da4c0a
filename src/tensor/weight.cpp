// Views of weights, the flat layout, and gradients.
#include "tensor/weight.h"

#include <algorithm>
#include <cassert>
#include <ranges>

#include "kernel/elementwise.h"

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

Gradients::Gradients(const WeightSpace& space, Lifetime lifetime)
    : space_(space), lifetime_(lifetime), parts_(space.size()), written_(space.size(), false) {
  if (lifetime == Lifetime::persistent) flat_ = space.flat_like();
  for (size_t i = 0; i < space.size(); ++i) index_.emplace(&space[i], i);
}

void Gradients::clear() {
  written_.assign(written_.size(), false);
  if (lifetime_ == Lifetime::step) parts_.assign(parts_.size(), {});
}

void Gradients::make_room(size_t index) {
  if (parts_[index].defined()) return;
  const Weight& weight = space_[index];
  parts_[index] = flat_.defined() ? space_.slice(flat_, weight) : Tensor::empty(space_.device(), weight.shape(), DType::f32, lifetime_);
}

void Gradients::make_room(const Weight& weight) {
  if (weight.trainable()) make_room(index_.at(&weight));
}

Gradients::Target Gradients::target(const Weight& weight) {
  if (!weight.trainable()) return {};
  const size_t index = index_.at(&weight);
  make_room(index);
  const bool accumulate = written_[index];
  written_[index] = true;
  return {parts_[index], accumulate};
}

void Gradients::finish() {
  for (size_t i = 0; i < written_.size(); ++i) {
    if (written_[i] || !space_[i].trainable()) continue;
    make_room(i);
    space_.device().fill_zero(parts_[i]);
    written_[i] = true;
  }
}

void Gradients::add(const Gradients& other) {
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].defined()) space_.device().add(parts_[i], other.parts_[i], parts_[i]);
  }
}

/// The index of the first weight that ends behind `element`.
size_t Gradients::first_reaching(int64_t element) const {
  const auto indices = std::views::iota(size_t{0}, space_.size());
  return *std::ranges::partition_point(indices, [&](size_t i) { return space_[i].flat_begin() + space_[i].shape().elements() <= element; });
}

Tensor Gradients::copy_flat(int64_t begin, int64_t count) const {
  Tensor out = Tensor::zeros(space_.device(), {count}, DType::f32);
  for (size_t i = first_reaching(begin); i < parts_.size() && space_[i].flat_begin() < begin + count; ++i) {
    if (!parts_[i].defined()) continue;
    const int64_t at = space_[i].flat_begin(), from = std::max(begin, at), to = std::min(begin + count, at + parts_[i].elements());
    space_.device().copy(parts_[i].flat_slice(from - at, {to - from}), out.flat_slice(from - begin, {to - from}));
  }
  return out;
}

/// Chunks that lie whole in one weight's gradient are squared where they are; the others are put together first.
double Gradients::sum_of_squares() const {
  double sum = 0;
  for (int64_t begin = 0, end = space_.flat_elements(); begin < end;) {
    const size_t index = first_reaching(begin);
    const bool inside = index < parts_.size() && parts_[index].defined() && space_[index].flat_begin() <= begin;
    const int64_t at = inside ? begin - space_[index].flat_begin() : 0;
    const int64_t whole = inside ? (parts_[index].elements() - at) / kernel::kSumChunk : 0;
    const int64_t count = whole > 0 ? whole * kernel::kSumChunk : std::min(kernel::kSumChunk, end - begin);
    std::vector<double> partials(static_cast<size_t>(std::max<int64_t>(whole, 1)));
    space_.device().partial_sums_of_squares(whole > 0 ? parts_[index].flat_slice(at, {count}) : copy_flat(begin, count), partials);
    for (double partial : partials) sum += partial;
    begin += count;
  }
  return sum;
}

}  // namespace jangin::tensor
