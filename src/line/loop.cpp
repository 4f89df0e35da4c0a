// Rounds on disk: samples.parquet (from the second on), model/, expert/, evaluation.json, round.json, exposures.parquet, manifest.json.
#include "line/loop.h"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/strings.h"
#include "evaluate/evaluate.h"
#include "line/expectation.h"
#include "line/loop_json.h"
#include "line/train_round.h"
#include "model/formats/safetensors_folder.h"
#include "record/shard.h"
#include "synthesize/examination.h"
#include "synthesize/rounds.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr const char* kSteering = "steering examination";
constexpr const char* kReported = kOwnExamination;  // as `evaluate` names it: asked once
constexpr const char* kSamples = "samples.parquet";
constexpr const char* kExposures = "exposures.parquet";
constexpr const char* kEvaluation = "evaluation.json";
constexpr const char* kRoundFile = "round.json";

using Answers = std::map<std::string, bool>;  // fact → right

std::string stage_of_round(int64_t round) { return fmt::format("train/rounds/{}", round); }
fs::path round_folder(const Workspace& workspace, int64_t round) { return workspace.stage(stage_of_round(round)); }
fs::path samples_of_round(const Workspace& workspace, int64_t round) {
  return (round == 1 ? workspace.stage("synthesize") : round_folder(workspace, round)) / kSamples;
}

Result<nlohmann::json> read_json(const fs::path& path) {
  JANGIN_ASSIGN(const std::string text, read_file(path));
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(ErrorCode::invalid_format, "is not JSON", path.string(), "delete the folder train and build again");
  return json;
}

ExaminationResult result_of(const nlohmann::json& details) {
  if (!details.is_object()) return {};
  const auto tally = [&](const char* kind) { return Tally{details.at(kind).value("right", uint64_t{0}), details.at(kind).value("of", uint64_t{0})}; };
  return {tally("multiple_choice"), tally("short_answer")};
}

Answers answers_of(const nlohmann::json& details) {
  Answers answers;
  if (details.is_object())
    for (const auto& question : details.at("questions")) answers[question.at("id").get<std::string>()] = question.at("right").get<bool>();
  return answers;
}

/// A task's details for one of the two models ("base", "expert"); null when it was not asked.
nlohmann::json details_of(const nlohmann::json& evaluation, const char* model, const char* task) {
  return evaluation.at(model).value(task, nlohmann::json());
}

/// One run of the loop.
class Loop {
 public:
  Loop(Context& context, std::string training_key) : context_(context), training_key_(std::move(training_key)) {}

  Result<LoopOutcome> run() {
    start_ = context_.base.path, start_hash_ = context_.base_hash;
    std::optional<std::string> ended;
    for (int64_t round = 1; !ended; ++round) {
      if (interrupted()) return std::unexpected(interrupted_error());
      JANGIN_TRY(do_round(round));
      ended = why_ended(context_.recipe.loop, outcome_.table.rounds);
      const LoopRound& done = outcome_.table.rounds.back();
      log_info("round {}: {} of {} steering questions right, {} of {} reported ones{}", round, done.steering.right(), done.steering.of(),
               done.reported.right(), done.reported.of(), ended ? ", the loop ends: " + *ended : "");
    }
    outcome_.table.ended = *ended;
    outcome_.table.kept = best_round(outcome_.table.rounds);
    JANGIN_TRY(gather_figures());
    JANGIN_TRY(keep_weights());
    return std::move(outcome_);
  }

 private:
  const Workspace& workspace() const { return context_.workspace; }
  fs::path folder(int64_t round) const { return round_folder(workspace(), round); }

  /// Trains and examines, or finds both done; then the next round starts from what it left.
  Status do_round(int64_t round) {
    Stopwatch watch;
    record::Manifest manifest;
    manifest.stage = stage_of_round(round);
    manifest.config_hash = training_key_;
    manifest.inputs = {{"start", start_hash_}, {"round before", round == 1 ? "" : manifest_hash(workspace(), stage_of_round(round - 1))}};
    if (!record::is_current(workspace().manifest(manifest.stage), workspace().root, manifest.key())) {
      JANGIN_TRY(train_and_examine(round, manifest));
      JANGIN_TRY(finish_manifest(context_, std::move(manifest), watch.seconds()));
      std::error_code error;
      fs::remove_all(folder(round) / "checkpoints", error);  // they served to go on within the round
    }
    JANGIN_ASSIGN(const auto json, read_json(folder(round) / kRoundFile));
    JANGIN_ASSIGN(const auto evaluation, read_json(folder(round) / kEvaluation));
    if (round == 1) {
      LoopRound base;
      base.steering = result_of(details_of(evaluation, "base", kSteering)), base.reported = result_of(details_of(evaluation, "base", kReported));
      outcome_.table.rounds.push_back(base);
    }
    outcome_.table.rounds.push_back(round_from_json(json.at("loop")));
    answers_ = answers_of(details_of(evaluation, "expert", kSteering));
    start_ = folder(round) / kTrainedFolder;
    JANGIN_ASSIGN(start_hash_, model::hash_weights(start_));
    return {};
  }

