#include "tensor/operations/embedding.h"

#include "tensor/device.h"

namespace jangin::tensor {

Variable embedding(Tape& tape, Weight& table, std::span<const int32_t> ids, float scale, DType type) {
  Device& device = tape.device();
  Tensor out = Tensor::empty(device, {static_cast<int64_t>(ids.size()), table.columns()}, type);
  if (table.quantized())
    device.quantized_embedding(*table.quantized(), ids, scale, out);
  else
    device.embedding_forward(table.value(), ids, scale, out);
  if (!tape.recording() || !table.trainable()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  tape.record([&device, &table, scale, gradients = tape.gradients(), slot, kept = std::vector<int32_t>(ids.begin(), ids.end())] {
    Tensor dout = slot->take();
    if (!dout.defined()) return;
    Gradients::Target target = gradients->target(table);
    if (!target.tensor.defined()) return;
    if (!target.accumulate) device.fill_zero(target.tensor);
    device.embedding_backward(kept, dout, scale, target.tensor);
  });
  return Variable(std::move(out), std::move(slot));
}

}  // namespace jangin::tensor
