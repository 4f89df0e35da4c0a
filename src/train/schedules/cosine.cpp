// Warm-up, then half a cosine down to the final share (arXiv 1608.03983, one cycle).
#include <cmath>
#include <numbers>

#include "train/schedules/schedule.h"

namespace jangin::train {

double cosine_schedule(const TrainConfig& config, int64_t step, int64_t steps) {
  const int64_t warmup = warmup_steps(config, steps);
  if (step < warmup || steps <= warmup) return config.peak_rate * warmup_factor(config, step, steps);
  const double progress = static_cast<double>(step - warmup) / static_cast<double>(steps - warmup);
  const double share = config.final_rate_share + (1.0 - config.final_rate_share) * 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
  return config.peak_rate * share;
}

}  // namespace jangin::train
