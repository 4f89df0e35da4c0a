// Number formats and row addresses shared by every kernel: what an element is, how wide, how it is rounded.
// No arithmetic on arrays lives here. This header is C++20, so that nvcc can read it.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace jangin::kernel {

enum class DType : uint8_t { f32, bf16, f16 };

constexpr size_t size_of(DType type) { return type == DType::f32 ? 4 : 2; }

/// bfloat16: the upper half of an IEEE binary32.
struct Bf16 {
  uint16_t bits = 0;
};
/// IEEE 754 binary16.
struct F16 {
  uint16_t bits = 0;
};

constexpr float to_f32(float value) { return value; }
constexpr float to_f32(Bf16 value) { return std::bit_cast<float>(static_cast<uint32_t>(value.bits) << 16); }

/// Round to nearest even; a NaN stays a (quiet) NaN; values beyond the largest finite one become infinite.
constexpr Bf16 to_bf16(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return {static_cast<uint16_t>((bits >> 16) | 0x40u)};
  return {static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16)};
}

/// IEEE binary16 → binary32, exact (subnormals, infinities and NaN included).
constexpr float to_f32(F16 value) {
  const uint32_t sign = static_cast<uint32_t>(value.bits & 0x8000u) << 16;
  const uint32_t exponent = (value.bits >> 10) & 0x1fu;
  const uint32_t mantissa = value.bits & 0x3ffu;
  if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
  if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
  const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
  return std::bit_cast<float>(sign | std::bit_cast<uint32_t>(magnitude));
}

/// binary32 → binary16, to nearest even, overflow to infinity.
constexpr F16 to_f16(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint16_t sign = static_cast<uint16_t>((bits >> 16) & 0x8000u);
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return {static_cast<uint16_t>(sign | 0x7e00u | ((magnitude >> 13) & 0x1ffu))};
  if (magnitude >= 0x477ff000u) return {static_cast<uint16_t>(sign | 0x7c00u)};
  if (magnitude < 0x38800000u) {
    // Subnormal result: adding 0.5 leaves the value, rounded to multiples of 2^-24, in the low mantissa bits.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return {static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) - 0x3f000000u))};
  }
  const uint32_t rounded = magnitude + 0xfffu + ((magnitude >> 13) & 1u);
  return {static_cast<uint16_t>(sign | ((rounded - 0x38000000u) >> 13))};
}

/// Where row r of a matrix starts, in elements: (r / inner) * outer_stride + (r % inner) * inner_stride. With inner = 1 it is a
/// plain matrix of row stride outer_stride; with inner = heads the rows are the heads of each token.
struct RowLayout {
  int64_t inner = 1;
  int64_t outer_stride = 0;
  int64_t inner_stride = 0;

  constexpr int64_t offset(int64_t row) const {
    if (inner == 1) return row * outer_stride;  // spares two divisions
    return row / inner * outer_stride + row % inner * inner_stride;
  }
};

/// A plain matrix whose rows are `stride` elements apart.
constexpr RowLayout row_major(int64_t stride) { return {1, stride, 0}; }

}  // namespace jangin::kernel
