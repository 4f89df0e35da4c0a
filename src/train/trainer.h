// One optimizer step: forward and backward over the micro-batches, the sum of their gradients, clipping, the optimizer. What the
// steps are made of and where they are recorded is the loop's (loop.cpp).
#pragma once

#include <memory>
#include <span>

#include "train/gradient_tree.h"
#include "train/objectives/objective.h"
#include "train/optimizers/optimizer.h"
#include "train/train_config.h"

namespace jangin::train {

struct StepResult {
  double loss = 0;           // weighted mean; 0 where nothing has a loss
  double divergence = 0;     // weighted mean over the anchored tokens, nats
  double gradient_norm = 0;  // before clipping
  int64_t tokens = 0;
  int64_t loss_tokens = 0;
  double pass_seconds = 0;   // forward and backward
  double update_seconds = 0; // norm, optimizer
};

class Trainer {
 public:
  /// `network` outlives the trainer; what is trained are its weights, or its adapter's where one is attached. The configuration has been checked.
  /// May throw std::bad_alloc, as may step().
  /// `teacher` (null: no batch has anchors) outlives it too; a network with an adapter may be its own.
  Trainer(model::Network& network, const TrainConfig& config, model::Network* teacher = nullptr);
  /// Step `step` (from 1). When the loss or the gradient is not finite the weights stay as they are.
  StepResult step(int64_t step, double rate, std::span<const MicroBatch> batches);
  Optimizer& optimizer() { return *optimizer_; }

 private:
  void pass(const MicroBatch& batch, bool keep_views, float scale, StepResult& result, ObjectiveValue& sum);

  model::Network& network_;
  tensor::WeightSpace& trained_;
  model::Network* teacher_;
  TrainConfig config_;
  Objective objective_;
  std::unique_ptr<Optimizer> optimizer_;
  GradientTree gradients_;
};

}  // namespace jangin::train