  Status train_and_examine(int64_t round, record::Manifest& manifest) {
    LoopRound figures;
    figures.round = round;
    if (round > 1) JANGIN_TRY(write_samples(round, manifest, figures));
    const RoundSpec spec{round_tokens(context_.recipe.loop, context_.recipe.train.tokens, round), start_, start_hash_,
                         samples_of_round(workspace(), round), folder(round)};
    JANGIN_ASSIGN(const TrainedRound trained, train_round(context_, spec, manifest.key()));
    figures.tokens = trained.report.tokens;
    set_general_text(trained.guard, figures);
    if (round == 1) {
      JANGIN_ASSIGN(const auto samples, record::read_samples(spec.samples));
      figures.samples = figures.new_samples = samples.size();
    }
    JANGIN_TRY(examine(round, figures));
    JANGIN_TRY(
        write_file(folder(round) / kRoundFile, nlohmann::json{{"loop", round_to_json(figures)}, {"training", trained.figures}}.dump(1) + "\n"));
    JANGIN_TRY(context_.catalog->put_exposures(context_.run_id, trained.exposures));
    JANGIN_TRY(add_shard(record::write_exposures(folder(round) / kExposures, trained.exposures), manifest));
    std::vector<fs::path> files = {folder(round) / kEvaluation};
    for (const char* name : {kTrainedFolder, kGuardedFolder}) {
      JANGIN_ASSIGN(const auto weights, model::weight_files(folder(round) / name));
      files.insert(files.end(), weights.begin(), weights.end());
    }
    for (const fs::path& file : files) {
      JANGIN_ASSIGN(manifest.artifacts[file.lexically_relative(workspace().root).string()], sha256_file_hex(file));
    }
    return {};
  }

  static Status add_shard(Result<record::ShardInfo> shard, record::Manifest& manifest) {
    if (!shard) return pass(shard);
    shard->path = manifest.stage + "/" + fs::path(shard->path).filename().string();
    manifest.shards.push_back(std::move(*shard));
    return {};
  }

  /// Samples of a later round, after the answers to the round before.
  Status write_samples(int64_t round, record::Manifest& manifest, LoopRound& figures) {
    const LoopConfig& config = context_.recipe.loop;
    synthesize::RoundRequest request;
    JANGIN_ASSIGN(request.stage, synthesize_request(context_));
    request.round = round, request.missed = config.missed, request.known = config.known;
    request.tokens =
        static_cast<int64_t>(static_cast<double>(round_tokens(config, context_.recipe.train.tokens, round)) * (1 - context_.recipe.replay.share));
    for (const auto& [fact, right] : answers_) request.answers.push_back({fact, right});
    for (int64_t before = 1; before < round; ++before) {
      JANGIN_ASSIGN(const auto samples, record::read_samples(samples_of_round(workspace(), before)));
      request.written.insert(request.written.end(), samples.begin(), samples.end());
    }
    JANGIN_ASSIGN(const synthesize::RoundSamples written, synthesize::write_round(request));
    figures.samples = written.samples.size(), figures.new_samples = written.new_samples;
    figures.facts_raised = written.facts_raised, figures.facts_lowered = written.facts_lowered;
    JANGIN_TRY(add_shard(record::write_samples(folder(round) / kSamples, written.samples), manifest));
    return add_shard(record::write_verdicts(folder(round) / "verdicts.parquet", written.verdicts), manifest);
  }

  static void set_general_text(const GuardReport& guard, LoopRound& figures) {
    figures.share = guard.share, figures.within_bound = guard.within_bound;
    figures.guarded = guard.base_bits_per_byte > 0;
    if (!figures.guarded) return;
    figures.kept_rise = guard.bits_per_byte / guard.base_bits_per_byte - 1;
    for (const GuardMeasurement& measured : guard.measured)
      if (measured.share == 1) figures.rise = measured.bits_per_byte / guard.base_bits_per_byte - 1;
  }

  /// Asks both examinations. The steering one asks the weights that the next round would go on from: where they differ from the guarded ones, the
  /// loop ends, and the guarded ones are asked.
  Status examine(int64_t round, LoopRound& figures) {
    evaluate::EvaluateRequest request;
    request.config.general = false;
    request.folder = folder(round), request.cache = workspace().stage("evaluate") / "cache";
    for (const auto& [file, name] : {std::pair(synthesize::kSteeringFile, kSteering), std::pair(synthesize::kExaminationFile, kReported)}) {
      const fs::path path = workspace().stage("synthesize") / file;
      if (std::error_code error; fs::exists(path, error) && fs::file_size(path, error) > 0) request.tasks.push_back({"questions", name, path, false});
    }
    const fs::path expert = folder(round) / kGuardedFolder;
    request.base_hash = context_.base_hash;
    JANGIN_ASSIGN(request.expert_hash, model::hash_weights(expert));
    request.open_base = model_opener(context_, context_.base.path), request.open_expert = model_opener(context_, expert);
    JANGIN_TRY(evaluate::evaluate(request));
    JANGIN_ASSIGN(const auto evaluation, read_json(folder(round) / kEvaluation));
    const auto steering = details_of(evaluation, "expert", kSteering);
    figures.steering = result_of(steering), figures.reported = result_of(details_of(evaluation, "expert", kReported));
    const Answers before = round == 1 ? answers_of(details_of(evaluation, "base", kSteering)) : answers_;
    for (const auto& [fact, right] : answers_of(steering)) {
      const auto found = before.find(fact);
      const bool was_right = found != before.end() && found->second;
      figures.learned += right && !was_right, figures.lost += !right && was_right;
    }
    return {};
  }

