// Names: transformers modeling_*.py; llama.cpp gguf-py/gguf/constants.py (TENSOR_NAMES).
#include "model/formats/weight_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/architectures/architecture.h"

namespace jangin::model {
namespace {

float norm_offset(const ModelConfig& c) { return c.norm_weight_plus_one ? 1.0f : 0.0f; }

/// Collects weights whose names begin alike.
class Names {
 public:
  Names(std::string hf, std::string gguf, std::vector<DecoderWeight>& out) : hf_(std::move(hf)), gguf_(std::move(gguf)), out_(out) {}

  DecoderWeight& add(std::string_view name, std::string_view gguf_name, std::vector<int64_t> shape) {
    DecoderWeight& weight = out_.emplace_back();
    weight.name = fmt::format("{}{}.weight", hf_, name);
    weight.gguf_name = fmt::format("{}{}.weight", gguf_, gguf_name);
    weight.shape = std::move(shape);
    return weight;
  }
  void add_norm(const ModelConfig& c, const NormNames& names, int64_t size) {
    if (!names.huggingface.empty()) add(names.huggingface, names.gguf, {size}).gguf_offset = norm_offset(c);
  }
  void add_feed_forward(const ModelConfig& c, const std::string& hf, const std::string& gguf_suffix, int64_t width) {
    add(hf + "gate_proj", "ffn_gate" + gguf_suffix, {width, c.d_model});
    add(hf + "up_proj", "ffn_up" + gguf_suffix, {width, c.d_model});
    add(hf + "down_proj", "ffn_down" + gguf_suffix, {c.d_model, width});
  }
  void add_experts(const ModelConfig& c) {
    add("mlp.gate", "ffn_gate_inp", {c.experts.count, c.d_model}).gguf_f32 = true;
    DecoderWeight& bias = add("", "", {c.experts.count});
    bias.name = hf_ + "mlp.e_score_correction_bias";
    bias.gguf_name = gguf_ + "exp_probs_b.bias";
    for (const char* part : {"gate", "up", "down"}) {
      const bool down = part == std::string_view("down");
      for (int64_t e = 0; e < c.experts.count; ++e) {
        DecoderWeight& weight = add(fmt::format("mlp.experts.{}.{}_proj", e, part), fmt::format("ffn_{}_exps", part),
                                    down ? std::vector<int64_t>{c.d_model, c.experts.ffn} : std::vector<int64_t>{c.experts.ffn, c.d_model});
        weight.gguf_part = e;
        weight.gguf_parts = c.experts.count;
      }
    }
    if (c.experts.shared > 0) add_feed_forward(c, "mlp.shared_experts.", "_shexp", c.shared_ffn());
  }

 private:
  std::string hf_;
  std::string gguf_;
  std::vector<DecoderWeight>& out_;
};

/// The weights of one decoder layer.
void add_layer(const ModelConfig& c, const LayerConfig& layer, Names names) {
  const Architecture& architecture = architecture_of(c);
  const bool interleaves = architecture.gguf_interleaves_heads;
  names.add_norm(c, architecture.input_norm, c.d_model);
  names.add("self_attn.q_proj", "attn_q", {c.heads * c.head_dim, c.d_model}).interleaved_heads = interleaves ? c.heads : 0;
  names.add("self_attn.k_proj", "attn_k", {c.kv_heads * c.head_dim, c.d_model}).interleaved_heads = interleaves ? c.kv_heads : 0;
  names.add("self_attn.v_proj", "attn_v", {c.kv_heads * c.head_dim, c.d_model});
  if (c.qk_norm) {
    names.add_norm(c, {"self_attn.q_norm", "attn_q_norm"}, c.head_dim);
    names.add_norm(c, {"self_attn.k_norm", "attn_k_norm"}, c.head_dim);
  }
  names.add("self_attn.o_proj", "attn_output", {c.d_model, c.heads * c.head_dim});
  names.add_norm(c, architecture.attention_norm, c.d_model);
  names.add_norm(c, architecture.feed_forward_norm, c.d_model);
  if (layer.feed_forward == FeedForwardKind::experts) {
    names.add_experts(c);
  } else {
    names.add_feed_forward(c, "mlp.", "", c.ffn);
  }
  names.add_norm(c, architecture.output_norm, c.d_model);
}

/// The layer that predicts further; in GGUF it is the block behind the others.
void add_further(const ModelConfig& c, std::vector<DecoderWeight>& out) {
  const std::string block = fmt::format("blk.{}.", c.layer_count());
  Names names("mtp.", block + "nextn.", out);
  names.add("fc", "eh_proj", {c.d_model, 2 * c.d_model});
  names.add_norm(c, {"pre_fc_norm_embedding", "enorm"}, c.d_model);
  names.add_norm(c, {"pre_fc_norm_hidden", "hnorm"}, c.d_model);
  names.add_norm(c, {"norm", "shared_head_norm"}, c.d_model);
  add_layer(c, c.mtp_layers.front(), Names("mtp.layers.0.", block, out));
}

}  // namespace

std::vector<DecoderWeight> decoder_weights(const ModelConfig& c) {
  std::vector<DecoderWeight> out;
  Names names("", "", out);
  names.add("model.embed_tokens", "token_embd", {c.vocab, c.d_model});
  for (int64_t i = 0; i < c.layer_count(); ++i) {
    add_layer(c, c.layers[static_cast<size_t>(i)], Names(fmt::format("model.layers.{}.", i), fmt::format("blk.{}.", i), out));
  }
  names.add_norm(c, {"model.norm", "output_norm"}, c.d_model);
  if (!c.tied_embeddings) names.add("lm_head", "output", {c.vocab, c.d_model});
  if (!c.mtp_layers.empty()) add_further(c, out);
  return out;
}

Status check_weights(const ModelConfig& config, const WeightSource& source) {
  for (const DecoderWeight& expected : decoder_weights(config)) {
    const WeightInfo* weight = source.find(expected.name);
    if (!weight) return fail(ErrorCode::invalid_format, fmt::format("has no weight `{}`", expected.name), source.place());
    if (weight->shape != expected.shape) {
      return fail(ErrorCode::invalid_format,
                  fmt::format("weight `{}` has shape [{}], the configuration says [{}]", expected.name, fmt::join(weight->shape, ", "),
                              fmt::join(expected.shape, ", ")),
                  source.place());
    }
    if (!traits(weight->type).readable) {
      return fail(ErrorCode::unsupported, fmt::format("weight `{}` is stored as {}, which cannot be read", expected.name, traits(weight->type).name),
                  source.place());
    }
  }
  return {};
}

}  // namespace jangin::model
