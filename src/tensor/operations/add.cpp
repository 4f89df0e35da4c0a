#include "tensor/operations/add.h"

#include "tensor/device.h"

namespace jangin::tensor {

Variable add(Tape& tape, const Variable& x, const Variable& y) {
  Tensor out = Tensor::empty(tape.device(), x.tensor().shape(), x.tensor().dtype());
  tape.device().add(x.tensor(), y.tensor(), out);
  if (!x.slot() && !y.slot()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  tape.record([slot, x_slot = x.slot(), y_slot = y.slot()] {
    Tensor gradient = slot->take();
    if (!gradient.defined()) return;
    add_gradient(x_slot, gradient);
    add_gradient(y_slot, std::move(gradient));
  });
  return Variable(std::move(out), std::move(slot));
}

}  // namespace jangin::tensor
