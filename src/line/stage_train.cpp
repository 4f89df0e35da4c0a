// train: budget → tokens, samples → sequences, training, the forgetting guard, exposures.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/progress.h"
#include "engine/local_generator.h"
#include "line/context.h"
#include "line/shipped_data.h"
#include "line/training_data.h"
#include "model/formats/safetensors_folder.h"
#include "record/shard.h"
#include "train/train.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr const char* kTrained = "model";    // in <workspace>/train: as the loop left it
constexpr const char* kGuarded = "expert";   // after the forgetting guard

fs::path budget_file(const Workspace& workspace) { return workspace.root / "budget.json"; }

/// Everything but the samples that decides the weights.
Result<record::Manifest> train_manifest(const Context& context, const std::vector<fs::path>& replay) {
  record::Manifest manifest;
  manifest.stage = "train";
  const Recipe& recipe = context.recipe;
  manifest.config_hash = hash_fields({train::config_hash(recipe.train), fmt::format("replay {} {} guard {} {} {} {}", recipe.replay.share, recipe.replay.anchor, recipe.guard.max_rise,
                                                                                    recipe.guard.least_share, recipe.guard.steps, recipe.guard.merge_tokens)});
  manifest.inputs["base"] = context.base_hash;
  manifest.inputs["synthesize"] = manifest_hash(context.workspace, "synthesize");
  for (const fs::path& file : replay) {
    JANGIN_ASSIGN(manifest.inputs["replay/" + file.filename().string()], sha256_file_hex(file));
  }
  manifest.components["training"] = 4;
  return manifest;
}

std::vector<fs::path> guard_texts(const fs::path& data, const std::vector<std::string>& languages) {
  std::vector<fs::path> texts = {data / "guard/english.txt"};
  if (std::find(languages.begin(), languages.end(), "ko") != languages.end()) texts.push_back(data / "guard/korean.txt");
  return texts;
}

/// Which samples each step saw. `training`: identity of what was trained, the same for equal runs whenever they ran.
std::vector<record::Exposure> exposures(const std::string& training, const train::TrainReport& report, const TrainingData& data, const std::vector<record::Sample>& samples) {
  std::vector<record::Exposure> rows;
  for (const train::SampleExposure& exposure : report.exposures) {
    if (exposure.source != 0) continue;
    for (size_t index : data.sample_indices[exposure.sample]) {
      size_t turns = data.sample_indices[exposure.sample].size();
      rows.push_back({training, static_cast<uint64_t>(exposure.step), samples[index].sample_id,
                      static_cast<uint32_t>(static_cast<size_t>(exposure.loss_tokens) / turns), static_cast<uint32_t>(static_cast<size_t>(exposure.tokens) / turns)});
    }
  }
  return rows;
}

nlohmann::json training_json(const train::TrainReport& report, const GuardReport& guard, double tokens_per_second) {
  nlohmann::json measured = nlohmann::json::array();
  for (const GuardMeasurement& m : guard.measured) measured.push_back({{"share", m.share}, {"bits_per_byte", m.bits_per_byte}});
  return {{"tokens", report.tokens}, {"loss_tokens", report.loss_tokens}, {"steps", report.steps}, {"first_loss", report.first_loss}, {"last_loss", report.last_loss},
          {"seconds", report.seconds}, {"tokens_per_second", report.tokens_per_second}, {"planned_tokens_per_second", tokens_per_second},
          {"peak_memory_bytes", report.peak_memory_bytes}, {"arithmetic", report.arithmetic}, {"checkpoint_sha256", report.checkpoint_hash},
          {"chain", report.chain_hash}, {"plan", report.plan_hash}, {"share_of_the_way_from_the_base", guard.share}, {"guard_within_bound", guard.within_bound},
          {"guard_base_bits_per_byte", guard.base_bits_per_byte}, {"guard_bits_per_byte", guard.bits_per_byte}, {"guard_measured", measured}};
}

/// Figures of a finished run, from the file that it left.
Status report_training(Context& context, StageOutcome& outcome) {
  JANGIN_ASSIGN(std::string text, read_file(context.workspace.stage("train") / "training.json"));
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(ErrorCode::invalid_format, "is not JSON", (context.workspace.stage("train") / "training.json").string(), "delete the folder train and build again");
  outcome.figures.emplace_back("tokens", format_count(json.value("tokens", uint64_t{0})));
  outcome.figures.emplace_back("speed", fmt::format("{:.0f} tokens/s", json.value("tokens_per_second", 0.0)));
  outcome.figures.emplace_back("loss", fmt::format("{:.2f} → {:.2f}", json.value("first_loss", 0.0), json.value("last_loss", 0.0)));
  outcome.figures.emplace_back("share of the way from the base", fmt::format("{:.2f}", json.value("share_of_the_way_from_the_base", 1.0)));
  return {};
}

struct Prepared {
  model::ModelFiles base;
  std::vector<record::Sample> samples;
  TrainingData data;
};

