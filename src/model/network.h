// The decoder built from a ModelConfig: its weights and its forward pass, for training and for inference alike. What attention looks at is given by
// the caller (a packed batch, or caches: model/inference.h), as are embeddings and positions.
//
// Legend: T rows (tokens of all sequences of a call), d model width, V vocabulary.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/formats/weight_source.h"
#include "tensor/operations/attention.h"
#include "tensor/operations/projection_loss.h"
#include "tensor/operations/rotary.h"
#include "tensor/tape.h"
#include "tensor/weight.h"

namespace jangin::model {

class LoraAdapter;

/// Tokens of one or more sequences, one behind the other. Spans cover the rows; positions count from 0 in each sequence.
struct PackedTokens {
  std::vector<int32_t> ids;        // [T]
  std::vector<int32_t> positions;  // [T]
  std::vector<kernel::AttentionSpan> spans;

  /// Adds one sequence that attends to itself only.
  void append(std::span<const int32_t> sequence);
};

/// In which numbers a network for inference holds its matrices. Norms and routers stay plain.
enum class WeightForm : uint8_t {
  f32,
  bf16,
  file,  // what the file has in blocks, in the home of its format (kernel/quantized.h); what it has in plain numbers, in bf16 where all of that is, else f32
  q8,  // fitted to blocks of 8 bits, whatever the file has
  q4,  // the same of 4 bits
};
/// "file", "f32", … Errors: invalid_argument, listing the names.
Result<WeightForm> weight_form(std::string_view name);
inline constexpr std::string_view kWeightFormNames = "file, f32, bf16, q8 or q4";

/// A weight as files name it: `rows` rows of a weight of the network from `row_begin` on (vectors: all of it).
struct FileWeight {
  std::string name;  // "model.layers.0.self_attn.q_proj.weight"
  size_t weight = 0;
  int64_t row_begin = 0;
  int64_t rows = 0;
};

/// A decoder with its weights on one device, stored as f32 or bf16; `compute` is the type of activations and of products' operands.
/// Forward passes from several tapes at a time are not allowed; reading weights is.
class Network {
 public:
  /// All weights zero. Errors: unsupported (architecture or a part of it), limit_exceeded (memory).
  static Result<std::unique_ptr<Network>> create(const ModelConfig& config, tensor::Device& device, tensor::DType compute,
                                                 tensor::DType stored = tensor::DType::f32);
  /// With the weights of a file. Errors also: not_found, invalid_format naming the weight whose shape is wrong.
  static Result<std::unique_ptr<Network>> load(const ModelConfig& config, const WeightSource& source, tensor::Device& device, tensor::DType compute,
                                               tensor::DType stored = tensor::DType::f32);
  /// For inference only: nothing is kept of a matrix but its blocks, so the weights can neither be read again nor written, initialized or trained;
  /// adapters can be attached, not merged. A row's results depend on no other row. Errors as load().
  static Result<std::unique_ptr<Network>> load_for_inference(const ModelConfig& config, const WeightSource& source, tensor::Device& device,
                                                             tensor::DType compute, WeightForm form);
  /// Whether some weight is held in blocks.
  bool inference_only() const { return inference_only_; }
  /// Bytes that the weights take as they are held; packed views of plain ones, made at the first pass, come on top.
  size_t weight_bytes() const { return weights_.bytes(); }
  /// Normal random weights of standard deviation config.initializer_range, norms one, keyed by (seed, weight, element).
  void initialize(uint64_t seed);
  /// Overwrites the weights. Errors as load().
  Status read_weights(const WeightSource& source);
  /// Calls `use` with a source of the present weights under their file names (as stored, in Hugging Face order), valid during the call.
  /// Errors: those of `use`; unsupported (inference_only()).
  Status with_weights(const std::function<Status(const WeightSource&)>& use) const;
  /// The same for a buffer of f32 or bf16 laid out as the weights (moments); `prefix` goes before each name.
  Status add_flat_weights(const tensor::Tensor& flat, const std::string& prefix, MemoryWeights& to) const;
  Status read_flat_weights(const WeightSource& source, const std::string& prefix, const tensor::Tensor& flat) const;

  const ModelConfig& config() const { return config_; }
  tensor::Device& device() const { return weights_.device(); }
  tensor::DType compute() const { return compute_; }
  tensor::WeightSpace& weights() { return weights_; }
  const tensor::WeightSpace& weights() const { return weights_; }
  /// In the order of declaration.
  const std::vector<FileWeight>& file_weights() const { return file_weights_; }
  /// The weight of the output projection (the embedding when tied).
  tensor::Weight& output_projection() const { return weights_[output_]; }

