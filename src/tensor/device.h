// A device: where tensors live and the table of operations on them. `reference` runs the scalar forms, `cpu` the best forms of this
// processor; another kind of device is another implementation of this table. Calls are queued in order; copy_out and synchronize wait.
//
// Legend: T tokens (rows), d model width, H query heads, Hk key heads, hd head size, V vocabulary.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/activation.h"
#include "kernel/attention.h"
#include "kernel/random_rounding.h"
#include "tensor/arena.h"
#include "tensor/quantized_weight.h"
#include "tensor/tensor.h"

namespace jangin::tensor {

/// An operand of a product in the layout that the device wants. side a: [rows = m, k]; side b: [rows = n, k].
enum class Side : uint8_t { a, b };
struct Packed {
  Tensor bytes;  // opaque
  Side side = Side::a;
  DType type = DType::f32;  // the numbers in it: f32 or bf16
  int64_t rows = 0;
  int64_t k = 0;
  bool defined() const { return bytes.defined(); }
};

struct RmsNorm {
  float eps = 1e-5f;
  float weight_offset = 0.0f;  // Gemma: 1
  int64_t heads = 1;           // the row is this many heads side by side, each normalised by itself with the same weight
};

/// Sigmoid scores, `per_token` experts chosen by score + bias; their weights are scores, summing to 1 when `normalize`, times scale.
struct Router {
  int64_t per_token = 1;
  bool normalize = true;
  float scale = 1.0f;
};

struct AttentionShape {
  int64_t heads = 0;
  int64_t kv_heads = 0;
  int64_t head_size = 0;
  float scale = 1.0f;
  int64_t window = 0;  // 0: all positions before
};

/// q [T, H·hd], k and v [tokens, Hk·hd]; spans say which rows attend to which (kernel/attention.h). With pages: k and v are caches of
/// cache_type, [pages, page_bytes / 4], opaque (kernel/key_value_cache.h).
struct AttentionCall {
  AttentionShape shape;
  std::span<const kernel::AttentionSpan> spans;
  Tensor q, k, v;
  kernel::CacheType cache_type = kernel::CacheType::f32;
};

struct AdamWStep {
  float learning_rate = 0.0f;
  float beta1 = 0.9f;
  float beta2 = 0.95f;
  float eps = 1e-8f;
  float weight_decay = 0.0f;
  float gradient_scale = 1.0f;
  int64_t step = 1;                 // counts from 1
  kernel::RandomRounding rounding;  // of bf16 weights
};

/// A number added to one logit.
struct LogitBias {
  int64_t row = 0;
  int64_t column = 0;  // below the number of columns
  float value = 0.0f;
};

/// weight ← weight · keep − rate · update.
struct DecayedStep {
  float keep = 1.0f;
  float rate = 0.0f;
  kernel::RandomRounding rounding;  // of bf16 weights
};

/// One device of this process; lives until the process ends. Operations may be called from one thread at a time; memory functions
/// from any thread. Arguments are checked by assert. Output tensors are given by the caller with the right shape.
class Device {
 public:
  virtual ~Device() = default;
  virtual std::string_view name() const = 0;
  /// The family of kernels whose arithmetic this is ("avx512"), for the record of a run.
  virtual std::string arithmetic() const = 0;

  // Memory.
  virtual std::byte* map_memory(size_t bytes) = 0;  // zeroed; throws std::bad_alloc
  virtual void unmap_memory(std::byte* memory, size_t bytes) = 0;
  virtual Arena& arena() = 0;
  virtual void copy_in(const Tensor& to, const void* from, size_t bytes) = 0;
  virtual void copy_out(void* to, const Tensor& from, size_t bytes) = 0;
  virtual void synchronize() = 0;
  /// The tensor's memory if the host can read it in place, after all queued work; null otherwise.
  virtual const std::byte* host_memory(const Tensor& x) = 0;
  virtual void fill_zero(const Tensor& x) = 0;                                                         // contiguous
  virtual void copy(const Tensor& from, const Tensor& to) = 0;                                         // same shape, any strides and floating types
  virtual void gather_rows(const Tensor& from, std::span<const int32_t> rows, const Tensor& to) = 0;   // to[i] = from[rows[i]]
  virtual void scatter_rows(const Tensor& from, std::span<const int32_t> rows, const Tensor& to) = 0;  // to[rows[i]] = from[i], rows distinct

