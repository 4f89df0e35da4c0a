// The forgetting guard: how much of the trained weights may stay. Base and trained model are merged (train/merge.h) at several shares and measured on
// guard texts that are neither trained on, nor merged for, nor reported; the largest share within the bound wins.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "engine/generator.h"
#include "model/formats/model_files.h"
#include "train/merge.h"

namespace jangin::line {

struct GuardConfig {
  /// Most that bits per byte of the guard texts may rise over the base's, as a share; below evaluate.max_forgetting, since the texts
  /// differ. 1 or more: no guard, the trained weights are kept.
  double max_rise = 0.04;
  /// Least share of the trained weights; reached without meeting the bound, the report says so.
  double least_share = 0.05;
  /// Steps of the search: each halves the interval of shares.
  int64_t steps = 5;
  /// Tokens of samples, and as many of general text, on which the inputs of the layers are measured for merging.
  int64_t merge_tokens = 8'192;
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

/// What the guard works on. All must outlive the call.
struct GuardRequest {
  const model::ModelFiles& base;
  std::filesystem::path trained;             // Hugging Face folder
  train::MergeInputs inputs;                 // what was trained, and general text
  std::vector<std::filesystem::path> texts;  // guard texts
  tensor::Device& device;
  OpenModel open;
};

/// Writes the chosen weights to `output` (Hugging Face folder). Errors: those of reading, merging, scoring, writing; interrupted.
Result<GuardReport> guard_against_forgetting(const GuardConfig& config, const GuardRequest& request, const std::filesystem::path& output);

}  // namespace jangin::line
