// Host devices: routing and mixing of experts.
#include <cassert>

#include "tensor/host/host_device.h"

namespace jangin::tensor {
namespace {

float* floats(const Tensor& tensor) { return reinterpret_cast<float*>(RawAccess::data(tensor)); }
int32_t* ids(const Tensor& tensor) { return reinterpret_cast<int32_t*>(RawAccess::data(tensor)); }

kernel::RouterArgs router_args(const Router& router, const Tensor& logits, const Tensor& chosen) {
  assert(logits.contiguous() && router.per_token <= logits.columns() && router.per_token <= kernel::kMaxExpertsPerRow);
  return {.experts = logits.columns(),
          .per_row = router.per_token,
          .normalize = router.normalize,
          .scale = router.scale,
          .logits = floats(logits),
          .chosen = ids(chosen)};
}

kernel::MixArgs mix_args(const Tensor& y, const Tensor& slots, const Tensor& weights) {
  return {.type = kernel_type(y.dtype()),
          .d = y.columns(),
          .per_row = slots.columns(),
          .slots = ids(slots),
          .weights = weights.defined() ? floats(weights) : nullptr,
          .y = RawAccess::data(y),
          .y_stride = y.row_stride()};
}

}  // namespace

void HostDevice::router_forward(const Router& router, const Tensor& logits, const Tensor& bias, const Tensor& chosen, const Tensor& weights) {
  kernel::RouterArgs args = router_args(router, logits, chosen);
  args.bias = floats(bias);
  args.weights = floats(weights);
  run(logits.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.router_forward(args, begin, end); });
}

void HostDevice::router_backward(const Router& router, const Tensor& logits, const Tensor& chosen, const Tensor& dweights, const Tensor& dlogits) {
  kernel::RouterArgs args = router_args(router, logits, chosen);
  args.dweights = floats(dweights);
  args.dlogits = floats(dlogits);
  run(logits.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.router_backward(args, begin, end); });
}

void HostDevice::mix_forward(const Tensor& y, const Tensor& slots, const Tensor& weights, const Tensor& out) {
  kernel::MixArgs args = mix_args(y, slots, weights);
  args.out = RawAccess::data(out);
  args.out_stride = out.row_stride();
  run(out.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.mix_forward(args, begin, end); });
}

void HostDevice::mix_backward(const Tensor& y, const Tensor& slots, const Tensor& weights, const Tensor& dout, const Tensor& dy,
                              const Tensor& dweights) {
  kernel::MixArgs args = mix_args(y, slots, weights);
  args.dout = RawAccess::data(dout);
  args.dout_stride = dout.row_stride();
  args.dy = RawAccess::data(dy);
  args.dy_stride = dy.row_stride();
  args.dweights = floats(dweights);
  run(dout.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.mix_backward(args, begin, end); });
}

}  // namespace jangin::tensor
