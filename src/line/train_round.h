// One training from given weights on given samples, and the forgetting guard over what it left: the whole of a line without a loop, a round of one with.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "line/context.h"
#include "line/forgetting_guard.h"
#include "record/records.h"
#include "train/train.h"

namespace jangin::line {

struct RoundSpec {
  int64_t tokens = 0;
  std::filesystem::path start;    // the base, or the weights that the round before left
  std::string start_hash;         // SHA-256 of its weights
  std::filesystem::path samples;  // samples.parquet
  std::filesystem::path folder;   // gets model/ (as trained), expert/ (after the guard), checkpoints/, curve.jsonl, chain.jsonl
};

struct TrainedRound {
  train::TrainReport report;
  GuardReport guard;
  std::vector<record::Exposure> exposures;
  nlohmann::json figures;  // training.json
};

/// The guard's texts are measured against the base, and replay is anchored to it, whatever the start. `training`: identity of what is trained, the
/// same for equal runs whenever they ran. Calls the other ranks. Errors: not_found (no samples), those of training and of the guard; interrupted.
Result<TrainedRound> train_round(Context& context, const RoundSpec& spec, const std::string& training);

/// What another rank does when train_round() calls it. Errors: those of training.
Status help_train(Context& context, const nlohmann::json& call);

inline constexpr const char* kTrainedFolder = "model";
inline constexpr const char* kGuardedFolder = "expert";

}  // namespace jangin::line
