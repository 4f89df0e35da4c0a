// Rows of logits: softmax cross-entropy and divergence from a teacher with their gradients, and the statistics that scoring and sampling need.
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
  float* loss = nullptr;    // [rows]
  float* lse = nullptr;     // [rows], null: not kept
  void* dlogits = nullptr;  // null: loss only
  DType dlogits_type = DType::f32;
  int64_t dlogits_stride = 0;
};

/// For each row r, with p = softmax(teacher[r]) and q = softmax(logits[r]): loss[r] = KL(p ‖ q) = Σ p · (log p − log q) in nats, and
/// dlogits[r] = (q − p) · weight[r] · gradient_scale. Types and overlap of dlogits as above; teacher is not logits.
struct DivergenceArgs {
  DType type = DType::f32;  // of logits and teacher
  int64_t vocabulary = 0;
  const void* logits = nullptr;  // [rows, vocabulary]
  int64_t stride = 0;
  const void* teacher = nullptr;  // [rows, vocabulary]
  int64_t teacher_stride = 0;
  const float* weights = nullptr;  // [rows], null: 1
  float gradient_scale = 1.0f;
  float* loss = nullptr;    // [rows]
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
