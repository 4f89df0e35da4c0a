// Gemma 3, the text model: norms before and after each branch that multiply by 1 + weight, scaled embeddings, GELU, and sliding layers
// with a rotary base of their own (transformers, modeling_gemma3.py; llama.cpp, src/models/gemma3.cpp).
#include <cmath>

#include "model/architectures/architecture.h"
#include "model/config_huggingface.h"
#include "model/formats/gguf_config.h"

namespace jangin::model {
namespace {

constexpr double kSlidingTheta = 10000.0;
constexpr double kFullTheta = 1000000.0;
constexpr int64_t kPeriod = 6;          // the last layer of each six sees everything
constexpr int64_t kLargestLayers = 62;  // the 27B model, which scales attention by another size

ModelConfig defaults() {
  ModelConfig c;
  c.architecture = "gemma3";
  c.context = 131072;
  c.kv_heads = 4;
  c.head_dim = 256;
  c.norm_eps = 1e-6;
  c.norm_placement = NormPlacement::both;
  c.norm_weight_plus_one = true;
  c.qk_norm = true;
  c.activation = Activation::gelu_tanh;
  c.tied_embeddings = true;
  c.bos_id = 2;
  c.eos_ids = {1};
  c.pad_id = 0;
  return c;
}

bool is_sliding(const LayerConfig& layer) { return layer.attention == AttentionKind::sliding; }

void set_ropes(ModelConfig& c, const Rope& full, const Rope& sliding) {
  for (LayerConfig& layer : c.layers) {
    const Rope& rope = is_sliding(layer) ? sliding : full;
    layer.rope_theta = rope.theta;
    layer.rope_scaling = rope.scaling;
  }
}

/// transformers 5 has one object for each kind of layer; before, rope_theta and rope_scaling were those of full layers.
Status read_ropes(HuggingfaceConfig& in, ModelConfig& c) {
  Rope full, sliding;
  full.theta = kFullTheta;
  sliding.theta = in.fields.number("rope_local_base_freq", kSlidingTheta);
  const nlohmann::json* parameters = in.fields.object("rope_parameters");
  JANGIN_TRY(in.fields.status());
  if (parameters) {
    JANGIN_ASSIGN(full, read_rope_of(in, "full_attention", full));
    JANGIN_ASSIGN(sliding, read_rope_of(in, "sliding_attention", sliding));
  } else {
    JANGIN_ASSIGN(full, read_rope(in, kFullTheta));
  }
  set_ropes(c, full, sliding);
  return {};
}

Status read_huggingface(HuggingfaceConfig& in, ModelConfig& c) {
  JANGIN_TRY(require_plain(in, c, "hidden_activation", "gelu_pytorch_tanh"));
  for (const char* key : {"attn_logit_softcapping", "final_logit_softcapping"}) {
    if (in.fields.has(key)) return fail(ErrorCode::unsupported, std::string(key) + " is not supported in gemma3", in.place);
  }
  if (in.fields.flag("use_bidirectional_attention", false))
    return fail(ErrorCode::unsupported, "use_bidirectional_attention is not supported in gemma3", in.place);
  c.attention_scale = 1.0 / std::sqrt(in.fields.number("query_pre_attn_scalar", 256.0));
  c.embedding_scale = std::sqrt(static_cast<double>(c.d_model));
  const int64_t period = in.fields.integer("sliding_window_pattern", kPeriod);
  JANGIN_TRY(in.fields.status());
  if (period < 1) return fail(ErrorCode::invalid_format, "sliding_window_pattern is " + std::to_string(period), in.place);
  JANGIN_TRY(read_layer_types(in, c, [period](int64_t layer) { return (layer + 1) % period != 0; }));
  return read_ropes(in, c);
}

void write_huggingface(const ModelConfig& c, nlohmann::json& root) {
  Rope full{kFullTheta, {}}, sliding{kSlidingTheta, {}};
  for (const LayerConfig& layer : c.layers) (is_sliding(layer) ? sliding : full) = {layer.rope_theta, layer.rope_scaling};
  write_layer_types(c, root);
  root.erase("hidden_act");
  root["hidden_activation"] = "gelu_pytorch_tanh";
  root["query_pre_attn_scalar"] = std::llround(1.0 / (c.attention_scale * c.attention_scale));
  root["attn_logit_softcapping"] = nullptr;
  root["final_logit_softcapping"] = nullptr;
  root["rope_theta"] = full.theta;
  root["rope_local_base_freq"] = sliding.theta;
  root["rope_scaling"] = scaling_to_json(full.scaling);
  root["rope_parameters"] = {{"full_attention", rope_to_json(full)}, {"sliding_attention", rope_to_json(sliding)}};
}

/// What llama.cpp scales q·k by: the file does not say.
double gguf_attention_scale(const ModelConfig& c) {
  const int64_t size = c.layer_count() == kLargestLayers ? c.d_model / c.heads : c.head_dim;
  return 1.0 / std::sqrt(static_cast<double>(size));
}

Status read_gguf(GgufKeys& keys, ModelConfig& c) {
  if (keys.number("final_logit_softcapping", 0.0) != 0.0) return keys.refuse("final_logit_softcapping", "is set, which is not supported");
  c.attention_scale = gguf_attention_scale(c);
  c.embedding_scale = std::sqrt(static_cast<double>(c.d_model));
  const Rope full{c.layers.front().rope_theta, c.layers.front().rope_scaling};
  const Rope sliding{keys.number("rope.freq_base_swa", kSlidingTheta), {}};
  JANGIN_TRY(read_windows(keys, c, kPeriod));
  set_ropes(c, full, sliding);
  return keys.status();
}

Status check_gguf(const ModelConfig& c) {
  JANGIN_TRY(require_two_kinds_of_layers(c));
  bool good = std::abs(c.attention_scale - gguf_attention_scale(c)) < 1e-9;
  for (const LayerConfig& layer : c.layers) {
    good = good && layer.rotary && layer.rope_scaling.kind != RopeScalingKind::llama3 &&
           (!is_sliding(layer) || layer.rope_scaling.kind == RopeScalingKind::none);
  }
  if (good) return {};
  return fail(ErrorCode::unsupported, "llama.cpp knows gemma3 only with linear scaling in full layers and attention scaled by the size of a head",
              "GGUF", "write a Hugging Face folder");
}

}  // namespace

const Architecture& gemma3_architecture() {
  static const Architecture architecture{.name = "gemma3",
                                         .model_type = "gemma3_text",
                                         .class_name = "Gemma3ForCausalLM",
                                         .gguf_name = "gemma3",
                                         .input_norm = {"input_layernorm", "attn_norm"},
                                         .attention_norm = {"post_attention_layernorm", "post_attention_norm"},
                                         .feed_forward_norm = {"pre_feedforward_layernorm", "ffn_norm"},
                                         .output_norm = {"post_feedforward_layernorm", "post_ffw_norm"},
                                         .defaults = defaults,
                                         .read_huggingface = read_huggingface,
                                         .write_huggingface = write_huggingface,
                                         .read_gguf = read_gguf,
                                         .check_gguf = check_gguf};
  return architecture;
}

}  // namespace jangin::model
