// Low-rank adapters (LoRA: Hu et al., arXiv 2106.09685) on the linear layers of a decoder: scale · B · A is added to a frozen weight W, and only A and B
// are trained. A pair belongs to a weight as files name it: queries, keys and values have one each though the network multiplies them at once.
//
// Legend: W [n, k] one file weight, r rank, A [r, k], B [n, r].
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/formats/weight_source.h"
#include "tensor/operations/lora_linear.h"
#include "tensor/weight.h"

namespace jangin::model {

class Network;

struct LoraConfig {
  int64_t rank = 0;              // r of every pair; 0: no adapter
  double alpha = 32.0;           // scale = alpha / rank
  bool rank_stabilized = false;  // scale = alpha / √rank instead, so that larger ranks keep learning (arXiv 2312.03732)
  /// Which modules: the ends of their names, "q_proj" or "layers.3.mlp.up_proj"; empty: every linear layer, those of experts included (embeddings, the
  /// output projection and routers are none).
  std::vector<std::string> targets = {};
};
/// What B · A is multiplied by.
double lora_scale(const LoraConfig& config);

/// The pairs for one network. Weights are f32, as are their moments and gradients. Not thread-safe while it is changed.
class LoraAdapter {
 public:
  /// All weights zero. Errors: invalid_argument (rank, alpha), not_found (a target that no module's name ends with), limit_exceeded (memory).
  static Result<std::unique_ptr<LoraAdapter>> create(const Network& network, const LoraConfig& config);
  /// The same on exactly these modules ("model.layers.0.self_attn.q_proj"). Errors also: unsupported, naming a module that cannot be adapted.
  static Result<std::unique_ptr<LoraAdapter>> create_on(const Network& network, const LoraConfig& config, const std::vector<std::string>& modules);
  /// B zero, A uniform in ±1/√k (peft's start: the adapted network is the base), keyed by (seed, weight, element).
  void initialize(uint64_t seed);

  const LoraConfig& config() const { return config_; }
  tensor::WeightSpace& weights() { return weights_; }
  const tensor::WeightSpace& weights() const { return weights_; }
  /// The shortest list that names exactly the adapted modules, as `targets` does.
  const std::vector<std::string>& target_modules() const { return target_modules_; }
  /// What is added to the product with a weight of the network (its index there); null: nothing. Lives as long as the adapter.
  const tensor::LowRank* find(size_t weight) const;

  /// A buffer laid out as the weights (or the weights' own: weights().flat()) under the names of peft's files, each behind `prefix`.
  Status add_flat_weights(const tensor::Tensor& flat, const std::string& prefix, MemoryWeights& to) const;
  /// The reverse. Errors: not_found, invalid_format naming the weight whose shape is wrong.
  Status read_flat_weights(const WeightSource& source, const std::string& prefix, const tensor::Tensor& flat) const;
  /// Overwrites the weights. Errors as read_flat_weights().
  Status read_weights(const WeightSource& source);
  /// W += scale · B · A in `network`, for which it was made and which is not inference_only(), and takes the adapter off: the network then answers
  /// as the adapted one did.
  void merge_into(Network& network) const;

 private:
  /// One file weight with its pair. Indices of weights: `of` in the network, a and b in weights_.
  struct Pair {
    std::string module;
    size_t of = 0;
    int64_t row_begin = 0, rows = 0;  // of W in the network's weight
    size_t a = 0;
    int64_t a_row = 0;  // first row of A in weight a, which holds the A of all parts of a fused product
    size_t b = 0;
  };

  LoraAdapter(const Network& network, LoraConfig config);
  void declare_pairs(const Network& network, const std::vector<std::string>& modules);
  Status allocate(const Network& network);
  tensor::Tensor slice_a(const tensor::Tensor& flat, const Pair& pair) const;
  tensor::Tensor slice_b(const tensor::Tensor& flat, const Pair& pair) const;

  LoraConfig config_;
  tensor::WeightSpace weights_;
  std::vector<Pair> pairs_;  // in the order of the network's file weights: pairs of one network weight are neighbours
  std::vector<std::string> target_modules_;
  std::map<size_t, tensor::LowRank> low_ranks_;  // by index of the network's weight
};

}  // namespace jangin::model
