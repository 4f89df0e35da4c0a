// A known name, a path or a URL → an opened generator on the device that the user chose.
#include "app/model_option.h"

#include "engine/remote_generator.h"
#include "line/base_models.h"

namespace jangin::app {
namespace {

bool is_url(const std::string& model) { return model.starts_with("http://") || model.starts_with("https://"); }

Result<std::unique_ptr<engine::Generator>> open_remote(const ModelOptions& options) {
  const size_t mark = options.model.find('#');
  engine::RemoteOptions remote;
  remote.url = options.model.substr(0, mark);
  if (mark != std::string::npos) remote.model = options.model.substr(mark + 1);
  remote.key_variable = options.key_variable;
  remote.concurrency = options.concurrency;
  remote.requests_per_minute = options.requests_per_minute;
  JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::RemoteGenerator::open(remote));
  return generator;
}

}  // namespace

void declare_model_options(CommandLine& command, ModelOptions& options) {
  command.option("model", options.model, kModelHelp).required();
  options.weights = "file";
  command.option("--weights", options.weights, kWeightsHelp);
  command.option("--batch", options.batch, "requests computed together (default 64)").range(1, 4096);
  command.option("--context", options.context, "most tokens of prompt and reply (default: what the model was made for)").non_negative();
  declare_cache_option(command, options.cache);
  Option lookup = command.flag("--lookup", options.lookup, "guess ahead what the text said before: same replies, faster where they quote");
  command.option("--draft", options.draft, "a smaller model of the same family that guesses ahead: same replies").excludes(lookup);
  command.option("--key-variable", options.key_variable, "URL: environment variable that holds the key (default JANGIN_API_KEY)");
  command.option("--concurrency", options.concurrency, "URL: requests under way at a time (default 8)").range(1, 4096);
  command.option("--requests-per-minute", options.requests_per_minute, "URL: at most this many (default: no limit)").range(0.0, 1e9);
}

void declare_sampling_options(CommandLine& command, engine::Sampling& sampling) {
  command.option("--temperature", sampling.temperature, "0: the likeliest token each time (default)").range(0.0, 100.0);
  command.option("--top-k", sampling.top_k, "draw from the k likeliest; 0: all").non_negative();
  command.option("--top-p", sampling.top_p, "draw from the smallest set of this probability").range(0.0, 1.0);
  command.option("--min-p", sampling.min_p, "least share of the likeliest token's probability").range(0.0, 1.0);
  command.option("--repetition-penalty", sampling.repetition_penalty, "divides the logits of tokens seen before; 1: off").range(0.01, 100.0);
  command.option("--presence-penalty", sampling.presence_penalty, "taken from the logits of tokens in the reply").range(-100.0, 100.0);
  command.option("--frequency-penalty", sampling.frequency_penalty, "the same for each time that the reply holds the token").range(-100.0, 100.0);
  command.option("--seed", sampling.seed, "same seed, same text");
}

void declare_cache_option(CommandLine& command, std::string& cache) {
  command
      .option("--cache", cache, "keys and values kept as f32, bf16 or q8 (8 bits: a quarter of f32's memory); auto: as they are computed (default)")
      .one_of({"auto", "f32", "bf16", "q8"});
}

engine::CacheFormat cache_format(std::string_view name) {
  if (name == "f32") return engine::CacheFormat::f32;
  if (name == "bf16") return engine::CacheFormat::bf16;
  return name == "q8" ? engine::CacheFormat::q8 : engine::CacheFormat::automatic;
}

Result<std::unique_ptr<engine::Generator>> open_generator(const ModelOptions& options, const Common& common) {
  if (is_url(options.model)) return open_remote(options);
  JANGIN_ASSIGN(line::ResolvedModel resolved, line::resolve_base_model(options.model, "."));
  engine::LocalOptions local;
  local.batch = options.batch;
  local.context = options.context;
  local.cache = cache_format(options.cache);
  local.lookup = options.lookup;
  JANGIN_ASSIGN(local.weights, model::weight_form(options.weights));
  if (!options.draft.empty()) {
    JANGIN_ASSIGN(line::ResolvedModel draft, line::resolve_base_model(options.draft, "."));
    local.draft = draft.path;
  }
  JANGIN_ASSIGN(local.device, tensor::find_device(common.device));
  JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::LocalGenerator::open(resolved.path, local));
  return generator;
}

}  // namespace jangin::app
