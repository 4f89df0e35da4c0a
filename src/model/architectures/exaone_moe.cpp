// K-EXAONE: exaone4's attention with norms before the branches, experts but for the first layers, and a layer that predicts further
// (transformers, modeling_exaone_moe.py, which leaves that layer out; vLLM, exaone_moe_mtp.py; llama.cpp, src/models/exaone-moe.cpp).
#include <fmt/format.h>

#include <algorithm>

#include "model/architectures/exaone.h"
#include "model/config_huggingface.h"
#include "model/formats/gguf_config.h"

namespace jangin::model {
namespace {
using nlohmann::json;

constexpr int64_t kSigmoid = 2;  // expert_gating_func

ModelConfig defaults() {
  ModelConfig c;
  c.architecture = "exaone_moe";
  c.context = 2048;
  c.norm_eps = 1e-5;
  c.qk_norm = true;
  c.bos_id = 1;
  c.eos_ids = {53};
  c.pad_id = 0;
  return c;
}

/// Which layers have experts: `mlp_layer_types`, `is_moe_layer`, or all but the first `first_k_dense_replace`.
Status read_feed_forwards(HuggingfaceConfig& in, ModelConfig& c) {
  const int64_t dense = in.fields.integer("first_k_dense_replace", 1);
  const json* types = in.fields.array("mlp_layer_types");
  const json* flags = types ? nullptr : in.fields.array("is_moe_layer");
  JANGIN_TRY(in.fields.status());
  const char* key = types ? "mlp_layer_types" : "is_moe_layer";
  const json* named = types ? types : flags;
  if (named && named->size() != c.layers.size()) {
    return fail(ErrorCode::invalid_format, fmt::format("field `{}` names {} layers of {}", key, named->size(), c.layers.size()), in.place);
  }
  for (size_t i = 0; i < c.layers.size(); ++i) {
    bool sparse = static_cast<int64_t>(i) >= dense;
    if (named) {
      const json& one = (*named)[i];
      if (types ? one != "dense" && one != "sparse" : !one.is_boolean()) {
        return fail(ErrorCode::invalid_format, fmt::format("field `{}`: layer {} is neither dense nor sparse", key, i), in.place);
      }
      sparse = types ? one == "sparse" : one.get<bool>();
    }
    c.layers[i].feed_forward = sparse ? FeedForwardKind::experts : FeedForwardKind::dense;
  }
  return {};
}

Status read_experts(HuggingfaceConfig& in, ModelConfig& c) {
  c.experts.count = in.fields.integer("num_experts", 64);
  c.experts.per_token = in.fields.integer("num_experts_per_tok", 8);
  c.experts.ffn = in.fields.integer("moe_intermediate_size", 1024);
  c.experts.shared = in.fields.integer("num_shared_experts", 1);
  c.experts.normalize = in.fields.flag("norm_topk_prob", true);
  c.experts.routed_scale = in.fields.number("routed_scaling_factor", 2.5);
  const bool groups = in.fields.integer("n_group", 1) != 1 || in.fields.integer("topk_group", 1) != 1;
  const std::string scores = in.fields.text("scoring_func", "sigmoid");
  JANGIN_TRY(in.fields.status());
  if (groups) return fail(ErrorCode::unsupported, "groups of experts (n_group, topk_group) are not supported", in.place);
  if (scores != "sigmoid") return fail(ErrorCode::unsupported, "scoring_func is not sigmoid", in.place);
  return {};
}

/// A layer like the first but for its feed-forward, or sliding or not as it is named.
LayerConfig further_layer(const ModelConfig& c, bool sliding) {
  LayerConfig layer = c.layers.front();
  layer.feed_forward = FeedForwardKind::dense;
  layer.attention = sliding ? AttentionKind::sliding : AttentionKind::full;
  layer.window = 0;
  for (const LayerConfig& other : c.layers) {
    if (sliding && other.window > 0) layer.window = other.window;
  }
  layer.rotary = sliding || !is_hybrid(c);
  return layer;
}

Status read_further(HuggingfaceConfig& in, ModelConfig& c) {
  const int64_t count = in.fields.integer("num_nextn_predict_layers", 0);
  const json* types = in.fields.array("mtp_layer_types");
  JANGIN_TRY(in.fields.status());
  if (count < 0 || count > 1)
    return fail(ErrorCode::unsupported, fmt::format("num_nextn_predict_layers is {}; 0 and 1 are supported", count), in.place);
  if (count == 0) return {};
  if (types && types->empty()) return fail(ErrorCode::invalid_format, "field `mtp_layer_types` names no layer", in.place);
  c.mtp_layers = {further_layer(c, types ? types->front() == "sliding_attention" : c.layers.front().window > 0)};
  return {};
}

Status read_huggingface(HuggingfaceConfig& in, ModelConfig& c) {
  JANGIN_TRY(require_plain(in, c, "hidden_act", "silu"));
  JANGIN_TRY(read_exaone_layers(in, c));
  JANGIN_TRY(read_feed_forwards(in, c));
  JANGIN_TRY(read_experts(in, c));
  return read_further(in, c);
}

int64_t leading_dense(const ModelConfig& c) {
  const auto first =
      std::find_if(c.layers.begin(), c.layers.end(), [](const LayerConfig& layer) { return layer.feed_forward == FeedForwardKind::experts; });
  return first - c.layers.begin();
}

void write_huggingface(const ModelConfig& c, json& root) {
  write_exaone_layers(c, root);
  json types = json::array(), further = json::array();
  for (const LayerConfig& layer : c.layers) types.push_back(layer.feed_forward == FeedForwardKind::experts ? "sparse" : "dense");
  for (const LayerConfig& layer : c.mtp_layers) further.push_back(layer.window > 0 ? "sliding_attention" : "full_attention");
  root["mlp_layer_types"] = std::move(types);
  root["first_k_dense_replace"] = leading_dense(c);
  root["num_experts"] = c.experts.count;
  root["num_experts_per_tok"] = c.experts.per_token;
  root["moe_intermediate_size"] = c.experts.ffn;
  root["num_shared_experts"] = c.experts.shared;
  root["norm_topk_prob"] = c.experts.normalize;
  root["routed_scaling_factor"] = c.experts.routed_scale;
  root["scoring_func"] = "sigmoid";
  root["n_group"] = 1;
  root["topk_group"] = 1;
  root["num_nextn_predict_layers"] = c.mtp_layers.size();
  root["mtp_layer_types"] = std::move(further);
}

Status read_gguf(GgufKeys& keys, ModelConfig& c) {
  const int64_t further = keys.integer("nextn_predict_layers", 0);
  const int64_t dense = keys.integer("leading_dense_block_count", 0);
  c.experts.count = keys.integer("expert_count");
  c.experts.per_token = keys.integer("expert_used_count");
  c.experts.ffn = keys.integer("expert_feed_forward_length");
  c.experts.shared = keys.integer("expert_shared_count", 1);
  c.experts.normalize = keys.flag("expert_weights_norm", true);
  c.experts.routed_scale = keys.number("expert_weights_scale", 1.0);
  const bool groups = keys.integer("expert_group_count", 1) > 1;
  const int64_t gate = keys.integer("expert_gating_func", kSigmoid);
  JANGIN_TRY(keys.status());
  if (groups) return keys.refuse("expert_group_count", "is not 1: groups of experts are not supported");
  if (gate != kSigmoid) return keys.refuse("expert_gating_func", "is not sigmoid");
  if (further < 0 || further > 1 || further >= c.layer_count())
    return keys.refuse("nextn_predict_layers", fmt::format("is {}; 0 and 1 are supported", further));
  c.layers.resize(static_cast<size_t>(c.layer_count() - further));
  JANGIN_TRY(read_exaone_layers(keys, c));
  for (int64_t i = 0; i < c.layer_count(); ++i)
    c.layers[static_cast<size_t>(i)].feed_forward = i < dense ? FeedForwardKind::dense : FeedForwardKind::experts;
  if (further == 0) return {};
  const GgufArray* pattern = keys.array("attention.sliding_window_pattern");
  const bool named = pattern && pattern->count > c.layers.size();
  c.mtp_layers = {further_layer(c, named ? pattern->integer(c.layers.size()) != 0 : c.layers.front().window > 0)};
  return {};
}

Status check_gguf(const ModelConfig& c) {
  JANGIN_TRY(check_exaone_layers(c));
  bool leading = true;
  for (int64_t i = leading_dense(c); i < c.layer_count(); ++i)
    leading = leading && c.layers[static_cast<size_t>(i)].feed_forward == FeedForwardKind::experts;
  const char* reason = !is_hybrid(c)          ? "without sliding layers"
                       : !leading             ? "with dense layers behind such with experts"
                       : c.experts.count < 1  ? "without experts"
                       : c.experts.shared < 1 ? "without an expert that every token passes"
                       : c.tied_embeddings    ? "with tied embeddings"
                                              : nullptr;
  if (!reason) return {};
  return fail(ErrorCode::unsupported, fmt::format("llama.cpp knows no exaone_moe {}", reason), "GGUF", "write a Hugging Face folder");
}

void write_gguf(const ModelConfig& c, const std::string& prefix, GgufWriter& writer) {
  auto set = [&](const char* key, int64_t value) { writer.set_u32(prefix + key, static_cast<uint32_t>(value)); };
  set("leading_dense_block_count", leading_dense(c));
  set("expert_count", c.experts.count);
  set("expert_used_count", c.experts.per_token);
  set("expert_feed_forward_length", c.experts.ffn);
  set("expert_shared_count", c.experts.shared);
  set("expert_shared_feed_forward_length", c.shared_ffn());
  set("expert_gating_func", kSigmoid);
  set("nextn_predict_layers", static_cast<int64_t>(c.mtp_layers.size()));
  writer.set_flag(prefix + "expert_weights_norm", c.experts.normalize);
  writer.set_f32(prefix + "expert_weights_scale", static_cast<float>(c.experts.routed_scale));
}

}  // namespace

const Architecture& exaone_moe_architecture() {
  static const Architecture architecture{.name = "exaone_moe",
                                         .model_type = "exaone_moe",
                                         .class_name = "ExaoneMoeForCausalLM",
                                         .gguf_name = "exaone-moe",
                                         .input_norm = {"input_layernorm", "attn_norm"},
                                         .attention_norm = {},
                                         .feed_forward_norm = {"post_attention_layernorm", "ffn_norm"},
                                         .output_norm = {},
                                         .defaults = defaults,
                                         .read_huggingface = read_huggingface,
                                         .write_huggingface = write_huggingface,
                                         .read_gguf = read_gguf,
                                         .check_gguf = check_gguf,
                                         .write_gguf = write_gguf};
  return architecture;
}

}  // namespace jangin::model