  // Products. `k_first`: the matrix is stored [k, rows] instead of [rows, k].
  virtual Packed pack(Side side, const Tensor& matrix, bool k_first, DType type, Lifetime lifetime) = 0;
  /// c [m, n] = alpha · a · bᵀ (+ c). An element does not depend on m or n.
  virtual void product(const Packed& a, const Packed& b, const Tensor& c, bool accumulate, float alpha) = 0;

  // Products on weights of 8 and 4 bits (kernel/quantized.h), for inference.
  /// A persistent part of `rows` rows, to be filled by quantize() from its first row to its last.
  virtual QuantizedPart allocate_quantized(kernel::QuantizedKind kind, int64_t rows, int64_t k) = 0;
  /// Packs rows [row_begin, row_begin + source.count) of a part; row_begin is a multiple of kernel::kQuantizedPanel, and so is the count but at the end.
  virtual void quantize(const QuantizedSource& source, int64_t row_begin, int64_t k, const QuantizedPart& to) = 0;
  /// y [T, rows] = x [T, k] · Wᵀ, rows of x rounded to 8 bits. An element does not depend on T.
  virtual void quantized_product(const Tensor& x, const QuantizedWeight& w, const Tensor& y) = 0;
  /// embedding_forward() from a packed table.
  virtual void quantized_embedding(const QuantizedWeight& table, std::span<const int32_t> ids, float scale, const Tensor& out) = 0;

  // Rows.
  /// The table is f32 or bf16, whatever out is.
  virtual void embedding_forward(const Tensor& table, std::span<const int32_t> ids, float scale, const Tensor& out) = 0;
  virtual void embedding_backward(std::span<const int32_t> ids, const Tensor& dout, float scale, const Tensor& dtable) = 0;  // adds
  /// y = norm(h) · weight with h = x + residual (residual undefined: h = x, not written). rstd [T · heads] f32, undefined: not kept. x and h may be f32 where
  /// residual and y are bf16; then `kept`, if defined, takes h (or x) in bf16. h may be x.
  virtual void rms_norm_forward(const RmsNorm& norm, const Tensor& x, const Tensor& residual, const Tensor& weight, const Tensor& h, const Tensor& y,
                                const Tensor& rstd, const Tensor& kept) = 0;
  /// dx = gradient through the norm (+ dresidual); dweight (+)= its gradient (undefined: not wanted). dx may be dy or dresidual.
  virtual void rms_norm_backward(const RmsNorm& norm, const Tensor& h, const Tensor& rstd, const Tensor& weight, const Tensor& dy,
                                 const Tensor& dresidual, const Tensor& dx, const Tensor& dweight, bool accumulate_dweight) = 0;
  /// In place on x [T, heads·hd]; cosines and sines [positions, hd/2] f32; positions i32 [T].
  virtual void rotary(const Tensor& x, int64_t heads, const Tensor& positions, const Tensor& cosines, const Tensor& sines, bool inverse) = 0;
  virtual void gated_forward(kernel::Activation activation, const Tensor& gate, const Tensor& up, const Tensor& out) = 0;
  /// dgate and dup may be gate and up. `out` defined: also the forward value.
  virtual void gated_backward(kernel::Activation activation, const Tensor& gate, const Tensor& up, const Tensor& dout, const Tensor& dgate,
                              const Tensor& dup, const Tensor& out) = 0;

  // Experts (kernel/experts.h). logits and their gradient f32 [T, E], bias f32 [E], chosen and slots i32 [T, k], weights f32 [T, k].
  virtual void router_forward(const Router& router, const Tensor& logits, const Tensor& bias, const Tensor& chosen, const Tensor& weights) = 0;
  virtual void router_backward(const Router& router, const Tensor& logits, const Tensor& chosen, const Tensor& dweights, const Tensor& dlogits) = 0;
  /// out[t] = Σ_j weights[t, j] · y[slots[t, j]]; weights undefined: all 1.
  virtual void mix_forward(const Tensor& y, const Tensor& slots, const Tensor& weights, const Tensor& out) = 0;
  virtual void mix_backward(const Tensor& y, const Tensor& slots, const Tensor& weights, const Tensor& dout, const Tensor& dy,
                            const Tensor& dweights) = 0;

