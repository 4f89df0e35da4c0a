// Keys: llama.cpp gguf-py/gguf/constants.py (Keys); what an absent key means: src/llama-model.cpp.
#include "model/formats/gguf_config.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "model/formats/shown_name.h"

namespace jangin::model {
namespace {

/// Looks up keys of one architecture; keeps the first error, as JsonFields does.
class Keys {
 public:
  Keys(const GgufFile& file, std::string prefix) : file_(file), prefix_(std::move(prefix)) {}

  int64_t integer(const char* key) { return keep(file_.integer(prefix_ + key), int64_t{0}); }
  int64_t integer(const char* key, int64_t otherwise) { return has(key) ? integer(key) : otherwise; }
  double number(const char* key) { return keep(file_.number(prefix_ + key), 0.0); }
  double number(const char* key, double otherwise) { return has(key) ? number(key) : otherwise; }
  std::string text(const char* key, const char* otherwise) {
    return has(key) ? std::string(keep(file_.text(prefix_ + key), std::string_view())) : otherwise;
  }
  bool has(const char* key) const { return file_.find(prefix_ + key) != nullptr; }
  Status status() const { return status_; }

 private:
  template <typename T>
  T keep(Result<T> result, T otherwise) {
    if (result) return *result;
    if (status_) status_ = pass(result);
    return otherwise;
  }
  const GgufFile& file_;
  std::string prefix_;
  Status status_;
};

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

Result<RopeScaling> read_scaling(const GgufFile& file, Keys& keys, double theta, int64_t head_dim) {
  const std::string kind = keys.text("rope.scaling.type", "none");
  RopeScaling scaling;
  if (kind == "linear") {
    scaling.kind = RopeScalingKind::linear;
    scaling.factor = shortest(keys.number("rope.scaling.factor"));
    return scaling;
  }
  if (kind != "none") return fail(ErrorCode::unsupported, fmt::format("rotary scaling `{}` is not supported", shown_name(kind)), file.place());
  const GgufTensor* factors = file.find_tensor("rope_freqs.weight");
  if (!factors) return scaling;
  return scaling_from_factors(file, *factors, theta, head_dim);
}

void read_tokens(const GgufFile& file, ModelConfig& c) {
  c.bos_id = file.integer_or("tokenizer.ggml.bos_token_id", -1);
  c.pad_id = file.integer_or("tokenizer.ggml.padding_token_id", -1);
  for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
    const int64_t id = file.integer_or(key, -1);
    const bool is_new = id >= 0 && (c.eos_ids.empty() || c.eos_ids.front() != id);
    if (is_new) c.eos_ids.push_back(id);
  }
}

Result<ModelConfig> read_llama(const GgufFile& file) {
  Keys keys(file, "llama.");
  ModelConfig c;
  c.architecture = "llama";
  const int64_t layers = keys.integer("block_count");
  c.context = keys.integer("context_length");
  c.d_model = keys.integer("embedding_length");
  c.ffn = keys.integer("feed_forward_length");
  c.heads = keys.integer("attention.head_count");
  c.kv_heads = keys.integer("attention.head_count_kv", c.heads);
  c.head_dim = keys.integer("attention.key_length", c.heads > 0 ? c.d_model / c.heads : 0);
  c.norm_eps = shortest(keys.number("attention.layer_norm_rms_epsilon"));
  LayerConfig layer;
  layer.rope_theta = shortest(keys.number("rope.freq_base", 10000.0));
  const int64_t rotary = keys.integer("rope.dimension_count", c.head_dim);
  const int64_t value_length = keys.integer("attention.value_length", c.head_dim);
  const int64_t experts = keys.integer("expert_count", 0);
  JANGIN_TRY(keys.status());
  if (experts > 0) return fail(ErrorCode::unsupported, "metadata `llama.expert_count`: experts are not supported in llama", file.place());
  if (rotary != c.head_dim || value_length != c.head_dim) return fail(ErrorCode::unsupported, "heads whose rotary or value part differs in size are not supported", file.place());
  if (layers < 1 || layers > 4096) return fail(ErrorCode::invalid_format, fmt::format("metadata `llama.block_count` is {}", layers), file.place());
  const GgufTensor* embedding = file.find_tensor("token_embd.weight");
  if (!embedding || embedding->shape.size() != 2) return fail(ErrorCode::invalid_format, "tensor `token_embd.weight` is missing or no matrix", file.place());
  c.vocab = embedding->shape[0];
  c.tied_embeddings = file.find_tensor("output.weight") == nullptr;
  if (c.head_dim < 2 || c.head_dim > 4096) return fail(ErrorCode::invalid_format, fmt::format("head size is {}", c.head_dim), file.place());
  c.attention_scale = 1.0 / std::sqrt(static_cast<double>(c.head_dim));
  JANGIN_ASSIGN(layer.rope_scaling, read_scaling(file, keys, layer.rope_theta, c.head_dim));
  JANGIN_TRY(keys.status());
  c.layers.assign(static_cast<size_t>(layers), layer);
  read_tokens(file, c);
  JANGIN_TRY(validate_config(c, file.place()));
  return c;
}

}  // namespace

Result<ModelConfig> config_from_gguf(const GgufFile& file) {
  JANGIN_ASSIGN(const std::string_view architecture, file.text("general.architecture"));
  JANGIN_TRY(check_architecture(architecture, file.place()));
  return read_llama(file);
}

void config_to_gguf(const ModelConfig& c, GgufWriter& writer) {
  const std::string prefix = c.architecture + ".";
  const LayerConfig layer = c.layers.empty() ? LayerConfig{} : c.layers.front();
  auto set = [&](const char* key, int64_t value) { writer.set_u32(prefix + key, static_cast<uint32_t>(value)); };
  set("block_count", c.layer_count());
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
}

std::vector<float> rope_factors(const ModelConfig& c) {
  if (c.layers.empty() || c.layers.front().rope_scaling.kind != RopeScalingKind::llama3) return {};
  std::vector<float> factors;
  for (int64_t i = 0; i < c.head_dim / 2; ++i) {
    factors.push_back(static_cast<float>(rope_divisor(c.layers.front().rope_scaling, c.layers.front().rope_theta, c.head_dim, i)));
  }
  return factors;
}

}  // namespace jangin::model
