// Optimizers: from gradients to new weights, with state of their own. One file an optimizer, one line in the registry.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tensor/weight.h"
#include "train/hidden_matrices.h"
#include "train/reduction.h"
#include "train/train_config.h"

namespace jangin::train {

/// One step: its number (from 1), the learning rate, what gradients are multiplied by.
struct OptimizerStep {
  int64_t number = 1;
  double rate = 0;
  float gradient_scale = 1.0f;
};

/// The gradient [range.size()] f32 of elements `range` of the flat buffers; all of trainable weight `weight` and in the optimizer's range.
using GradientParts = std::function<tensor::Tensor(size_t weight, FlatRange range)>;
/// Of a buffer that holds the gradients of elements from `begin` on.
inline GradientParts parts_of(tensor::Tensor flat, int64_t begin = 0) {
  return [flat = std::move(flat), begin](size_t, FlatRange range) { return flat.flat_slice(range.begin - begin, {range.size()}); };
}

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// A step of the weights in the optimizer's range. Marks the weights as changed.
  virtual void step(const OptimizerStep& step, const GradientParts& gradients) = 0;
  /// Buffers of the range, laid out as the weights, by name, for checkpoints.
  virtual std::vector<std::pair<std::string, tensor::Tensor>> state() const = 0;
};

/// What an optimizer works on. `space` outlives it; it has state for elements `range` of the flat buffer only: all of them, or this rank's.
struct OptimizerScope {
  tensor::WeightSpace& space;
  FlatRange range;
  std::span<const HiddenMatrix>
      matrices;  // hidden_matrices() of what is trained; each inside or outside of the range for an optimizer of whole matrices
};

struct OptimizerKind {
  /// May throw std::bad_alloc.
  std::unique_ptr<Optimizer> (*make)(const TrainConfig& config, const OptimizerScope& scope) = nullptr;
  bool whole_matrices = false;  // hidden matrices must not be split between ranks
};
std::unique_ptr<Optimizer> make_adamw(const TrainConfig& config, const OptimizerScope& scope);
std::unique_ptr<Optimizer> make_muon(const TrainConfig& config, const OptimizerScope& scope);

/// Random numbers for the rounding of bf16 weights from element `begin` of the flat buffer on, keyed by (seed, step, weight, element).
kernel::RandomRounding rounding_of(const TrainConfig& config, int64_t step, const tensor::WeightSpace& space, size_t weight, int64_t begin);

/// AdamW on the elements [begin, begin + gradient.elements()) of the flat buffer, all of weight `weight`; m and v are their moments.
void adamw_step(const TrainConfig& config, tensor::WeightSpace& space, size_t weight, int64_t begin, const OptimizerStep& step,
                const tensor::Tensor& gradient, const tensor::Tensor& m, const tensor::Tensor& v);

/// Errors: not_found, naming the nearest one and the ones there are.
Result<OptimizerKind> find_optimizer(std::string_view name);

}  // namespace jangin::train
