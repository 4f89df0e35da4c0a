// The forgetting guard: how far the trained weights may stand from the base. Weights are interpolated between base and trained
// (WiSE-FT, arXiv 2109.01903) and measured on guard texts that are neither trained on nor reported; the largest share within the bound wins.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "engine/generator.h"
#include "model/formats/model_files.h"

namespace jangin::line {

struct GuardConfig {
  /// Most that bits per byte of the guard texts may rise over the base's, as a share; below evaluate.max_forgetting, since the texts
  /// differ. 1 or more: no guard, the trained weights are kept.
  double max_rise = 0.04;
  /// Least share of the way from the base to the trained weights; reached without meeting the bound, the report says so.
  double least_share = 0.3;
  /// Steps of the search: each halves the interval of shares.
  int64_t steps = 4;
};
Status read_config(ConfigTable table, GuardConfig& config);

struct GuardMeasurement {
  double share = 0;          // 0: base, 1: trained
  double bits_per_byte = 0;  // mean over the guard texts
};
struct GuardReport {
  double share = 1;
  double base_bits_per_byte = 0, bits_per_byte = 0;
  bool within_bound = true;
  std::vector<GuardMeasurement> measured;  // in the order of measuring
};

using OpenModel = std::function<Result<std::unique_ptr<engine::Generator>>(const std::filesystem::path&)>;

/// Writes the chosen weights to `output` (Hugging Face folder). `texts`: file paths. Errors: those of reading, scoring, writing; interrupted.
Result<GuardReport> guard_against_forgetting(const GuardConfig& config, const model::ModelFiles& base, const std::filesystem::path& trained,
                                             const std::vector<std::filesystem::path>& texts, const std::filesystem::path& output, const OpenModel& open);

}  // namespace jangin::line
