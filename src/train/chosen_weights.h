// Which weights of a network a configuration trains. Internal to train/.
#pragma once

#include "base/result.h"
#include "tensor/weight.h"
#include "train/train_config.h"

namespace jangin::train {

/// Freezes what `trainable` does not name. Errors: not_found where no weight's name holds one of its parts.
Status choose_trainable(const TrainConfig& config, tensor::WeightSpace& weights);

}  // namespace jangin::train
