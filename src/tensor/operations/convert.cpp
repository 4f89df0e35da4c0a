#include "tensor/operations/convert.h"

#include "tensor/device.h"

namespace jangin::tensor {

Variable convert(Tape& tape, const Variable& x, DType type) {
  if (x.tensor().dtype() == type) return x;
  Tensor out = Tensor::empty(tape.device(), x.tensor().shape(), type);
  tape.device().copy(x.tensor(), out);
  if (!x.slot()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  tape.record([slot, x_slot = x.slot()] {
    Tensor gradient = slot->take();
    if (gradient.defined()) add_gradient(x_slot, std::move(gradient));
  });
  return Variable(std::move(out), std::move(slot));
}

}  // namespace jangin::tensor
