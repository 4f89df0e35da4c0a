#include "tensor/operations/gated_activation.h"

#include <cassert>

#include "tensor/device.h"

namespace jangin::tensor {
namespace {

Tensor forward(Device& device, kernel::Activation activation, const Tensor& x) {
  const int64_t f = x.columns() / 2;
  Tensor out = Tensor::empty(device, {x.rows(), f}, x.dtype());
  device.gated_forward(activation, x.column_slice(0, f), x.column_slice(f, f), out);
  return out;
}

}  // namespace

Variable gated_activation(Tape& tape, const Variable& x, kernel::Activation activation) {
  Device& device = tape.device();
  Tensor out = forward(device, activation, x.tensor());
  if (!x.slot()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  Saved saved = x.save();
  tape.record([&device, activation, saved, slot, x_slot = x.slot()] {
    Tensor dout = slot->take();
    if (!dout.defined()) return;
    Tensor in = saved.tensor();
    const int64_t f = in.columns() / 2;
    Tensor gate = in.column_slice(0, f);
    Tensor up = in.column_slice(f, f);
    device.gated_backward(activation, gate, up, dout, gate, up, {});
    add_gradient(x_slot, in);
  });
  return Variable(std::move(out), std::move(slot), [&device, activation, saved] { return forward(device, activation, saved.tensor()); });
}

Variable quantized_feed_forward(Tape& tape, const Variable& x, Weight& gate_up, Weight& down, kernel::Activation activation) {
  assert(!tape.recording());
  Tensor y = Tensor::empty(tape.device(), {x.tensor().rows(), down.rows()}, tape.compute());
  tape.device().quantized_feed_forward(activation, x.tensor(), *gate_up.quantized(), *down.quantized(), y);
  return Variable(std::move(y));
}

}  // namespace jangin::tensor
