// What the files of architectures/ need to read and write config.json: the object, and the settings that several architectures spell
// alike. Not for other folders: config.h has the doors.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"
#include "model/config.h"
#include "tokenizer/json_fields.h"

namespace jangin::model {

/// config.json while it is read. `fields` keeps the first mistake; whoever reads fields returns its status.
struct HuggingfaceConfig {
  const nlohmann::json& root;
  tokenizer::JsonFields fields;  // of root
  std::string place;
};

/// Rotary settings of one kind of layer.
struct Rope {
  double theta = 10000.0;
  RopeScaling scaling;
};

/// What is common to all layers: `rope_theta` with `rope_scaling` (transformers 4), or `rope_parameters` (5), which wins.
Result<Rope> read_rope(HuggingfaceConfig& in, double default_theta);
/// The object of one kind of layer inside `rope_parameters` ("full_attention", "sliding_attention"); absent: `otherwise`.
Result<Rope> read_rope_of(HuggingfaceConfig& in, const char* layer_type, const Rope& otherwise);
/// As an element of rope_parameters.
nlohmann::json rope_to_json(const Rope& rope);
/// As rope_scaling; null where nothing is scaled.
nlohmann::json scaling_to_json(const RopeScaling& scaling);
void set_rope(ModelConfig& c, const Rope& rope);

/// Sets which layers slide, each over `sliding_window` tokens: by `layer_types`, else by `slides(layer)`. Without `sliding_window` none does.
/// Errors: `layer_types` of another length, or naming something else than full_attention and sliding_attention.
Status read_layer_types(HuggingfaceConfig& in, ModelConfig& c, const std::function<bool(int64_t layer)>& slides);
/// `layer_types` and `sliding_window` (null when no layer slides).
void write_layer_types(const ModelConfig& c, nlohmann::json& root);

/// Errors: unsupported, when the activation is another one or products have biases.
Status require_plain(HuggingfaceConfig& in, const ModelConfig& c, const char* activation_key, const char* activation);

}  // namespace jangin::model
