#include "tensor/operations/concat.h"

#include "tensor/device.h"

namespace jangin::tensor {
namespace {

/// A contiguous copy of some columns.
Tensor columns_of(Device& device, const Tensor& from, int64_t begin, int64_t count) {
  Tensor out = Tensor::empty(device, {from.rows(), count}, from.dtype());
  device.copy(from.column_slice(begin, count), out);
  return out;
}

}  // namespace

Variable concat_columns(Tape& tape, const Variable& x, const Variable& y) {
  Device& device = tape.device();
  const int64_t a = x.tensor().columns(), b = y.tensor().columns();
  Tensor out = Tensor::empty(device, {x.tensor().rows(), a + b}, x.tensor().dtype());
  device.copy(x.tensor(), out.column_slice(0, a));
  device.copy(y.tensor(), out.column_slice(a, b));
  if (!tape.recording()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  tape.record([&device, a, b, slot, x_slot = x.slot(), y_slot = y.slot()] {
    const Tensor gradient = slot->take();
    if (!gradient.defined()) return;
    if (x_slot) add_gradient(x_slot, columns_of(device, gradient, 0, a));
    if (y_slot) add_gradient(y_slot, columns_of(device, gradient, a, b));
  });
  return Variable(std::move(out), std::move(slot));
}

}  // namespace jangin::tensor
