// Llama and its kin (SmolLM2): norms before each branch (transformers, modeling_llama.py).
#include "model/architectures/architecture.h"
#include "model/config_huggingface.h"
#include "model/formats/gguf_config.h"

namespace jangin::model {
namespace {

ModelConfig defaults() {
  ModelConfig c;
  c.architecture = "llama";
  c.context = 2048;
  c.norm_eps = 1e-6;
  c.bos_id = 1;
  c.eos_ids = {2};
  return c;
}

Status read_huggingface(HuggingfaceConfig& in, ModelConfig& c) {
  JANGIN_TRY(require_plain(in, c, "hidden_act", "silu"));
  JANGIN_ASSIGN(const Rope rope, read_rope(in, 10000.0));
  set_rope(c, rope);
  return {};
}

void write_huggingface(const ModelConfig&, nlohmann::json& root) { root["mlp_bias"] = false; }

Status read_gguf(GgufKeys& keys, ModelConfig&) {
  if (keys.integer("expert_count", 0) > 0) return keys.refuse("expert_count", "says that there are experts: experts are not supported in llama");
  return {};
}

Status check_gguf(const ModelConfig& c) { return require_uniform_layers(c); }

}  // namespace

const Architecture& llama_architecture() {
  static const Architecture architecture{.name = "llama",
                                         .model_type = "llama",
                                         .class_name = "LlamaForCausalLM",
                                         .gguf_name = "llama",
                                         .gguf_interleaves_heads = true,
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
