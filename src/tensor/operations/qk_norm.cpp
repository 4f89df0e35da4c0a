#include "tensor/operations/qk_norm.h"

namespace jangin::tensor {
namespace {

/// What forward, remake and backward share.
struct Heads {
  Device& device;
  AttentionShape shape;
  Weight& q_norm;
  Weight& k_norm;
  RmsNorm norm;
  std::optional<Rotation> rotation;

  int64_t q_columns() const { return shape.heads * shape.head_size; }
  int64_t k_columns() const { return shape.kv_heads * shape.head_size; }
  Tensor q(const Tensor& qkv) const { return qkv.column_slice(0, q_columns()); }
  Tensor k(const Tensor& qkv) const { return qkv.column_slice(q_columns(), k_columns()); }
  Tensor v(const Tensor& qkv) const { return qkv.column_slice(q_columns() + k_columns(), k_columns()); }
  RmsNorm norm_of(int64_t heads) const { return {.eps = norm.eps, .weight_offset = norm.weight_offset, .heads = heads}; }

  void rotate(const Tensor& qkv, bool inverse) const {
    if (!rotation) return;
    device.rotary(qkv.column_slice(0, q_columns() + k_columns()), shape.heads + shape.kv_heads, rotation->positions, rotation->table.cosines,
                  rotation->table.sines, inverse);
  }
  /// `to` may be `from`.
  void forward(const Tensor& from, const Tensor& to, const Tensor& q_rstd, const Tensor& k_rstd) const {
    device.rms_norm_forward(norm_of(shape.heads), q(from), {}, q_norm.value(), {}, q(to), q_rstd, {});
    device.rms_norm_forward(norm_of(shape.kv_heads), k(from), {}, k_norm.value(), {}, k(to), k_rstd, {});
    rotate(to, false);
  }
  /// A new tensor; v is copied.
  Tensor normed(const Tensor& qkv, const Tensor& q_rstd, const Tensor& k_rstd) const {
    Tensor out = Tensor::empty(device, qkv.shape(), qkv.dtype());
    device.copy(v(qkv), v(out));
    forward(qkv, out, q_rstd, k_rstd);
    return out;
  }
  /// Turns the gradient of the output into that of qkv, in place.
  void backward(const Tensor& qkv, const Tensor& q_rstd, const Tensor& k_rstd, Gradients& gradients, const Tensor& gradient) const {
    rotate(gradient, true);
    const Gradients::Target q_target = gradients.target(q_norm);
    device.rms_norm_backward(norm_of(shape.heads), q(qkv), q_rstd, q_norm.value(), q(gradient), {}, q(gradient), q_target.tensor,
                             q_target.accumulate);
    const Gradients::Target k_target = gradients.target(k_norm);
    device.rms_norm_backward(norm_of(shape.kv_heads), k(qkv), k_rstd, k_norm.value(), k(gradient), {}, k(gradient), k_target.tensor,
                             k_target.accumulate);
  }
};

}  // namespace

Variable qk_norm(Tape& tape, const Variable& qkv, const AttentionShape& shape, Weight& q_norm, Weight& k_norm, const RmsNorm& norm,
                 const std::optional<Rotation>& rotation) {
  Device& device = tape.device();
  const Heads heads{device, shape, q_norm, k_norm, norm, rotation};
  const Tensor& in = qkv.tensor();
  if (!tape.recording() || !(qkv.slot() || q_norm.trainable() || k_norm.trainable())) {
    heads.forward(in, in, {}, {});
    return qkv;
  }
  Tensor q_rstd = Tensor::empty(device, {in.rows() * shape.heads}, DType::f32);
  Tensor k_rstd = Tensor::empty(device, {in.rows() * shape.kv_heads}, DType::f32);
  Tensor out = heads.normed(in, q_rstd, k_rstd);
  auto slot = tape.new_slot();
  Saved saved = qkv.save();
  tape.record([heads, saved, q_rstd, k_rstd, gradients = tape.gradients(), slot, qkv_slot = qkv.slot()] {
    Tensor gradient = slot->take();
    if (!gradient.defined()) return;
    heads.backward(saved.tensor(), q_rstd, k_rstd, *gradients, gradient);
    add_gradient(qkv_slot, std::move(gradient));
  });
  return Variable(std::move(out), std::move(slot), [heads, saved] { return heads.normed(saved.tensor(), {}, {}); });
}

}  // namespace jangin::tensor
