// Choosing experts for each row (arXiv 2408.15664: sigmoid scores, a correction bias that counts for the choice only), and adding up
// what they gave. The products between are gemm.h's.
//
// Legend: rows tokens, E experts, k experts chosen for a row, d width.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

constexpr int64_t kMaxExpertsPerRow = 64;

/// Scores s = sigmoid(logits). Chosen are the k largest s + bias (of equal ones the lower index), listed in ascending order of index;
/// weight = s · scale, or s / (Σ chosen s + 1e-20) · scale when `normalize`. Ranges of rows.
struct RouterArgs {
  int64_t experts = 0;
  int64_t per_row = 0;  // k, at most E and kMaxExpertsPerRow
  bool normalize = true;
  float scale = 1.0f;
  const float* logits = nullptr;    // [rows, E]
  const float* bias = nullptr;      // [E]; read by forward
  int32_t* chosen = nullptr;        // [rows, k]; written by forward, read by backward
  float* weights = nullptr;         // [rows, k]; written by forward
  const float* dweights = nullptr;  // [rows, k]; backward
  float* dlogits = nullptr;         // [rows, E]; written by backward
};

/// Row t of out is Σ_j weight[t, j] · y[slots[t, j]], j ascending by fused multiply-add from zero; weights null: all 1. Ranges of rows of out.
/// Backward (ranges of rows of out; each slot belongs to one row): dy[slot] = weight · dout, dweights = dout · y[slot].
struct MixArgs {
  DType type = DType::f32;  // of y, out and their gradients: f32 or bf16
  int64_t d = 0;
  int64_t per_row = 0;
  const int32_t* slots = nullptr;  // [rows, k]
  const float* weights = nullptr;  // [rows, k]
  const void* y = nullptr;
  int64_t y_stride = 0;
  void* out = nullptr;  // forward
  int64_t out_stride = 0;
  const void* dout = nullptr;  // backward
  int64_t dout_stride = 0;
  void* dy = nullptr;
  int64_t dy_stride = 0;
  float* dweights = nullptr;
};

}  // namespace jangin::kernel
