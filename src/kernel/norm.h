// Root-mean-square normalisation, with the residual addition before it fused in (arXiv 1910.07467).
//
// Legend: rows × d matrices; rows are addressed by a RowLayout, the d elements of a row are contiguous.
// y = h · rstd · (w + weight_offset), rstd = 1 / sqrt(mean(h²) + eps), h = x or x + residual. All arithmetic is f32; h is rounded to
// its type before the statistics when there is a residual; y is rounded once.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// Rows summed into one partial gradient of the weight: a constant, so that sums do not depend on threads.
constexpr int64_t kNormRowsPerPartial = 64;

struct RmsNormForwardArgs {
  DType type = DType::f32;  // of x, residual, h and y: f32 or bf16 (but for `wide`)
  int64_t d = 0;
  float eps = 1e-5f;
  const void* x = nullptr;
  RowLayout x_rows;
  const void* residual = nullptr;  // null: no addition
  RowLayout residual_rows;
  void* h = nullptr;  // x + residual, written when residual is given; may be x or residual itself
  RowLayout h_rows;
  const void* weight = nullptr;  // [d]
  DType weight_type = DType::f32;
  float weight_offset = 0.0f;  // Gemma: 1
  void* y = nullptr;           // may be x
  RowLayout y_rows;
  float* rstd = nullptr;  // [rows], null: not kept
  bool wide = false;      // x and h are f32, though type is bf16: a sum over many layers is not rounded at each
  void* kept = nullptr;   // of wide calls: h (or x) rounded to `type`, for the backward pass; null: not wanted
  RowLayout kept_rows = {};
};

/// dx = rstd · (g − xhat · mean(g · xhat)), g = dy · (w + weight_offset), xhat = x · rstd; dw = Σ_rows dy · xhat.
struct RmsNormBackwardArgs {
  DType type = DType::f32;
  int64_t rows = 0;
  int64_t d = 0;
  const void* x = nullptr;  // what was normalised (h of the forward call, or its `kept`)
  RowLayout x_rows;
  const float* rstd = nullptr;  // [rows]
  const void* weight = nullptr;
  DType weight_type = DType::f32;
  float weight_offset = 0.0f;
  const void* dy = nullptr;
  RowLayout dy_rows;
  const void* dresidual = nullptr;  // added to dx before rounding (the gradient that bypasses the norm); null: none
  RowLayout dresidual_rows;
  void* dx = nullptr;  // may be dy or dresidual
  RowLayout dx_rows;
  float* dweight_partials = nullptr;  // [ceil(rows / kNormRowsPerPartial), d]; null: no gradient of the weight
};

/// out[j] (+)= Σ_i partials[i, j], i ascending: finishes gradients that were summed by parts.
struct SumPartialsArgs {
  const float* partials = nullptr;  // [count, d]
  int64_t count = 0;
  int64_t d = 0;
  float* out = nullptr;  // [d]
  bool accumulate = false;
};

}  // namespace jangin::kernel
