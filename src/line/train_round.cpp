// Samples → sequences, training, the guard, exposures; and what the other ranks do of it.
#include "line/train_round.h"

#include <algorithm>

#include "base/log.h"
#include "engine/local_generator.h"
#include "line/shipped_data.h"
#include "line/training_data.h"
#include "record/shard.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> guard_texts(const fs::path& data, const std::vector<std::string>& languages) {
  std::vector<fs::path> texts = {data / "guard/english.txt"};
  if (std::find(languages.begin(), languages.end(), "ko") != languages.end()) texts.push_back(data / "guard/korean.txt");
  return texts;
}

struct Prepared {
  model::ModelFiles base, start;
  std::vector<record::Sample> samples;
  TrainingData data;
};

Result<Prepared> prepare(const Context& context, const RoundSpec& spec) {
  Prepared prepared;
  JANGIN_ASSIGN(prepared.base, model::open_model(context.base.path));
  JANGIN_ASSIGN(prepared.start, model::open_model(spec.start));
  JANGIN_ASSIGN(tokenizer::Tokenizer tokenizer, prepared.base.load_tokenizer());
  JANGIN_ASSIGN(tokenizer::ChatTemplate chat, tokenizer::ChatTemplate::create(tokenizer));
  JANGIN_ASSIGN(prepared.samples, record::read_samples(spec.samples));
  if (prepared.samples.empty()) {
    return fail(ErrorCode::not_found, "no sample was made from the documents", spec.samples.string(),
                "the report lists why; a larger budget, other documents or less strict gates may help");
  }
  JANGIN_ASSIGN(prepared.data, make_training_data(prepared.samples, context.recipe, context.languages, tokenizer, chat));
  return prepared;
}

train::TrainRequest train_request(const Context& context, const RoundSpec& spec, const Prepared& prepared) {
  train::TrainRequest request;
  request.base = &prepared.start;
  request.base_hash = spec.start_hash;
  if (spec.start_hash != context.base_hash) request.anchor = &prepared.base, request.anchor_hash = context.base_hash;
  request.sources = prepared.data.sources;
  request.config = context.recipe.train;
  request.config.tokens = spec.tokens;
  request.output = spec.folder;
  request.device = std::string(context.device->name());
  request.ranks = context.ranks;
  return request;
}

/// What the other ranks cannot read from the recipe.
std::string call_text(const Context& context, const RoundSpec& spec) {
  return nlohmann::json{
      {"stage", stage_name(Stage::train)}, {"languages", context.languages}, {"base_hash", context.base_hash},   {"tokens", spec.tokens},
      {"start", spec.start.string()},      {"start_hash", spec.start_hash},  {"samples", spec.samples.string()}, {"folder", spec.folder.string()}}
      .dump();
}

Result<GuardReport> guard(const Context& context, const RoundSpec& spec, const Prepared& prepared, const fs::path& trained) {
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
  const train::MergeInputs inputs{
      .own = prepared.data.sources.front().sequences, .general = prepared.data.general, .tokens = context.recipe.guard.merge_tokens};
  JANGIN_ASSIGN(GuardReport report, guard_against_forgetting(context.recipe.guard, {prepared.base, trained, inputs, texts, *context.device, open},
                                                             spec.folder / kGuardedFolder));
  if (!report.within_bound)
    log_warning("the forgetting guard reached its least share ({}) above its bound: lower train.peak_rate or raise replay.share", report.share);
  return report;
}

/// Which samples each step saw.
std::vector<record::Exposure> exposures(const std::string& training, const train::TrainReport& report, const Prepared& prepared) {
  std::vector<record::Exposure> rows;
  for (const train::SampleExposure& exposure : report.exposures) {
    if (exposure.source != 0) continue;
    const auto& indices = prepared.data.sample_indices[exposure.sample];
    for (size_t index : indices) {
      rows.push_back({training, static_cast<uint64_t>(exposure.step), prepared.samples[index].sample_id,
                      static_cast<uint32_t>(static_cast<size_t>(exposure.loss_tokens) / indices.size()),
                      static_cast<uint32_t>(static_cast<size_t>(exposure.tokens) / indices.size())});
    }
  }
  return rows;
}

nlohmann::json training_json(const train::TrainReport& report, const GuardReport& guard, double tokens_per_second) {
  nlohmann::json measured = nlohmann::json::array();
  for (const GuardMeasurement& m : guard.measured) measured.push_back({{"share", m.share}, {"bits_per_byte", m.bits_per_byte}});
  return {{"tokens", report.tokens},
          {"loss_tokens", report.loss_tokens},
          {"steps", report.steps},
          {"first_loss", report.first_loss},
          {"last_loss", report.last_loss},
          {"seconds", report.seconds},
          {"tokens_per_second", report.tokens_per_second},
          {"planned_tokens_per_second", tokens_per_second},
          {"peak_memory_bytes", report.peak_memory_bytes},
          {"arithmetic", report.arithmetic},
          {"checkpoint_sha256", report.checkpoint_hash},
          {"chain", report.chain_hash},
          {"plan", report.plan_hash},
          {"share_of_the_way_from_the_base", guard.share},
          {"guard_within_bound", guard.within_bound},
          {"guard_base_bits_per_byte", guard.base_bits_per_byte},
          {"guard_bits_per_byte", guard.bits_per_byte},
          {"guard_measured", measured}};
}

}  // namespace

Result<TrainedRound> train_round(Context& context, const RoundSpec& spec, const std::string& training) {
  JANGIN_ASSIGN(Prepared prepared, prepare(context, spec));
  JANGIN_TRY(context.ranks->broadcast_text(call_text(context, spec)));
  TrainedRound round;
  JANGIN_ASSIGN(round.report, train::train(train_request(context, spec, prepared)));
  JANGIN_ASSIGN(round.guard, guard(context, spec, prepared, round.report.model));
  round.exposures = exposures(training, round.report, prepared);
  round.figures = training_json(round.report, round.guard, context.tokens_per_second);
  return round;
}

Status help_train(Context& context, const nlohmann::json& call) {
  context.languages = call["languages"].get<std::vector<std::string>>();
  context.base_hash = call["base_hash"].get<std::string>();
  const RoundSpec spec{call["tokens"].get<int64_t>(), call["start"].get<std::string>(), call["start_hash"].get<std::string>(),
                       call["samples"].get<std::string>(), call["folder"].get<std::string>()};
  JANGIN_ASSIGN(Prepared prepared, prepare(context, spec));
  JANGIN_TRY(train::train(train_request(context, spec, prepared)));
  return {};
}

}  // namespace jangin::line
