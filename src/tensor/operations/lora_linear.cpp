#include "tensor/operations/lora_linear.h"

#include <cassert>

#include "tensor/device.h"

namespace jangin::tensor {
namespace {

Packed pack_rows(Device& device, const Tensor& x, DType compute) { return device.pack(Side::a, x, false, compute, Lifetime::step); }

/// Columns of u or du that belong to part `index`.
Tensor part_columns(const Tensor& u, const LowRank& low_rank, size_t index) {
  const int64_t rank = u.columns() / static_cast<int64_t>(low_rank.parts.size());
  return u.column_slice(static_cast<int64_t>(index) * rank, rank);
}

/// All B_i as one matrix [n, parts · r], zero outside of the parts, so that du is one product on the dy that dx needs packed anyway.
Packed pack_all_b(Device& device, const LowRank& low_rank, int64_t n, DType compute, bool keep) {
  Weight& first = *low_rank.parts.front().b;
  if (first.value().rows() == n) return first.view(true, compute, keep);
  Tensor all = Tensor::zeros(device, {n, low_rank.a->value().rows()}, DType::f32);
  for (size_t i = 0; i < low_rank.parts.size(); ++i) {
    const Tensor& b = low_rank.parts[i].b->value();
    device.copy(b, part_columns(all, low_rank, i).row_slice(low_rank.parts[i].column_begin, b.rows()));
  }
  return device.pack(Side::b, all, true, compute, Lifetime::step);
}

/// What the forward pass leaves.
struct Kept {
  Saved x;
  Tensor u;
};

void add_input_gradient(Device& device, const std::shared_ptr<GradientSlot>& slot, const Packed& dy, const Packed& weight, const Packed& du,
                        const Packed& a, DType compute) {
  const bool sums = slot->gradient.defined() && slot->gradient.unique();
  Tensor dx = sums ? slot->take() : Tensor::empty(device, {dy.rows, weight.rows}, compute);
  device.product(dy, weight, dx, sums, 1.0f);
  device.product(du, a, dx, true, 1.0f);
  add_gradient(slot, std::move(dx));
}

/// dA and dB.
void add_pair_gradients(Device& device, Gradients& gradients, const LowRank& low_rank, const Kept& kept, const Tensor& dy, const Tensor& du,
                        DType compute) {
  if (Gradients::Target target = gradients.target(*low_rank.a); target.tensor.defined()) {
    const Packed left = device.pack(Side::a, du, true, compute, Lifetime::step);
    device.product(left, device.pack(Side::b, kept.x.tensor(), true, compute, Lifetime::step), target.tensor, target.accumulate, 1.0f);
  }
  for (size_t i = 0; i < low_rank.parts.size(); ++i) {
    const LowRank::Part& part = low_rank.parts[i];
    Gradients::Target target = gradients.target(*part.b);
    if (!target.tensor.defined()) continue;
    const Packed left = device.pack(Side::a, dy.column_slice(part.column_begin, part.b->value().rows()), true, compute, Lifetime::step);
    const Packed right = device.pack(Side::b, part_columns(kept.u, low_rank, i), true, compute, Lifetime::step);
    device.product(left, right, target.tensor, target.accumulate, low_rank.scale);
  }
}

}  // namespace

Variable lora_linear(Tape& tape, const Variable& x, Weight& weight, const LowRank& low_rank) {
  Device& device = tape.device();
  const DType compute = tape.compute();
  const bool keep = tape.keeps_views();
  assert(!low_rank.parts.empty() && low_rank.a->value().columns() == weight.columns() && !(weight.quantized() && tape.recording()));
  Tensor y = Tensor::empty(device, {x.tensor().rows(), weight.rows()}, compute);
  Tensor u = Tensor::empty(device, {x.tensor().rows(), low_rank.a->value().rows()}, compute);
  {
    const Packed packed = pack_rows(device, x.tensor(), compute);
    if (weight.quantized())
      device.quantized_product(x.tensor(), *weight.quantized(), y);
    else
      device.product(packed, weight.view(false, compute, keep), y, false, 1.0f);
    device.product(packed, low_rank.a->view(false, compute, keep), u, false, 1.0f);
  }
  for (size_t i = 0; i < low_rank.parts.size(); ++i) {
    const LowRank::Part& part = low_rank.parts[i];
    const Tensor columns = y.column_slice(part.column_begin, part.b->value().rows());
    device.product(pack_rows(device, part_columns(u, low_rank, i), compute), part.b->view(false, compute, keep), columns, true, low_rank.scale);
  }
  if (!tape.recording()) return Variable(std::move(y));

  auto y_slot = tape.new_slot();
  tape.record([&device, compute, keep, &weight, &low_rank, gradients = tape.gradients(), kept = Kept{x.save(), u}, x_slot = x.slot(), y_slot] {
    Tensor dy = y_slot->take();
    if (!dy.defined()) return;
    Tensor du = Tensor::empty(device, kept.u.shape(), compute);
    {
      const Packed packed = pack_rows(device, dy, compute);
      device.product(packed, pack_all_b(device, low_rank, dy.columns(), compute, keep), du, false, low_rank.scale);
      if (x_slot)
        add_input_gradient(device, x_slot, packed, weight.view(true, compute, keep), pack_rows(device, du, compute),
                           low_rank.a->view(true, compute, keep), compute);
    }
    add_pair_gradients(device, *gradients, low_rank, kept, dy, du, compute);
  });
  return Variable(std::move(y), std::move(y_slot));
}

}  // namespace jangin::tensor
