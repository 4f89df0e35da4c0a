// Cross-entropy of the next token, weighted token by token.
#include "train/objectives/objective.h"

namespace jangin::train {

ObjectiveValue supervised_objective(const model::Network& network, tensor::Tape& tape, const MicroBatch& batch, float scale) {
  tensor::Variable hidden = network.forward(tape, batch.tokens);
  const tensor::ProjectionLoss loss = tensor::projection_loss(tape, hidden, network.output_projection(), batch.targets, batch.weights, scale);
  return {loss.weighted_sum, loss.weights};
}

}  // namespace jangin::train