  /// ids [T], each in [0, V) → [T, d].
  tensor::Variable embed(tensor::Tape& tape, std::span<const int32_t> ids) const;
  /// Attention of one layer: qkv [T, (H + 2·Hk)·hd] after rotary → [T, H·hd].
  using Attend = std::function<tensor::Variable(tensor::Tape& tape, int64_t layer, const tensor::Variable& qkv, const tensor::AttentionShape& shape)>;
  /// Embeddings [T, d] and positions [T] → hidden states after the last norm [T, d].
  tensor::Variable forward(tensor::Tape& tape, tensor::Variable embeddings, std::span<const int32_t> positions, const Attend& attend) const;
  /// The same, for inference: of these rows only, behind the last layer's attention nothing is computed of the others. No rows: undefined.
  tensor::Variable forward(tensor::Tape& tape, tensor::Variable embeddings, std::span<const int32_t> positions, const Attend& attend,
                           std::span<const int32_t> rows) const;
  /// Both, with attention confined to the spans of `tokens`.
  tensor::Variable forward(tensor::Tape& tape, const PackedTokens& tokens) const;
  /// The multi-token-prediction layer (arXiv 2404.19737, 2412.19437 §2.2; config().mtp_layers is not empty): hidden states of forward() and
  /// each row's next token → states [T, d] that predict the token after the next by the same output projection. The last row of a
  /// span has no next token: give it no target.
  tensor::Variable predict_further(tensor::Tape& tape, const tensor::Variable& hidden, const PackedTokens& tokens) const;
  /// From now on every forward pass shows the input [T, k] (the type of activations) of each layer's linear weight before it is used; empty: nobody looks.
  using ObserveInput = std::function<void(const tensor::Weight& weight, const tensor::Tensor& input)>;
  void observe_inputs(ObserveInput observe) { observe_input_ = std::move(observe); }
  /// From now on products with the weights that `adapter` names have its pairs added, and the network's own weights are frozen. The adapter was made for
  /// this network and lives until another (null: none) takes its place.
  void attach(LoraAdapter* adapter);
  LoraAdapter* adapter() const { return adapter_; }
  /// Errors: invalid_argument when an id is not in [0, V).
  Status check_ids(std::span<const int32_t> ids) const;

 private:
  /// Indices of weights_. A fused weight holds several file weights one below the other.
  struct FeedForward {
    size_t gate_up = 0;
    size_t down = 0;
  };
  struct Layer {
    size_t input_norm = 0;  // unused indices stay 0
    size_t qkv = 0;
    size_t q_norm = 0;
    size_t k_norm = 0;
    size_t attention_output = 0;
    size_t attention_norm = 0;  // after attention (post, both)
    size_t feed_forward_norm = 0;
    FeedForward dense;  // or the expert that every token passes
    size_t router = 0;  // 0: no experts
    size_t router_bias = 0;
    std::vector<FeedForward> experts;
    size_t output_norm = 0;  // after the feed-forward (post, both)
  };
  /// What surrounds the layer that predicts further.
  struct Further {
    size_t embedding_norm = 0;
    size_t hidden_norm = 0;
    size_t join = 0;  // [d, 2·d] on both, the embedding first
    std::vector<Layer> layers;
    size_t final_norm = 0;
  };

  Network(const ModelConfig& config, tensor::Device& device, tensor::DType compute, tensor::DType stored);
  void declare_weights();
  Status allocate();
  /// For each weight, whether `form` holds it in blocks when it comes from `source`.
  std::vector<bool> held_in_blocks(const WeightSource& source, WeightForm form) const;
  Status read_for_inference(const WeightSource& source, WeightForm form);
  /// A file weight in a source, of the right shape.
  Result<const WeightInfo*> find_weight(const WeightSource& source, const std::string& prefix, const FileWeight& file) const;
  Status check_plain() const;
  static Status check_buildable(const ModelConfig& config);
  Status read_plain(const WeightSource& source, const WeightInfo& info, const tensor::Tensor& flat, const FileWeight& file,
                    std::vector<float>& values) const;
  Layer declare_layer(const std::string& prefix, const LayerConfig& config);
  FeedForward declare_feed_forward(const std::string& prefix, int64_t width);
  void declare_experts(const std::string& prefix, Layer& layer);
  void declare_further();
  size_t declare(const std::string& name, tensor::Shape shape, bool decays);
  size_t declare_fused(const std::string& prefix, const std::vector<std::pair<std::string, int64_t>>& parts, int64_t columns);
  tensor::RmsNorm norm() const;
  tensor::AttentionShape attention_shape(const LayerConfig& layer) const;
  tensor::RotaryTable rotary_table(const LayerConfig& layer, int64_t positions) const;
  tensor::Variable linear(tensor::Tape& tape, const tensor::Variable& x, size_t weight) const;
  /// Rows' positions, on the device and their number.
  struct Positions {
    tensor::Tensor tensor;
    int64_t count = 0;
  };
  /// Rows that are computed to the end; none given: all.
  using KeptRows = std::optional<std::span<const int32_t>>;
  tensor::Variable attention_branch(tensor::Tape& tape, int64_t index, const LayerConfig& config, const Layer& layer, const tensor::Variable& x,
                                    const Positions& positions, const Attend& attend, const KeptRows& kept) const;
  tensor::Variable feed_forward(tensor::Tape& tape, const FeedForward& weights, const tensor::Variable& x) const;
  tensor::Variable experts(tensor::Tape& tape, const Layer& layer, const tensor::Variable& x) const;
  /// Layers `first`, `first` + 1, … of `configs`, and the norm after them.
  tensor::Variable run_layers(tensor::Tape& tape, tensor::Variable x, std::span<const int32_t> positions, const Attend& attend, int64_t first,
                              const std::vector<LayerConfig>& configs, const std::vector<Layer>& layers, size_t final_norm,
                              const KeptRows& kept = {}) const;

  ModelConfig config_;
  tensor::DType compute_;
  tensor::WeightSpace weights_;
  std::vector<FileWeight> file_weights_;
  std::vector<Layer> layers_;
  size_t embedding_ = 0;
  size_t final_norm_ = 0;
  size_t output_ = 0;
  bool inference_only_ = false;
  Further further_;
  ObserveInput observe_input_;
  LoraAdapter* adapter_ = nullptr;

  struct CachedTable {
    LayerConfig layer;
    int64_t positions = 0;
    tensor::RotaryTable table;
  };
  mutable std::mutex tables_mutex_;
  mutable std::vector<CachedTable> tables_;
};

}  // namespace jangin::model
