// Host devices: operations on rows and on elements.
#include <cassert>

#include "tensor/host/host_device.h"

namespace jangin::tensor {
namespace {

float* floats(const Tensor& tensor) { return reinterpret_cast<float*>(RawAccess::data(tensor)); }
constexpr int64_t kElementGrain = 65536;

/// The rows of a norm: whole rows of the tensor, or the heads in them.
kernel::RowLayout norm_rows(const RmsNorm& norm, const Tensor& x) { return {norm.heads, x.row_stride(), x.columns() / norm.heads}; }

}  // namespace

void HostDevice::embedding_forward(const Tensor& table, std::span<const int32_t> ids, float scale, const Tensor& out) {
  assert(static_cast<int64_t>(ids.size()) == out.rows());
  const bool same = table.dtype() == out.dtype();
  const Tensor rows = same ? out : Tensor::empty(*this, out.shape(), table.dtype());
  kernel::EmbeddingForwardArgs args{kernel_type(table.dtype()), table.columns(),       RawAccess::data(table), ids.data(),
                                    same ? scale : 1.0f,        RawAccess::data(rows), rows.row_stride()};
  run(out.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.embedding_forward(args, begin, end); });
  if (!same) scaled_add(scale, rows, 0.0f, rows, out);
}

void HostDevice::embedding_backward(std::span<const int32_t> ids, const Tensor& dout, float scale, const Tensor& dtable) {
  std::vector<int32_t> order(ids.size());
  const int64_t tokens = static_cast<int64_t>(ids.size());
  kernel::embedding_sort(ids.data(), tokens, order.data());
  kernel::EmbeddingBackwardArgs args{kernel_type(dout.dtype()), dtable.columns(),  ids.data(), order.data(),  tokens,
                                     RawAccess::data(dout),     dout.row_stride(), scale,      floats(dtable)};
  run(tokens, 0, 0, [&](int64_t begin, int64_t end, void*) { table_.embedding_backward(args, begin, end); });
}

void HostDevice::rms_norm_forward(const RmsNorm& norm, const Tensor& x, const Tensor& residual, const Tensor& weight, const Tensor& h,
                                  const Tensor& y, const Tensor& rstd, const Tensor& kept) {
  kernel::RmsNormForwardArgs args{.type = kernel_type(y.dtype()),
                                  .d = x.columns() / norm.heads,
                                  .eps = norm.eps,
                                  .x = RawAccess::data(x),
                                  .x_rows = norm_rows(norm, x),
                                  .residual = nullptr,
                                  .residual_rows = {},
                                  .h = nullptr,
                                  .h_rows = {},
                                  .weight = RawAccess::data(weight),
                                  .weight_type = kernel_type(weight.dtype()),
                                  .weight_offset = norm.weight_offset,
                                  .y = RawAccess::data(y),
                                  .y_rows = norm_rows(norm, y),
                                  .rstd = rstd.defined() ? floats(rstd) : nullptr,
                                  .wide = x.dtype() != y.dtype(),
                                  .kept = nullptr,
                                  .kept_rows = {}};
  assert(!args.wide || (x.dtype() == DType::f32 && y.dtype() == DType::bf16));
  if (kept.defined()) {
    assert(args.wide && kept.dtype() == y.dtype());
    args.kept = RawAccess::data(kept);
    args.kept_rows = norm_rows(norm, kept);
  }
  if (residual.defined()) {
    args.residual = RawAccess::data(residual);
    args.residual_rows = norm_rows(norm, residual);
    args.h = RawAccess::data(h);
    args.h_rows = norm_rows(norm, h);
  }
  run(x.rows() * norm.heads, 0, 0, [&](int64_t begin, int64_t end, void*) { table_.rms_norm_forward(args, begin, end); });
}

