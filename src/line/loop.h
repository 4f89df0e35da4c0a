// The closed loop: train, examine, write more samples where the expert failed and fewer where it was right, train on, until the tokens, the target or
// forgetting ends it (loop_rule.h). The examination asks taught facts in held-back wordings: some facts steer the loop, others are only reported.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "line/context.h"
#include "line/loop_rule.h"
#include "record/manifest.h"

namespace jangin::line {

struct LoopOutcome {
  LoopTable table;
  std::vector<record::Exposure> exposures;  // of the rounds up to the kept one: what its weights saw
  nlohmann::json figures;                   // training.json: the kept round's, tokens and steps of all up to it, and the table under "loop"
};

/// Rounds in train/rounds/1, 2, …: each is skipped when its manifest is current, and goes on where it was stopped. Leaves the kept weights in
/// train/expert. `training`: the train stage's manifest, of which each round's manifest takes the key. Errors: those of the stages; interrupted.
Result<LoopOutcome> run_loop(Context& context, const record::Manifest& training);

/// samples.parquet of the second round up to the kept one; empty where no loop has run.
std::vector<std::filesystem::path> later_samples(const Workspace& workspace);
/// The samples of the stage and of later_samples(), each once. Errors: those of reading.
Result<std::vector<record::Sample>> read_trained_samples(const Workspace& workspace);

}  // namespace jangin::line
