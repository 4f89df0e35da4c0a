// Qwen3: llama with a norm on each head of q and k before rotary, and heads of a size of their own (transformers, modeling_qwen3.py).
#include "model/architectures/architecture.h"
#include "model/config_huggingface.h"
#include "model/formats/gguf_config.h"

namespace jangin::model {
namespace {

ModelConfig defaults() {
  ModelConfig c;
  c.architecture = "qwen3";
  c.context = 32768;
  c.head_dim = 128;
  c.norm_eps = 1e-6;
  c.qk_norm = true;
  return c;
}

/// Layers slide only where `use_sliding_window` says so: from layer max_window_layers on, unless layer_types names them.
Status read_huggingface(HuggingfaceConfig& in, ModelConfig& c) {
  JANGIN_TRY(require_plain(in, c, "hidden_act", "silu"));
  JANGIN_ASSIGN(const Rope rope, read_rope(in, 10000.0));
  set_rope(c, rope);
  const bool sliding = in.fields.flag("use_sliding_window", false);
  const int64_t first = in.fields.integer("max_window_layers", 28);
  JANGIN_TRY(in.fields.status());
  return sliding ? read_layer_types(in, c, [first](int64_t layer) { return layer >= first; }) : Status{};
}

void write_huggingface(const ModelConfig& c, nlohmann::json& root) {
  write_layer_types(c, root);
  root["use_sliding_window"] = !root["sliding_window"].is_null();
  root["max_window_layers"] = c.layer_count();
}

Status read_gguf(GgufKeys&, ModelConfig&) { return {}; }

Status check_gguf(const ModelConfig& c) { return require_uniform_layers(c); }

}  // namespace

const Architecture& qwen3_architecture() {
  static const Architecture architecture{.name = "qwen3",
                                         .model_type = "qwen3",
                                         .class_name = "Qwen3ForCausalLM",
                                         .gguf_name = "qwen3",
                                         .input_norm = {"input_layernorm", "attn_norm"},
                                         .attention_norm = {},
                                         .feed_forward_norm = {"post_attention_layernorm", "ffn_norm"},
                                         .output_norm = {},
                                         .defaults = defaults,
                                         .read_huggingface = read_huggingface,
                                         .write_huggingface = write_huggingface,
                                         .read_gguf = read_gguf,
                                         .check_gguf = check_gguf};
  return architecture;
}

}  // namespace jangin::model
