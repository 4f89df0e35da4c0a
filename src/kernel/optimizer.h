// Optimizer steps on ranges of elements. Learning-rate schedules, clipping and the choice of weights to decay are the caller's.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// AdamW with decoupled decay (arXiv 1711.05101), in f32, in this order, with g = gradient · gradient_scale:
///   p ← p · (1 − learning_rate · weight_decay);  m ← β1·m + (1 − β1)·g;  v ← β2·v + (1 − β2)·g²;
///   p ← p − (learning_rate / bias1) · m / (sqrt(v) / sqrt(bias2) + eps),  bias_i = 1 − β_i^step.
struct AdamWArgs {
  float* master = nullptr;  // p
  float* m = nullptr;
  float* v = nullptr;
  const void* gradient = nullptr;
  DType gradient_type = DType::f32;
  void* weight = nullptr;  // copy of p for the forward pass; null: none
  DType weight_type = DType::bf16;
  float learning_rate = 0.0f;
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float eps = 1e-8f;
  float weight_decay = 0.0f;
  float gradient_scale = 1.0f;
  float bias1 = 1.0f;  // adamw_bias(beta1, step)
  float bias2 = 1.0f;
};

/// 1 − beta^step, computed in f64. step counts from 1.
float adamw_bias(float beta, int64_t step);

}  // namespace jangin::kernel
