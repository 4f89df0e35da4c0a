// What the kernel tests share: which forms run here, guarded arrays, random values, comparisons.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "kernel/kernel_table.h"

namespace jangin::kernel {

/// The forms above the reference that this machine runs. The others are named on standard output, once: they are not tested.
inline const std::vector<Isa>& forms_here() {
  static const std::vector<Isa> forms = [] {
    std::vector<Isa> found;
    for (Isa isa : kAllIsas) {
      if (isa == Isa::reference) continue;
      if (isa_supported(isa))
        found.push_back(isa);
      else
        std::printf("[ not run  ] %s (the processor lacks it)\n", std::string(isa_name(isa)).c_str());
    }
    return found;
  }();
  return forms;
}

/// A 64-byte aligned array of bytes with a guard zone after it; check() fails the test if the guard was written.
class Guarded {
 public:
  explicit Guarded(size_t bytes, int fill = 0xa5)
      : bytes_(bytes), data_(static_cast<uint8_t*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64 + 64))) {
    std::memset(data_, fill, bytes);
    std::memset(data_ + bytes, 0x5a, 64);
  }
  ~Guarded() { std::free(data_); }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  void* get() { return data_; }
  template <typename T>
  T* as() {
    return reinterpret_cast<T*>(data_);
  }
  void check() const {
    for (int i = 0; i < 64; ++i) ASSERT_EQ(data_[bytes_ + i], 0x5a) << "written " << i << " bytes past the end";
  }

 private:
  size_t bytes_;
  uint8_t* data_;
};

/// An array of `type` holding values of f32 (rounded); element access as f32.
class Values {
 public:
  Values(DType type, size_t count) : type_(type), count_(count), bytes_(count * size_of(type)) {}
  static Values random(DType type, size_t count, uint32_t seed, float scale = 1.0f) {
    Values result(type, count);
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal(0.0f, scale);
    for (size_t i = 0; i < count; ++i) result.set(i, normal(generator));
    return result;
  }
  void set(size_t i, float value) {
    if (type_ == DType::f32)
      std::memcpy(bytes_.data() + 4 * i, &value, 4);
    else {
      const uint16_t bits = type_ == DType::bf16 ? to_bf16(value).bits : to_f16(value).bits;
      std::memcpy(bytes_.data() + 2 * i, &bits, 2);
    }
  }
  float operator[](size_t i) const {
    if (type_ == DType::f32) {
      float value;
      std::memcpy(&value, bytes_.data() + 4 * i, 4);
      return value;
    }
    uint16_t bits;
    std::memcpy(&bits, bytes_.data() + 2 * i, 2);
    return type_ == DType::bf16 ? to_f32(Bf16{bits}) : to_f32(F16{bits});
  }
  void fill(float value) {
    for (size_t i = 0; i < count_; ++i) set(i, value);
  }
  void* get() { return bytes_.data(); }
  const void* get() const { return bytes_.data(); }
  float* floats() { return reinterpret_cast<float*>(bytes_.data()); }
  DType type() const { return type_; }
  size_t size() const { return count_; }
  bool operator==(const Values& other) const { return bytes_ == other.bytes_; }

 private:
  DType type_;
  size_t count_;
  std::vector<uint8_t> bytes_;
};

inline const char* type_name(DType type) { return type == DType::f32 ? "f32" : type == DType::bf16 ? "bf16" : "f16"; }

/// Bit equality; on failure names the first element that differs.
inline testing::AssertionResult same_bits(const Values& a, const Values& b) {
  if (a == b) return testing::AssertionSuccess();
  for (size_t i = 0; i < a.size(); ++i)
    if (std::memcmp(static_cast<const uint8_t*>(a.get()) + i * size_of(a.type()), static_cast<const uint8_t*>(b.get()) + i * size_of(b.type()),
                    size_of(a.type())) != 0)
      return testing::AssertionFailure() << "element " << i << ": " << a[i] << " and " << b[i];
  return testing::AssertionFailure() << "of different sizes";
}

/// Runs run(begin, end) over [0, count) in ranges of uneven length, last range first: what an order of threads could be.
template <typename Run>
void in_uneven_ranges(int64_t count, Run run) {
  std::vector<std::pair<int64_t, int64_t>> ranges;
  for (int64_t begin = 0, step = 1; begin < count; begin += step, step = step % 3 + 1) ranges.emplace_back(begin, std::min(begin + step, count));
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) run(range->first, range->second);
}

}  // namespace jangin::kernel
