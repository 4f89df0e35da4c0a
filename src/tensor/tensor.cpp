// Shapes, views and the way of host values into and out of a device's memory.
#include "tensor/tensor.h"

#include <algorithm>
#include <cassert>

#include "tensor/device.h"

namespace jangin::tensor {

std::string_view dtype_name(DType type) {
  switch (type) {
    case DType::f32: return "f32";
    case DType::bf16: return "bf16";
    case DType::i32: return "i32";
  }
  return "?";
}

Shape::Shape(std::initializer_list<int64_t> dims) : rank_(static_cast<int>(dims.size())) {
  assert(dims.size() <= dims_.size());
  std::copy(dims.begin(), dims.end(), dims_.begin());
}

int64_t Shape::elements() const {
  int64_t product = 1;
  for (int i = 0; i < rank_; ++i) product *= dims_[static_cast<size_t>(i)];
  return product;
}

std::string Shape::text() const {
  std::string out = "[";
  for (int i = 0; i < rank_; ++i) out += (i ? ", " : "") + std::to_string(dims_[static_cast<size_t>(i)]);
  return out + "]";
}

Storage::Storage(Device& device, size_t bytes, Lifetime lifetime) : device_(device), bytes_(std::max<size_t>(bytes, 64)), lifetime_(lifetime) {
  data_ = lifetime == Lifetime::step ? device.arena().allocate(bytes_) : device.map_memory(bytes_);
}

Storage::~Storage() {
  if (lifetime_ == Lifetime::step) {
    device_.arena().release(data_);
  } else {
    device_.unmap_memory(data_, bytes_);
  }
}

Tensor Tensor::empty(Device& device, Shape shape, DType type, Lifetime lifetime) {
  Tensor tensor;
  tensor.shape_ = shape;
  tensor.dtype_ = type;
  tensor.row_stride_ = tensor.columns();
  tensor.storage_ = std::make_shared<Storage>(device, static_cast<size_t>(shape.elements()) * size_of(type), lifetime);
  return tensor;
}

Tensor Tensor::zeros(Device& device, Shape shape, DType type, Lifetime lifetime) {
  Tensor tensor = empty(device, shape, type, lifetime);
  if (lifetime == Lifetime::step) device.fill_zero(tensor);  // mapped memory is zero already
  return tensor;
}

Tensor Tensor::from_host(Device& device, Shape shape, std::span<const float> values, DType type, Lifetime lifetime) {
  Tensor tensor = empty(device, shape, type, lifetime);
  tensor.copy_from_host(values);
  return tensor;
}

Tensor Tensor::from_host(Device& device, std::span<const int32_t> values, Lifetime lifetime) {
  Tensor tensor = empty(device, {static_cast<int64_t>(values.size())}, DType::i32, lifetime);
  device.copy_in(tensor, values.data(), values.size_bytes());
  return tensor;
}

int64_t Tensor::columns() const { return shape_.rank() == 0 ? 1 : shape_[shape_.rank() - 1]; }
int64_t Tensor::rows() const { return columns() == 0 ? 0 : shape_.elements() / columns(); }

Tensor Tensor::column_slice(int64_t begin, int64_t count) const {
  assert(begin >= 0 && begin + count <= columns());
  Tensor view = *this;
  view.shape_ = {rows(), count};
  view.offset_ += begin;
  return view;
}

Tensor Tensor::row_slice(int64_t begin, int64_t count) const {
  assert(begin >= 0 && begin + count <= rows());
  Tensor view = *this;
  view.shape_ = {count, columns()};
  view.offset_ += begin * row_stride_;
  return view;
}

Tensor Tensor::reshaped(Shape shape) const {
  assert(contiguous() && shape.elements() == elements());
  return flat_slice(0, shape);
}

Tensor Tensor::flat_slice(int64_t begin, Shape shape) const {
  assert(contiguous() && begin + shape.elements() <= elements());
  Tensor view = *this;
  view.shape_ = shape;
  view.offset_ += begin;
  view.row_stride_ = view.columns();
  return view;
}

Tensor Tensor::reinterpreted(DType type) const {
  const int64_t ratio = static_cast<int64_t>(size_of(dtype_) / size_of(type));
  assert(ratio >= 1);
  Tensor view = *this;
  view.dtype_ = type;
  view.offset_ *= ratio;
  view.row_stride_ *= ratio;
  return view;
}

void Tensor::copy_to_host(std::span<float> out) const {
  assert(static_cast<int64_t>(out.size()) == elements() && dtype_ != DType::i32);
  if (dtype_ == DType::f32 && contiguous()) {
    device().copy_out(out.data(), *this, out.size_bytes());
    return;
  }
  Tensor plain = empty(device(), shape_, DType::f32);
  device().copy(*this, plain);
  device().copy_out(out.data(), plain, out.size_bytes());
}

std::vector<float> Tensor::to_host() const {
  std::vector<float> out(static_cast<size_t>(elements()));
  copy_to_host(out);
  return out;
}

std::vector<int32_t> Tensor::ids_to_host() const {
  assert(dtype_ == DType::i32 && contiguous());
  std::vector<int32_t> out(static_cast<size_t>(elements()));
  device().copy_out(out.data(), *this, out.size() * sizeof(int32_t));
  return out;
}

void Tensor::copy_from_host(std::span<const float> values) const {
  assert(static_cast<int64_t>(values.size()) == elements() && dtype_ != DType::i32);
  if (dtype_ == DType::f32 && contiguous()) {
    device().copy_in(*this, values.data(), values.size_bytes());
    return;
  }
  Tensor plain = empty(device(), shape_, DType::f32);
  device().copy_in(plain, values.data(), values.size_bytes());
  device().copy(plain, *this);
}

HostView::HostView(const Tensor& tensor) : tensor_(tensor) {
  assert(tensor.contiguous());
  const size_t size = static_cast<size_t>(tensor.elements()) * size_of(tensor.dtype());
  if (const std::byte* memory = tensor.device().host_memory(tensor)) {
    bytes_ = {memory, size};
    return;
  }
  copy_.resize(size);
  tensor.device().copy_out(copy_.data(), tensor, size);
  bytes_ = copy_;
}

}  // namespace jangin::tensor
