// The devices of this machine's processor: a kernel table (scalar reference, or the best form) whose ranges are handed to the shared
// thread pool. The split of the work never shows in the numbers. Operations run at once; synchronize() has nothing to wait for.
#pragma once

#include <functional>

#include "kernel/kernel_table.h"
#include "tensor/device.h"

namespace jangin::tensor {

class HostDevice final : public Device {
 public:
  HostDevice(std::string name, const kernel::KernelTable& table);
  ~HostDevice() override;

  std::string_view name() const override { return name_; }
  std::string arithmetic() const override;

  std::byte* map_memory(size_t bytes) override;
  void unmap_memory(std::byte* memory, size_t bytes) override;
  Arena& arena() override { return *arena_; }
  void copy_in(const Tensor& to, const void* from, size_t bytes) override;
  void copy_out(void* to, const Tensor& from, size_t bytes) override;
  void synchronize() override {}
  const std::byte* host_memory(const Tensor& x) override { return RawAccess::data(x); }
  void fill_zero(const Tensor& x) override;
  void copy(const Tensor& from, const Tensor& to) override;
  void gather_rows(const Tensor& from, std::span<const int32_t> rows, const Tensor& to) override;
  void scatter_rows(const Tensor& from, std::span<const int32_t> rows, const Tensor& to) override;

  Packed pack(Side side, const Tensor& matrix, bool k_first, DType type, Lifetime lifetime) override;
  void product(const Packed& a, const Packed& b, const Tensor& c, bool accumulate, float alpha) override;

  QuantizedPart allocate_quantized(kernel::QuantizedKind kind, int64_t rows, int64_t k) override;
  void quantize(const QuantizedSource& source, int64_t row_begin, int64_t k, const QuantizedPart& to) override;
  void quantized_product(const Tensor& x, const QuantizedWeight& w, const Tensor& y) override;
  void quantized_feed_forward(kernel::Activation activation, const Tensor& x, const QuantizedWeight& gate_up, const QuantizedWeight& down,
                              const Tensor& y) override;
  void quantized_embedding(const QuantizedWeight& table, std::span<const int32_t> ids, float scale, const Tensor& out) override;
  void quantized_likeliest(const Tensor& x, const QuantizedWeight& w, std::span<const LogitBias> biases, std::span<int32_t> columns) override;

  void embedding_forward(const Tensor& table, std::span<const int32_t> ids, float scale, const Tensor& out) override;
  void embedding_backward(std::span<const int32_t> ids, const Tensor& dout, float scale, const Tensor& dtable) override;
  void rms_norm_forward(const RmsNorm& norm, const Tensor& x, const Tensor& residual, const Tensor& weight, const Tensor& h, const Tensor& y,
                        const Tensor& rstd, const Tensor& kept) override;
  void rms_norm_backward(const RmsNorm& norm, const Tensor& h, const Tensor& rstd, const Tensor& weight, const Tensor& dy, const Tensor& dresidual,
                         const Tensor& dx, const Tensor& dweight, bool accumulate_dweight) override;
  void rotary(const Tensor& x, int64_t heads, const Tensor& positions, const Tensor& cosines, const Tensor& sines, bool inverse) override;
  void gated_forward(kernel::Activation activation, const Tensor& gate, const Tensor& up, const Tensor& out) override;
  void gated_backward(kernel::Activation activation, const Tensor& gate, const Tensor& up, const Tensor& dout, const Tensor& dgate, const Tensor& dup,
                      const Tensor& out) override;

  void router_forward(const Router& router, const Tensor& logits, const Tensor& bias, const Tensor& chosen, const Tensor& weights) override;
  void router_backward(const Router& router, const Tensor& logits, const Tensor& chosen, const Tensor& dweights, const Tensor& dlogits) override;
  void mix_forward(const Tensor& y, const Tensor& slots, const Tensor& weights, const Tensor& out) override;
  void mix_backward(const Tensor& y, const Tensor& slots, const Tensor& weights, const Tensor& dout, const Tensor& dy,
                    const Tensor& dweights) override;

  void cache_append(const kernel::CacheLayout& layout, const Tensor& k, const Tensor& v, std::span<const int32_t> slots, const Tensor& keys,
                    const Tensor& values) override;
  void attention_forward(const AttentionCall& call, const Tensor& o, const Tensor& lse) override;
  void attention_backward(const AttentionCall& call, const Tensor& o, const Tensor& lse, const Tensor& dout, const Tensor& dq, const Tensor& dk,
                          const Tensor& dv) override;

  Tensor cross_entropy(const Tensor& logits, std::span<const int32_t> targets, std::span<const float> weights, float scale, std::span<float> loss,
                       bool want_gradient, DType gradient_type) override;
  Tensor divergence(const Tensor& logits, const Tensor& teacher, std::span<const float> weights, float scale, std::span<float> loss,
                    bool want_gradient, DType gradient_type) override;
  void likeliest(const Tensor& logits, std::span<const LogitBias> biases, std::span<int32_t> columns) override;

  void add(const Tensor& x, const Tensor& y, const Tensor& out) override;
  void scaled_add(float alpha, const Tensor& x, float beta, const Tensor& y, const Tensor& out) override;
  double sum_of_squares(const Tensor& x) override;
  void partial_sums_of_squares(const Tensor& x, std::span<double> partials) override;
  void adamw(const AdamWStep& step, const Tensor& gradient, const Tensor& weight, const Tensor& m, const Tensor& v) override;
  void muon_momentum(float beta, float gradient_scale, const Tensor& gradient, const Tensor& m, const Tensor& update) override;
  void decayed_step(const DecayedStep& step, const Tensor& update, const Tensor& weight) override;

 private:
  using Range = std::function<void(int64_t begin, int64_t end, void* scratch)>;
  /// Calls `body` over ranges that cover [0, count), each thread with `scratch_bytes` of its own memory. Grain 0: eight ranges a thread.
  void run(int64_t count, int64_t grain, size_t scratch_bytes, const Range& body);
  /// The greatest logits of rows so far, from any thread.
  class Greatest;
  class PackedRows;
  void multiply(PackedRows& rows, const QuantizedWeight& w, const Tensor& y);
  kernel::AttentionArgs attention_args(const AttentionCall& call, const Tensor& o, const Tensor& lse) const;

  std::string name_;
  const kernel::KernelTable& table_;
  std::byte* arena_memory_ = nullptr;
  size_t arena_bytes_ = 0;
  std::unique_ptr<Arena> arena_;
  struct Scratch {
    std::byte* memory = nullptr;
    size_t bytes = 0;
  };
  std::vector<Scratch> scratch_;  // by thread
};

}  // namespace jangin::tensor
