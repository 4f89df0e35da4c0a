// The decoder: which weights there are, and the forward pass over them.
#include "model/network.h"

#include <cassert>
#include <cmath>
#include <new>

#include "model/adapters/lora.h"
#include "model/architectures/architecture.h"
#include "tensor/operations/add.h"
#include "tensor/operations/convert.h"
#include "tensor/operations/embedding.h"
#include "tensor/operations/gated_activation.h"
#include "tensor/operations/linear.h"
#include "tensor/operations/qk_norm.h"
#include "tensor/operations/rms_norm.h"

namespace jangin::model {

using tensor::DType;
using tensor::Shape;
using tensor::Tape;
using tensor::Tensor;
using tensor::Variable;

void PackedTokens::append(std::span<const int32_t> sequence) {
  const int64_t begin = static_cast<int64_t>(ids.size());
  const int64_t count = static_cast<int64_t>(sequence.size());
  ids.insert(ids.end(), sequence.begin(), sequence.end());
  for (int64_t i = 0; i < count; ++i) positions.push_back(static_cast<int32_t>(i));
  spans.push_back({begin, count, begin, count});
}

Network::Network(const ModelConfig& config, tensor::Device& device, DType compute, DType stored)
    : config_(config), compute_(compute), weights_(device, stored) {}

Status Network::check_buildable(const ModelConfig& config) {
  JANGIN_TRY(validate_config(config, config.architecture));
  JANGIN_TRY(check_architecture(config.architecture, "model"));
  if (config.mtp_layers.size() > 1) return fail(ErrorCode::unsupported, "more than one extra predicted token", config.architecture);
  for (const LayerConfig& layer : config.mtp_layers) {
    if (layer.feed_forward != FeedForwardKind::dense)
      return fail(ErrorCode::unsupported, "experts in the layer that predicts further", config.architecture);
  }
  return {};
}

Result<std::unique_ptr<Network>> Network::create(const ModelConfig& config, tensor::Device& device, DType compute, DType stored) {
  JANGIN_TRY(check_buildable(config));
  std::unique_ptr<Network> network(new Network(config, device, compute, stored));
  network->declare_weights();
  JANGIN_TRY(network->allocate());
  return network;
}

Status Network::allocate() {
  try {
    weights_.allocate();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough memory for the weights", config_.architecture);
  }
  for (const Layer& layer : layers_) {
    if (layer.router) weights_[layer.router_bias].set_trainable(false);  // it balances the experts by a rule of its own
  }
  return {};
}

Result<std::unique_ptr<Network>> Network::load(const ModelConfig& config, const WeightSource& source, tensor::Device& device, DType compute,
                                               DType stored) {
  JANGIN_ASSIGN(std::unique_ptr<Network> network, create(config, device, compute, stored));
  JANGIN_TRY(network->read_weights(source));
  return network;
}

size_t Network::declare(const std::string& name, Shape shape, bool decays) {
  const size_t index = weights_.declare(name, shape, decays);
  file_weights_.push_back({name + ".weight", index, 0, shape.rank() == 1 ? 1 : shape[0]});
  return index;
}

size_t Network::declare_fused(const std::string& prefix, const std::vector<std::pair<std::string, int64_t>>& parts, int64_t columns) {
  std::string name = prefix;
  int64_t rows = 0;
  for (const auto& [part, part_rows] : parts) {
    name += (rows ? "+" : "") + part;
    rows += part_rows;
  }
  const size_t index = weights_.declare(name, {rows, columns}, true);
  int64_t begin = 0;
  for (const auto& [part, part_rows] : parts) {
    file_weights_.push_back({prefix + part + ".weight", index, begin, part_rows});
    begin += part_rows;
  }
  return index;
}

void Network::declare_weights() {
  embedding_ = declare("model.embed_tokens", {config_.vocab, config_.d_model}, false);
  for (int64_t i = 0; i < config_.layer_count(); ++i) {
    layers_.push_back(declare_layer("model.layers." + std::to_string(i) + ".", config_.layers[static_cast<size_t>(i)]));
  }
  final_norm_ = declare("model.norm", {config_.d_model}, false);
  output_ = config_.tied_embeddings ? embedding_ : declare("lm_head", {config_.vocab, config_.d_model}, true);
  if (!config_.mtp_layers.empty()) declare_further();
}

Network::Layer Network::declare_layer(const std::string& prefix, const LayerConfig& config) {
  const Architecture& architecture = architecture_of(config_);
  const int64_t d = config_.d_model;
  auto norm_weight = [&](const NormNames& names) {
    return names.huggingface.empty() ? size_t{0} : declare(prefix + std::string(names.huggingface), {d}, false);
  };
  Layer layer;
  layer.input_norm = norm_weight(architecture.input_norm);
  layer.qkv = declare_fused(prefix + "self_attn.",
                            {{"q_proj", config_.heads * config_.head_dim},
                             {"k_proj", config_.kv_heads * config_.head_dim},
                             {"v_proj", config_.kv_heads * config_.head_dim}},
                            d);
  if (config_.qk_norm) {
    layer.q_norm = declare(prefix + "self_attn.q_norm", {config_.head_dim}, false);
    layer.k_norm = declare(prefix + "self_attn.k_norm", {config_.head_dim}, false);
  }
  layer.attention_output = declare(prefix + "self_attn.o_proj", {d, config_.heads * config_.head_dim}, true);
  layer.attention_norm = norm_weight(architecture.attention_norm);
  layer.feed_forward_norm = norm_weight(architecture.feed_forward_norm);
  if (config.feed_forward == FeedForwardKind::experts) {
    declare_experts(prefix + "mlp.", layer);
  } else {
    layer.dense = declare_feed_forward(prefix + "mlp.", config_.ffn);
  }
  layer.output_norm = norm_weight(architecture.output_norm);
  return layer;
}

Network::FeedForward Network::declare_feed_forward(const std::string& prefix, int64_t width) {
  FeedForward out;
  out.gate_up = declare_fused(prefix, {{"gate_proj", width}, {"up_proj", width}}, config_.d_model);
  out.down = declare(prefix + "down_proj", {config_.d_model, width}, true);
  return out;
}

tensor::RmsNorm Network::norm() const {
  return {.eps = static_cast<float>(config_.norm_eps), .weight_offset = config_.norm_weight_plus_one ? 1.0f : 0.0f, .heads = 1};
}

tensor::AttentionShape Network::attention_shape(const LayerConfig& layer) const {
  return {.heads = config_.heads,
          .kv_heads = config_.kv_heads,
          .head_size = config_.head_dim,
          .scale = static_cast<float>(config_.attention_scale),
          .window = layer.window};
}

tensor::RotaryTable Network::rotary_table(const LayerConfig& layer, int64_t positions) const {
  std::lock_guard lock(tables_mutex_);
  auto matches = [&](const CachedTable& c) { return c.layer.rope_theta == layer.rope_theta && c.layer.rope_scaling == layer.rope_scaling; };
  auto found = std::find_if(tables_.begin(), tables_.end(), matches);
  if (found != tables_.end() && found->positions >= positions) return found->table;
  const int64_t rows = std::max<int64_t>(std::max<int64_t>(1024, positions), found == tables_.end() ? 0 : 2 * found->positions);
  const int64_t half = config_.head_dim / 2;
  std::vector<float> cosines(static_cast<size_t>(rows * half));
  std::vector<float> sines(cosines.size());
  for (int64_t i = 0; i < half; ++i) {
    const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(config_.head_dim);
    const double divisor = rope_divisor(layer.rope_scaling, layer.rope_theta, config_.head_dim, i);
    const float frequency = static_cast<float>(std::pow(layer.rope_theta, -exponent) / divisor);
    for (int64_t p = 0; p < rows; ++p) {
      const float angle = static_cast<float>(p) * frequency;  // f32, as transformers has it
      cosines[static_cast<size_t>(p * half + i)] = std::cos(angle);
      sines[static_cast<size_t>(p * half + i)] = std::sin(angle);
    }
  }
  tensor::RotaryTable table{Tensor::from_host(device(), {rows, half}, cosines, DType::f32, tensor::Lifetime::persistent),
                            Tensor::from_host(device(), {rows, half}, sines, DType::f32, tensor::Lifetime::persistent)};
  if (found == tables_.end()) {
    tables_.push_back({layer, rows, table});
  } else {
    *found = {layer, rows, table};
  }
  return table;
}

Variable Network::linear(Tape& tape, const Variable& x, size_t weight) const {
  if (observe_input_) observe_input_(weights_[weight], x.tensor());
  const tensor::LowRank* low_rank = adapter_ ? adapter_->find(weight) : nullptr;
  return low_rank ? tensor::lora_linear(tape, x, weights_[weight], *low_rank) : tensor::linear(tape, x, weights_[weight]);
}

void Network::attach(LoraAdapter* adapter) {
  adapter_ = adapter;
  for (size_t i = 0; adapter && i < weights_.size(); ++i) weights_[i].set_trainable(false);
}

namespace {

/// Some rows of x, in inference.
Variable rows_of(const Variable& x, std::span<const int32_t> rows) {
  Tensor out = Tensor::empty(x.tensor().device(), {static_cast<int64_t>(rows.size()), x.tensor().columns()}, x.tensor().dtype());
  x.tensor().device().gather_rows(x.tensor(), rows, out);
  return Variable(std::move(out));
}

}  // namespace

Variable Network::attention_branch(Tape& tape, int64_t index, const LayerConfig& config, const Layer& layer, const Variable& x,
                                   const Positions& positions, const Attend& attend, const KeptRows& kept) const {
  const tensor::AttentionShape shape = attention_shape(config);
  std::optional<tensor::Rotation> rotation;
  if (config.rotary) rotation = {positions.tensor, rotary_table(config, positions.count)};
  Variable qkv = linear(tape, x, layer.qkv);
  if (config_.qk_norm) {
    qkv = tensor::qk_norm(tape, qkv, shape, weights_[layer.q_norm], weights_[layer.k_norm], norm(), rotation);
  } else if (rotation) {
    qkv = tensor::rotary(tape, std::move(qkv), config_.heads + config_.kv_heads, config_.head_dim, rotation->positions, rotation->table);
  }
  Variable out = attend(tape, index, qkv, shape);
  if (!kept) return linear(tape, out, layer.attention_output);
  return kept->empty() ? Variable() : linear(tape, rows_of(out, *kept), layer.attention_output);
}

Variable Network::feed_forward(Tape& tape, const FeedForward& weights, const Variable& x) const {
  const kernel::Activation activation = config_.activation == Activation::silu ? kernel::Activation::silu : kernel::Activation::gelu_tanh;
  tensor::Weight &gate_up = weights_[weights.gate_up], &down = weights_[weights.down];
  if (gate_up.quantized() && down.quantized() && !observe_input_ && !adapter_)
    return tensor::quantized_feed_forward(tape, x, gate_up, down, activation);
  return linear(tape, tensor::gated_activation(tape, linear(tape, x, weights.gate_up), activation), weights.down);
}

/// The residual stream, in f32 in either compute type: rounded to bf16 at each of a model's additions it would be most of what bf16 loses
/// (docs/decisions.md). An addition waits for the norm after it, so that both are one pass over memory.
class ResidualStream {
 public:
  ResidualStream(Tape& tape, Variable start) : tape_(tape), sum_(tensor::convert(tape, start, DType::f32)) {}

