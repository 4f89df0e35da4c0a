// Keys: llama.cpp gguf-py/gguf/constants.py (Keys); what an absent key means: src/llama-model.cpp.
#include "model/formats/gguf_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "model/architectures/architecture.h"
#include "model/formats/shown_name.h"

namespace jangin::model {
namespace {

/// The number that f32 metadata stands for: the shortest decimal that rounds to it (1e-5, not 9.99999974e-06).
double shortest(double value) {
  const double parsed = std::strtod(fmt::format("{}", static_cast<float>(value)).c_str(), nullptr);
  return static_cast<double>(static_cast<float>(value)) == value ? parsed : value;
}

bool same_factors(const std::vector<float>& stored, const RopeScaling& scaling, double theta, int64_t head_dim) {
  for (size_t i = 0; i < stored.size(); ++i) {
    const double expected = rope_divisor(scaling, theta, head_dim, static_cast<int64_t>(i));
    if (!(std::abs(expected - static_cast<double>(stored[i])) <= 1e-4 * expected)) return false;  // NaN differs
  }
  return true;
}

/// GGUF keeps only the divisors of llama3 scaling. low 1 and high 4 are what every published model uses; the original context is found by trial.
Result<RopeScaling> scaling_from_factors(const GgufFile& file, const GgufTensor& tensor, double theta, int64_t head_dim) {
  if (tensor.type != StoredType::f32 || tensor.shape != std::vector<int64_t>{head_dim / 2}) {
    return fail(ErrorCode::invalid_format, fmt::format("tensor `rope_freqs.weight` is not F32 of {}", head_dim / 2), file.place());
  }
  std::vector<float> stored(static_cast<size_t>(head_dim / 2));
  std::memcpy(stored.data(), file.data(tensor).data(), stored.size() * sizeof(float));
  RopeScaling scaling;
  if (same_factors(stored, scaling, theta, head_dim)) return scaling;
  scaling = {RopeScalingKind::llama3, static_cast<double>(stored.back()), 1.0, 4.0, 0};
  for (int64_t original = 1024; original <= (int64_t{1} << 20); original *= 2) {
    scaling.original_context = original;
    if (same_factors(stored, scaling, theta, head_dim)) return scaling;
  }
  return fail(ErrorCode::unsupported, "tensor `rope_freqs.weight` does not hold llama3 scaling", file.place());
}

Result<RopeScaling> read_scaling(GgufKeys& keys, double theta, int64_t head_dim) {
  const std::string kind = keys.text("rope.scaling.type", "none");
  RopeScaling scaling;
  if (kind == "linear") {
    scaling.kind = RopeScalingKind::linear;
    scaling.factor = keys.number("rope.scaling.factor");
    return scaling;
  }
  if (kind != "none") return keys.refuse("rope.scaling.type", fmt::format("names rotary scaling `{}`, which is not supported", shown_name(kind)));
  const GgufTensor* factors = keys.file().find_tensor("rope_freqs.weight");
  if (!factors) return scaling;
  return scaling_from_factors(keys.file(), *factors, theta, head_dim);
}

void read_tokens(const GgufFile& file, ModelConfig& c) {
  c.bos_id = file.integer_or("tokenizer.ggml.bos_token_id", -1);
  c.pad_id = file.integer_or("tokenizer.ggml.padding_token_id", -1);
  c.eos_ids.clear();
  for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
    const int64_t id = file.integer_or(key, -1);
    const bool is_new = id >= 0 && (c.eos_ids.empty() || c.eos_ids.front() != id);
    if (is_new) c.eos_ids.push_back(id);
  }
}

/// The sizes; heads whose parts differ in size are refused.
Status read_sizes(GgufKeys& keys, ModelConfig& c) {
  c.context = keys.integer("context_length");
  c.d_model = keys.integer("embedding_length");
  c.ffn = keys.integer("feed_forward_length");
  c.heads = keys.integer("attention.head_count");
  c.kv_heads = keys.integer("attention.head_count_kv", c.heads);
  c.head_dim = keys.integer("attention.key_length", c.heads > 0 ? c.d_model / c.heads : 0);
  c.norm_eps = keys.number("attention.layer_norm_rms_epsilon");
  const int64_t rotary = keys.integer("rope.dimension_count", c.head_dim);
  const int64_t value_length = keys.integer("attention.value_length", c.head_dim);
  JANGIN_TRY(keys.status());
  const std::string& place = keys.file().place();
  if (rotary != c.head_dim || value_length != c.head_dim)
    return fail(ErrorCode::unsupported, "heads whose rotary or value part differs in size are not supported", place);
  if (c.head_dim < 2 || c.head_dim > 4096) return fail(ErrorCode::invalid_format, fmt::format("head size is {}", c.head_dim), place);
  const GgufTensor* embedding = keys.file().find_tensor("token_embd.weight");
  if (!embedding || embedding->shape.size() != 2) return fail(ErrorCode::invalid_format, "tensor `token_embd.weight` is missing or no matrix", place);
  c.vocab = embedding->shape[0];
  c.tied_embeddings = keys.file().find_tensor("output.weight") == nullptr;
  c.attention_scale = 1.0 / std::sqrt(static_cast<double>(c.head_dim));
  return {};
}

Status read_layers(GgufKeys& keys, ModelConfig& c) {
  const int64_t layers = keys.integer("block_count");
  LayerConfig layer;
  layer.rope_theta = keys.number("rope.freq_base", 10000.0);
  JANGIN_TRY(keys.status());
  if (layers < 1 || layers > 4096) return keys.refuse("block_count", fmt::format("is {}", layers), ErrorCode::invalid_format);
  JANGIN_ASSIGN(layer.rope_scaling, read_scaling(keys, layer.rope_theta, c.head_dim));
  JANGIN_TRY(keys.status());
  c.layers.assign(static_cast<size_t>(layers), layer);
  return {};
}

/// Rotary settings are those of the layers that see everything; of sliding ones when there are no others.
const LayerConfig& rotary_layer(const ModelConfig& c) {
  auto full = std::find_if(c.layers.begin(), c.layers.end(), [](const LayerConfig& layer) { return layer.attention == AttentionKind::full; });
  return full == c.layers.end() ? c.layers.front() : *full;
}

bool same_layer(const LayerConfig& a, const LayerConfig& b) {
  return a.window == b.window && a.rotary == b.rotary && a.rope_theta == b.rope_theta && a.rope_scaling == b.rope_scaling;
}

std::unexpected<Error> cannot_say(const std::string& what) {
  return fail(ErrorCode::unsupported, "cannot say " + what, "GGUF", "write a Hugging Face folder");
}

void write_windows(const ModelConfig& c, const std::string& prefix, GgufWriter& writer) {
  std::vector<int32_t> pattern;
  const LayerConfig* sliding = nullptr;
  for (const auto* layers : {&c.layers, &c.mtp_layers}) {
    for (const LayerConfig& layer : *layers) {
      pattern.push_back(layer.window > 0);
      if (layer.window > 0) sliding = &layer;
    }
  }
  if (!sliding) return;
  writer.set_u32(prefix + "attention.sliding_window", static_cast<uint32_t>(sliding->window));
  writer.set_i32s(prefix + "attention.sliding_window_pattern", pattern);
  writer.set_f32(prefix + "rope.freq_base_swa", static_cast<float>(sliding->rope_theta));
}

}  // namespace

