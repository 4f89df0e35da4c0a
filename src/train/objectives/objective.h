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
};

struct ObjectiveValue {
  double loss = 0.0;     // Σ weight · loss
  double weights = 0.0;  // Σ weight
};

/// Runs the forward pass and seeds the tape with the gradient of scale · loss.
using Objective = ObjectiveValue (*)(const model::Network& network, tensor::Tape& tape, const MicroBatch& batch, float scale);

/// Weighted cross-entropy of the next token: continued training (all weights 1) and supervised tuning (weights on replies only).
ObjectiveValue supervised_objective(const model::Network& network, tensor::Tape& tape, const MicroBatch& batch, float scale);

/// Errors: not_found, naming the ones there are.
Result<Objective> find_objective(std::string_view name);

}  // namespace jangin::train
