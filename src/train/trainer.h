// One optimizer step: forward and backward over the micro-batches, the sum of their gradients, clipping, the optimizer; on one rank or
// shared by several (reduction.h). What the steps are made of and where they are recorded is the loop's (loop.cpp).
#pragma once

#include <memory>
#include <span>

#include "base/ranks.h"
#include "train/gradient_tree.h"
#include "train/objectives/objective.h"
#include "train/optimizers/optimizer.h"
#include "train/train_config.h"

namespace jangin::train {

struct StepResult {
  double loss = 0;           // weighted mean; 0 where nothing has a loss
  double divergence = 0;     // weighted mean over the anchored tokens, nats
  double gradient_norm = 0;  // before clipping
  int64_t tokens = 0;        // of all ranks, as all above
  int64_t loss_tokens = 0;
  double pass_seconds = 0;    // forward and backward
  double update_seconds = 0;  // norm, optimizer
};

class Trainer {
 public:
  /// `network` outlives the trainer; what is trained are its weights, or its adapter's where one is attached. The configuration has been checked.
  /// May throw std::bad_alloc, as may step().
  /// `teacher` (null: no batch has anchors; a network with an adapter may be its own) and `ranks` outlive it too. All ranks have the same weights and
  /// configuration.
  Trainer(model::Network& network, const TrainConfig& config, model::Network* teacher = nullptr, Ranks& ranks = Ranks::alone());
  /// Step `step` (from 1) on the same batches at all ranks. When the loss or the gradient is not finite the weights stay as they are.
  /// Errors: io_error (between ranks).
  Result<StepResult> step(int64_t step, double rate, std::span<const MicroBatch> batches);

  /// Buffers laid out as the weights, by name: the optimizer's state.
  using Buffers = std::vector<std::pair<std::string, tensor::Tensor>>;
  /// For writing; at ranks other than the first without contents. All ranks call it. Errors: io_error.
  Result<Buffers> state();
  /// For reading: to be filled, and then given to set_state().
  Buffers blank_state();
  void set_state(const Buffers& state);

 private:
  void pass(const MicroBatch& batch, tensor::Lifetime gradients, bool keep_views, float scale, ObjectiveValue& value);
  tensor::Lifetime gradients_lifetime(size_t i, size_t end, size_t leaf_passes) const;
  Result<ObjectiveValue> pass_all(std::span<const MicroBatch> batches, float scale);
  Result<GradientParts> sum_gradients(int64_t leaves, double& squares);
  Status share_weights();
  FlatRange own_range() const { return shares_[static_cast<size_t>(ranks_.rank())]; }

  model::Network& network_;
  tensor::WeightSpace& trained_;
  model::Network* teacher_;
  TrainConfig config_;
  Ranks& ranks_;
  OptimizerKind kind_;
  std::vector<HiddenMatrix> matrices_;
  std::vector<FlatRange> shares_;  // of the ranks: what each updates
  std::vector<FlatRange> sums_;    // and adds up
  Objective objective_;
  std::unique_ptr<Optimizer> optimizer_;
  GradientTree gradients_;
};

}  // namespace jangin::train
