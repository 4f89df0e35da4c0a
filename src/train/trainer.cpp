// The step.
#include "train/trainer.h"

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "model/adapters/lora.h"

namespace jangin::train {
namespace {

constexpr size_t kPassesWithoutViews = 4;  // with more passes in a step, packed weights are kept for all of them; below an adapter, for all steps

int64_t leaf_count(size_t batches, size_t leaf_passes) { return static_cast<int64_t>((batches + leaf_passes - 1) / leaf_passes); }

std::vector<FlatRange> places_of(std::span<const HiddenMatrix> matrices, const tensor::WeightSpace& space) {
  std::vector<FlatRange> places;
  for (const HiddenMatrix& matrix : matrices) places.push_back(matrix.place(space));
  return places;
}

}  // namespace

Trainer::Trainer(model::Network& network, const TrainConfig& config, model::Network* teacher, Ranks& ranks)
    : network_(network),
      trained_(network.adapter() ? network.adapter()->weights() : network.weights()),
      teacher_(teacher),
      config_(config),
      ranks_(ranks),
      kind_(*find_optimizer(config.optimizer)),
      matrices_(kind_.whole_matrices ? hidden_matrices(network) : std::vector<HiddenMatrix>()),
      shares_(share_out(trained_.flat_elements(), ranks.count(), places_of(matrices_, trained_))),
      sums_(whole_chunks(trained_.flat_elements(), shares_)),
      objective_(*find_objective(config.objective)),
      optimizer_(kind_.make(config, {trained_, own_range(), matrices_})),
      gradients_(trained_) {}

void Trainer::pass(const MicroBatch& batch, tensor::Lifetime gradients, bool keep_views, float scale, ObjectiveValue& value) {
  using tensor::StepKind;
  network_.device().arena().begin_step(gradients == tensor::Lifetime::step ? StepKind::leaving_gradients : StepKind::passing);
  {
    tensor::Tape tape = tensor::Tape::training(network_.device(), network_.compute(), gradients_.leaf(gradients));
    tape.keep_views(keep_views);
    value = objective_({network_, teacher_, tape, batch, scale});
    tape.backward();
  }
  network_.device().arena().end_step();
}

/// Gradients that no other pass follows before they are added up come into the memory that activations leave (docs/decisions.md). `i`: the pass, of
/// this rank's up to `end`.
tensor::Lifetime Trainer::gradients_lifetime(size_t i, size_t end, size_t leaf_passes) const {
  const bool whole_leaf = i % leaf_passes == 0 && (leaf_passes == 1 || i + 1 == end);
  return whole_leaf && (i + 1 == end || gradients_.next_completes_a_node()) ? tensor::Lifetime::step : tensor::Lifetime::persistent;
}

/// Forward and backward of this rank's leaves. The values of all micro-batches, wherever they were computed, are added in their order.
Result<ObjectiveValue> Trainer::pass_all(std::span<const MicroBatch> batches, float scale) {
  const size_t leaf_passes = static_cast<size_t>(resolved_leaf_rows(config_) / config_.micro_batch_rows);
  const int64_t leaves = leaf_count(batches.size(), leaf_passes);
  std::vector<size_t> counts;
  std::vector<double> own;
  for (int r = 0; r < ranks_.count(); ++r) {
    const FlatRange range = leaves_of(leaves, r, ranks_.count());
    const size_t begin = std::min(batches.size(), static_cast<size_t>(range.begin) * leaf_passes);
    const size_t end = std::min(batches.size(), static_cast<size_t>(range.end) * leaf_passes);
    counts.push_back(2 * (end - begin));
    if (r != ranks_.rank()) continue;
    gradients_.begin(range.begin);
    for (size_t i = begin; i < end; ++i) {
      ObjectiveValue value;
      pass(batches[i], gradients_lifetime(i, end, leaf_passes), network_.adapter() || end - begin > kPassesWithoutViews, scale, value);
      own.insert(own.end(), {value.loss, value.divergence});
      if ((i + 1) % leaf_passes == 0) gradients_.end_leaf();
    }
  }
  JANGIN_ASSIGN(const std::vector<double> all, ranks_.gather(own, counts));
  ObjectiveValue total;
  for (size_t i = 0; i < all.size(); i += 2) total.loss += all[i], total.divergence += all[i + 1];
  return total;
}

/// The sum over all leaves in this rank's range, and the sum of squares over all.
Result<GradientParts> Trainer::sum_gradients(int64_t leaves, double& squares) {
  tensor::Device& device = network_.device();
  if (ranks_.count() == 1) {
    const tensor::Gradients& sum = gradients_.sum();
    squares = sum.sum_of_squares();
    return [this, &sum](size_t weight, FlatRange range) {
      return sum.of(weight).flat_slice(range.begin - trained_[weight].flat_begin(), {range.size()});
    };
  }
  JANGIN_ASSIGN(tensor::Tensor sum, sum_over_ranks(ranks_, device, sums_, leaves, gradients_.nodes()));
  JANGIN_ASSIGN(squares, sum_of_squares_over_ranks(ranks_, device, shares_, sum));
  return parts_of(std::move(sum), own_range().begin);
}

Result<StepResult> Trainer::step(int64_t step, double rate, std::span<const MicroBatch> batches) {
  Stopwatch watch;
  StepResult result;
  double weights = 0, anchors = 0;
  for (const MicroBatch& batch : batches) {
    result.tokens += static_cast<int64_t>(batch.tokens.ids.size());
    for (size_t i = 0; i < batch.targets.size(); ++i) {
      weights += batch.targets[i] >= 0 ? static_cast<double>(batch.weights[i]) : 0.0;
      result.loss_tokens += batch.targets[i] >= 0 && batch.weights[i] > 0;
    }
    for (float anchor : batch.anchors) anchors += static_cast<double>(anchor);
  }
  const float scale = weights + anchors > 0 ? static_cast<float>(1.0 / (weights + anchors)) : 0.0f;
  JANGIN_ASSIGN(const ObjectiveValue total, pass_all(batches, scale));
  result.loss = weights > 0 ? total.loss / weights : 0.0;
  result.divergence = anchors > 0 ? total.divergence / anchors : 0.0;
  network_.device().synchronize();
  result.pass_seconds = watch.seconds();
  watch.restart();
  double squares = 0;
  JANGIN_ASSIGN(const GradientParts sum,
                sum_gradients(leaf_count(batches.size(), static_cast<size_t>(resolved_leaf_rows(config_) / config_.micro_batch_rows)), squares));
  result.gradient_norm = std::sqrt(squares);
  if (!std::isfinite(result.loss) || !std::isfinite(result.divergence) || !std::isfinite(result.gradient_norm)) return result;
  const bool clip = config_.clip_norm > 0 && result.gradient_norm > config_.clip_norm;
  optimizer_->step({step, rate, clip ? static_cast<float>(config_.clip_norm / result.gradient_norm) : 1.0f}, sum);
  network_.device().synchronize();
  if (ranks_.count() > 1) JANGIN_TRY(share_weights());
  result.update_seconds = watch.seconds();
  return result;
}

/// Each rank's updated range, at all.
Status Trainer::share_weights() {
  JANGIN_TRY(spread_to_ranks(ranks_, shares_, trained_.flat()));
  for (size_t i = 0; i < trained_.size(); ++i) {
    if (trained_[i].trainable()) trained_[i].changed();
  }
  return {};
}

Result<Trainer::Buffers> Trainer::state() {
  Buffers out = optimizer_->state();
  if (ranks_.count() == 1) return out;
  for (auto& [name, buffer] : out) {
    JANGIN_ASSIGN(buffer, collect_from_ranks(ranks_, network_.device(), shares_, buffer, trained_.flat_elements()));
  }
  return out;
}

Trainer::Buffers Trainer::blank_state() {
  Buffers out = optimizer_->state();
  if (ranks_.count() == 1) return out;
  for (auto& [name, buffer] : out) buffer = trained_.flat_like();
  return out;
}

void Trainer::set_state(const Buffers& state) {
  if (ranks_.count() == 1 || own_range().size() == 0) return;  // alone: they were filled in place
  const Buffers own = optimizer_->state();
  for (size_t i = 0; i < own.size(); ++i) network_.device().copy(state[i].second.flat_slice(own_range().begin, {own_range().size()}), own[i].second);
}

}  // namespace jangin::train
