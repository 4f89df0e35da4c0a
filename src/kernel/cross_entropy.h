// Rows of logits: softmax cross-entropy with its gradient, and the statistics that scoring and sampling need.
// The caller cuts the output projection into chunks of rows, so that logits exist for one chunk only.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

constexpr int32_t kIgnoreTarget = -1;

/// For each row r: loss[r] = lse − logit[target] (0 for ignored rows, unweighted), and
/// dlogits[r] = (softmax(logits[r]) − onehot(target)) · weight[r] · gradient_scale (0 for ignored rows).
/// dlogits may be logits itself (same type), or a bf16 matrix that starts at the same address with the same stride in bytes.
struct CrossEntropyArgs {
  DType type = DType::f32;  // of logits
  int64_t vocabulary = 0;
  const void* logits = nullptr;  // [rows, vocabulary]
  int64_t stride = 0;
  const int32_t* targets = nullptr;  // [rows], kIgnoreTarget: no loss
  const float* weights = nullptr;    // [rows], null: 1
  float gradient_scale = 1.0f;
  float* loss = nullptr;  // [rows]
  float* lse = nullptr;   // [rows], null: not kept
  void* dlogits = nullptr;  // null: loss only
  DType dlogits_type = DType::f32;
  int64_t dlogits_stride = 0;
};

/// For each row: the largest logit, its first index, and log Σ exp(logit). Log-probability of id i = logit[i] − lse.
struct RowStatisticsArgs {
  DType type = DType::f32;
  int64_t vocabulary = 0;
  const void* logits = nullptr;
  int64_t stride = 0;
  float* maximum = nullptr;   // [rows], null: not kept
  int32_t* argmax = nullptr;  // [rows], null: not kept
  float* lse = nullptr;       // [rows], null: not kept
};

}  // namespace jangin::kernel
