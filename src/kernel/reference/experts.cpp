// Routing and mixing of experts, scalar (experts.h has the formulas).
#include <algorithm>
#include <cmath>

#include "kernel/functions.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

/// The k best experts of a row, in ascending order of index.
void choose(const RouterArgs& args, const float* logits, int32_t* chosen) {
  float best[kMaxExpertsPerRow];
  int64_t count = 0;
  for (int64_t e = 0; e < args.experts; ++e) {
    const float score = sigmoid_f32(logits[e]) + args.bias[e];
    int64_t at = count;
    while (at > 0 && score > best[at - 1]) --at;
    if (at == args.per_row) continue;
    if (count < args.per_row) ++count;
    for (int64_t i = count - 1; i > at; --i) {
      best[i] = best[i - 1];
      chosen[i] = chosen[i - 1];
    }
    best[at] = score;
    chosen[at] = static_cast<int32_t>(e);
  }
  std::sort(chosen, chosen + args.per_row);
}

/// Σ of the chosen scores, as weights are divided by.
float chosen_sum(const RouterArgs& args, const float* logits, const int32_t* chosen) {
  float sum = 0.0f;
  for (int64_t j = 0; j < args.per_row; ++j) sum += sigmoid_f32(logits[chosen[j]]);
  return sum + 1e-20f;
}

}  // namespace

void router_forward(const RouterArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const float* logits = args.logits + row * args.experts;
    int32_t* chosen = args.chosen + row * args.per_row;
    choose(args, logits, chosen);
    const float sum = args.normalize ? chosen_sum(args, logits, chosen) : 1.0f;
    for (int64_t j = 0; j < args.per_row; ++j) args.weights[row * args.per_row + j] = sigmoid_f32(logits[chosen[j]]) / sum * args.scale;
  }
}

void router_backward(const RouterArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const float* logits = args.logits + row * args.experts;
    const int32_t* chosen = args.chosen + row * args.per_row;
    const float* dweights = args.dweights + row * args.per_row;
    float* dlogits = args.dlogits + row * args.experts;
    std::fill_n(dlogits, args.experts, 0.0f);
    const float sum = args.normalize ? chosen_sum(args, logits, chosen) : 1.0f;
    float shared = 0.0f;  // what a score changes through the sum: Σ dweight · s / sum²
    if (args.normalize) {
      for (int64_t j = 0; j < args.per_row; ++j) shared += dweights[j] * sigmoid_f32(logits[chosen[j]]);
      shared /= sum * sum;
    }
    for (int64_t j = 0; j < args.per_row; ++j) {
      const float s = sigmoid_f32(logits[chosen[j]]);
      dlogits[chosen[j]] = args.scale * (dweights[j] / sum - shared) * s * (1.0f - s);
    }
  }
}

void mix_forward(const MixArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const int32_t* slots = args.slots + row * args.per_row;
    for (int64_t i = 0; i < args.d; ++i) {
      float sum = 0.0f;
      for (int64_t j = 0; j < args.per_row; ++j) {
        const float weight = args.weights != nullptr ? args.weights[row * args.per_row + j] : 1.0f;
        sum = std::fma(weight, load(args.y, args.type, slots[j] * args.y_stride + i), sum);
      }
      store(args.out, args.type, row * args.out_stride + i, sum);
    }
  }
}

void mix_backward(const MixArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    for (int64_t j = 0; j < args.per_row; ++j) {
      const int64_t slot = args.slots[row * args.per_row + j];
      const float weight = args.weights[row * args.per_row + j];
      LaneSum dot;
      for (int64_t i = 0; i < args.d; ++i) {
        const float dout = load(args.dout, args.type, row * args.dout_stride + i);
        dot.add_product(i, dout, load(args.y, args.type, slot * args.y_stride + i));
        store(args.dy, args.type, slot * args.dy_stride + i, weight * dout);
      }
      args.dweights[row * args.per_row + j] = dot.total();
    }
  }
}

}  // namespace jangin::kernel::reference
