// peft's two files. Which modules are adapted is read from the weights' names: the configuration may say it as a regular expression.
#include "model/adapters/peft_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/safetensors.h"
#include "model/formats/shown_name.h"
#include "model/network.h"
#include "tokenizer/json_fields.h"

namespace jangin::model {
namespace {

namespace fs = std::filesystem;
constexpr const char* kConfigName = "adapter_config.json";
constexpr const char* kWeightsName = "adapter_model.safetensors";
constexpr std::string_view kPrefix = "base_model.model.";
constexpr std::string_view kSuffixA = ".lora_A.weight", kSuffixB = ".lora_B.weight";
constexpr uint64_t kMostConfigBytes = 1 << 20;
/// What changes the arithmetic if it is on.
constexpr const char* kUnsupported[] = {"bias",
                                        "fan_in_fan_out",
                                        "use_dora",
                                        "lora_bias",
                                        "modules_to_save",
                                        "rank_pattern",
                                        "alpha_pattern",
                                        "layer_replication",
                                        "target_parameters",
                                        "trainable_token_indices",
                                        "alora_invocation_tokens",
                                        "use_qalora",
                                        "use_bdlora",
                                        "kasa_config",
                                        "monteclora_config",
                                        "velora_config"};
/// Starts that leave the base as it is; others (PiSSA, OLoRA, LoftQ) take something out of it.
constexpr const char* kPlainStarts[] = {"gaussian", "eva", "orthogonal"};

nlohmann::ordered_json config_json(const LoraAdapter& adapter) {
  const LoraConfig& config = adapter.config();
  return {{"peft_type", "LORA"},
          {"task_type", "CAUSAL_LM"},
          {"base_model_name_or_path", nullptr},
          {"inference_mode", true},
          {"r", config.rank},
          {"lora_alpha", config.alpha},
          {"use_rslora", config.rank_stabilized},
          {"lora_dropout", 0.0},
          {"target_modules", adapter.target_modules()},
          {"bias", "none"},
          {"fan_in_fan_out", false},
          {"init_lora_weights", true},
          {"modules_to_save", nullptr},
          {"rank_pattern", nlohmann::json::object()},
          {"alpha_pattern", nlohmann::json::object()}};
}

/// Is the field absent, null, false, empty or "none"?
bool is_off(const nlohmann::json& root, const char* key) {
  const auto found = root.find(key);
  return found == root.end() || found->is_null() || *found == false || *found == "none" || (found->is_structured() && found->empty());
}

Result<LoraConfig> read_lora_config(const fs::path& path) {
  JANGIN_ASSIGN(const std::string text, read_file(path, kMostConfigBytes));
  JANGIN_ASSIGN(const nlohmann::json root, tokenizer::parse_json(text, path.string()));
  tokenizer::JsonFields fields(root, path.string());
  LoraConfig config;
  const std::string kind = fields.text("peft_type");
  config.rank = fields.integer("r");
  config.alpha = fields.number("lora_alpha", 8.0);  // peft's default
  config.rank_stabilized = fields.flag("use_rslora", false);
  JANGIN_TRY(fields.status());
  if (kind != "LORA")
    return fail(ErrorCode::unsupported, fmt::format("peft_type `{}` is not supported; supported: LORA", shown_name(kind)), path.string());
  for (const char* key : kUnsupported) {
    if (!is_off(root, key)) return fail(ErrorCode::unsupported, fmt::format("`{}` other than off is not supported", key), path.string());
  }
  const auto start = root.find("init_lora_weights");
  const bool plain =
      start == root.end() || !start->is_string() || std::find(std::begin(kPlainStarts), std::end(kPlainStarts), *start) != std::end(kPlainStarts);
  if (!plain) return fail(ErrorCode::unsupported, "`init_lora_weights` names a start that changes the base", path.string());
  return config;
}

/// The modules that have an A, its rank compared with the configuration's. Every weight must be one of a pair.
Result<std::vector<std::string>> adapted_modules(const SafetensorsSource& source, int64_t rank) {
  std::vector<std::string> modules;
  for (const WeightInfo& info : source.weights()) {
    const std::string_view name = info.name;
    const bool is_a = name.ends_with(kSuffixA);
    if (!name.starts_with(kPrefix) || (!is_a && !name.ends_with(kSuffixB)) || name.size() <= kPrefix.size() + kSuffixA.size()) {
      return fail(ErrorCode::unsupported, fmt::format("weight {} is not one of a low-rank pair", shown_name(name)), source.place());
    }
    if (info.shape.size() != 2 || info.shape[is_a ? 0 : 1] != rank) {
      return fail(ErrorCode::invalid_format, fmt::format("weight {} has another rank than `r` of {} ({})", shown_name(name), kConfigName, rank),
                  source.place());
    }
    if (is_a) modules.emplace_back(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffixA.size()));
  }
  if (2 * modules.size() != source.weights().size()) return fail(ErrorCode::invalid_format, "not every lora_A has its lora_B", source.place());
  if (modules.empty()) return fail(ErrorCode::invalid_format, "holds no weight", source.place());
  return modules;
}

}  // namespace

Status save_adapter(const fs::path& folder, const LoraAdapter& adapter) {
  MemoryWeights weights("the weights of an adapter");
  JANGIN_TRY(adapter.add_flat_weights(adapter.weights().flat(), "", weights));
  JANGIN_TRY(make_folders(folder));
  JANGIN_TRY(write_safetensors(folder / kWeightsName, weights, StoredType::f32, {{"format", "pt"}}));
  return write_file(folder / kConfigName, config_json(adapter).dump(2) + "\n");
}

Result<std::unique_ptr<LoraAdapter>> load_adapter(const fs::path& folder, const Network& network) {
  JANGIN_ASSIGN(const LoraConfig config, read_lora_config(folder / kConfigName));
  JANGIN_ASSIGN(const auto source, SafetensorsSource::open(folder / kWeightsName));
  JANGIN_ASSIGN(const std::vector<std::string> modules, adapted_modules(*source, config.rank));
  auto adapter = LoraAdapter::create_on(network, config, modules);
  if (!adapter) {
    adapter.error().place = source->place();
    return pass(adapter);
  }
  JANGIN_TRY((*adapter)->read_weights(*source));
  return std::move(*adapter);
}

}  // namespace jangin::model
