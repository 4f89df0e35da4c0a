// Llama and its kin (SmolLM2): norms before each branch (transformers, modeling_llama.py).
#include "model/architectures/architecture.h"

namespace jangin::model {

const Architecture& llama_architecture() {
  static const Architecture architecture{.name = "llama",
                                         .input_norm = "input_layernorm",
                                         .attention_norm = "",
                                         .feed_forward_norm = "post_attention_layernorm",
                                         .output_norm = ""};
  return architecture;
}

}  // namespace jangin::model
