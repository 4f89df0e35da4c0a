// Cross-entropy of the next token, weighted token by token, and what keeps the model near its base.
#include "train/objectives/objective.h"

namespace jangin::train {

ObjectiveValue supervised_objective(const ObjectiveInput& input) {
  tensor::Variable hidden = input.network.forward(input.tape, input.batch.tokens);
  const tensor::ProjectionLoss loss =
      tensor::projection_loss(input.tape, hidden, input.network.output_projection(), input.batch.targets, input.batch.weights, input.scale);
  ObjectiveValue value{.loss = loss.weighted_sum, .weights = loss.weights};
  if (!input.batch.anchors.empty()) add_divergence(input, hidden, value);
  return value;
}

}  // namespace jangin::train
