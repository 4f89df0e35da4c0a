#include "tensor/operations/experts.h"

namespace jangin::tensor {
namespace {

/// Sorts by expert: counts, then places tokens in ascending order.
void sort_by_expert(Device& device, const std::vector<int32_t>& chosen, int64_t experts, int64_t per_token, Routing& routing) {
  routing.begins.assign(static_cast<size_t>(experts) + 1, 0);
  for (int32_t e : chosen) ++routing.begins[static_cast<size_t>(e) + 1];
  for (size_t e = 1; e < routing.begins.size(); ++e) routing.begins[e] += routing.begins[e - 1];
  std::vector<int64_t> next = routing.begins;
  std::vector<int32_t> slots(chosen.size());
  routing.tokens.resize(chosen.size());
  for (size_t i = 0; i < chosen.size(); ++i) {
    const int64_t row = next[static_cast<size_t>(chosen[i])]++;
    slots[i] = static_cast<int32_t>(row);
    routing.tokens[static_cast<size_t>(row)] = static_cast<int32_t>(static_cast<int64_t>(i) / per_token);
  }
  const int64_t tokens = static_cast<int64_t>(chosen.size()) / per_token;
  routing.slots = Tensor::from_host(device, slots).reshaped({tokens, per_token});
}

/// A slice of the sorted rows for each expert that has any.
template <typename Use>
void for_each_expert(const std::vector<int64_t>& begins, Use use) {
  for (size_t e = 0; e + 1 < begins.size(); ++e) {
    if (begins[e + 1] > begins[e]) use(e, begins[e], begins[e + 1] - begins[e]);
  }
}

Tensor gather(Device& device, const Tensor& x, std::span<const int32_t> rows) {
  Tensor out = Tensor::empty(device, {static_cast<int64_t>(rows.size()), x.columns()}, x.dtype());
  device.gather_rows(x, rows, out);
  return out;
}

}  // namespace

Routing route(Tape& tape, const Variable& x, Weight& weight, const Weight& bias, const Router& router) {
  Device& device = tape.device();
  const int64_t tokens = x.tensor().rows(), experts = weight.value().rows();
  Tensor logits = Tensor::empty(device, {tokens, experts}, DType::f32);
  device.product(device.pack(Side::a, x.tensor(), false, DType::f32, Lifetime::step), weight.view(false, DType::f32, tape.keeps_views()), logits,
                 false, 1.0f);
  Tensor chosen = Tensor::empty(device, {tokens, router.per_token}, DType::i32);
  Tensor weights = Tensor::empty(device, {tokens, router.per_token}, DType::f32);
  Tensor wide_bias = bias.value();
  if (wide_bias.dtype() != DType::f32) {
    wide_bias = Tensor::empty(device, bias.value().shape(), DType::f32);
    device.copy(bias.value(), wide_bias);
  }
  device.router_forward(router, logits, wide_bias, chosen, weights);
  Routing routing;
  sort_by_expert(device, chosen.ids_to_host(), experts, router.per_token, routing);
  if (!tape.recording()) {
    routing.weights = Variable(std::move(weights));
    return routing;
  }
  auto slot = tape.new_slot();
  tape.record(
      [&device, router, &weight, logits, chosen, slot, keep = tape.keeps_views(), gradients = tape.gradients(), saved = x.save(), x_slot = x.slot()] {
        Tensor dweights = slot->take();
        if (!dweights.defined()) return;
        Tensor dlogits = Tensor::empty(device, logits.shape(), DType::f32);
        device.router_backward(router, logits, chosen, dweights, dlogits);
        if (x_slot) {
          Tensor dx = Tensor::empty(device, saved.tensor().shape(), saved.tensor().dtype());
          device.product(device.pack(Side::a, dlogits, false, DType::f32, Lifetime::step), weight.view(true, DType::f32, keep), dx, false, 1.0f);
          add_gradient(x_slot, std::move(dx));
        }
        const Gradients::Target target = gradients->target(weight);
        if (!target.tensor.defined()) return;
        Packed packed_x = device.pack(Side::b, saved.tensor(), true, DType::f32, Lifetime::step);
        device.product(device.pack(Side::a, dlogits, true, DType::f32, Lifetime::step), packed_x, target.tensor, target.accumulate, 1.0f);
      });
  routing.weights = Variable(std::move(weights), std::move(slot));
  return routing;
}

std::vector<Variable> dispatch(Tape& tape, const Variable& x, const Routing& routing) {
  Device& device = tape.device();
  std::vector<Variable> out(routing.begins.size() - 1);
  std::vector<std::shared_ptr<GradientSlot>> expert_slots(out.size());
  const Saved saved = tape.recording() ? x.save() : Saved();
  for_each_expert(routing.begins, [&](size_t e, int64_t begin, int64_t count) {
    const auto rows = routing.tokens.begin() + begin;
    std::vector<int32_t> tokens(rows, rows + count);
    Tensor batch = gather(device, x.tensor(), tokens);
    if (!tape.recording()) {
      out[e] = Variable(std::move(batch));
      return;
    }
    expert_slots[e] = tape.new_slot();
    out[e] =
        Variable(std::move(batch), expert_slots[e], [&device, saved, tokens = std::move(tokens)] { return gather(device, saved.tensor(), tokens); });
  });
  if (!tape.recording() || !x.slot()) return out;
  tape.record([&device, expert_slots, begins = routing.begins, slots = routing.slots, shape = x.tensor().shape(), type = x.tensor().dtype(),
               x_slot = x.slot()] {
    Tensor sorted = Tensor::empty(device, {begins.back(), shape[1]}, type);
    for_each_expert(begins, [&](size_t e, int64_t begin, int64_t count) {
      const Tensor gradient = expert_slots[e]->take();
      if (gradient.defined())
        device.copy(gradient, sorted.row_slice(begin, count));
      else
        device.fill_zero(sorted.row_slice(begin, count));
    });
    Tensor dx = Tensor::empty(device, shape, type);
    device.mix_forward(sorted, slots, {}, dx);
    add_gradient(x_slot, std::move(dx));
  });
  return out;
}

Variable mix(Tape& tape, const std::vector<Variable>& outputs, const Routing& routing) {
  Device& device = tape.device();
  const int64_t columns = [&] {
    for (const Variable& output : outputs) {
      if (output.defined()) return output.tensor().columns();
    }
    return int64_t{0};
  }();
  Tensor sorted = Tensor::empty(device, {routing.begins.back(), columns}, tape.compute());
  std::vector<std::shared_ptr<GradientSlot>> expert_slots(outputs.size());
  for_each_expert(routing.begins, [&](size_t e, int64_t begin, int64_t count) {
    device.copy(outputs[e].tensor(), sorted.row_slice(begin, count));
    expert_slots[e] = outputs[e].slot();
  });
  Tensor out = Tensor::empty(device, {routing.slots.rows(), columns}, tape.compute());
  device.mix_forward(sorted, routing.slots, routing.weights.tensor(), out);
  if (!tape.recording()) return Variable(std::move(out));

  auto slot = tape.new_slot();
  tape.record([&device, sorted, expert_slots, begins = routing.begins, slots = routing.slots, weights = routing.weights.save(),
               weights_slot = routing.weights.slot(), slot] {
    Tensor dout = slot->take();
    if (!dout.defined()) return;
    Tensor dsorted = Tensor::empty(device, sorted.shape(), sorted.dtype());
    Tensor dweights = Tensor::empty(device, weights.tensor().shape(), DType::f32);
    device.mix_backward(sorted, slots, weights.tensor(), dout, dsorted, dweights);
    for_each_expert(begins, [&](size_t e, int64_t begin, int64_t count) { add_gradient(expert_slots[e], dsorted.row_slice(begin, count)); });
    add_gradient(weights_slot, std::move(dweights));
  });
  return Variable(std::move(out), std::move(slot));
}

}  // namespace jangin::tensor
