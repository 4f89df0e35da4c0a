// A recipe: everything that decides an expert, in one TOML file. Each table belongs to the stage of its name; docs/recipes.md lists the keys.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "collect/collect.h"
#include "evaluate/evaluate.h"
#include "line/forgetting_guard.h"
#include "line/loop_rule.h"
#include "publish/publish.h"
#include "refine/refine.h"
#include "synthesize/synthesize.h"
#include "train/train_config.h"

namespace jangin::line {

/// General text and worked problems trained beside the samples, so that the model keeps what it knew.
struct ReplayConfig {
  /// Share of the trained tokens. 0: none (the model will forget).
  double share = 0.12;
  /// Weight of each replayed token's divergence from the base model: the model is held to what the base predicts there (train/sequence.h).
  /// 0: the replayed texts are learned as texts.
  double anchor = 2.0;
  /// Text files of one's own (UTF-8, paragraphs apart by a blank line), instead of those shipped with the program.
  std::vector<std::string> texts;
  /// Languages of the shipped texts: "en", "ko". Empty: those of the documents, English always.
  std::vector<std::string> languages;
};

struct Recipe {
  std::string name;  // of the expert; letters, digits, '-', '_'
  std::string base = "smollm2-135m-instruct";
  std::filesystem::path file;    // empty: made for a folder
  std::filesystem::path folder;  // relative paths start here
  double train_seconds = 480;    // time for training; turned into train.tokens by measuring this machine once. Ignored when train.tokens is set

  collect::CollectConfig collect;
  refine::RefineConfig refine;
  synthesize::SynthesizeConfig synthesize;
  train::TrainConfig train;
  ReplayConfig replay;
  GuardConfig guard;
  LoopConfig loop;
  evaluate::EvaluateConfig evaluate;
  publish::PublishConfig publish;

  std::string resolved;  // the whole recipe as TOML, defaults included
};

/// Errors: not_found, invalid_format and invalid_argument with line and key.
Result<Recipe> read_recipe(const std::filesystem::path& file);
/// The recipe for a folder of documents: its name, its documents, defaults for the rest. Error: not_found.
Result<Recipe> recipe_for_folder(const std::filesystem::path& folder);

}  // namespace jangin::line
