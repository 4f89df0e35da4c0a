// The tape: reverse-mode differentiation over a handful of operations (operations/). It records one closure an operation and runs them
// backwards. What the forward pass keeps is decided by the operations: a value that is cheap to remake is dropped and remade.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "tensor/tensor.h"

namespace jangin::tensor {

class Weight;
class Gradients;

/// The gradient of one value while the backward pass needs it. Undefined: zero.
struct GradientSlot {
  Tensor gradient;
  Tensor take() { return std::exchange(gradient, {}); }
};

/// A value with what its makers left to differentiate it. Shared by handles (Variable) and by those who keep it (Saved).
struct Value {
  Tensor tensor;
  std::function<Tensor()> remake;      // set: the tensor may be dropped after the forward pass
  std::shared_ptr<GradientSlot> slot;  // null: no gradient wanted: nothing below is trained. Operations on such values record nothing
};

/// What an operation keeps for its backward pass. tensor() remakes a dropped value once.
class Saved {
 public:
  Saved() = default;
  explicit Saved(std::shared_ptr<Value> value) : value_(std::move(value)) {}
  const Tensor& tensor() const {
    if (!value_->tensor.defined()) value_->tensor = value_->remake();
    return value_->tensor;
  }

 private:
  std::shared_ptr<Value> value_;
};

/// A handle on a value of the forward pass. When the last handle is gone, a value that can be remade lets go of its memory.
class Variable {
 public:
  Variable() = default;
  explicit Variable(Tensor tensor, std::shared_ptr<GradientSlot> slot = nullptr, std::function<Tensor()> remake = nullptr);
  bool defined() const { return handle_ != nullptr; }
  const Tensor& tensor() const;
  const std::shared_ptr<GradientSlot>& slot() const;
  Saved save() const;

 private:
  struct Handle {
    std::shared_ptr<Value> value;
    explicit Handle(std::shared_ptr<Value> v) : value(std::move(v)) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
      if (value->remake) value->tensor = {};
    }
  };
  std::shared_ptr<Handle> handle_;
};

/// How a forward pass computes and whether it records. Not thread-safe; one tape a forward pass.
class Tape {
 public:
  /// Computes only. `compute`: the type of activations (f32 or bf16).
  static Tape inference(Device& device, DType compute) { return Tape(device, compute, nullptr); }
  /// Records; gradients of trainable weights go to `gradients`, which outlives the tape.
  static Tape training(Device& device, DType compute, Gradients& gradients) { return Tape(device, compute, &gradients); }

  Device& device() const { return device_; }
  DType compute() const { return compute_; }
  bool recording() const { return gradients_ != nullptr; }
  Gradients* gradients() const { return gradients_; }
  /// Whether packed views of weights stay with the weight (inference, several micro-batches a step) or last for one use.
  bool keeps_views() const { return keeps_views_; }
  void keep_views(bool value) { keeps_views_ = value; }

  /// A new slot for an output, or null when nothing is recorded.
  std::shared_ptr<GradientSlot> new_slot() const { return recording() ? std::make_shared<GradientSlot>() : nullptr; }
  void record(std::function<void()> backward) { operations_.push_back(std::move(backward)); }
  /// Runs the recorded operations backwards and forgets them. Slots were seeded by the loss operation.
  void backward();

 private:
  Tape(Device& device, DType compute, Gradients* gradients)
      : device_(device), compute_(compute), gradients_(gradients), keeps_views_(gradients == nullptr) {}
  Device& device_;
  DType compute_;
  Gradients* gradients_;
  bool keeps_views_;
  std::vector<std::function<void()>> operations_;
};

/// Adds `gradient` to a slot (null: dropped). The tensor may be shared with other slots; it is not written while it is.
void add_gradient(const std::shared_ptr<GradientSlot>& slot, Tensor gradient);

}  // namespace jangin::tensor
