#include "tensor/operations/projection_loss.h"

#include <algorithm>

#include "tensor/device.h"

namespace jangin::tensor {
namespace {

constexpr int64_t kSliceRows = 256;     // rows of dlogits packed at a time for dx
constexpr int64_t kSliceTokens = 8192;  // columns of dlogits packed at a time for dW

/// The rows that carry loss, with their targets and weights.
struct LossRows {
  std::vector<int32_t> rows;
  std::vector<int32_t> targets;
  std::vector<float> weights;
};

LossRows select(std::span<const int32_t> targets, std::span<const float> weights) {
  LossRows out;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] < 0 || weights[i] == 0.0f) continue;
    out.rows.push_back(static_cast<int32_t>(i));
    out.targets.push_back(targets[i]);
    out.weights.push_back(weights[i]);
  }
  return out;
}

Tensor project(Tape& tape, const Tensor& x, Weight& weight, const Tensor& out) {
  Device& device = tape.device();
  if (weight.quantized()) {
    device.quantized_product(x, *weight.quantized(), out);
    return out;
  }
  Packed packed = device.pack(Side::a, x, false, tape.compute(), Lifetime::step);
  device.product(packed, weight.view(false, tape.compute(), tape.keeps_views()), out, false, 1.0f);
  return out;
}

/// dx = dlogits · W into `dx`, dW += dlogitsᵀ · x. Operands are packed slice by slice: packed whole they would take as much as the logits.
void chunk_backward(Tape& tape, const Tensor& dlogits, const Tensor& x, const Packed& weight_view, const Tensor& dx,
                    const Gradients::Target& target) {
  Device& device = tape.device();
  for (int64_t begin = 0; dx.defined() && begin < dx.rows(); begin += kSliceRows) {
    const int64_t count = std::min(kSliceRows, dx.rows() - begin);
    Packed packed = device.pack(Side::a, dlogits.row_slice(begin, count), false, tape.compute(), Lifetime::step);
    device.product(packed, weight_view, dx.row_slice(begin, count), false, 1.0f);
  }
  if (!target.tensor.defined()) return;
  Packed packed_x = device.pack(Side::b, x, true, tape.compute(), Lifetime::step);
  for (int64_t begin = 0; begin < dlogits.columns(); begin += kSliceTokens) {
    const int64_t count = std::min(kSliceTokens, dlogits.columns() - begin);
    Packed packed = device.pack(Side::a, dlogits.column_slice(begin, count), true, tape.compute(), Lifetime::step);
    device.product(packed, packed_x, target.tensor.row_slice(begin, count), target.accumulate, 1.0f);
  }
}

/// The chosen rows of x through the projection, chunk by chunk. `losses` turns a chunk's logits into a loss a row and their gradient:
/// (logits, first row of the chunk, losses) → dlogits.
template <typename Losses>
ProjectionLoss in_chunks(Tape& tape, const Variable& x, Weight& weight, std::span<const int32_t> chosen, std::span<const float> weights,
                         Losses losses) {
  Device& device = tape.device();
  const int64_t count = static_cast<int64_t>(chosen.size());
  Tensor dx;
  if (tape.recording() && x.slot()) dx = Tensor::zeros(device, x.tensor().shape(), x.tensor().dtype());
  if (tape.recording()) tape.gradients()->make_room(weight);
  ProjectionLoss result;
  UnplannedMemory unplanned(device.arena());  // the number of chunks changes from step to step
  Packed forward_view = weight.view(false, tape.compute(), tape.keeps_views());
  Packed backward_view;
  if (dx.defined()) backward_view = weight.view(true, tape.compute(), tape.keeps_views());
  Tensor buffer = Tensor::empty(device, {std::min(count, kProjectionRows), weight.value().rows()}, DType::f32);
  for (int64_t begin = 0; begin < count; begin += kProjectionRows) {
    const int64_t rows = std::min(kProjectionRows, count - begin);
    const auto chunk_rows = chosen.subspan(static_cast<size_t>(begin), static_cast<size_t>(rows));
    Tensor chunk = Tensor::empty(device, {rows, x.tensor().columns()}, x.tensor().dtype());
    device.gather_rows(x.tensor(), chunk_rows, chunk);
    Tensor rows_of_logits = buffer.row_slice(0, rows);
    device.product(device.pack(Side::a, chunk, false, tape.compute(), Lifetime::step), forward_view, rows_of_logits, false, 1.0f);
    std::vector<float> loss(static_cast<size_t>(rows));
    Tensor dlogits = losses(rows_of_logits, begin, std::span<float>(loss));
    for (size_t i = 0; i < loss.size(); ++i) {
      const double w = static_cast<double>(weights[static_cast<size_t>(begin) + i]);
      result.weighted_sum += w * static_cast<double>(loss[i]);
      result.weights += w;
    }
    if (!tape.recording()) continue;
    Tensor dchunk;
    if (dx.defined()) dchunk = Tensor::empty(device, chunk.shape(), chunk.dtype());
    chunk_backward(tape, dlogits, chunk, backward_view, dchunk, tape.gradients()->target(weight));
    if (dx.defined()) device.scatter_rows(dchunk, chunk_rows, dx);
  }
  if (dx.defined()) add_gradient(x.slot(), std::move(dx));
  return result;
}

