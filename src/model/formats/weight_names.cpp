// Names: transformers modeling_*.py; llama.cpp gguf-py/gguf/constants.py (TENSOR_NAMES).
#include "model/formats/weight_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/architectures/architecture.h"

namespace jangin::model {
namespace {

float norm_offset(const ModelConfig& c) { return c.norm_weight_plus_one ? 1.0f : 0.0f; }

/// The weights of one decoder layer.
void add_layer(const ModelConfig& c, const Architecture& architecture, int64_t i, std::vector<DecoderWeight>& out) {
  const std::string hf = fmt::format("model.layers.{}.", i);
  const std::string gguf = fmt::format("blk.{}.", i);
  auto add = [&](std::string_view name, std::string_view gguf_name, std::vector<int64_t> shape, int64_t heads = 0) {
    out.push_back({fmt::format("{}{}.weight", hf, name), fmt::format("{}{}.weight", gguf, gguf_name), std::move(shape), heads});
  };
  auto add_norm = [&](const NormNames& names, int64_t size) {
    if (names.huggingface.empty()) return;
    add(names.huggingface, names.gguf, {size});
    out.back().gguf_offset = norm_offset(c);
  };
  const bool interleaves = architecture.gguf_interleaves_heads;
  add_norm(architecture.input_norm, c.d_model);
  add("self_attn.q_proj", "attn_q", {c.heads * c.head_dim, c.d_model}, interleaves ? c.heads : 0);
  add("self_attn.k_proj", "attn_k", {c.kv_heads * c.head_dim, c.d_model}, interleaves ? c.kv_heads : 0);
  add("self_attn.v_proj", "attn_v", {c.kv_heads * c.head_dim, c.d_model});
  if (c.qk_norm) {
    add_norm({"self_attn.q_norm", "attn_q_norm"}, c.head_dim);
    add_norm({"self_attn.k_norm", "attn_k_norm"}, c.head_dim);
  }
  add("self_attn.o_proj", "attn_output", {c.d_model, c.heads * c.head_dim});
  add_norm(architecture.attention_norm, c.d_model);
  add_norm(architecture.feed_forward_norm, c.d_model);
  add("mlp.gate_proj", "ffn_gate", {c.ffn, c.d_model});
  add("mlp.up_proj", "ffn_up", {c.ffn, c.d_model});
  add("mlp.down_proj", "ffn_down", {c.d_model, c.ffn});
  add_norm(architecture.output_norm, c.d_model);
}

}  // namespace

std::vector<DecoderWeight> decoder_weights(const ModelConfig& c) {
  std::vector<DecoderWeight> out;
  out.push_back({"model.embed_tokens.weight", "token_embd.weight", {c.vocab, c.d_model}});
  for (int64_t i = 0; i < c.layer_count(); ++i) add_layer(c, architecture_of(c), i, out);
  out.push_back({"model.norm.weight", "output_norm.weight", {c.d_model}, 0, norm_offset(c)});
  if (!c.tied_embeddings) out.push_back({"lm_head.weight", "output.weight", {c.vocab, c.d_model}});
  return out;
}

Status check_weights(const ModelConfig& config, const WeightSource& source) {
  for (const DecoderWeight& expected : decoder_weights(config)) {
    const WeightInfo* weight = source.find(expected.name);
    if (!weight) return fail(ErrorCode::invalid_format, fmt::format("has no weight `{}`", expected.name), source.place());
    if (weight->shape != expected.shape) {
      return fail(ErrorCode::invalid_format,
                  fmt::format("weight `{}` has shape [{}], the configuration says [{}]", expected.name, fmt::join(weight->shape, ", "), fmt::join(expected.shape, ", ")),
                  source.place());
    }
    if (!traits(weight->type).readable) {
      return fail(ErrorCode::unsupported, fmt::format("weight `{}` is stored as {}, which cannot be read", expected.name, traits(weight->type).name), source.place());
    }
  }
  return {};
}

}  // namespace jangin::model
