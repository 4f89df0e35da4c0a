// The objectives by name.
#include "train/objectives/objective.h"

namespace jangin::train {

Result<Objective> find_objective(std::string_view name) {
  if (name == "supervised") return &supervised_objective;
  return fail(ErrorCode::not_found, "no such objective: " + std::string(name), "train.objective", "supervised");
}

}  // namespace jangin::train