  /// training.json, the loss curve and the exposures of the rounds up to the kept one.
  Status gather_figures() {
    std::string curve;
    int64_t steps = 0, tokens = 0;
    double seconds = 0;
    for (int64_t round = 1; round <= outcome_.table.kept; ++round) {
      JANGIN_ASSIGN(const auto json, read_json(folder(round) / kRoundFile));
      const auto& training = json.at("training");
      const auto first_loss = round == 1 ? training.value("first_loss", 0.0) : outcome_.figures.value("first_loss", 0.0);
      JANGIN_TRY(append_curve(round, steps, tokens, curve));
      steps += training.value("steps", int64_t{0}), tokens += training.value("tokens", int64_t{0}), seconds += training.value("seconds", 0.0);
      outcome_.figures = training;
      outcome_.figures["first_loss"] = first_loss;
      JANGIN_ASSIGN(const auto exposures, record::read_exposures(folder(round) / kExposures));
      outcome_.exposures.insert(outcome_.exposures.end(), exposures.begin(), exposures.end());
    }
    outcome_.figures["steps"] = steps, outcome_.figures["tokens"] = tokens, outcome_.figures["seconds"] = seconds;
    outcome_.figures["loop"] = table_to_json(outcome_.table);
    return write_file(workspace().stage("train") / "curve.jsonl", curve);
  }

  Status append_curve(int64_t round, int64_t steps, int64_t tokens, std::string& curve) const {
    JANGIN_ASSIGN(const std::string lines, read_file(folder(round) / "curve.jsonl"));
    for (std::string_view line : split_lines(lines)) {
      auto step = nlohmann::json::parse(line, nullptr, false);
      if (!step.is_object()) continue;
      step["step"] = step.value("step", int64_t{0}) + steps, step["tokens"] = step.value("tokens", int64_t{0}) + tokens;
      curve += step.dump() + "\n";
    }
    return {};
  }

  /// The kept round's weights become the expert; folders of rounds that this loop does not have are removed.
  Status keep_weights() {
    const fs::path train = workspace().stage("train"), part = train / (std::string(kGuardedFolder) + ".part");
    std::error_code error;
    fs::remove_all(part, error);
    fs::copy(folder(outcome_.table.kept) / kGuardedFolder, part, fs::copy_options::recursive, error);
    if (!error) fs::remove_all(train / kGuardedFolder, error);
    if (!error) fs::rename(part, train / kGuardedFolder, error);
    if (error) return fail(ErrorCode::io_error, error.message(), (train / kGuardedFolder).string());
    for (auto round = outcome_.table.rounds.back().round + 1; fs::exists(folder(round), error); ++round) fs::remove_all(folder(round), error);
    for (const char* of_one_training : {kTrainedFolder, "adapter", "checkpoints", "chain.jsonl"}) fs::remove_all(train / of_one_training, error);
    return {};
  }

  Context& context_;
  std::string training_key_;
  fs::path start_;  // of the next round
  std::string start_hash_;
  Answers answers_;  // to the steering questions, after the last round
  LoopOutcome outcome_;
};

}  // namespace

Result<LoopOutcome> run_loop(Context& context, const record::Manifest& training) { return Loop(context, training.key()).run(); }

std::vector<fs::path> later_samples(const Workspace& workspace) {
  const auto training = read_json(workspace.stage("train") / "training.json");
  const auto kept = training && training->contains("loop") ? (*training)["loop"].value("kept", int64_t{1}) : int64_t{1};
  std::vector<fs::path> files;
  std::error_code error;
  for (int64_t round = 2; round <= kept && fs::exists(samples_of_round(workspace, round), error); ++round)
    files.push_back(samples_of_round(workspace, round));
  return files;
}

Result<std::vector<record::Sample>> read_trained_samples(const Workspace& workspace) {
  JANGIN_ASSIGN(auto samples, record::read_samples(samples_of_round(workspace, 1)));
  std::unordered_set<std::string> seen;
  for (const auto& sample : samples) seen.insert(sample.sample_id);
  for (const fs::path& file : later_samples(workspace)) {
    JANGIN_ASSIGN(auto later, record::read_samples(file));
    for (auto& sample : later)
      if (seen.insert(sample.sample_id).second) samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace jangin::line
