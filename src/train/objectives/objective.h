// Objectives: from a micro-batch to a loss whose gradient is on the tape. One file an objective, one line in the registry.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/network.h"

namespace jangin::train {

/// Rows of tokens with what each is to predict. Legend: T tokens of all sequences.
struct MicroBatch {
  model::PackedTokens tokens;
  std::vector<int32_t> targets;  // [T], −1: none
  std::vector<float> weights;    // [T] of the targets' losses
  std::vector<float> anchors;    // [T] weights of the divergence from the teacher, or empty: none
};

struct ObjectiveValue {
  double loss = 0.0;        // Σ weight · loss
  double weights = 0.0;     // Σ weight
  double divergence = 0.0;  // Σ anchor · KL(teacher ‖ model)
  double anchors = 0.0;     // Σ anchor
};

struct ObjectiveInput {
  const model::Network& network;
  model::Network* teacher = nullptr;  // the base model; needed where a batch has anchors, never written. May be `network` where only its
                                      // adapter is trained: without it the network is the base
  tensor::Tape& tape;
  const MicroBatch& batch;
  float scale = 1.0f;
};

/// Runs the forward pass and seeds the tape with the gradient of scale · (loss + divergence).
using Objective = ObjectiveValue (*)(const ObjectiveInput& input);

/// Weighted cross-entropy of the next token: continued training (all weights 1) and supervised tuning (weights on replies only); where the
/// batch has anchors, the divergence from the teacher.
ObjectiveValue supervised_objective(const ObjectiveInput& input);

/// Adds the divergence of the batch's anchored tokens: `hidden` are the model's states of all its tokens. Sequences without anchors are left
/// out of the teacher's forward pass.
void add_divergence(const ObjectiveInput& input, const tensor::Variable& hidden, ObjectiveValue& value);

/// Errors: not_found, naming the ones there are.
Result<Objective> find_objective(std::string_view name);

}  // namespace jangin::train
