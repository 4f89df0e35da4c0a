// The optimizers by name.
#include "base/strings.h"
#include "train/optimizers/optimizer.h"

namespace jangin::train {

Result<OptimizerKind> find_optimizer(std::string_view name) {
  if (name == "adamw") return OptimizerKind{&make_adamw, false};
  if (name == "muon") return OptimizerKind{&make_muon, true};
  const std::string nearest = nearest_word(name, {"adamw", "muon"});
  return fail(ErrorCode::not_found, "no such optimizer: " + std::string(name) + (nearest.empty() ? "" : " (did you mean `" + nearest + "`?)"),
              "train.optimizer", "adamw or muon");
}

}  // namespace jangin::train
