// Element by element: conversion, addition, scaling, functions, sums of squares. Ranges of elements; any split gives the same bits.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// out[i] = x[i], rounded to nearest even. x and out may be the same array only when the types are equal in size.
struct ConvertArgs {
  const void* x = nullptr;
  DType x_type = DType::f32;  // f32, bf16 or f16
  void* out = nullptr;
  DType out_type = DType::f32;
};

/// out[i] = alpha · x[i] + beta · y[i] as fma(alpha, x, beta · y), in f32, one rounding. y null: alpha · x. out may be x or y.
/// Addition: alpha = beta = 1; scaling: y null; accumulation of a scaled array: out = y, beta = 1.
struct LinearArgs {
  DType x_type = DType::f32;
  const void* x = nullptr;
  float alpha = 1.0f;
  DType y_type = DType::f32;
  const void* y = nullptr;
  float beta = 1.0f;
  DType out_type = DType::f32;
  void* out = nullptr;
};

enum class Function : uint8_t { exp, tanh, sigmoid };

/// out[i] = f(x[i]) on f32, by the polynomials of functions.h: the same bits in every form, lane and tail.
struct FunctionArgs {
  Function function = Function::exp;
  const float* x = nullptr;
  float* out = nullptr;
};

/// Elements summed into one partial sum of squares.
constexpr int64_t kSumChunk = 16384;

/// partials[c] = Σ x[i]² over chunk c (kSumChunk elements, the last one shorter), for a range of chunks. Sixteen sums in f32 (element i
/// to sum i mod 16), then halved by a tree. Add the partials in ascending order, in f64.
struct SumSquaresArgs {
  DType type = DType::f32;
  const void* x = nullptr;
  int64_t count = 0;
  double* partials = nullptr;  // [ceil(count / kSumChunk)]
};

}  // namespace jangin::kernel
