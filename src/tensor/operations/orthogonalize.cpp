#include "tensor/operations/orthogonalize.h"

#include <algorithm>
#include <cmath>

namespace jangin::tensor {
namespace {

constexpr float kA = 3.4445f, kB = -4.7750f, kC = 2.0315f;
constexpr double kLeastNorm = 1e-7;

/// factor · x in new memory.
Tensor scaled(const Tensor& x, float factor) {
  Tensor out = Tensor::empty(x.device(), x.shape(), DType::f32);
  x.device().scaled_add(factor, x, 0.0f, x, out);
  return out;
}

/// One iteration. The small square matrices are symmetric, so that each is its own transpose as an operand.
Tensor improved(const Tensor& x, bool wide, DType compute) {
  Device& device = x.device();
  const auto pack = [&](Side side, const Tensor& matrix, bool k_first) { return device.pack(side, matrix, k_first, compute, Lifetime::step); };
  const int64_t small = wide ? x.rows() : x.columns();
  Tensor gram = Tensor::empty(device, {small, small}, DType::f32);  // XXᵀ, or XᵀX of a tall X
  device.product(pack(Side::a, x, !wide), pack(Side::b, x, !wide), gram, false, 1.0f);
  const Tensor polynomial = scaled(gram, kB);
  device.product(pack(Side::a, gram, false), pack(Side::b, gram, false), polynomial, true, kC);
  Tensor out = scaled(x, kA);
  if (wide) {
    device.product(pack(Side::a, polynomial, false), pack(Side::b, x, true), out, true, 1.0f);
  } else {
    device.product(pack(Side::a, x, false), pack(Side::b, polynomial, false), out, true, 1.0f);
  }
  return out;
}

}  // namespace

Tensor orthogonalize(const Tensor& x, DType compute, int64_t steps) {
  const double norm = std::sqrt(x.device().sum_of_squares(x));
  Tensor out = scaled(x, static_cast<float>(1.0 / std::max(norm, kLeastNorm)));
  for (int64_t i = 0; i < steps; ++i) out = improved(out, out.rows() <= out.columns(), compute);
  return out;
}

}  // namespace jangin::tensor
