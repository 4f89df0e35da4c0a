#include "tensor/operations/rotary.h"

#include "tensor/device.h"

namespace jangin::tensor {

Variable rotary(Tape& tape, Variable x, int64_t heads, int64_t head_size, const Tensor& positions, const RotaryTable& table) {
  Device& device = tape.device();
  Tensor out = x.tensor();
  device.rotary(out.column_slice(0, heads * head_size), heads, positions, table.cosines, table.sines, false);
  if (!x.slot()) return x;

  auto slot = tape.new_slot();
  tape.record([&device, heads, head_size, positions, table, slot, x_slot = x.slot()] {
    Tensor gradient = slot->take();
    if (!gradient.defined()) return;
    device.rotary(gradient.column_slice(0, heads * head_size), heads, positions, table.cosines, table.sines, true);
    add_gradient(x_slot, std::move(gradient));
  });
  return Variable(std::move(out), std::move(slot));
}

}  // namespace jangin::tensor