  // Attention.
  /// Rows of k and v [T, Hk·hd] to the slots of the caches `keys` and `values` (kernel::CacheAppendArgs).
  virtual void cache_append(const kernel::CacheLayout& layout, const Tensor& k, const Tensor& v, std::span<const int32_t> slots, const Tensor& keys,
                            const Tensor& values) = 0;
  virtual void attention_forward(const AttentionCall& call, const Tensor& o, const Tensor& lse) = 0;  // lse [T, H] f32, undefined: not kept
  virtual void attention_backward(const AttentionCall& call, const Tensor& o, const Tensor& lse, const Tensor& dout, const Tensor& dq,
                                  const Tensor& dk, const Tensor& dv) = 0;

  // Loss. logits [T, V] f32; targets (−1: none) and weights by row.
  /// loss[r] = −log p(target), unweighted; dlogits = gradient · weight · scale in bf16 or f32 over the same memory (returned; undefined unless wanted).
  virtual Tensor cross_entropy(const Tensor& logits, std::span<const int32_t> targets, std::span<const float> weights, float scale,
                               std::span<float> loss, bool want_gradient, DType gradient_type) = 0;
  /// loss[r] = KL(softmax(teacher) ‖ softmax(logits)), unweighted; the gradient as above. teacher [T, V] f32.
  virtual Tensor divergence(const Tensor& logits, const Tensor& teacher, std::span<const float> weights, float scale, std::span<float> loss,
                            bool want_gradient, DType gradient_type) = 0;
  /// Adds the biases, one after the other, to f32 logits; then the column of each row's greatest, the first of equals; 0 where none is above −∞.
  virtual void likeliest(const Tensor& logits, std::span<const LogitBias> biases, std::span<int32_t> columns) = 0;

  // Elements of contiguous tensors.
  virtual void add(const Tensor& x, const Tensor& y, const Tensor& out) = 0;  // out may be x or y
  virtual void scaled_add(float alpha, const Tensor& x, float beta, const Tensor& y, const Tensor& out) = 0;
  virtual double sum_of_squares(const Tensor& x) = 0;
  /// Sums over chunks of kernel::kSumChunk elements, the last one shorter; added in ascending order they are sum_of_squares.
  virtual void partial_sums_of_squares(const Tensor& x, std::span<double> partials) = 0;

  // Optimizer steps (kernel/optimizer.h) on contiguous tensors: weight f32, or bf16 rounded at random; all else f32.
  virtual void adamw(const AdamWStep& step, const Tensor& gradient, const Tensor& weight, const Tensor& m, const Tensor& v) = 0;
  virtual void muon_momentum(float beta, float gradient_scale, const Tensor& gradient, const Tensor& m, const Tensor& update) = 0;
  virtual void decayed_step(const DecayedStep& step, const Tensor& update, const Tensor& weight) = 0;

  // Steps of inference on weights of 8 and 4 bits at once, so that what is between them is never whole in memory.
  /// likeliest() of quantized_product(), whose y is never whole in memory.
  virtual void quantized_likeliest(const Tensor& x, const QuantizedWeight& w, std::span<const LogitBias> biases, std::span<int32_t> columns) = 0;
  /// y = act(x · Wgᵀ) ∘ (x · Wuᵀ) · Wdᵀ, the rows of gate_up being Wg's and then Wu's: gated_forward() between two quantized_product()s, what is between them
  /// in y's type.
  virtual void quantized_feed_forward(kernel::Activation activation, const Tensor& x, const QuantizedWeight& gate_up, const QuantizedWeight& down,
                                      const Tensor& y) = 0;
};

/// "reference" or "cpu". Errors: not_found, naming the ones there are.
Result<Device*> find_device(std::string_view name);
/// The device that this machine is best at.
Device& default_device();
std::vector<std::string> device_names();

}  // namespace jangin::tensor
