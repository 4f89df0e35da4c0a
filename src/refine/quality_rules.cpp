// Who rejects, and how a verdict that does not is written down.
#include "refine/quality_rules.h"

#include <algorithm>

namespace jangin::refine {

bool quality_rejects(const RefineConfig& config, std::string_view step) {
  return config.profile == "web" || std::find(config.steps.begin(), config.steps.end(), step) != config.steps.end();
}

Judgement QualityRules::judgement(bool rejects) const {
  if (!broken_) return {};
  if (rejects) return *broken_;
  return {true, "", broken_->score, fmt::format("noted: {}: {}", broken_->reason, broken_->detail)};
}

}  // namespace jangin::refine