void HostDevice::rms_norm_backward(const RmsNorm& norm, const Tensor& h, const Tensor& rstd, const Tensor& weight, const Tensor& dy,
                                   const Tensor& dresidual, const Tensor& dx, const Tensor& dweight, bool accumulate_dweight) {
  const int64_t rows = h.rows() * norm.heads;
  const int64_t d = h.columns() / norm.heads;
  const int64_t parts = (rows + kernel::kNormRowsPerPartial - 1) / kernel::kNormRowsPerPartial;
  Tensor partials;
  if (dweight.defined()) partials = Tensor::empty(*this, {parts, d}, DType::f32);
  kernel::RmsNormBackwardArgs args{.type = kernel_type(h.dtype()),
                                   .rows = rows,
                                   .d = d,
                                   .x = RawAccess::data(h),
                                   .x_rows = norm_rows(norm, h),
                                   .rstd = floats(rstd),
                                   .weight = RawAccess::data(weight),
                                   .weight_type = kernel_type(weight.dtype()),
                                   .weight_offset = norm.weight_offset,
                                   .dy = RawAccess::data(dy),
                                   .dy_rows = norm_rows(norm, dy),
                                   .dresidual = dresidual.defined() ? RawAccess::data(dresidual) : nullptr,
                                   .dresidual_rows = dresidual.defined() ? norm_rows(norm, dresidual) : kernel::RowLayout{},
                                   .dx = RawAccess::data(dx),
                                   .dx_rows = norm_rows(norm, dx),
                                   .dweight_partials = dweight.defined() ? floats(partials) : nullptr};
  run(parts, 1, 0, [&](int64_t begin, int64_t end, void*) { table_.rms_norm_backward(args, begin, end); });
  if (!dweight.defined()) return;
  kernel::SumPartialsArgs sum{floats(partials), parts, d, floats(dweight), accumulate_dweight};
  run(d, 0, 0, [&](int64_t begin, int64_t end, void*) { table_.sum_partials(sum, begin, end); });
}

void HostDevice::rotary(const Tensor& x, int64_t heads, const Tensor& positions, const Tensor& cosines, const Tensor& sines, bool inverse) {
  kernel::RotaryArgs args{.type = kernel_type(x.dtype()),
                          .x = RawAccess::data(x),
                          .token_stride = x.row_stride(),
                          .heads = heads,
                          .head_size = x.columns() / heads,
                          .positions = reinterpret_cast<const int32_t*>(RawAccess::data(positions)),
                          .cos = floats(cosines),
                          .sin = floats(sines),
                          .inverse = inverse};
  run(x.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.rotary(args, begin, end); });
}

namespace {

kernel::GatedArgs gated_args(kernel::Activation activation, const Tensor& gate, const Tensor& up) {
  kernel::GatedArgs args;
  args.activation = activation;
  args.type = kernel_type(gate.dtype());
  args.d = gate.columns();
  args.gate = RawAccess::data(gate);
  args.gate_stride = gate.row_stride();
  args.up = RawAccess::data(up);
  args.up_stride = up.row_stride();
  return args;
}

}  // namespace

void HostDevice::gated_forward(kernel::Activation activation, const Tensor& gate, const Tensor& up, const Tensor& out) {
  kernel::GatedArgs args = gated_args(activation, gate, up);
  args.out = RawAccess::data(out);
  args.out_stride = out.row_stride();
  run(gate.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.gated_forward(args, begin, end); });
}

void HostDevice::gated_backward(kernel::Activation activation, const Tensor& gate, const Tensor& up, const Tensor& dout, const Tensor& dgate,
                                const Tensor& dup, const Tensor& out) {
  kernel::GatedArgs args = gated_args(activation, gate, up);
  args.dout = RawAccess::data(dout);
  args.dout_stride = dout.row_stride();
  args.dgate = RawAccess::data(dgate);
  args.dgate_stride = dgate.row_stride();
  args.dup = RawAccess::data(dup);
  args.dup_stride = dup.row_stride();
  if (out.defined()) {
    args.out = RawAccess::data(out);
    args.out_stride = out.row_stride();
  }
  run(gate.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.gated_backward(args, begin, end); });
}

Tensor HostDevice::cross_entropy(const Tensor& logits, std::span<const int32_t> targets, std::span<const float> weights, float scale,
                                 std::span<float> loss, bool want_gradient, DType gradient_type) {
  kernel::CrossEntropyArgs args;
  args.type = kernel_type(logits.dtype());
  args.vocabulary = logits.columns();
  args.logits = RawAccess::data(logits);
  args.stride = logits.row_stride();
  args.targets = targets.data();
  args.weights = weights.empty() ? nullptr : weights.data();
  args.gradient_scale = scale;
  args.loss = loss.data();
  Tensor gradient;
  if (want_gradient) {
    gradient = logits.reinterpreted(gradient_type);
    args.dlogits = RawAccess::data(gradient);
    args.dlogits_type = kernel_type(gradient_type);
    args.dlogits_stride = gradient.row_stride();
  }
  run(logits.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.cross_entropy(args, begin, end); });
  return gradient;
}

