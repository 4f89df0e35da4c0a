// A tensor: shape, element type and a share of a device's memory. A handle: copies share the memory. No arithmetic lives here
// (operations/), and nothing outside tensor/ reads the memory but through the copy functions below.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernel/types.h"

namespace jangin::tensor {

class Device;

enum class DType : uint8_t { f32, bf16, i32 };

constexpr size_t size_of(DType type) { return type == DType::bf16 ? 2 : 4; }
std::string_view dtype_name(DType type);
/// The kernels' name of a floating type (not for i32).
constexpr kernel::DType kernel_type(DType type) { return type == DType::bf16 ? kernel::DType::bf16 : kernel::DType::f32; }

/// Up to four dimensions, outermost first.
class Shape {
 public:
  Shape() = default;
  Shape(std::initializer_list<int64_t> dims);
  int rank() const { return rank_; }
  int64_t operator[](int axis) const { return dims_[static_cast<size_t>(axis)]; }
  int64_t elements() const;
  bool operator==(const Shape&) const = default;
  std::string text() const;  // "[4, 1024]"

 private:
  std::array<int64_t, 4> dims_{};
  int rank_ = 0;
};

/// How long memory is wanted: `step` memory comes from the device's arena and is used again as soon as the last handle is gone;
/// `persistent` memory (weights, optimizer state, caches) is mapped for itself.
enum class Lifetime : uint8_t { step, persistent };

/// A piece of a device's memory, given back when the last owner is gone. 64-byte aligned.
class Storage {
 public:
  Storage(Device& device, size_t bytes, Lifetime lifetime);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  Device& device() const { return device_; }
  std::byte* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  Device& device_;
  std::byte* data_ = nullptr;
  size_t bytes_ = 0;
  Lifetime lifetime_;
};

/// Rows are row_stride() elements apart (all dimensions but the last are one run of rows); the last dimension is contiguous.
/// Handles are values; two threads may use different handles of one memory as they may the memory itself.
/// Running out of the device's memory throws std::bad_alloc, which train/ and engine/ turn into an error at their border.
class Tensor {
 public:
  Tensor() = default;
  /// Memory with unspecified contents.
  static Tensor empty(Device& device, Shape shape, DType type, Lifetime lifetime = Lifetime::step);
  static Tensor zeros(Device& device, Shape shape, DType type, Lifetime lifetime = Lifetime::step);
  /// From host values (rounded to `type`, which may be f32 or bf16). values.size() == shape.elements().
  static Tensor from_host(Device& device, Shape shape, std::span<const float> values, DType type = DType::f32, Lifetime lifetime = Lifetime::step);
  static Tensor from_host(Device& device, std::span<const int32_t> values, Lifetime lifetime = Lifetime::step);

  bool defined() const { return storage_ != nullptr; }
  Device& device() const { return storage_->device(); }
  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  int64_t dim(int axis) const { return shape_[axis]; }
  int64_t elements() const { return shape_.elements(); }
  /// The product of all dimensions but the last, and the last. A vector is one row.
  int64_t rows() const;
  int64_t columns() const;
  int64_t row_stride() const { return row_stride_; }
  bool contiguous() const { return row_stride_ == columns() || rows() <= 1; }
  /// True when no other handle shares the memory: it may be written in place.
  bool unique() const { return storage_.use_count() == 1; }

  /// A view [rows, count] of columns begin … begin + count.
  Tensor column_slice(int64_t begin, int64_t count) const;
  /// A view [count, columns] of rows begin … begin + count.
  Tensor row_slice(int64_t begin, int64_t count) const;
  /// The same elements under another shape; needs a contiguous tensor.
  Tensor reshaped(Shape shape) const;
  /// `elements` elements of a contiguous tensor from element `begin` on, as `shape`.
  Tensor flat_slice(int64_t begin, Shape shape) const;

  /// The same memory, row for row, read as another type that is not wider: [rows, columns], each row starting where it did.
  Tensor reinterpreted(DType type) const;

  /// All elements as f32, row after row. Waits for the device.
  std::vector<float> to_host() const;
  void copy_to_host(std::span<float> out) const;
  std::vector<int32_t> ids_to_host() const;
  /// Overwrites all elements (rounded to dtype()).
  void copy_from_host(std::span<const float> values) const;

 private:
  friend struct RawAccess;
  std::shared_ptr<Storage> storage_;
  Shape shape_;
  DType dtype_ = DType::f32;
  int64_t offset_ = 0;      // elements
  int64_t row_stride_ = 0;  // elements
};

/// A contiguous tensor's bytes as the host sees them: the memory itself where the device computes in host memory, else a copy.
/// Valid as long as the object and while nobody writes the tensor.
class HostView {
 public:
  explicit HostView(const Tensor& tensor);
  std::span<const std::byte> bytes() const { return bytes_; }
  std::span<const float> floats() const { return {reinterpret_cast<const float*>(bytes_.data()), bytes_.size() / sizeof(float)}; }
  std::span<const kernel::Bf16> halves() const {
    return {reinterpret_cast<const kernel::Bf16*>(bytes_.data()), bytes_.size() / sizeof(kernel::Bf16)};
  }

 private:
  Tensor tensor_;
  std::vector<std::byte> copy_;
  std::span<const std::byte> bytes_;
};

/// The address of a tensor's first element: for implementations of Device only.
struct RawAccess {
  static std::byte* data(const Tensor& tensor) { return tensor.storage_->data() + static_cast<size_t>(tensor.offset_) * size_of(tensor.dtype_); }
};

}  // namespace jangin::tensor
