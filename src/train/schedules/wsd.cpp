// Warm-up, stable, linear decay to the final share (WSD, arXiv 2404.06395).
#include <algorithm>
#include <cmath>

#include "train/schedules/schedule.h"

namespace jangin::train {

double wsd_schedule(const TrainConfig& config, int64_t step, int64_t steps) {
  const int64_t decay = static_cast<int64_t>(std::ceil(config.decay_share * static_cast<double>(steps)));
  const double peak = config.peak_rate * warmup_factor(config, step, steps);
  if (decay == 0 || step <= steps - decay) return peak;
  const double progress = static_cast<double>(step - (steps - decay)) / static_cast<double>(decay);
  return std::min(peak, config.peak_rate * (1.0 - (1.0 - config.final_rate_share) * progress));
}

}  // namespace jangin::train
