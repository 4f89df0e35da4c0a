// Cross-entropy and statistics of rows of logits, scalar.
#include <algorithm>
#include <cmath>

#include "kernel/functions.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

struct RowStatistics {
  float maximum = -INFINITY;
  int64_t argmax = 0;
  float lse = 0.0f;
};

RowStatistics row_statistics_of(const void* logits, DType type, int64_t at, int64_t vocabulary) {
  RowStatistics result;
  for (int64_t i = 0; i < vocabulary; ++i) {
    const float value = load(logits, type, at + i);
    if (value > result.maximum) {
      result.maximum = value;
      result.argmax = i;
    }
  }
  LaneSum sum;
  for (int64_t i = 0; i < vocabulary; ++i) sum.add(i, exp_f32(load(logits, type, at + i) - result.maximum));
  result.lse = result.maximum + std::log(sum.total());
  return result;
}

}  // namespace

void cross_entropy(const CrossEntropyArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const int32_t target = args.targets[row];
    const RowStatistics stats = row_statistics_of(args.logits, args.type, row * args.stride, args.vocabulary);
    const bool counted = target != kIgnoreTarget;
    args.loss[row] = counted ? stats.lse - load(args.logits, args.type, row * args.stride + target) : 0.0f;
    if (args.lse != nullptr) args.lse[row] = stats.lse;
    if (args.dlogits == nullptr) continue;
    const float scale = counted ? args.gradient_scale * (args.weights != nullptr ? args.weights[row] : 1.0f) : 0.0f;
    for (int64_t i = 0; i < args.vocabulary; ++i) {
      const float p = exp_f32(load(args.logits, args.type, row * args.stride + i) - stats.lse);
      const float gradient = scale == 0.0f ? 0.0f : (i == target ? p - 1.0f : p) * scale;
      store(args.dlogits, args.dlogits_type, row * args.dlogits_stride + i, gradient);
    }
  }
}

void divergence(const DivergenceArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const float own_lse = row_statistics_of(args.logits, args.type, row * args.stride, args.vocabulary).lse;
    const float teacher_lse = row_statistics_of(args.teacher, args.type, row * args.teacher_stride, args.vocabulary).lse;
    const float scale = args.gradient_scale * (args.weights != nullptr ? args.weights[row] : 1.0f);
    LaneSum sum;
    for (int64_t i = 0; i < args.vocabulary; ++i) {
      const float own = load(args.logits, args.type, row * args.stride + i) - own_lse;
      const float teacher = load(args.teacher, args.type, row * args.teacher_stride + i) - teacher_lse;
      const float p = exp_f32(teacher);
      sum.add_product(i, p, teacher - own);
      if (args.dlogits != nullptr) store(args.dlogits, args.dlogits_type, row * args.dlogits_stride + i, (exp_f32(own) - p) * scale);
    }
    args.loss[row] = sum.total();
  }
}

void row_statistics(const RowStatisticsArgs& args, int64_t row_begin, int64_t row_end) {
  for (int64_t row = row_begin; row < row_end; ++row) {
    const RowStatistics stats = row_statistics_of(args.logits, args.type, row * args.stride, args.vocabulary);
    if (args.maximum != nullptr) args.maximum[row] = stats.maximum;
    if (args.argmax != nullptr) args.argmax[row] = static_cast<int32_t>(stats.argmax);
    if (args.lse != nullptr) args.lse[row] = stats.lse;
  }
}

}  // namespace jangin::kernel::reference