Tensor HostDevice::divergence(const Tensor& logits, const Tensor& teacher, std::span<const float> weights, float scale, std::span<float> loss,
                              bool want_gradient, DType gradient_type) {
  assert(teacher.dtype() == logits.dtype() && teacher.columns() == logits.columns());
  kernel::DivergenceArgs args;
  args.type = kernel_type(logits.dtype());
  args.vocabulary = logits.columns();
  args.logits = RawAccess::data(logits);
  args.stride = logits.row_stride();
  args.teacher = RawAccess::data(teacher);
  args.teacher_stride = teacher.row_stride();
  args.weights = weights.empty() ? nullptr : weights.data();
  args.gradient_scale = scale;
  args.loss = loss.data();
  Tensor gradient;
  if (want_gradient) {
    gradient = logits.reinterpreted(gradient_type);
    args.dlogits = RawAccess::data(gradient);
    args.dlogits_type = kernel_type(gradient_type);
    args.dlogits_stride = gradient.row_stride();
  }
  run(logits.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.divergence(args, begin, end); });
  return gradient;
}

void HostDevice::add(const Tensor& x, const Tensor& y, const Tensor& out) { scaled_add(1.0f, x, 1.0f, y, out); }

void HostDevice::scaled_add(float alpha, const Tensor& x, float beta, const Tensor& y, const Tensor& out) {
  assert(x.contiguous() && y.contiguous() && out.contiguous() && x.elements() == y.elements());
  kernel::LinearArgs args{kernel_type(x.dtype()),   RawAccess::data(x),  alpha, kernel_type(y.dtype()), RawAccess::data(y), beta,
                          kernel_type(out.dtype()), RawAccess::data(out)};
  run(x.elements(), kElementGrain, 0, [&](int64_t begin, int64_t end, void*) { table_.linear(args, begin, end); });
}

void HostDevice::partial_sums_of_squares(const Tensor& x, std::span<double> partials) {
  assert(x.contiguous() && static_cast<int64_t>(partials.size()) == (x.elements() + kernel::kSumChunk - 1) / kernel::kSumChunk);
  kernel::SumSquaresArgs args{kernel_type(x.dtype()), RawAccess::data(x), x.elements(), partials.data()};
  run(static_cast<int64_t>(partials.size()), 4, 0, [&](int64_t begin, int64_t end, void*) { table_.sum_squares(args, begin, end); });
}

double HostDevice::sum_of_squares(const Tensor& x) {
  std::vector<double> partials(static_cast<size_t>((x.elements() + kernel::kSumChunk - 1) / kernel::kSumChunk));
  partial_sums_of_squares(x, partials);
  double sum = 0;
  for (double part : partials) sum += part;
  return sum;
}

void HostDevice::adamw(const AdamWStep& step, const Tensor& gradient, const Tensor& weight, const Tensor& m, const Tensor& v) {
  kernel::AdamWArgs args{.weight = RawAccess::data(weight),
                         .weight_type = kernel_type(weight.dtype()),
                         .rounding = step.rounding,
                         .m = floats(m),
                         .v = floats(v),
                         .gradient = RawAccess::data(gradient),
                         .gradient_type = kernel_type(gradient.dtype()),
                         .learning_rate = step.learning_rate,
                         .beta1 = step.beta1,
                         .beta2 = step.beta2,
                         .eps = step.eps,
                         .weight_decay = step.weight_decay,
                         .gradient_scale = step.gradient_scale,
                         .bias1 = kernel::adamw_bias(step.beta1, step.step),
                         .bias2 = kernel::adamw_bias(step.beta2, step.step)};
  run(weight.elements(), kElementGrain, 0, [&](int64_t begin, int64_t end, void*) { table_.adamw(args, begin, end); });
}

void HostDevice::muon_momentum(float beta, float gradient_scale, const Tensor& gradient, const Tensor& m, const Tensor& update) {
  kernel::MuonMomentumArgs args{floats(m), RawAccess::data(gradient), kernel_type(gradient.dtype()), floats(update), beta, gradient_scale};
  run(m.elements(), kElementGrain, 0, [&](int64_t begin, int64_t end, void*) { table_.muon_momentum(args, begin, end); });
}

void HostDevice::decayed_step(const DecayedStep& step, const Tensor& update, const Tensor& weight) {
  assert(update.contiguous() && weight.contiguous() && update.elements() == weight.elements());
  kernel::DecayedStepArgs args{RawAccess::data(weight), kernel_type(weight.dtype()), step.rounding, floats(update), step.keep, step.rate};
  run(weight.elements(), kElementGrain, 0, [&](int64_t begin, int64_t end, void*) { table_.decayed_step(args, begin, end); });
}

}  // namespace jangin::tensor
