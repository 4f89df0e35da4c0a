// Helpers of the scalar reference: one element at a time by its type, and the sum of a row in the order that every form keeps.
#pragma once

#include <cmath>
#include <cstring>

#include "kernel/types.h"

namespace jangin::kernel::reference {

inline float load(const void* array, DType type, int64_t index) {
  switch (type) {
    case DType::f32: return static_cast<const float*>(array)[index];
    case DType::bf16: return to_f32(static_cast<const Bf16*>(array)[index]);
    case DType::f16: return to_f32(static_cast<const F16*>(array)[index]);
  }
  return 0.0f;
}

inline void store(void* array, DType type, int64_t index, float value) {
  switch (type) {
    case DType::f32: static_cast<float*>(array)[index] = value; return;
    case DType::bf16: static_cast<Bf16*>(array)[index] = to_bf16(value); return;
    case DType::f16: static_cast<F16*>(array)[index] = to_f16(value); return;
  }
}

/// value rounded to `type` and back.
inline float rounded(float value, DType type) {
  if (type == DType::bf16) return to_f32(to_bf16(value));
  if (type == DType::f16) return to_f32(to_f16(value));
  return value;
}

/// A sum in sixteen lanes: element i goes to lane i mod 16; total() halves them by a tree (8, 4, 2, 1).
/// A vector of sixteen f32, or two of eight, does the same.
struct LaneSum {
  float lane[16] = {};

  void add(int64_t i, float value) { lane[i % 16] += value; }
  void add_product(int64_t i, float a, float b) { lane[i % 16] = std::fma(a, b, lane[i % 16]); }
  float total() const {
    float sum[16];
    std::memcpy(sum, lane, sizeof(sum));
    for (int width = 8; width > 0; width /= 2)
      for (int i = 0; i < width; ++i) sum[i] += sum[i + width];
    return sum[0];
  }
};

}  // namespace jangin::kernel::reference
