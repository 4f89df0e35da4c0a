#include "tensor/operations/rms_norm.h"

namespace jangin::tensor {
namespace {

struct Kept {
  Saved saved;
  Tensor rounded;  // defined: what is kept of h instead
  Tensor rstd;
  const Tensor& h() const { return rounded.defined() ? rounded : saved.tensor(); }
};

/// h in the compute type, when it is wider than that and a backward pass will want it.
Tensor room_for_rounded(const Tape& tape, const Tensor& h, bool differentiated) {
  return differentiated && h.dtype() != tape.compute() ? Tensor::empty(tape.device(), h.shape(), tape.compute()) : Tensor{};
}

std::function<Tensor()> remake_normed(Device& device, const Kept& kept, const Weight& weight, const RmsNorm& norm) {
  return [&device, kept, &weight, norm] {
    const Tensor& h = kept.h();
    Tensor y = Tensor::empty(device, h.shape(), h.dtype());
    device.rms_norm_forward(norm, h, {}, weight.value(), {}, y, {}, {});
    return y;
  };
}

/// The gradient of h from that of the normed value and, when there is one, that which bypasses the norm.
Tensor backward(Device& device, const Kept& kept, const Weight& weight, const RmsNorm& norm, Gradients& gradients, const Tensor& dy,
                const Tensor& bypass) {
  Gradients::Target target = gradients.target(weight);
  Tensor dx = dy.unique() ? dy : Tensor::empty(device, dy.shape(), dy.dtype());
  device.rms_norm_backward(norm, kept.h(), kept.rstd, weight.value(), dy, bypass, dx, target.tensor, target.accumulate);
  return dx;
}

}  // namespace

Variable rms_norm(Tape& tape, const Variable& x, Weight& weight, const RmsNorm& norm) {
  Device& device = tape.device();
  const Tensor& in = x.tensor();
  Tensor y = Tensor::empty(device, in.shape(), tape.compute());
  const bool differentiated = tape.recording() && (x.slot() || weight.trainable());
  Tensor rstd;
  if (differentiated) rstd = Tensor::empty(device, {in.rows() * norm.heads}, DType::f32);
  const Tensor rounded = room_for_rounded(tape, in, differentiated);
  device.rms_norm_forward(norm, in, {}, weight.value(), {}, y, rstd, rounded);
  if (!differentiated) return Variable(std::move(y));

  auto slot = tape.new_slot();
  Kept kept{rounded.defined() ? Saved{} : x.save(), rounded, rstd};
  tape.record([&device, kept, &weight, norm, gradients = tape.gradients(), slot, x_slot = x.slot()] {
    Tensor dy = slot->take();
    if (!dy.defined()) return;
    add_gradient(x_slot, backward(device, kept, weight, norm, *gradients, dy, x_slot ? x_slot->take() : Tensor{}));
  });
  return Variable(std::move(y), std::move(slot), remake_normed(device, kept, weight, norm));
}

AddedAndNormed add_rms_norm(Tape& tape, const Variable& x, const Variable& branch, Weight& weight, const RmsNorm& norm) {
  Device& device = tape.device();
  const Tensor& in = x.tensor();
  Tensor h = Tensor::empty(device, in.shape(), in.dtype());
  Tensor y = Tensor::empty(device, in.shape(), tape.compute());
  const bool differentiated = tape.recording() && (x.slot() || branch.slot() || weight.trainable());
  Tensor rstd;
  if (differentiated) rstd = Tensor::empty(device, {in.rows() * norm.heads}, DType::f32);
  const Tensor rounded = room_for_rounded(tape, in, differentiated);
  device.rms_norm_forward(norm, in, branch.tensor(), weight.value(), h, y, rstd, rounded);
  if (!differentiated) return {Variable(std::move(h)), Variable(std::move(y))};

  auto h_slot = tape.new_slot();
  auto y_slot = tape.new_slot();
  Variable sum(std::move(h), h_slot);
  Kept kept{rounded.defined() ? Saved{} : sum.save(), rounded, rstd};
  tape.record([&device, kept, &weight, norm, gradients = tape.gradients(), h_slot, y_slot, x_slot = x.slot(), branch_slot = branch.slot()] {
    Tensor dh = h_slot->take();
    Tensor dy = y_slot->take();
    if (dy.defined()) dh = backward(device, kept, weight, norm, *gradients, dy, dh);
    if (!dh.defined()) return;
    add_gradient(branch_slot, dh);
    add_gradient(x_slot, std::move(dh));
  });
  return {std::move(sum), Variable(std::move(y), std::move(y_slot), remake_normed(device, kept, weight, norm))};
}

}  // namespace jangin::tensor
