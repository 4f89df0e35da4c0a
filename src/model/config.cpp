// Checks and small arithmetic on a model's description. Reading and writing config.json: config_huggingface.cpp.
#include "model/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernel/experts.h"

namespace jangin::model {
namespace {

struct Bound {
  const char* name;
  int64_t value;
  int64_t max;
};

Status check_bounds(const ModelConfig& c, const std::string& place) {
  const Bound bounds[] = {
      {"vocab_size", c.vocab, int64_t{1} << 24},      {"max_position_embeddings", c.context, int64_t{1} << 31},
      {"hidden_size", c.d_model, int64_t{1} << 18},   {"num_attention_heads", c.heads, 4096},
      {"num_key_value_heads", c.kv_heads, 4096},      {"head_dim", c.head_dim, 4096},
      {"intermediate_size", c.ffn, int64_t{1} << 22}, {"num_hidden_layers", c.layer_count(), 4096},
  };
  for (const Bound& b : bounds) {
    if (b.value < 1 || b.value > b.max) {
      return fail(ErrorCode::invalid_format, fmt::format("{} is {}, not between 1 and {}", b.name, b.value, b.max), place);
    }
  }
  return {};
}

Status check_scaling(const RopeScaling& s, const std::string& place) {
  if (s.kind == RopeScalingKind::none) return {};
  bool good = std::isfinite(s.factor) && s.factor > 0;
  if (s.kind == RopeScalingKind::llama3) {
    good = good && std::isfinite(s.high_freq_factor) && s.low_freq_factor > 0 && s.high_freq_factor > s.low_freq_factor && s.original_context > 0;
  }
  if (!good) return fail(ErrorCode::invalid_format, "rotary scaling has a factor that is not positive, or its two limits are not in order", place);
  return {};
}

Status check_layers(const ModelConfig& c, const std::vector<LayerConfig>& layers, const std::string& place) {
  for (size_t i = 0; i < layers.size(); ++i) {
    const LayerConfig& layer = layers[i];
    const bool sliding = layer.attention == AttentionKind::sliding;
    if (sliding != (layer.window > 0)) return fail(ErrorCode::invalid_format, fmt::format("layer {} has a window of {}", i, layer.window), place);
    if (!(layer.rope_theta > 0) || !std::isfinite(layer.rope_theta)) {
      return fail(ErrorCode::invalid_format, fmt::format("rope_theta of layer {} is {}, not positive", i, layer.rope_theta), place);
    }
    if (layer.feed_forward == FeedForwardKind::experts && c.experts.count < 1) {
      return fail(ErrorCode::invalid_format, fmt::format("layer {} has experts, but their number is {}", i, c.experts.count), place);
    }
    JANGIN_TRY(check_scaling(layer.rope_scaling, place));
  }
  return {};
}

Status check_experts(const ModelConfig& c, const std::string& place) {
  const ExpertsConfig& e = c.experts;
  if (e.count == 0) return {};  // then no layer may have any (check_layers)
  const Bound bounds[] = {{"num_experts", e.count, 4096},
                          {"num_experts_per_tok", e.per_token, std::min<int64_t>(e.count, kernel::kMaxExpertsPerRow)},
                          {"moe_intermediate_size", e.ffn, int64_t{1} << 22},
                          {"num_shared_experts", e.shared + 1, 65}};
  for (const Bound& b : bounds) {
    if (b.value < 1 || b.value > b.max)
      return fail(ErrorCode::invalid_format, fmt::format("{} is {}, not between 1 and {}", b.name, b.value, b.max), place);
  }
  if (!std::isfinite(e.routed_scale)) return fail(ErrorCode::invalid_format, fmt::format("routed_scaling_factor is {}", e.routed_scale), place);
  return {};
}

Status check_ids(const ModelConfig& c, const std::string& place) {
  auto outside = [&](int64_t id) { return id < -1 || id >= c.vocab; };
  bool bad = outside(c.bos_id) || outside(c.pad_id);
  for (int64_t id : c.eos_ids) bad = bad || outside(id);
  if (bad) return fail(ErrorCode::invalid_format, fmt::format("a special token id is outside the vocabulary of {}", c.vocab), place);
  return {};
}

}  // namespace

Status validate_config(const ModelConfig& c, const std::string& place) {
  JANGIN_TRY(check_bounds(c, place));
  if (c.heads % c.kv_heads != 0) {
    return fail(ErrorCode::invalid_format, fmt::format("num_attention_heads {} is no multiple of num_key_value_heads {}", c.heads, c.kv_heads),
                place);
  }
  if (c.head_dim % 2 != 0) return fail(ErrorCode::invalid_format, fmt::format("head_dim {} is odd", c.head_dim), place);
  if (!(c.norm_eps > 0) || c.norm_eps > 1) return fail(ErrorCode::invalid_format, fmt::format("rms_norm_eps is {}", c.norm_eps), place);
  if (!(c.attention_scale > 0) || !std::isfinite(c.attention_scale)) {
    return fail(ErrorCode::invalid_format, fmt::format("attention scale is {}", c.attention_scale), place);
  }
  JANGIN_TRY(check_layers(c, c.layers, place));
  JANGIN_TRY(check_layers(c, c.mtp_layers, place));
  JANGIN_TRY(check_experts(c, place));
  return check_ids(c, place);
}

int64_t count_parameters(const ModelConfig& c) {
  const int64_t attention = c.d_model * c.head_dim * (2 * c.heads + 2 * c.kv_heads) + (c.qk_norm ? 2 * c.head_dim : 0);
  const int64_t norms = c.d_model * (c.norm_placement == NormPlacement::both ? 4 : 2);
  const int64_t dense = 3 * c.d_model * c.ffn;
  const int64_t routed = c.experts.count * (3 * c.d_model * c.experts.ffn + c.d_model + 1) + c.experts.shared * 3 * c.d_model * c.experts.ffn;
  int64_t total = c.vocab * c.d_model * (c.tied_embeddings ? 1 : 2) + c.d_model;
  for (const LayerConfig& layer : c.layers) {
    total += attention + norms + (layer.feed_forward == FeedForwardKind::dense ? dense : routed);
  }
  // An extra predicted-token layer: a dense layer, a product of 2 d_model inputs, three norms.
  return total + static_cast<int64_t>(c.mtp_layers.size()) * (attention + norms + dense + 2 * c.d_model * c.d_model + 3 * c.d_model);
}

double rope_divisor(const RopeScaling& s, double theta, int64_t head_dim, int64_t i) {
  if (s.kind == RopeScalingKind::none) return 1.0;
  if (s.kind == RopeScalingKind::linear) return s.factor;
  const double frequency = std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(head_dim));
  const double wavelength = 2.0 * std::numbers::pi / frequency;
  const double original = static_cast<double>(s.original_context);
  if (wavelength < original / s.high_freq_factor) return 1.0;
  if (wavelength > original / s.low_freq_factor) return s.factor;
  const double smooth = (original / wavelength - s.low_freq_factor) / (s.high_freq_factor - s.low_freq_factor);
  return 1.0 / ((1.0 - smooth) / s.factor + smooth);
}

}  // namespace jangin::model
