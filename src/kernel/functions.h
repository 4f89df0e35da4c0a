// exp, sigmoid, tanh and the gates in f32, written so that every processor form computes the same bits: polynomials by fused
// multiply-add only, no library call. The vector forms repeat these lines with vector types.
//
// Polynomials: least-squares fits reweighted to equal ripple (own), exp on [−ln2/2, ln2/2], tanh on [0, 0.7].
// Error against the true value, over all f32 (each was tried once; the tests sample): exp 1.5 ulp, sigmoid 2.5 ulp, tanh 2.5 ulp where the result is normal.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace jangin::kernel {

constexpr float kLog2E = 1.44269504088896341f;
constexpr float kLn2High = 0.693359375f;  // 9 bits: n · kLn2High is exact
constexpr float kLn2Low = -2.12194440e-4f;
constexpr float kRoundMagic = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer, held in the low bits
constexpr float kExpLowest = -87.3f;        // below: 0 (no subnormal results)
constexpr float kExpHighest = 88.37f;       // above: infinity
constexpr float kExp2 = 0.49999994f, kExp3 = 0.16666520f, kExp4 = 0.041668393f, kExp5 = 0.0083687808f, kExp6 = 0.0013814467f;
constexpr float kTanhBorder = 0.625f;
constexpr float kTanh3 = -0.33333197f, kTanh5 = 0.13329244f, kTanh7 = -0.053566989f, kTanh9 = 0.020111660f, kTanh11 = -0.0051551145f;
constexpr float kGeluScale = 0.797884561f;  // sqrt(2 / π)
constexpr float kGeluCubic = 0.044715f;

/// e^x; 0 below kExpLowest, infinity above kExpHighest, NaN for NaN.
inline float exp_f32(float x) {
  const float shifted = std::fma(x, kLog2E, kRoundMagic);
  const float n = shifted - kRoundMagic;
  float r = std::fma(n, -kLn2High, x);
  r = std::fma(n, -kLn2Low, r);
  float p = std::fma(kExp6, r, kExp5);
  p = std::fma(p, r, kExp4);
  p = std::fma(p, r, kExp3);
  p = std::fma(p, r, kExp2);
  p = std::fma(p, r * r, r) + 1.0f;
  const float power = std::bit_cast<float>((std::bit_cast<uint32_t>(shifted) + 127u) << 23);
  float y = p * power;
  if (x < kExpLowest) y = 0.0f;
  if (x > kExpHighest) y = std::bit_cast<float>(0x7f800000u);
  return x != x ? x : y;
}

/// 1 / (1 + e^−x), from e^−|x| so that nothing overflows.
inline float sigmoid_f32(float x) {
  const float e = exp_f32(-std::fabs(x));
  return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

inline float tanh_f32(float x) {
  const float a = std::fabs(x);
  const float z = x * x;
  float p = std::fma(kTanh11, z, kTanh9);
  p = std::fma(p, z, kTanh7);
  p = std::fma(p, z, kTanh5);
  p = std::fma(p, z, kTanh3);
  const float small = std::fma(p * z, a, a);
  const float large = 1.0f - 2.0f / (exp_f32(a + a) + 1.0f);
  return std::copysign(a > kTanhBorder ? large : small, x);
}

/// x · sigmoid(x).
inline float silu_f32(float x) { return x * sigmoid_f32(x); }

/// 2·sqrt(2/π)·(x + 0.044715 x³): GELU's tanh form is x · sigmoid of this.
inline float gelu_argument(float x) { return (2.0f * kGeluScale) * std::fma(kGeluCubic * x * x, x, x); }

inline float gelu_f32(float x) { return x * sigmoid_f32(gelu_argument(x)); }

/// d silu / dx = s + x·s·(1 − s).
inline float silu_slope(float x) {
  const float s = sigmoid_f32(x);
  return std::fma(x * s, 1.0f - s, s);
}

/// d gelu / dx = s + x·s·(1 − s)·u', s = sigmoid(u), u = gelu_argument(x).
inline float gelu_slope(float x) {
  const float s = sigmoid_f32(gelu_argument(x));
  const float slope = (2.0f * kGeluScale) * std::fma(3.0f * kGeluCubic * x, x, 1.0f);
  return std::fma(x * s * (1.0f - s), slope, s);
}

}  // namespace jangin::kernel
