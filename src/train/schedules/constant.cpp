// Warm-up, then the peak rate.
#include "train/schedules/schedule.h"

namespace jangin::train {

double constant_schedule(const TrainConfig& config, int64_t step, int64_t steps) { return config.peak_rate * warmup_factor(config, step, steps); }

}  // namespace jangin::train
