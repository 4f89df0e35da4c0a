// evaluate: the same tasks on the base and on the expert, and what the difference says: learned, forgotten. Results are cached by
// (model, task), so that a base is measured once.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/config.h"
#include "evaluate/task.h"

namespace jangin::evaluate {

/// One task of a recipe.
struct TaskSpec {
  std::string kind;  // of registry.cpp: "questions", "text"
  std::string name;  // shown to people
  std::filesystem::path file;
  bool general = false;  // outside the domain: counts for forgetting
};

struct EvaluateConfig {
  /// The user's own question files (JSONL; docs/formats.md); never read before evaluation, except to keep them out of the samples.
  std::vector<std::string> questions;
  /// The user's own texts, measured in bits per byte.
  std::vector<std::string> texts;
  /// [[evaluate.tasks]]: tasks of any kind. A name that is left out is the file's, without its end.
  std::vector<TaskSpec> tasks;
  /// General text and multiple choice shipped with the program.
  bool general = true;
  /// Most that bits per byte of general text may rise, as a share; beyond it the evaluation says "forgotten".
  double max_forgetting = 0.05;
};
/// Errors: those of ConfigTable; not_found (a kind that there is not names the nearest).
Status read_config(ConfigTable table, EvaluateConfig& config);
/// The user's own tasks: question files, texts and further tasks, with the files as the recipe writes them.
std::vector<TaskSpec> own_tasks(const EvaluateConfig& config);

/// Before and after of one metric.
struct Comparison {
  std::string task, metric;
  double before = 0, after = 0;
  uint64_t of = 0;
  bool higher_is_better = true;
  bool general = false;
};

struct EvaluateRequest {
  EvaluateConfig config;
  std::vector<TaskSpec> tasks;
  std::filesystem::path folder;  // evaluation.json goes here
  std::filesystem::path cache;   // results by (model, task), shared by whoever names it; empty: folder/cache
  /// Opens a model when it is needed: a base whose results are cached is never loaded.
  std::function<Result<std::unique_ptr<engine::Generator>>()> open_base, open_expert;
  std::string base_hash, expert_hash;  // SHA-256 of the weights: the cache's key
};

struct EvaluateReport {
  std::vector<Comparison> table;
  bool from_cache = false;  // nothing had to be measured
  bool forgotten = false;   // a general text lost more than config.max_forgetting
  std::string remark;       // one sentence on forgetting
};

/// Writes `evaluation.json` ({"table": [...], "forgotten", "remark", "base": {task: details}, "expert": {...}}).
/// Errors: those of the tasks and generators; interrupted (finished tasks are kept).
Result<EvaluateReport> evaluate(const EvaluateRequest& request);

}  // namespace jangin::evaluate