Result<Prepared> prepare(const Context& context) {
  Prepared prepared;
  JANGIN_ASSIGN(prepared.base, model::open_model(context.base.path));
  JANGIN_ASSIGN(tokenizer::Tokenizer tokenizer, prepared.base.load_tokenizer());
  JANGIN_ASSIGN(tokenizer::ChatTemplate chat, tokenizer::ChatTemplate::create(tokenizer));
  JANGIN_ASSIGN(prepared.samples, record::read_samples(context.workspace.stage("synthesize") / "samples.parquet"));
  if (prepared.samples.empty()) {
    return fail(ErrorCode::not_found, "no sample was made from the documents", context.workspace.stage("synthesize").string(),
                "the report lists why; a larger budget, other documents or less strict gates may help");
  }
  JANGIN_ASSIGN(prepared.data, make_training_data(prepared.samples, context.recipe, context.languages, tokenizer, chat));
  return prepared;
}

train::TrainRequest train_request(const Context& context, const Prepared& prepared) {
  train::TrainRequest request;
  request.base = &prepared.base;
  request.base_hash = context.base_hash;
  request.sources = prepared.data.sources;
  request.config = context.recipe.train;
  request.output = context.workspace.stage("train");
  request.device = std::string(context.device->name());
  request.ranks = context.ranks;
  return request;
}

/// What the other ranks cannot read from the recipe.
std::string call_text(const Context& context) {
  return nlohmann::json{{"tokens", context.recipe.train.tokens}, {"languages", context.languages}, {"base_hash", context.base_hash}}.dump();
}

Result<std::pair<train::TrainReport, GuardReport>> train_and_guard(Context& context, Prepared& prepared) {
  fs::path folder = context.workspace.stage("train");
  context.ranks_called = true;
  JANGIN_TRY(context.ranks->broadcast_text(call_text(context)));
  JANGIN_ASSIGN(train::TrainReport report, train::train(train_request(context, prepared)));
  std::vector<fs::path> texts;
  if (context.recipe.guard.max_rise < 1) {
    JANGIN_ASSIGN(fs::path data, shipped_data_folder());
    texts = guard_texts(data, context.languages);
  }
  OpenModel open = [&](const fs::path& path) -> Result<std::unique_ptr<engine::Generator>> {
    engine::LocalOptions options;
    options.device = context.device;
    JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::LocalGenerator::open(path, options));
    return generator;
  };
  const train::MergeInputs inputs{.own = prepared.data.sources.front().sequences, .general = prepared.data.general, .tokens = context.recipe.guard.merge_tokens};
  JANGIN_ASSIGN(GuardReport guard, guard_against_forgetting(context.recipe.guard, {prepared.base, report.model, inputs, texts, *context.device, open}, folder / kGuarded));
  if (!guard.within_bound) log_warning("the forgetting guard reached its least share ({}) above its bound: lower train.peak_rate or raise replay.share", guard.share);
  return std::pair{std::move(report), std::move(guard)};
}

}  // namespace

int64_t sample_token_budget(const Recipe& recipe) { return static_cast<int64_t>(static_cast<double>(recipe.train.tokens) * (1 - recipe.replay.share)); }

Status help_train(Context& context) {
  JANGIN_ASSIGN(const std::string text, context.ranks->broadcast_text(""));
  if (text.empty()) return {};
  const auto call = nlohmann::json::parse(text);
  context.recipe.train.tokens = call["tokens"].get<int64_t>();
  context.languages = call["languages"].get<std::vector<std::string>>();
  context.base_hash = call["base_hash"].get<std::string>();
  JANGIN_ASSIGN(Prepared prepared, prepare(context));
  JANGIN_TRY(train::train(train_request(context, prepared)));
  return {};
}

Status release_ranks(Context& context) {
  if (context.ranks_called) return {};
  context.ranks_called = true;
  JANGIN_TRY(context.ranks->broadcast_text(""));
  return {};
}

fs::path expert_weights(const Workspace& workspace) { return workspace.stage("train") / kGuarded; }

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
    context.recipe.train.tokens = std::max<int64_t>(context.recipe.train.sequence_length, static_cast<int64_t>(speed.tokens_per_second * context.recipe.train_seconds));
    nlohmann::json json = {{"key", key}, {"seconds", context.recipe.train_seconds}, {"tokens", context.recipe.train.tokens}, {"tokens_per_second", speed.tokens_per_second}};
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
  JANGIN_ASSIGN(Prepared prepared, prepare(context));
  JANGIN_ASSIGN(auto trained, train_and_guard(context, prepared));
  fs::path folder = context.workspace.stage("train");
  auto seen = exposures(manifest.key(), trained.first, prepared.data, prepared.samples);
  JANGIN_ASSIGN(record::ShardInfo shard, record::write_exposures(folder / "exposures.parquet", seen));
  shard.path = "train/exposures.parquet";
  JANGIN_TRY(context.catalog->put_exposures(context.run_id, seen));
  JANGIN_TRY(write_file(folder / "training.json", training_json(trained.first, trained.second, context.tokens_per_second).dump(1) + "\n"));
  manifest.shards = {shard};
  JANGIN_ASSIGN(const std::vector<fs::path> weights, model::weight_files(folder / kGuarded));
  for (const fs::path& file : weights) {
    JANGIN_ASSIGN(manifest.artifacts[file.lexically_relative(context.workspace.root).string()], sha256_file_hex(file));
  }
  JANGIN_TRY(finish_manifest(context, std::move(manifest), watch.seconds()));
  return report_training(context, outcome);
}

}  // namespace jangin::line
