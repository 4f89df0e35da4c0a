#include "tensor/operations/linear.h"

#include <cassert>

#include "tensor/device.h"

namespace jangin::tensor {
namespace {

void add_input_gradient(Device& device, const std::shared_ptr<GradientSlot>& slot, const Packed& dy, const Packed& weight, DType compute) {
  if (slot->gradient.defined() && slot->gradient.unique()) {
    device.product(dy, weight, slot->gradient, true, 1.0f);
    return;
  }
  Tensor dx = Tensor::empty(device, {dy.rows, weight.rows}, compute);
  device.product(dy, weight, dx, false, 1.0f);
  add_gradient(slot, std::move(dx));
}

}  // namespace

Variable linear(Tape& tape, const Variable& x, Weight& weight) {
  Device& device = tape.device();
  const DType compute = tape.compute();
  Tensor y = Tensor::empty(device, {x.tensor().rows(), weight.rows()}, compute);
  if (weight.quantized()) {
    assert(!tape.recording());
    device.quantized_product(x.tensor(), *weight.quantized(), y);
    return Variable(std::move(y));
  }
  device.product(device.pack(Side::a, x.tensor(), false, compute, Lifetime::step), weight.view(false, compute, tape.keeps_views()), y, false, 1.0f);
  if (!tape.recording() || !(x.slot() || weight.trainable())) return Variable(std::move(y));

  auto y_slot = tape.new_slot();
  tape.record([&device, compute, &weight, keep = tape.keeps_views(), gradients = tape.gradients(), saved_x = x.save(), x_slot = x.slot(), y_slot] {
    Tensor dy = y_slot->take();
    if (!dy.defined()) return;
    if (x_slot) {
      Packed packed = device.pack(Side::a, dy, false, compute, Lifetime::step);
      add_input_gradient(device, x_slot, packed, weight.view(true, compute, keep), compute);
    }
    Gradients::Target target = gradients->target(weight);
    if (!target.tensor.defined()) return;
    Packed packed_dy = device.pack(Side::a, dy, true, compute, Lifetime::step);
    Packed packed_x = device.pack(Side::b, saved_x.tensor(), true, compute, Lifetime::step);
    device.product(packed_dy, packed_x, target.tensor, target.accumulate, 1.0f);
  });
  return Variable(std::move(y), std::move(y_slot));
}

}  // namespace jangin::tensor
