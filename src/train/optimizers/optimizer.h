// Optimizers: from gradients to new weights, with state of their own. One file an optimizer, one line in the registry.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tensor/weight.h"
#include "train/reduction.h"
#include "train/train_config.h"

namespace jangin::train {

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Step `step` (from 1) at learning rate `rate` of the weights in the optimizer's range, with the gradients times `gradient_scale`.
  /// gradients: [range.size()] f32, undefined where the range is empty. Marks the weights as changed.
  virtual void step(int64_t step, double rate, float gradient_scale, const tensor::Tensor& gradients) = 0;
  /// Buffers of the range, laid out as the weights, by name, for checkpoints.
  virtual std::vector<std::pair<std::string, tensor::Tensor>> state() const = 0;
};

/// `space` outlives the optimizer, which has state for elements `range` of its flat buffer only: all of them, or this rank's.
/// May throw std::bad_alloc.
using OptimizerMaker = std::unique_ptr<Optimizer> (*)(const TrainConfig& config, tensor::WeightSpace& space, FlatRange range);
std::unique_ptr<Optimizer> make_adamw(const TrainConfig& config, tensor::WeightSpace& space, FlatRange range);

/// Errors: not_found, naming the ones there are.
Result<OptimizerMaker> find_optimizer(std::string_view name);

}  // namespace jangin::train
