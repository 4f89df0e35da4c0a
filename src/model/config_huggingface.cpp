// config.json ↔ ModelConfig: what all architectures have alike.
#include "model/config_huggingface.h"

#include <fmt/format.h>

#include <cmath>

#include "model/architectures/architecture.h"
#include "model/formats/shown_name.h"

namespace jangin::model {
namespace {
using nlohmann::json;
using tokenizer::JsonFields;

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

Result<Rope> read_parameters(JsonFields fields, const json& object, double otherwise, const std::string& place) {
  Rope rope;
  rope.theta = fields.number("rope_theta", otherwise);
  if (fields.number("partial_rotary_factor", 1.0) != 1.0) return fail(ErrorCode::unsupported, "partial rotary embedding is not supported", place);
  JANGIN_TRY(fields.status());
  JANGIN_TRY(read_scaling(fields, object, rope.scaling, place));
  return rope;
}

/// eos_token_id: a number, a list of numbers, or null. Absent: as it is.
void read_eos(HuggingfaceConfig& in, ModelConfig& c) {
  auto found = in.root.find("eos_token_id");
  if (found == in.root.end()) return;
  c.eos_ids.clear();
  if (found->is_number_integer()) {
    c.eos_ids = {in.fields.integer("eos_token_id", -1)};
  } else if (found->is_array()) {
    for (const json& id : *found) {
      if (!id.is_number_integer()) return in.fields.fail_field("eos_token_id", "holds something that is not an integer");
      c.eos_ids.push_back(id.get<int64_t>());
    }
  } else if (!found->is_null()) {
    in.fields.fail_field("eos_token_id", "is neither an integer nor a list");
  }
}

void read_id(HuggingfaceConfig& in, const char* key, int64_t& id) {
  if (in.root.contains(key)) id = in.fields.integer(key, -1);
}

/// Sizes, ids and the number of layers; what is absent stays as the architecture's defaults have it.
Status read_common(HuggingfaceConfig& in, ModelConfig& c) {
  JsonFields& fields = in.fields;
  c.vocab = fields.integer("vocab_size");
  c.d_model = fields.integer("hidden_size");
  c.ffn = fields.integer("intermediate_size");
  c.heads = fields.integer("num_attention_heads");
  c.kv_heads = fields.integer("num_key_value_heads", c.kv_heads > 0 ? c.kv_heads : c.heads);
  const int64_t even_head = c.heads > 0 ? c.d_model / c.heads : 0;
  c.head_dim = fields.integer("head_dim", c.head_dim > 0 ? c.head_dim : even_head);
  c.context = fields.integer("max_position_embeddings", c.context);
  c.norm_eps = fields.number("rms_norm_eps", c.norm_eps);
  c.initializer_range = fields.number("initializer_range", c.initializer_range);
  c.tied_embeddings = fields.flag("tie_word_embeddings", c.tied_embeddings);
  read_id(in, "bos_token_id", c.bos_id);
  read_eos(in, c);
  read_id(in, "pad_token_id", c.pad_id);
  const int64_t layers = fields.integer("num_hidden_layers");
  JANGIN_TRY(fields.status());
  if (layers < 1 || layers > 4096) return fail(ErrorCode::invalid_format, fmt::format("num_hidden_layers is {}", layers), in.place);
  if (c.head_dim > 0) c.attention_scale = 1.0 / std::sqrt(static_cast<double>(c.head_dim));
  c.layers.assign(static_cast<size_t>(layers), LayerConfig{});
  return {};
}

/// The architecture that `model_type` names, or the class in `architectures`.
Result<const Architecture*> read_architecture(HuggingfaceConfig& in) {
  const std::string kind = in.fields.text("model_type", "");
  const json* names = kind.empty() ? in.fields.array("architectures") : nullptr;
  JANGIN_TRY(in.fields.status());
  if (!kind.empty()) return find_architecture(kind, &Architecture::model_type, in.place);
  if (names && names->size() == 1 && names->front().is_string())
    return find_architecture(names->front().get<std::string>(), &Architecture::class_name, in.place);
  return fail(ErrorCode::invalid_format, "field `model_type` is missing", in.place);
}

json id_or_null(int64_t id) { return id < 0 ? json(nullptr) : json(id); }

}  // namespace

Result<Rope> read_rope(HuggingfaceConfig& in, double default_theta) {
  Rope rope;
  rope.theta = in.fields.number("rope_theta", default_theta);
  if (const json* object = in.fields.object("rope_scaling")) {
    JANGIN_TRY(read_scaling(in.fields.fields(*object, "rope_scaling"), *object, rope.scaling, in.place));
  }
  if (const json* object = in.fields.object("rope_parameters")) {
    JANGIN_ASSIGN(rope, read_parameters(in.fields.fields(*object, "rope_parameters"), *object, rope.theta, in.place));
  }
  JANGIN_TRY(in.fields.status());
  return rope;
}

Result<Rope> read_rope_of(HuggingfaceConfig& in, const char* layer_type, const Rope& otherwise) {
  const json* all = in.fields.object("rope_parameters");
  JANGIN_TRY(in.fields.status());
  if (!all) return otherwise;
  JsonFields fields = in.fields.fields(*all, "rope_parameters");
  const json* object = fields.object(layer_type);
  JANGIN_TRY(fields.status());
  if (!object) return otherwise;
  return read_parameters(fields.fields(*object, layer_type), *object, otherwise.theta, in.place);
}

json scaling_to_json(const RopeScaling& s) {
  switch (s.kind) {
    case RopeScalingKind::none: return nullptr;
    case RopeScalingKind::linear: return {{"rope_type", "linear"}, {"factor", s.factor}};
    case RopeScalingKind::llama3:
      return {{"rope_type", "llama3"},
              {"factor", s.factor},
              {"low_freq_factor", s.low_freq_factor},
              {"high_freq_factor", s.high_freq_factor},
              {"original_max_position_embeddings", s.original_context}};
  }
  return nullptr;
}

json rope_to_json(const Rope& rope) {
  json object = scaling_to_json(rope.scaling);
  if (object.is_null()) object = {{"rope_type", "default"}};
  object["rope_theta"] = rope.theta;
  return object;
}

void set_rope(ModelConfig& c, const Rope& rope) {
  for (LayerConfig& layer : c.layers) {
    layer.rope_theta = rope.theta;
    layer.rope_scaling = rope.scaling;
  }
}

Status read_layer_types(HuggingfaceConfig& in, ModelConfig& c, const std::function<bool(int64_t layer)>& slides) {
  const int64_t window = in.fields.integer("sliding_window", 0);
  const json* types = in.fields.array("layer_types");
  JANGIN_TRY(in.fields.status());
  if (types && types->size() != c.layers.size()) {
    return fail(ErrorCode::invalid_format, fmt::format("field `layer_types` names {} layers of {}", types->size(), c.layers.size()), in.place);
  }
  for (size_t i = 0; i < c.layers.size(); ++i) {
    bool sliding = window > 0 && !types && slides(static_cast<int64_t>(i));
    if (types) {
      const json& type = (*types)[i];
      if (type != "full_attention" && type != "sliding_attention") {
        return fail(ErrorCode::unsupported, fmt::format("field `layer_types`: layer {} is neither full_attention nor sliding_attention", i),
                    in.place);
      }
      sliding = type == "sliding_attention";
    }
    c.layers[i].attention = sliding ? AttentionKind::sliding : AttentionKind::full;
    c.layers[i].window = sliding ? window : 0;
  }
  return {};
}

void write_layer_types(const ModelConfig& c, json& root) {
  json types = json::array();
  root["sliding_window"] = nullptr;
  for (const LayerConfig& layer : c.layers) {
    const bool sliding = layer.attention == AttentionKind::sliding;
    types.push_back(sliding ? "sliding_attention" : "full_attention");
    if (sliding) root["sliding_window"] = layer.window;
  }
  root["layer_types"] = std::move(types);
}

Status require_plain(HuggingfaceConfig& in, const ModelConfig& c, const char* activation_key, const char* activation) {
  const std::string named = in.fields.text(activation_key, activation);
  const bool bias = in.fields.flag("attention_bias", false) || in.fields.flag("mlp_bias", false);
  JANGIN_TRY(in.fields.status());
  if (named != activation) {
    return fail(ErrorCode::unsupported,
                fmt::format("{} `{}` is not supported in {}; supported: {}", activation_key, shown_name(named), c.architecture, activation),
                in.place);
  }
  if (bias) return fail(ErrorCode::unsupported, fmt::format("attention_bias and mlp_bias are not supported in {}", c.architecture), in.place);
  return {};
}

Result<ModelConfig> config_from_huggingface(std::string_view text, const std::string& place) {
  JANGIN_ASSIGN(const json root, tokenizer::parse_json(text, place));
  HuggingfaceConfig in{root, JsonFields(root, place), place};
  JANGIN_ASSIGN(const Architecture* architecture, read_architecture(in));
  ModelConfig c = architecture->defaults();
  JANGIN_TRY(read_common(in, c));
  JANGIN_TRY(architecture->read_huggingface(in, c));
  JANGIN_TRY(validate_config(c, place));
  return c;
}

std::string config_to_huggingface(const ModelConfig& c, std::string_view dtype) {
  const Architecture& architecture = architecture_of(c);
  const LayerConfig layer = c.layers.empty() ? LayerConfig{} : c.layers.front();
  json eos = nullptr;
  if (c.eos_ids.size() == 1) eos = c.eos_ids[0];
  if (c.eos_ids.size() > 1) eos = c.eos_ids;
  json root = {
      {"architectures", {architecture.class_name}},
      {"model_type", architecture.model_type},
      {"vocab_size", c.vocab},
      {"hidden_size", c.d_model},
      {"intermediate_size", c.ffn},
      {"num_hidden_layers", c.layer_count()},
      {"num_attention_heads", c.heads},
      {"num_key_value_heads", c.kv_heads},
      {"head_dim", c.head_dim},
      {"max_position_embeddings", c.context},
      {"hidden_act", "silu"},
      {"rms_norm_eps", c.norm_eps},
      {"initializer_range", c.initializer_range},
      {"tie_word_embeddings", c.tied_embeddings},
      {"attention_bias", false},
      {"attention_dropout", 0.0},
      {"use_cache", true},
      {"rope_theta", layer.rope_theta},
      {"rope_scaling", scaling_to_json(layer.rope_scaling)},
      {"rope_parameters", rope_to_json({layer.rope_theta, layer.rope_scaling})},
      {"bos_token_id", id_or_null(c.bos_id)},
      {"eos_token_id", eos},
      {"pad_token_id", id_or_null(c.pad_id)},
      {"torch_dtype", dtype},
  };
  architecture.write_huggingface(c, root);
  return root.dump(2) + "\n";
}

}  // namespace jangin::model
