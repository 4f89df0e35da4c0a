// What a decoder is: one plain description from which the network is built, read from and written to Hugging Face's config.json
// (GGUF metadata: model/formats/gguf_config.h). It holds no weights and builds nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::model {

/// Where RMSNorm stands around each branch (attention, feed-forward).
enum class NormPlacement : uint8_t {
  pre,   // x += branch(norm(x))                     llama, qwen3, exaone_moe
  post,  // x += norm(branch(x))                     exaone4
  both,  // x += norm_after(branch(norm_before(x)))  gemma3
};
enum class Activation : uint8_t { silu, gelu_tanh };
enum class AttentionKind : uint8_t { full, sliding };
enum class FeedForwardKind : uint8_t { dense, experts };
enum class RopeScalingKind : uint8_t { none, linear, llama3 };

/// Change of the rotary frequencies for long contexts. llama3: frequencies of wavelength above original_context / low_freq_factor
/// are divided by `factor`, below original_context / high_freq_factor kept, between them interpolated (transformers,
/// modeling_rope_utils.py `_compute_llama3_parameters`). linear: all divided by `factor`.
struct RopeScaling {
  RopeScalingKind kind = RopeScalingKind::none;
  double factor = 1.0;
  double low_freq_factor = 1.0;     // llama3 only
  double high_freq_factor = 4.0;    // llama3 only
  int64_t original_context = 8192;  // tokens; llama3 only
  bool operator==(const RopeScaling&) const = default;
};

struct LayerConfig {
  AttentionKind attention = AttentionKind::full;
  int64_t window = 0;  // tokens seen, the current one included; 0: the whole context (always 0 for full)
  bool rotary = true;  // false: no position encoding in this layer
  double rope_theta = 10000.0;
  RopeScaling rope_scaling;
  FeedForwardKind feed_forward = FeedForwardKind::dense;
  bool operator==(const LayerConfig&) const = default;
};

/// Experts of the layers whose feed_forward is `experts`. Router: sigmoid scores in f32, chosen by score + correction bias.
struct ExpertsConfig {
  int64_t count = 0;      // 0: no experts
  int64_t per_token = 0;  // experts chosen for a token
  int64_t ffn = 0;        // hidden width of one expert
  int64_t shared = 0;     // experts that every token passes, added ungated (in files one of shared · ffn)
  bool normalize = true;  // the chosen weights sum to 1 before scaling
  double routed_scale = 1.0;
  bool operator==(const ExpertsConfig&) const = default;
};

struct ModelConfig {
  std::string architecture;  // "llama", "qwen3", "gemma3", "exaone4", "exaone_moe"
  int64_t vocab = 0;         // rows of the embedding
  int64_t context = 0;       // tokens the model was made for
  int64_t d_model = 0;
  int64_t heads = 0;
  int64_t kv_heads = 0;  // divides heads
  int64_t head_dim = 0;  // even; not necessarily d_model / heads
  int64_t ffn = 0;       // hidden width of dense feed-forward layers
  double norm_eps = 1e-5;
  NormPlacement norm_placement = NormPlacement::pre;
  bool norm_weight_plus_one = false;  // RMSNorm multiplies by (1 + weight)
  bool qk_norm = false;               // RMSNorm over head_dim on q and k before rotary
  double embedding_scale = 1.0;       // rounded to the compute type where it is applied
  Activation activation = Activation::silu;
  double attention_scale = 0.0;     // factor on q·k, head_dim^-0.5 unless the file says otherwise
  bool tied_embeddings = false;     // the output projection is the embedding; lm_head.weight is absent
  std::vector<LayerConfig> layers;  // one for each decoder layer, in order
  ExpertsConfig experts;
  std::vector<LayerConfig>
      mtp_layers;                // layer m predicts the token m + 2 places on (one is supported); the embedding and output projection are shared
  int64_t bos_id = -1;           // -1: none
  std::vector<int64_t> eos_ids;  // any of these ends a reply; may be empty
  int64_t pad_id = -1;
  double initializer_range = 0.02;  // standard deviation of random initial weights

  int64_t shared_ffn() const { return experts.shared * experts.ffn; }
  int64_t layer_count() const { return static_cast<int64_t>(layers.size()); }
  bool operator==(const ModelConfig&) const = default;
};

/// Reads config.json: rotary settings in the form of transformers 5 (`rope_parameters`) and of older ones (`rope_theta`,
/// `rope_scaling`). `place` names the file in errors. Errors: invalid_format (field named), unsupported (architecture, biases,
/// rotary kind). Thread-safe.
Result<ModelConfig> config_from_huggingface(std::string_view json, const std::string& place);

/// config.json as transformers opens it (both rotary forms are written, so that versions 4 and 5 agree). `dtype`: "float32", "bfloat16" or "float16".
std::string config_to_huggingface(const ModelConfig& config, std::string_view dtype);

/// Sizes are positive and below generous bounds, heads divide, head_dim is even, per-layer fields are consistent. Every reader calls it.
Status validate_config(const ModelConfig& config, const std::string& place);

/// Fails with `unsupported` and one line that lists what is supported.
Status check_architecture(std::string_view architecture, const std::string& place);

/// Parameters counted from the description (tied embeddings once, experts all).
int64_t count_parameters(const ModelConfig& config);

/// Factor by which the rotary frequency i (0 ≤ i < head_dim / 2) of base `theta` is divided under `scaling`: 1 where unchanged.
double rope_divisor(const RopeScaling& scaling, double theta, int64_t head_dim, int64_t i);

}  // namespace jangin::model
