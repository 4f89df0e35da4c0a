// Variables and the backward walk.
#include "tensor/tape.h"

#include "tensor/device.h"

namespace jangin::tensor {

Variable::Variable(Tensor tensor, std::shared_ptr<GradientSlot> slot, std::function<Tensor()> remake)
    : handle_(std::make_shared<Handle>(std::make_shared<Value>(Value{std::move(tensor), std::move(remake), std::move(slot)}))) {}

const Tensor& Variable::tensor() const { return handle_->value->tensor; }
const std::shared_ptr<GradientSlot>& Variable::slot() const { return handle_->value->slot; }
Saved Variable::save() const { return Saved(handle_->value); }

void Tape::backward() {
  while (!operations_.empty()) {
    std::function<void()> operation = std::move(operations_.back());
    operations_.pop_back();
    operation();
  }
}

void add_gradient(const std::shared_ptr<GradientSlot>& slot, Tensor gradient) {
  if (!slot) return;
  if (!slot->gradient.defined()) {
    slot->gradient = std::move(gradient);
    return;
  }
  Device& device = gradient.device();
  if (slot->gradient.unique()) {
    device.add(slot->gradient, gradient, slot->gradient);
  } else {
    Tensor sum = Tensor::empty(device, gradient.shape(), gradient.dtype());
    device.add(slot->gradient, gradient, sum);
    slot->gradient = std::move(sum);
  }
}

}  // namespace jangin::tensor
