// The optimizers by name.
#include "train/optimizers/optimizer.h"

namespace jangin::train {

Result<OptimizerMaker> find_optimizer(std::string_view name) {
  if (name == "adamw") return &make_adamw;
  return fail(ErrorCode::not_found, "no such optimizer: " + std::string(name), "train.optimizer", "adamw");
}

}  // namespace jangin::train
