#include "tensor/operations/attention.h"

namespace jangin::tensor {
namespace {

struct Parts {
  Tensor q, k, v;
};

Parts split(const Tensor& qkv, const AttentionShape& shape) {
  const int64_t q = shape.heads * shape.head_size;
  const int64_t k = shape.kv_heads * shape.head_size;
  return {qkv.column_slice(0, q), qkv.column_slice(q, k), qkv.column_slice(q + k, k)};
}

}  // namespace

Variable attention(Tape& tape, const Variable& qkv, const AttentionShape& shape, const std::vector<kernel::AttentionSpan>& spans) {
  Device& device = tape.device();
  Parts in = split(qkv.tensor(), shape);
  Tensor out = Tensor::empty(device, {in.q.rows(), in.q.columns()}, in.q.dtype());
  Tensor lse;
  if (qkv.slot()) lse = Tensor::empty(device, {in.q.rows(), shape.heads}, DType::f32);
  device.attention_forward({shape, spans, in.q, in.k, in.v}, out, lse);
  if (!qkv.slot()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  Variable result(std::move(out), slot);
  tape.record([&device, shape, spans, saved = qkv.save(), saved_out = result.save(), lse, slot, qkv_slot = qkv.slot()] {
    Tensor dout = slot->take();
    if (!dout.defined()) return;
    const Tensor& kept = saved.tensor();
    Parts parts = split(kept, shape);
    Tensor gradient = Tensor::empty(device, kept.shape(), kept.dtype());
    Parts into = split(gradient, shape);
    device.attention_backward({shape, spans, parts.q, parts.k, parts.v}, saved_out.tensor(), lse, dout, into.q, into.k, into.v);
    add_gradient(qkv_slot, std::move(gradient));
  });
  return result;
}

}  // namespace jangin::tensor