double GgufKeys::number(const char* key) { return shortest(keep(file_.number(prefix_ + key), 0.0)); }

const GgufArray* GgufKeys::array(const char* key) const {
  const GgufValue* value = file_.find(prefix_ + key);
  const auto* array = value ? std::get_if<GgufArray>(&value->value) : nullptr;
  return array && array->type != GgufType::string ? array : nullptr;
}

std::unexpected<Error> GgufKeys::refuse(const char* key, const std::string& message, ErrorCode code) const {
  return fail(code, fmt::format("metadata `{}{}` {}", prefix_, key, message), file_.place());
}

Result<ModelConfig> config_from_gguf(const GgufFile& file) {
  JANGIN_ASSIGN(const std::string_view name, file.text("general.architecture"));
  JANGIN_ASSIGN(const Architecture* architecture, find_architecture(name, &Architecture::gguf_name, file.place()));
  GgufKeys keys(file, std::string(architecture->gguf_name) + ".");
  ModelConfig c = architecture->defaults();
  JANGIN_TRY(read_sizes(keys, c));
  JANGIN_TRY(read_layers(keys, c));
  JANGIN_TRY(architecture->read_gguf(keys, c));
  JANGIN_TRY(keys.status());
  read_tokens(file, c);
  JANGIN_TRY(validate_config(c, file.place()));
  return c;
}

