// Learning-rate schedules: a pure function of the step. One file a schedule, one line in the registry.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "train/train_config.h"

namespace jangin::train {

/// The rate of step `step` (1 … steps).
using Schedule = double (*)(const TrainConfig& config, int64_t step, int64_t steps);

double cosine_schedule(const TrainConfig& config, int64_t step, int64_t steps);
double wsd_schedule(const TrainConfig& config, int64_t step, int64_t steps);
double constant_schedule(const TrainConfig& config, int64_t step, int64_t steps);

/// Steps of the linear warm-up, and the factor in (0, 1] that it puts on the rate of a step.
int64_t warmup_steps(const TrainConfig& config, int64_t steps);
double warmup_factor(const TrainConfig& config, int64_t step, int64_t steps);

/// Errors: not_found, naming the ones there are.
Result<Schedule> find_schedule(std::string_view name);

}  // namespace jangin::train
