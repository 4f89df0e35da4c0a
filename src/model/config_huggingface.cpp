// config.json ↔ ModelConfig. Defaults for absent fields are those of transformers' configuration classes.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "model/config.h"
#include "model/formats/shown_name.h"
#include "tokenizer/json_fields.h"

namespace jangin::model {
namespace {
using nlohmann::json;
using tokenizer::JsonFields;

/// Rotary settings of all layers, in either of the two forms.
struct Rope {
  double theta = 10000.0;
  RopeScaling scaling;
};

Status read_scaling(JsonFields fields, const json& object, RopeScaling& scaling, const std::string& place) {
  const std::string kind = fields.text("rope_type", object.contains("type") ? fields.text("type", "default") : "default");
  if (kind == "default") return fields.status();
  if (kind != "llama3" && kind != "linear") {
    return fail(ErrorCode::unsupported, fmt::format("rotary scaling `{}` is not supported; supported: llama3, linear", shown_name(kind)), place);
  }
  scaling.kind = kind == "llama3" ? RopeScalingKind::llama3 : RopeScalingKind::linear;
  scaling.factor = fields.number("factor", 1.0);
  scaling.low_freq_factor = fields.number("low_freq_factor", 1.0);
  scaling.high_freq_factor = fields.number("high_freq_factor", 4.0);
  scaling.original_context = fields.integer("original_max_position_embeddings", 8192);
  return fields.status();
}

Result<Rope> read_rope(JsonFields& fields, const std::string& place) {
  Rope rope;
  rope.theta = fields.number("rope_theta", 10000.0);
  if (const json* object = fields.object("rope_scaling")) {
    JANGIN_TRY(read_scaling(fields.fields(*object, "rope_scaling"), *object, rope.scaling, place));
  }
  if (const json* object = fields.object("rope_parameters")) {
    JsonFields inner = fields.fields(*object, "rope_parameters");
    rope.theta = inner.number("rope_theta", rope.theta);
    if (inner.number("partial_rotary_factor", 1.0) != 1.0) return fail(ErrorCode::unsupported, "partial rotary embedding is not supported", place);
    JANGIN_TRY(inner.status());
    rope.scaling = {};
    JANGIN_TRY(read_scaling(inner, *object, rope.scaling, place));
  }
  return rope;
}

/// eos_token_id: a number, a list of numbers, or null.
void read_eos(JsonFields& fields, const json& root, ModelConfig& c, int64_t otherwise) {
  auto found = root.find("eos_token_id");
  if (found == root.end()) {
    c.eos_ids = {otherwise};
  } else if (found->is_number_integer()) {
    c.eos_ids = {fields.integer("eos_token_id", -1)};
  } else if (found->is_array()) {
    for (const json& id : *found) {
      if (!id.is_number_integer()) return fields.fail_field("eos_token_id", "holds something that is not an integer");
      c.eos_ids.push_back(id.get<int64_t>());
    }
  } else if (!found->is_null()) {
    fields.fail_field("eos_token_id", "is neither an integer nor a list");
  }
}

int64_t read_id(JsonFields& fields, const json& root, const char* key, int64_t otherwise) {
  return root.contains(key) ? fields.integer(key, -1) : otherwise;
}

/// The sizes that every architecture names alike.
void read_sizes(JsonFields& fields, ModelConfig& c) {
  c.vocab = fields.integer("vocab_size");
  c.d_model = fields.integer("hidden_size");
  c.ffn = fields.integer("intermediate_size");
  c.heads = fields.integer("num_attention_heads");
  c.kv_heads = fields.integer("num_key_value_heads", c.heads);
  c.head_dim = fields.integer("head_dim", c.heads > 0 ? c.d_model / c.heads : 0);
  c.context = fields.integer("max_position_embeddings", 2048);
  c.norm_eps = fields.number("rms_norm_eps", 1e-6);
  c.initializer_range = fields.number("initializer_range", 0.02);
}

Result<ModelConfig> read_llama(const json& root, const std::string& place) {
  JsonFields fields(root, place);
  ModelConfig c;
  c.architecture = "llama";
  read_sizes(fields, c);
  const int64_t layers = fields.integer("num_hidden_layers");
  c.tied_embeddings = fields.flag("tie_word_embeddings", false);
  const std::string activation = fields.text("hidden_act", "silu");
  const bool bias = fields.flag("attention_bias", false) || fields.flag("mlp_bias", false);
  JANGIN_ASSIGN(const Rope rope, read_rope(fields, place));
  c.bos_id = read_id(fields, root, "bos_token_id", 1);
  read_eos(fields, root, c, 2);
  c.pad_id = read_id(fields, root, "pad_token_id", -1);
  JANGIN_TRY(fields.status());
  if (activation != "silu") return fail(ErrorCode::unsupported, fmt::format("hidden_act `{}` is not supported in llama; supported: silu", shown_name(activation)), place);
  if (bias) return fail(ErrorCode::unsupported, "attention_bias and mlp_bias are not supported in llama", place);
  if (layers < 1 || layers > 4096) return fail(ErrorCode::invalid_format, fmt::format("num_hidden_layers is {}", layers), place);
  if (c.head_dim > 0) c.attention_scale = 1.0 / std::sqrt(static_cast<double>(c.head_dim));
  LayerConfig layer;
  layer.rope_theta = rope.theta;
  layer.rope_scaling = rope.scaling;
  c.layers.assign(static_cast<size_t>(layers), layer);
  JANGIN_TRY(validate_config(c, place));
  return c;
}

json scaling_to_json(const RopeScaling& s) {
  switch (s.kind) {
    case RopeScalingKind::none: return nullptr;
    case RopeScalingKind::linear: return {{"rope_type", "linear"}, {"factor", s.factor}};
    case RopeScalingKind::llama3:
      return {{"rope_type", "llama3"}, {"factor", s.factor}, {"low_freq_factor", s.low_freq_factor},
              {"high_freq_factor", s.high_freq_factor}, {"original_max_position_embeddings", s.original_context}};
  }
  return nullptr;
}

json id_or_null(int64_t id) { return id < 0 ? json(nullptr) : json(id); }

}  // namespace

Result<ModelConfig> config_from_huggingface(std::string_view text, const std::string& place) {
  JANGIN_ASSIGN(const json root, tokenizer::parse_json(text, place));
  JsonFields fields(root, place);
  std::string kind = fields.text("model_type", "");
  if (kind.empty() && fields.array("architectures")) {
    const json& names = root["architectures"];
    if (names.size() == 1 && names[0] == "LlamaForCausalLM") kind = "llama";
  }
  JANGIN_TRY(fields.status());
  if (kind.empty()) return fail(ErrorCode::invalid_format, "field `model_type` is missing", place);
  JANGIN_TRY(check_architecture(kind, place));
  return read_llama(root, place);
}

std::string config_to_huggingface(const ModelConfig& c, std::string_view dtype) {
  const LayerConfig layer = c.layers.empty() ? LayerConfig{} : c.layers.front();
  json eos = nullptr;
  if (c.eos_ids.size() == 1) eos = c.eos_ids[0];
  if (c.eos_ids.size() > 1) eos = c.eos_ids;
  json rope = scaling_to_json(layer.rope_scaling);
  json parameters = rope.is_null() ? json{{"rope_type", "default"}} : rope;
  parameters["rope_theta"] = layer.rope_theta;
  const json root = {
      {"architectures", {"LlamaForCausalLM"}}, {"model_type", c.architecture},
      {"vocab_size", c.vocab}, {"hidden_size", c.d_model}, {"intermediate_size", c.ffn},
      {"num_hidden_layers", c.layer_count()}, {"num_attention_heads", c.heads}, {"num_key_value_heads", c.kv_heads},
      {"head_dim", c.head_dim}, {"max_position_embeddings", c.context}, {"hidden_act", "silu"},
      {"rms_norm_eps", c.norm_eps}, {"initializer_range", c.initializer_range}, {"tie_word_embeddings", c.tied_embeddings},
      {"attention_bias", false}, {"mlp_bias", false}, {"attention_dropout", 0.0}, {"use_cache", true},
      {"rope_theta", layer.rope_theta}, {"rope_scaling", rope}, {"rope_parameters", parameters},
      {"bos_token_id", id_or_null(c.bos_id)}, {"eos_token_id", eos}, {"pad_token_id", id_or_null(c.pad_id)},
      {"torch_dtype", dtype},
  };
  return root.dump(2) + "\n";
}

}  // namespace jangin::model