  void add(Variable branch) {
    settle();
    pending_ = std::move(branch);
  }
  /// Goes on with these rows only, in inference.
  void keep(std::span<const int32_t> rows) {
    settle();
    sum_ = rows_of(sum_, rows);
  }
  Variable normed(tensor::Weight& weight, const tensor::RmsNorm& norm) {
    if (!pending_.defined()) return tensor::rms_norm(tape_, sum_, weight, norm);
    tensor::AddedAndNormed both = tensor::add_rms_norm(tape_, sum_, pending_, weight, norm);
    pending_ = {};
    sum_ = std::move(both.sum);
    return std::move(both.normed);
  }
  /// In the compute type.
  Variable value() {
    settle();
    return tensor::convert(tape_, sum_, tape_.compute());
  }

 private:
  void settle() {
    if (pending_.defined()) sum_ = tensor::add(tape_, sum_, pending_);
    pending_ = {};
  }
  Tape& tape_;
  Variable sum_;
  Variable pending_;
};

Variable Network::run_layers(Tape& tape, Variable x, std::span<const int32_t> positions, const Attend& attend, int64_t first,
                             const std::vector<LayerConfig>& configs, const std::vector<Layer>& layers, size_t final_norm,
                             const KeptRows& kept) const {
  int32_t last = 0;
  for (int32_t position : positions) last = std::max(last, position);
  const Positions rows{Tensor::from_host(device(), positions), last + 1};
  ResidualStream stream(tape, std::move(x));
  for (size_t i = 0; i < layers.size(); ++i) {
    const Layer& layer = layers[i];
    auto entry = [&](size_t weight) { return weight ? stream.normed(weights_[weight], norm()) : stream.value(); };
    auto exit = [&](size_t weight, Variable out) { return weight ? tensor::rms_norm(tape, out, weights_[weight], norm()) : std::move(out); };
    const int64_t index = first + static_cast<int64_t>(i);
    const KeptRows& rows_here = i + 1 == layers.size() ? kept : KeptRows{};
    Variable attention = attention_branch(tape, index, configs[i], layer, entry(layer.input_norm), rows, attend, rows_here);
    if (!attention.defined()) return {};
    if (rows_here) stream.keep(*rows_here);
    stream.add(exit(layer.attention_norm, std::move(attention)));
    const Variable in = entry(layer.feed_forward_norm);
    stream.add(exit(layer.output_norm, layer.router ? experts(tape, layer, in) : feed_forward(tape, layer.dense, in)));
  }
  return stream.normed(weights_[final_norm], norm());
}

Variable Network::forward(Tape& tape, Variable embeddings, std::span<const int32_t> positions, const Attend& attend) const {
  return run_layers(tape, std::move(embeddings), positions, attend, 0, config_.layers, layers_, final_norm_);
}

Variable Network::forward(Tape& tape, Variable embeddings, std::span<const int32_t> positions, const Attend& attend,
                          std::span<const int32_t> rows) const {
  return run_layers(tape, std::move(embeddings), positions, attend, 0, config_.layers, layers_, final_norm_, rows);
}

Variable Network::forward(Tape& tape, const PackedTokens& tokens) const {
  Attend attend = [&](Tape& t, int64_t, const Variable& qkv, const tensor::AttentionShape& shape) {
    return tensor::attention(t, qkv, shape, tokens.spans);
  };
  return forward(tape, embed(tape, tokens.ids), tokens.positions, attend);
}

Variable Network::embed(Tape& tape, std::span<const int32_t> ids) const {
  return tensor::embedding(tape, weights_[embedding_], ids, static_cast<float>(config_.embedding_scale), DType::f32);
}

Status Network::check_ids(std::span<const int32_t> ids) const {
  for (int32_t id : ids) {
    if (id < 0 || id >= config_.vocab) {
      return fail(ErrorCode::invalid_argument, "token " + std::to_string(id) + " is not in the vocabulary", config_.architecture,
                  "the vocabulary has " + std::to_string(config_.vocab) + " tokens");
    }
  }
  return {};
}

}  // namespace jangin::model
