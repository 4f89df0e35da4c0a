// EXAONE 4: norms after each branch and on each head of q and k, none before (transformers, modeling_exaone4.py; llama.cpp,
// src/models/exaone4.cpp).
#include <fmt/format.h>

#include "model/architectures/exaone.h"
#include "model/config_huggingface.h"
#include "model/formats/gguf_config.h"

namespace jangin::model {
namespace {

constexpr int64_t kHybridLayers = 64;  // llama.cpp knows the 32B model by them, and gives no other a window

ModelConfig defaults() {
  ModelConfig c;
  c.architecture = "exaone4";
  c.context = 2048;
  c.norm_eps = 1e-5;
  c.norm_placement = NormPlacement::post;
  c.qk_norm = true;
  c.bos_id = 0;
  c.eos_ids = {2};
  return c;
}

Status read_huggingface(HuggingfaceConfig& in, ModelConfig& c) {
  JANGIN_TRY(require_plain(in, c, "hidden_act", "silu"));
  return read_exaone_layers(in, c);
}

void write_huggingface(const ModelConfig& c, nlohmann::json& root) { write_exaone_layers(c, root); }

Status read_gguf(GgufKeys& keys, ModelConfig& c) { return read_exaone_layers(keys, c); }

Status check_gguf(const ModelConfig& c) {
  JANGIN_TRY(check_exaone_layers(c));
  if (is_hybrid(c) != (c.layer_count() == kHybridLayers)) {
    return fail(
        ErrorCode::unsupported,
        fmt::format("llama.cpp takes exaone4 for hybrid when it has {} layers, and only then; this one has {}", kHybridLayers, c.layer_count()),
        "GGUF", "write a Hugging Face folder");
  }
  if (c.heads * c.head_dim == c.d_model) return {};
  return fail(ErrorCode::unsupported, "llama.cpp wants heads of exaone4 to add up to the model's width", "GGUF", "write a Hugging Face folder");
}

}  // namespace

const Architecture& exaone4_architecture() {
  static const Architecture architecture{.name = "exaone4",
                                         .model_type = "exaone4",
                                         .class_name = "Exaone4ForCausalLM",
                                         .gguf_name = "exaone4",
                                         .input_norm = {},
                                         .attention_norm = {"post_attention_layernorm", "post_attention_norm"},
                                         .feed_forward_norm = {},
                                         .output_norm = {"post_feedforward_layernorm", "post_ffw_norm"},
                                         .defaults = defaults,
                                         .read_huggingface = read_huggingface,
                                         .write_huggingface = write_huggingface,
                                         .read_gguf = read_gguf,
                                         .check_gguf = check_gguf};
  return architecture;
}

}  // namespace jangin::model