Status read_windows(GgufKeys& keys, ModelConfig& c, int64_t otherwise) {
  constexpr const char* kPattern = "attention.sliding_window_pattern";
  const int64_t window = keys.integer("attention.sliding_window", 0);
  const GgufArray* pattern = keys.array(kPattern);
  const int64_t period = pattern ? 0 : keys.integer(kPattern, otherwise);
  JANGIN_TRY(keys.status());
  if (window <= 0) return {};
  if (pattern && pattern->count < c.layers.size())
    return keys.refuse(kPattern, fmt::format("names {} layers of {}", pattern->count, c.layers.size()), ErrorCode::invalid_format);
  if (!pattern && period < 1) return keys.refuse(kPattern, fmt::format("is {}", period), ErrorCode::invalid_format);
  for (size_t i = 0; i < c.layers.size(); ++i) {
    const bool sliding = pattern ? pattern->integer(i) != 0 : (static_cast<int64_t>(i) + 1) % period != 0;
    c.layers[i].attention = sliding ? AttentionKind::sliding : AttentionKind::full;
    c.layers[i].window = sliding ? window : 0;
  }
  return {};
}

Status require_uniform_layers(const ModelConfig& c) {
  for (const LayerConfig& layer : c.layers) {
    const bool plain = layer.rotary && layer.window == 0 && same_layer(layer, c.layers.front());
    if (!plain) return cannot_say(fmt::format("windows, or more than one rotary embedding, in {}", c.architecture));
  }
  return {};
}

Status require_two_kinds_of_layers(const ModelConfig& c) {
  const LayerConfig* first[2] = {nullptr, nullptr};  // by kind of attention
  for (const LayerConfig& layer : c.layers) {
    const LayerConfig*& one = first[layer.attention == AttentionKind::sliding];
    if (!one) one = &layer;
    if (!same_layer(layer, *one)) return cannot_say("sliding layers, or full ones, that differ from one another");
  }
  return {};
}

std::string_view gguf_architecture(const ModelConfig& c) { return architecture_of(c).gguf_name; }

Status config_to_gguf(const ModelConfig& c, GgufWriter& writer) {
  const Architecture& architecture = architecture_of(c);
  JANGIN_TRY(architecture.check_gguf(c));
  const std::string prefix = std::string(architecture.gguf_name) + ".";
  const LayerConfig& layer = rotary_layer(c);
  auto set = [&](const char* key, int64_t value) { writer.set_u32(prefix + key, static_cast<uint32_t>(value)); };
  set("block_count", c.layer_count() + static_cast<int64_t>(c.mtp_layers.size()));
  set("context_length", c.context);
  set("embedding_length", c.d_model);
  set("feed_forward_length", c.ffn);
  set("attention.head_count", c.heads);
  set("attention.head_count_kv", c.kv_heads);
  set("attention.key_length", c.head_dim);
  set("attention.value_length", c.head_dim);
  set("rope.dimension_count", c.head_dim);
  set("vocab_size", c.vocab);
  writer.set_f32(prefix + "attention.layer_norm_rms_epsilon", static_cast<float>(c.norm_eps));
  writer.set_f32(prefix + "rope.freq_base", static_cast<float>(layer.rope_theta));
  if (layer.rope_scaling.kind == RopeScalingKind::linear) {
    writer.set_text(prefix + "rope.scaling.type", "linear");
    writer.set_f32(prefix + "rope.scaling.factor", static_cast<float>(layer.rope_scaling.factor));
  }
  write_windows(c, prefix, writer);
  if (architecture.write_gguf) architecture.write_gguf(c, prefix, writer);
  return {};
}

std::vector<float> rope_factors(const ModelConfig& c) {
  const LayerConfig& layer = rotary_layer(c);
  if (layer.rope_scaling.kind != RopeScalingKind::llama3) return {};
  std::vector<float> factors;
  for (int64_t i = 0; i < c.head_dim / 2; ++i)
    factors.push_back(static_cast<float>(rope_divisor(layer.rope_scaling, layer.rope_theta, c.head_dim, i)));
  return factors;
}

}  // namespace jangin::model
