// Element by element, and the optimizer, scalar.
#include <algorithm>
#include <cmath>

#include "kernel/functions.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {

void convert(const ConvertArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) store(args.out, args.out_type, i, load(args.x, args.x_type, i));
}

void linear(const LinearArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    const float x = load(args.x, args.x_type, i);
    const float value = args.y == nullptr ? args.alpha * x : std::fma(args.alpha, x, args.beta * load(args.y, args.y_type, i));
    store(args.out, args.out_type, i, value);
  }
}

void apply(const FunctionArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    const float x = args.x[i];
    args.out[i] = args.function == Function::exp ? exp_f32(x) : args.function == Function::tanh ? tanh_f32(x) : sigmoid_f32(x);
  }
}

void sum_squares(const SumSquaresArgs& args, int64_t chunk_begin, int64_t chunk_end) {
  for (int64_t chunk = chunk_begin; chunk < chunk_end; ++chunk) {
    LaneSum sum;
    const int64_t begin = chunk * kSumChunk, end = std::min(begin + kSumChunk, args.count);
    for (int64_t i = begin; i < end; ++i) {
      const float x = load(args.x, args.type, i);
      sum.add_product(i - begin, x, x);
    }
    args.partials[chunk] = static_cast<double>(sum.total());
  }
}

namespace {

/// Element `i` of weights that are f32, or bf16 rounded at random.
void store_weight(void* weight, DType type, const RandomRounding& rounding, int64_t i, float value) {
  if (type == DType::f32)
    static_cast<float*>(weight)[i] = value;
  else
    static_cast<Bf16*>(weight)[i] = to_bf16_randomly(value, random_half(rounding, rounding.first + static_cast<uint32_t>(i)));
}

}  // namespace

void adamw(const AdamWArgs& args, int64_t begin, int64_t end) {
  const float keep = 1.0f - args.learning_rate * args.weight_decay;
  const float step = args.learning_rate / args.bias1;
  const float root_bias2 = std::sqrt(args.bias2);
  for (int64_t i = begin; i < end; ++i) {
    const float g = load(args.gradient, args.gradient_type, i) * args.gradient_scale;
    const float m = std::fma(args.beta1, args.m[i], (1.0f - args.beta1) * g);
    const float v = std::fma(args.beta2, args.v[i], (1.0f - args.beta2) * g * g);
    args.m[i] = m;
    args.v[i] = v;
    store_weight(args.weight, args.weight_type, args.rounding, i,
                 std::fma(-step, m / (std::sqrt(v) / root_bias2 + args.eps), load(args.weight, args.weight_type, i) * keep));
  }
}

void muon_momentum(const MuonMomentumArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    const float g = (1.0f - args.beta) * (load(args.gradient, args.gradient_type, i) * args.gradient_scale);
    args.m[i] = std::fma(args.beta, args.m[i], g);
    args.update[i] = std::fma(args.beta, args.m[i], g);
  }
}

void decayed_step(const DecayedStepArgs& args, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    store_weight(args.weight, args.weight_type, args.rounding, i,
                 std::fma(-args.rate, args.update[i], load(args.weight, args.weight_type, i) * args.keep));
  }
}

}  // namespace jangin::kernel::reference
