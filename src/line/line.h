// The production line: recipe → plan → stages in order → report. What a stage does lives in its folder; only the order, the budget and
// the hand-over live here. Every function resumes: what is current is skipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "line/recipe.h"
#include "line/workspace.h"

namespace jangin::line {

/// What the command line may say beside the recipe.
struct BuildOptions {
  std::filesystem::path recipe_or_folder;  // a .toml file, or a folder of documents
  std::filesystem::path workspace;         // empty: out/<recipe name>
  std::optional<double> budget_seconds;    // time for training; resolved once into tokens
  std::optional<int64_t> trained_tokens;   // instead of a time
  std::optional<std::string> base;
  std::string device = "cpu";  // tensor/device.h
};

/// The stages in order; a stage command runs the line up to its stage.
enum class Stage { collect, refine, synthesize, train, evaluate, publish, report };
std::string_view stage_name(Stage stage);

struct StageOutcome {
  Stage stage = Stage::collect;
  bool skipped = false;  // its manifest was current
  double seconds = 0;
  uint64_t peak_memory_bytes = 0;                             // of this process so far
  std::vector<std::pair<std::string, std::string>> figures;   // "documents" → "5 kept, 1 rejected"
  std::vector<std::vector<std::vector<std::string>>> tables;  // for people; the first row of each is its heads
};

/// One row of the table of before and after.
struct BeforeAfter {
  std::string task, metric;
  double before = 0, after = 0;
  uint64_t of = 0;  // 0: not a count
  bool higher_is_better = true;
};

/// What was expected of the own examination before training, and what was found.
struct ExpectedAndFound {
  std::string metric;  // "multiple choice right"
  synthesize::Expected expected;
  uint64_t right = 0, of = 0;
  double found() const { return static_cast<double>(right) / static_cast<double>(of); }
  bool within() const { return found() >= expected.low && found() <= expected.high; }
};

struct BuildReport {
  Recipe recipe;
  Workspace workspace;
  std::vector<StageOutcome> stages;
  std::vector<BeforeAfter> evaluation;        // empty when the line ended before evaluate
  std::vector<ExpectedAndFound> expectation;  // as evaluation, where the line has an examination of its own
  std::optional<LoopTable> loop;              // of a recipe with a loop, once trained
};

/// Reads the recipe (or makes the default one for a folder of documents) with the options applied.
Result<Recipe> load_recipe(const BuildOptions& options);

/// Runs the line up to and including `last`. Errors: those of the stages; conflict when another process works in the workspace;
/// interrupted after Ctrl-C (nothing is lost). Of several ranks (base/ranks.h) the first runs the line, the others share collect, refine and training with
/// it and return an empty report.
Result<BuildReport> build(const BuildOptions& options, Stage last);

/// Does one worker's share of collect or refine and nothing else: no other stage, no shard, no row in the catalog. `build` finds it done. Workers may run side by
/// side, on several machines with one file system, in any order. Errors: those of the stage (refine: not_found before collect has ended); conflict when a build
/// works in the workspace, or a worker with the same share; interrupted.
Result<BuildReport> work_on_share(const BuildOptions& options, Stage stage, const Share& share);

/// Time, memory and disk of each stage on this machine, and what will be beyond the budget.
struct PlanRow {
  std::string stage, what;
  double seconds = 0;
  uint64_t memory_bytes = 0, disk_bytes = 0;
};
struct Plan {
  std::vector<PlanRow> rows;
  std::optional<synthesize::SynthesisPlan> quality;  // once refine has run
  std::vector<std::string> remarks;                  // facts beyond the budget, accuracy to expect, what is measured and what is estimated
  double training_tokens_per_second = 0;
  int64_t trained_tokens = 0;
};
Result<Plan> plan(const BuildOptions& options);

}  // namespace jangin::line
