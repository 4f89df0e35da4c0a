// The parts of the decoder that few models have: experts, and the layer that predicts the token after the next.
#include "model/network.h"
#include "tensor/operations/add.h"
#include "tensor/operations/attention.h"
#include "tensor/operations/concat.h"
#include "tensor/operations/experts.h"
#include "tensor/operations/rms_norm.h"

namespace jangin::model {

using tensor::Tape;
using tensor::Variable;

void Network::declare_experts(const std::string& prefix, Layer& layer) {
  const ExpertsConfig& experts = config_.experts;
  layer.router = declare(prefix + "gate", {experts.count, config_.d_model}, true);
  layer.router_bias = weights_.declare(prefix + "e_score_correction_bias", {experts.count}, false);
  file_weights_.push_back({prefix + "e_score_correction_bias", layer.router_bias, 0, 1});
  for (int64_t e = 0; e < experts.count; ++e)
    layer.experts.push_back(declare_feed_forward(prefix + "experts." + std::to_string(e) + ".", experts.ffn));
  if (experts.shared > 0) layer.dense = declare_feed_forward(prefix + "shared_experts.", config_.shared_ffn());
}

void Network::declare_further() {
  const int64_t d = config_.d_model;
  further_.embedding_norm = declare("mtp.pre_fc_norm_embedding", {d}, false);
  further_.hidden_norm = declare("mtp.pre_fc_norm_hidden", {d}, false);
  further_.join = declare("mtp.fc", {d, 2 * d}, true);
  for (size_t i = 0; i < config_.mtp_layers.size(); ++i) {
    further_.layers.push_back(declare_layer("mtp.layers." + std::to_string(i) + ".", config_.mtp_layers[i]));
  }
  further_.final_norm = declare("mtp.norm", {d}, false);
}

Variable Network::experts(Tape& tape, const Layer& layer, const Variable& x) const {
  const tensor::Router router{config_.experts.per_token, config_.experts.normalize, static_cast<float>(config_.experts.routed_scale)};
  const tensor::Routing routing = tensor::route(tape, x, weights_[layer.router], weights_[layer.router_bias], router);
  std::vector<Variable> batches = tensor::dispatch(tape, x, routing);
  for (size_t e = 0; e < batches.size(); ++e) {
    if (batches[e].defined()) batches[e] = feed_forward(tape, layer.experts[e], batches[e]);
  }
  Variable out = tensor::mix(tape, batches, routing);
  return layer.dense.down ? tensor::add(tape, out, feed_forward(tape, layer.dense, x)) : out;
}

Variable Network::predict_further(Tape& tape, const Variable& hidden, const PackedTokens& tokens) const {
  std::vector<int32_t> next = tokens.ids;
  for (const kernel::AttentionSpan& span : tokens.spans) {
    const auto begin = next.begin() + span.q_begin;
    std::copy(begin + 1, begin + span.q_count, begin);
  }
  const Variable embeddings = tensor::rms_norm(tape, embed(tape, next), weights_[further_.embedding_norm], norm());
  const Variable states = tensor::rms_norm(tape, hidden, weights_[further_.hidden_norm], norm());
  Variable joined = linear(tape, tensor::concat_columns(tape, embeddings, states), further_.join);
  const Attend attend = [&](Tape& t, int64_t, const Variable& qkv, const tensor::AttentionShape& shape) {
    return tensor::attention(t, qkv, shape, tokens.spans);
  };
  return run_layers(tape, std::move(joined), tokens.positions, attend, config_.layer_count(), config_.mtp_layers, further_.layers,
                    further_.final_norm);
}

}  // namespace jangin::model
