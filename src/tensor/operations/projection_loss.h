// The output projection with what comes after it, in chunks of rows, so that logits exist for one chunk only: cross-entropy and divergence
// from a teacher with their gradients, log-probabilities of given targets, the likeliest token, or whole rows of logits for sampling.
#pragma once

#include <span>
#include <vector>

#include "tensor/device.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::tensor {

/// Rows of logits held at a time.
constexpr int64_t kProjectionRows = 256;

struct ProjectionLoss {
  double weighted_sum = 0.0;  // Σ weight · −log p(target), natural logarithm
  double weights = 0.0;       // Σ weight
};

/// x [T, d], weight [V, d]; targets [T] (−1: none) and weights [T] (0: the row is left out). With a recording tape the gradients of
/// scale · weighted_sum are put at once into x's slot and into the gradients of `weight`: a loss is where the backward pass starts.
ProjectionLoss projection_loss(Tape& tape, const Variable& x, Weight& weight, std::span<const int32_t> targets, std::span<const float> weights,
                               float scale);

/// Rows of another model's hidden states under its own output projection: what a row is to predict instead of a target.
struct TeacherRows {
  const Tensor& x;  // [R, d of the teacher]
  Weight& weight;   // [V, d of the teacher]
};

/// Σ weight · KL(teacher ‖ own) of the chosen rows of x [T, d]: row rows[i] of x against row i of the teacher, weight weights[i] > 0.
/// Gradients as projection_loss() puts them; none go to the teacher.
ProjectionLoss projection_divergence(Tape& tape, const Variable& x, Weight& weight, const TeacherRows& teacher, std::span<const int32_t> rows,
                                     std::span<const float> weights, float scale);

/// log p(target) of each row (0 where the target is −1), natural logarithm; no gradients. Here and in logits() the weight may be held in blocks.
std::vector<float> log_probabilities(Tape& tape, const Tensor& x, Weight& weight, std::span<const int32_t> targets);

/// Logits of all rows, f32 [T, V]: for a few rows.
Tensor logits(Tape& tape, const Tensor& x, Weight& weight);

/// The token of each row's greatest logit after the biases, the lowest id of equals. Of a weight held in blocks the logits are never whole in memory.
std::vector<int32_t> likeliest(Tape& tape, const Tensor& x, Weight& weight, std::span<const LogitBias> biases);

}  // namespace jangin::tensor
