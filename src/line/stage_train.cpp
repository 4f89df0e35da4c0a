// train: budget → tokens, then one training or a loop of them, and what it leaves.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
#include "line/context.h"
#include "line/loop.h"
#include "line/loop_json.h"
#include "line/train_round.h"
#include "line/training_data.h"
#include "model/formats/safetensors_folder.h"
#include "record/shard.h"
#include "train/train.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

fs::path budget_file(const Workspace& workspace) { return workspace.root / "budget.json"; }

/// Everything but the samples that decides the weights.
Result<record::Manifest> train_manifest(const Context& context, const std::vector<fs::path>& replay) {
  record::Manifest manifest;
  manifest.stage = "train";
  const Recipe& recipe = context.recipe;
  manifest.config_hash = hash_fields(
      {train::config_hash(recipe.train), fmt::format("replay {} {} guard {} {} {} {}", recipe.replay.share, recipe.replay.anchor,
                                                     recipe.guard.max_rise, recipe.guard.least_share, recipe.guard.steps, recipe.guard.merge_tokens) +
                                             config_text(recipe.loop)});
  manifest.inputs["base"] = context.base_hash;
  manifest.inputs["synthesize"] = manifest_hash(context.workspace, "synthesize");
  for (const fs::path& file : replay) {
    JANGIN_ASSIGN(manifest.inputs["replay/" + file.filename().string()], sha256_file_hex(file));
  }
  manifest.components["training"] = 4;
  return manifest;
}

/// Figures of a finished run, from the file that it left.
Status report_training(Context& context, StageOutcome& outcome) {
  JANGIN_ASSIGN(std::string text, read_file(context.workspace.stage("train") / "training.json"));
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object())
    return fail(ErrorCode::invalid_format, "is not JSON", (context.workspace.stage("train") / "training.json").string(),
                "delete the folder train and build again");
  outcome.figures.emplace_back("tokens", format_count(json.value("tokens", uint64_t{0})));
  outcome.figures.emplace_back("speed", fmt::format("{:.0f} tokens/s", json.value("tokens_per_second", 0.0)));
  outcome.figures.emplace_back("loss", fmt::format("{:.2f} → {:.2f}", json.value("first_loss", 0.0), json.value("last_loss", 0.0)));
  outcome.figures.emplace_back("share of the way from the base", fmt::format("{:.2f}", json.value("share_of_the_way_from_the_base", 1.0)));
  if (const auto loop = json.find("loop"); loop != json.end()) {
    context.loop = table_from_json(*loop);
    outcome.figures.emplace_back("rounds", fmt::format("{}, the weights of round {} kept, ended by {}", context.loop->rounds.size() - 1,
                                                       context.loop->kept, context.loop->ended));
  }
  return {};
}

}  // namespace

int64_t sample_token_budget(const Recipe& recipe) {
  return static_cast<int64_t>(static_cast<double>(recipe.train.tokens) * (1 - recipe.replay.share));
}

fs::path expert_weights(const Workspace& workspace) { return workspace.stage("train") / kGuardedFolder; }

Status resolve_budget(Context& context) {
  if (context.recipe.train.tokens > 0) return {};
  std::string key = hash_fields({context.base_hash, train::config_hash(context.recipe.train), fmt::format("{}", context.recipe.train_seconds)});
  if (auto text = read_file(budget_file(context.workspace))) {
    auto json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_object() && json.value("key", "") == key) {
      context.recipe.train.tokens = json.value("tokens", int64_t{0});
      context.tokens_per_second = json.value("tokens_per_second", 0.0);
    }
  }
  if (context.recipe.train.tokens <= 0) {
    JANGIN_ASSIGN(model::ModelFiles base, model::open_model(context.base.path));
    JANGIN_ASSIGN(train::TrainingSpeed speed, train::measure_training_speed(base.config, context.recipe.train, std::string(context.device->name())));
    context.tokens_per_second = speed.tokens_per_second;
    context.recipe.train.tokens =
        std::max<int64_t>(context.recipe.train.sequence_length, static_cast<int64_t>(speed.tokens_per_second * context.recipe.train_seconds));
    nlohmann::json json = {{"key", key},
                           {"seconds", context.recipe.train_seconds},
                           {"tokens", context.recipe.train.tokens},
                           {"tokens_per_second", speed.tokens_per_second}};
    JANGIN_TRY(write_file(budget_file(context.workspace), json.dump(1) + "\n"));
  }
  return {};
}

Status run_train(Context& context, StageOutcome& outcome) {
  Stopwatch watch;
  JANGIN_ASSIGN(auto replay, replay_files(context.recipe, context.languages));
  JANGIN_ASSIGN(record::Manifest manifest, train_manifest(context, replay));
  outcome.skipped = record::is_current(context.workspace.manifest("train"), context.workspace.root, manifest.key());
  if (outcome.skipped) return report_training(context, outcome);
  const fs::path folder = context.workspace.stage("train");
  std::vector<record::Exposure> seen;
  nlohmann::json figures;
  if (context.recipe.loop.rounds > 1) {
    JANGIN_ASSIGN(LoopOutcome loop, run_loop(context, manifest));
    seen = std::move(loop.exposures), figures = std::move(loop.figures);
  } else {
    const RoundSpec spec{context.recipe.train.tokens, context.base.path, context.base_hash, context.workspace.stage("synthesize") / "samples.parquet",
                         folder};
    JANGIN_ASSIGN(TrainedRound trained, train_round(context, spec, manifest.key()));
    seen = std::move(trained.exposures), figures = std::move(trained.figures);
    JANGIN_TRY(context.catalog->put_exposures(context.run_id, seen));
    std::error_code error;
    fs::remove_all(folder / "rounds", error);  // of an earlier recipe with a loop
  }
  JANGIN_TRY(release_ranks(context));
  JANGIN_ASSIGN(record::ShardInfo shard, record::write_exposures(folder / "exposures.parquet", seen));
  shard.path = "train/exposures.parquet";
  JANGIN_TRY(write_file(folder / "training.json", figures.dump(1) + "\n"));
  JANGIN_ASSIGN(const auto samples, read_trained_samples(context.workspace));
  JANGIN_TRY(record_lineage(context, samples));
  manifest.shards = {shard};
  JANGIN_ASSIGN(const std::vector<fs::path> weights, model::weight_files(expert_weights(context.workspace)));
  for (const fs::path& file : weights) {
    JANGIN_ASSIGN(manifest.artifacts[file.lexically_relative(context.workspace.root).string()], sha256_file_hex(file));
  }
  JANGIN_TRY(finish_manifest(context, std::move(manifest), watch.seconds()));
  return report_training(context, outcome);
}

}  // namespace jangin::line
