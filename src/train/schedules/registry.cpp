// The schedules, and the warm-up that they share.
#include <cmath>

#include "train/schedules/schedule.h"

namespace jangin::train {

int64_t warmup_steps(const TrainConfig& config, int64_t steps) {
  return static_cast<int64_t>(std::ceil(config.warmup_share * static_cast<double>(steps)));
}

double warmup_factor(const TrainConfig& config, int64_t step, int64_t steps) {
  const int64_t warmup = warmup_steps(config, steps);
  return step >= warmup ? 1.0 : static_cast<double>(step) / static_cast<double>(warmup);
}

Result<Schedule> find_schedule(std::string_view name) {
  if (name == "cosine") return &cosine_schedule;
  if (name == "wsd") return &wsd_schedule;
  if (name == "constant") return &constant_schedule;
  return fail(ErrorCode::not_found, "no such schedule: " + std::string(name), "train.schedule", "cosine, wsd or constant");
}

}  // namespace jangin::train
