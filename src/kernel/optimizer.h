// Optimizer steps on ranges of elements. Learning-rate schedules, clipping and the choice of weights to decay are the caller's.
// Weights are f32, or bf16 rounded at random (random_rounding.h); everything else is f32.
#pragma once

#include "kernel/random_rounding.h"
#include "kernel/types.h"

namespace jangin::kernel {

/// AdamW with decoupled decay (arXiv 1711.05101), in f32, in this order, with g = gradient · gradient_scale:
///   p ← p · (1 − learning_rate · weight_decay);  m ← β1·m + (1 − β1)·g;  v ← β2·v + (1 − β2)·g²;
///   p ← p − (learning_rate / bias1) · m / (sqrt(v) / sqrt(bias2) + eps),  bias_i = 1 − β_i^step.
struct AdamWArgs {
  void* weight = nullptr;          // p
  DType weight_type = DType::f32;  // f32 or bf16
  RandomRounding rounding;         // of bf16 weights
  float* m = nullptr;
  float* v = nullptr;
  const void* gradient = nullptr;
  DType gradient_type = DType::f32;
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

/// The momentum of Muon (K. Jordan et al. 2024, kellerjordan.github.io/posts/muon), Nesterov's form, with g = gradient · gradient_scale:
///   m ← β·m + (1 − β)·g;  update = β·m + (1 − β)·g.
/// The caller makes the update of each matrix orthogonal and hands it to DecayedStepArgs.
struct MuonMomentumArgs {
  float* m = nullptr;
  const void* gradient = nullptr;
  DType gradient_type = DType::f32;
  float* update = nullptr;
  float beta = 0.95f;
  float gradient_scale = 1.0f;
};

/// p ← p · keep − rate · update.
struct DecayedStepArgs {
  void* weight = nullptr;          // p
  DType weight_type = DType::f32;  // f32 or bf16
  RandomRounding rounding;         // of bf16 weights
  const float* update = nullptr;
  float keep = 1.0f;
  float rate = 0.0f;
};

}  // namespace jangin::kernel