/// `count` values from `begin` on.
template <typename T>
auto part_of(const T& values, int64_t begin, int64_t count) {
  return std::span(values).subspan(static_cast<size_t>(begin), static_cast<size_t>(count));
}

}  // namespace

ProjectionLoss projection_loss(Tape& tape, const Variable& x, Weight& weight, std::span<const int32_t> targets, std::span<const float> weights,
                               float scale) {
  const LossRows selected = select(targets, weights);
  return in_chunks(tape, x, weight, selected.rows, selected.weights, [&](const Tensor& logits, int64_t begin, std::span<float> loss) {
    return tape.device().cross_entropy(logits, part_of(selected.targets, begin, logits.rows()), part_of(selected.weights, begin, logits.rows()),
                                       scale, loss, tape.recording(), tape.compute());
  });
}

ProjectionLoss projection_divergence(Tape& tape, const Variable& x, Weight& weight, const TeacherRows& teacher, std::span<const int32_t> rows,
                                     std::span<const float> weights, float scale) {
  Device& device = tape.device();
  UnplannedMemory unplanned(device.arena());
  Tensor buffer = Tensor::empty(device, {std::min(teacher.x.rows(), kProjectionRows), teacher.weight.value().rows()}, DType::f32);
  Packed teacher_view = teacher.weight.view(false, tape.compute(), true);
  return in_chunks(tape, x, weight, rows, weights, [&](const Tensor& logits, int64_t begin, std::span<float> loss) {
    Tensor teacher_logits = buffer.row_slice(0, logits.rows());
    Packed packed = device.pack(Side::a, teacher.x.row_slice(begin, logits.rows()), false, tape.compute(), Lifetime::step);
    device.product(packed, teacher_view, teacher_logits, false, 1.0f);
    return device.divergence(logits, teacher_logits, part_of(weights, begin, logits.rows()), scale, loss, tape.recording(), tape.compute());
  });
}

std::vector<float> log_probabilities(Tape& tape, const Tensor& x, Weight& weight, std::span<const int32_t> targets) {
  Device& device = tape.device();
  std::vector<float> out(targets.size());
  Tensor buffer = Tensor::empty(device, {std::min(x.rows(), kProjectionRows), weight.rows()}, DType::f32);
  for (int64_t begin = 0; begin < x.rows(); begin += kProjectionRows) {
    const int64_t rows = std::min(kProjectionRows, x.rows() - begin);
    Tensor chunk = project(tape, x.row_slice(begin, rows), weight, buffer.row_slice(0, rows));
    auto part = std::span(out).subspan(static_cast<size_t>(begin), static_cast<size_t>(rows));
    device.cross_entropy(chunk, targets.subspan(static_cast<size_t>(begin), static_cast<size_t>(rows)), {}, 1.0f, part, false, DType::f32);
    for (float& value : part) value = -value;
  }
  return out;
}

Tensor logits(Tape& tape, const Tensor& x, Weight& weight) {
  return project(tape, x, weight, Tensor::empty(tape.device(), {x.rows(), weight.rows()}, DType::f32));
}

std::vector<int32_t> likeliest(Tape& tape, const Tensor& x, Weight& weight, std::span<const LogitBias> biases) {
  std::vector<int32_t> out(static_cast<size_t>(x.rows()));
  if (weight.quantized())
    tape.device().quantized_likeliest(x, *weight.quantized(), biases, out);
  else
    tape.device().likeliest(logits(tape, x, weight), biases, out);
  return out;
}

}  // namespace jangin::tensor
