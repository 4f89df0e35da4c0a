// The step.
#include "train/trainer.h"

#include <cmath>

#include "base/clock.h"
#include "model/adapters/lora.h"

namespace jangin::train {
namespace {

constexpr size_t kPassesWithoutViews = 4;  // with more passes in a step, packed weights are kept for all of them; below an adapter, for all steps

}  // namespace

Trainer::Trainer(model::Network& network, const TrainConfig& config, model::Network* teacher)
    : network_(network),
      trained_(network.adapter() ? network.adapter()->weights() : network.weights()),
      teacher_(teacher),
      config_(config),
      objective_(*find_objective(config.objective)),
      optimizer_((*find_optimizer(config.optimizer))(config, trained_)),
      gradients_(trained_) {}

void Trainer::pass(const MicroBatch& batch, bool keep_views, float scale, StepResult& result, ObjectiveValue& sum) {
  tensor::Tape tape = tensor::Tape::training(network_.device(), network_.compute(), gradients_.leaf());
  tape.keep_views(keep_views);
  const ObjectiveValue value = objective_({network_, teacher_, tape, batch, scale});
  sum.loss += value.loss;
  sum.divergence += value.divergence;
  tape.backward();
  result.tokens += static_cast<int64_t>(batch.tokens.ids.size());
  for (size_t i = 0; i < batch.targets.size(); ++i) result.loss_tokens += batch.targets[i] >= 0 && batch.weights[i] > 0;
}

StepResult Trainer::step(int64_t step, double rate, std::span<const MicroBatch> batches) {
  Stopwatch watch;
  ObjectiveValue total;
  for (const MicroBatch& batch : batches) {
    for (size_t i = 0; i < batch.targets.size(); ++i) total.weights += batch.targets[i] >= 0 ? static_cast<double>(batch.weights[i]) : 0.0;
    for (float anchor : batch.anchors) total.anchors += static_cast<double>(anchor);
  }
  const double weights = total.weights + total.anchors;
  const float scale = weights > 0 ? static_cast<float>(1.0 / weights) : 0.0f;
  StepResult result;
  const bool keep_views = network_.adapter() || batches.size() > kPassesWithoutViews;
  const size_t leaf_passes = static_cast<size_t>(resolved_leaf_rows(config_) / config_.micro_batch_rows);
  for (size_t i = 0; i < batches.size(); ++i) {
    network_.device().arena().begin_step();
    pass(batches[i], keep_views, scale, result, total);
    network_.device().arena().end_step();
    if ((i + 1) % leaf_passes == 0) gradients_.end_leaf();
  }
  result.loss = total.weights > 0 ? total.loss / total.weights : 0.0;
  result.divergence = total.anchors > 0 ? total.divergence / total.anchors : 0.0;
  network_.device().synchronize();
  result.pass_seconds = watch.seconds();
  watch.restart();
  const tensor::Gradients& sum = gradients_.sum();
  result.gradient_norm = std::sqrt(network_.device().sum_of_squares(sum.flat()));
  if (!std::isfinite(result.loss) || !std::isfinite(result.divergence) || !std::isfinite(result.gradient_norm)) return result;
  const bool clip = config_.clip_norm > 0 && result.gradient_norm > config_.clip_norm;
  optimizer_->step(step, rate, clip ? static_cast<float>(config_.clip_norm / result.gradient_norm) : 1.0f, sum);
  network_.device().synchronize();
  result.update_seconds = watch.seconds();
  return result;
}

}  // namespace jangin::train
