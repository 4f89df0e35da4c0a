// Root-mean-square norm, scalar (norm.h has the formulas).
#include <algorithm>
#include <cmath>

#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

/// h of one row, and the sum of its squares.
float read_row(const RmsNormForwardArgs& args, int64_t row, DType h_type) {
  LaneSum squares;
  for (int64_t i = 0; i < args.d; ++i) {
    float h = load(args.x, h_type, args.x_rows.offset(row) + i);
    if (args.residual != nullptr) {
      h = rounded(h + load(args.residual, args.type, args.residual_rows.offset(row) + i), h_type);
      store(args.h, h_type, args.h_rows.offset(row) + i, h);
    }
    if (args.kept != nullptr) store(args.kept, args.type, args.kept_rows.offset(row) + i, h);
    squares.add_product(i, h, h);
  }
  return squares.total();
}

}  // namespace

void rms_norm_forward(const RmsNormForwardArgs& args, int64_t row_begin, int64_t row_end) {
  const DType h_type = args.wide ? DType::f32 : args.type;
  const bool added = args.residual != nullptr;
  const RowLayout& h_rows = added ? args.h_rows : args.x_rows;
  const void* source = added ? args.h : args.x;
  for (int64_t row = row_begin; row < row_end; ++row) {
    const float mean = read_row(args, row, h_type) / static_cast<float>(args.d);
    const float rstd = 1.0f / std::sqrt(mean + args.eps);
    if (args.rstd != nullptr) args.rstd[row] = rstd;
    for (int64_t i = 0; i < args.d; ++i) {
      const float weight = load(args.weight, args.weight_type, i) + args.weight_offset;
      const float h = load(source, h_type, h_rows.offset(row) + i);
      store(args.y, args.type, args.y_rows.offset(row) + i, h * rstd * weight);
    }
  }
}

void rms_norm_backward(const RmsNormBackwardArgs& args, int64_t part_begin, int64_t part_end) {
  for (int64_t part = part_begin; part < part_end; ++part) {
    float* dweight = args.dweight_partials != nullptr ? args.dweight_partials + part * args.d : nullptr;
    if (dweight != nullptr) std::fill_n(dweight, args.d, 0.0f);
    const int64_t row_end = std::min((part + 1) * kNormRowsPerPartial, args.rows);
    for (int64_t row = part * kNormRowsPerPartial; row < row_end; ++row) {
      const float rstd = args.rstd[row];
      LaneSum projection;
      for (int64_t i = 0; i < args.d; ++i) {
        const float g = load(args.dy, args.type, args.dy_rows.offset(row) + i) * (load(args.weight, args.weight_type, i) + args.weight_offset);
        projection.add_product(i, g, load(args.x, args.type, args.x_rows.offset(row) + i) * rstd);
      }
      const float mean = projection.total() / static_cast<float>(args.d);
      for (int64_t i = 0; i < args.d; ++i) {
        const float dy = load(args.dy, args.type, args.dy_rows.offset(row) + i);
        const float g = dy * (load(args.weight, args.weight_type, i) + args.weight_offset);
        const float xhat = load(args.x, args.type, args.x_rows.offset(row) + i) * rstd;
        if (dweight != nullptr) dweight[i] = std::fma(dy, xhat, dweight[i]);
        float dx = rstd * std::fma(-xhat, mean, g);
        if (args.dresidual != nullptr) dx += load(args.dresidual, args.type, args.dresidual_rows.offset(row) + i);
        store(args.dx, args.type, args.dx_rows.offset(row) + i, dx);
      }
    }
  }
}

void sum_partials(const SumPartialsArgs& args, int64_t column_begin, int64_t column_end) {
  for (int64_t j = column_begin; j < column_end; ++j) {
    float sum = 0.0f;
    for (int64_t i = 0; i < args.count; ++i) sum += args.partials[i * args.d + j];
    args.out[j] = args.accumulate ? args.out[j] + sum : sum;
  }
}

}  // namespace jangin::kernel::reference
