// Host devices: products on weights of 8 and 4 bits, and the greatest logits of rows.
#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cmath>
#include <mutex>

#include "tensor/host/host_device.h"

namespace jangin::tensor {
namespace {

constexpr int64_t kRowsAlone = 32;      // rows of x that one thread packs sooner than another wakes up; fewer would cut groups of rows apart
constexpr int64_t kSliceColumns = 512;  // of logits at a time: 64 rows of them stay in L2

/// One part of a product, and which of the product's tiles are its own.
struct PartProduct {
  kernel::QuantizedArgs args;
  int64_t tile_begin = 0, tile_end = 0;
};

}  // namespace

/// Slices come in any order, from any thread; the lock is taken only where a slice may have a row's greatest logit.
class HostDevice::Greatest {
 public:
  Greatest(const kernel::KernelTable& table, int64_t rows, std::span<const LogitBias> biases)
      : table_(table), biases_(biases), rows_(static_cast<size_t>(rows)) {}
  /// Columns [first, first + columns) of all rows.
  void take(float* logits, int64_t stride, int64_t columns, int64_t first) {
    for (const LogitBias& bias : biases_) {
      if (bias.column >= first && bias.column < first + columns) logits[bias.row * stride + bias.column - first] += bias.value;
    }
    for (size_t r = 0; r < rows_.size(); ++r) {
      Row& row = rows_[r];
      float value = 0.0f;
      int32_t column = 0;
      kernel::RowStatisticsArgs args{kernel::DType::f32, columns, logits + static_cast<int64_t>(r) * stride, stride, &value, nullptr, nullptr};
      table_.row_statistics(args, 0, 1);
      if (!(value >= row.value.load(std::memory_order_relaxed))) continue;
      args.argmax = &column;
      table_.row_statistics(args, 0, 1);
      column += static_cast<int32_t>(first);
      std::lock_guard lock(mutex_);
      const float best = row.value.load(std::memory_order_relaxed);
      if (value < best || value == -INFINITY || (value == best && column > row.column)) continue;
      row.column = column;
      row.value.store(value, std::memory_order_relaxed);
    }
  }
  void tell(std::span<int32_t> columns) const {
    for (size_t r = 0; r < rows_.size(); ++r) columns[r] = rows_[r].column;
  }

 private:
  struct Row {
    std::atomic<float> value = -INFINITY;
    int32_t column = 0;
  };
  const kernel::KernelTable& table_;
  std::span<const LogitBias> biases_;
  std::vector<Row> rows_;
  std::mutex mutex_;
};

QuantizedPart HostDevice::allocate_quantized(kernel::QuantizedKind kind, int64_t rows, int64_t k) {
  const size_t bytes = kernel::quantized_w_bytes({.n = rows, .k = k, .kind = kind});
  return {Tensor::empty(*this, {static_cast<int64_t>((bytes + 3) / 4)}, DType::f32, Lifetime::persistent), kind, rows};
}

void HostDevice::quantize(const QuantizedSource& source, int64_t row_begin, int64_t k, const QuantizedPart& to) {
  assert(row_begin % kernel::kQuantizedPanel == 0 && row_begin + source.count <= to.rows);
  const int64_t panel = row_begin / kernel::kQuantizedPanel;
  const kernel::QuantizedWeightArgs args{.source = source.rows,
                                         .blocks = source.blocks,
                                         .block_format = source.block_format,
                                         .source_type = source.type,
                                         .row_stride = k,
                                         .n = source.count,
                                         .k = k,
                                         .kind = to.kind,
                                         .packed = RawAccess::data(to.packed) + kernel::quantized_w_bytes({.n = row_begin, .k = k, .kind = to.kind})};
  assert(kernel::quantized_w_panels(to.rows) >= panel + kernel::quantized_w_panels(source.count));
  run(kernel::quantized_w_panels(source.count), 0, 0, [&](int64_t begin, int64_t end, void*) { kernel::quantized_pack_w(args, begin, end); });
}

/// Rows of x for weights of 8 and of 4 bits, each packed when it is first asked for.
class HostDevice::PackedRows {
 public:
  PackedRows(HostDevice& device, const Tensor& x) : device_(device), x_(x) {}
  /// Rows that were packed elsewhere, for one kind of weight.
  PackedRows(HostDevice& device, kernel::QuantizedFormat format, Tensor packed) : device_(device) { packed_[index(format)] = std::move(packed); }
  const void* of(const kernel::QuantizedShape& shape) {
    Tensor& rows = packed_[index(shape.kind.format)];
    if (!rows.defined()) {
      const kernel::KernelTable& table = device_.table_;
      rows = space(device_, shape);
      const kernel::QuantizedRowsArgs args{RawAccess::data(x_), kernel_type(x_.dtype()), x_.row_stride(), shape, RawAccess::data(rows)};
      device_.run(x_.rows(), kRowsAlone, 0, [&](int64_t begin, int64_t end, void*) { table.quantized_pack_a(args, begin, end); });
    }
    return RawAccess::data(rows);
  }
  static Tensor space(HostDevice& device, const kernel::QuantizedShape& shape) {
    return Tensor::empty(device, {static_cast<int64_t>((device.table_.quantized_a_bytes(shape) + 3) / 4)}, DType::f32);
  }

 private:
  static size_t index(kernel::QuantizedFormat format) { return format == kernel::QuantizedFormat::q8 ? 0 : 1; }
  HostDevice& device_;
  Tensor x_;
  std::array<Tensor, 2> packed_;
};

void HostDevice::quantized_product(const Tensor& x, const QuantizedWeight& w, const Tensor& y) {
  assert(x.columns() == w.k && x.rows() == y.rows());
  PackedRows rows(*this, x);
  multiply(rows, w, y);
}

void HostDevice::multiply(PackedRows& rows, const QuantizedWeight& w, const Tensor& y) {
  assert(y.columns() == w.rows());
  std::vector<PartProduct> parts;
  int64_t tiles = 0, column = 0;
  size_t scratch_bytes = 0;
  for (const QuantizedPart& part : w.parts) {
    const kernel::QuantizedShape shape{y.rows(), part.rows, w.k, part.kind};
    std::byte* c = RawAccess::data(y) + column * static_cast<int64_t>(size_of(y.dtype()));
    parts.push_back({{shape, rows.of(shape), RawAccess::data(part.packed), c, kernel_type(y.dtype()), y.row_stride(), false},
                     tiles,
                     tiles + table_.quantized_tiles(shape)});
    tiles = parts.back().tile_end;
    column += part.rows;
    scratch_bytes = std::max(scratch_bytes, table_.quantized_scratch_bytes(shape));
  }
  run(tiles, 0, scratch_bytes, [&](int64_t begin, int64_t end, void* scratch) {
    for (const PartProduct& part : parts) {
      const int64_t from = std::max(begin, part.tile_begin), to = std::min(end, part.tile_end);
      if (from < to) table_.quantized(part.args, from - part.tile_begin, to - part.tile_begin, scratch);
    }
  });
}

void HostDevice::quantized_feed_forward(kernel::Activation activation, const Tensor& x, const QuantizedWeight& gate_up, const QuantizedWeight& down,
                                        const Tensor& y) {
  constexpr int64_t kPanel = kernel::kQuantizedPanel;
  static_assert(kPanel == kernel::kQuantizedBlock);  // what a panel of the gate gives is a block of the rows after it
  const int64_t width = down.k, m = x.rows();
  if (gate_up.parts.size() != 2 || gate_up.parts[0].rows != width || down.parts.size() != 1 || width % kPanel != 0) {
    Tensor both = Tensor::empty(*this, {m, 2 * width}, y.dtype()), gated = Tensor::empty(*this, {m, width}, y.dtype());
    quantized_product(x, gate_up, both);
    gated_forward(activation, both.column_slice(0, width), both.column_slice(width, width), gated);
    return quantized_product(gated, down, y);
  }
  PackedRows rows(*this, x);
  const kernel::DType type = kernel_type(y.dtype());
  const kernel::QuantizedShape down_shape{m, down.rows(), width, down.parts[0].kind};
  Tensor packed = PackedRows::space(*this, down_shape);
  kernel::QuantizedArgs products[2];
  size_t scratch_bytes = 0;
  for (size_t i = 0; i < 2; ++i) {
    const kernel::QuantizedShape shape{m, kPanel, gate_up.k, gate_up.parts[i].kind};
    products[i] = {shape, rows.of(shape), RawAccess::data(gate_up.parts[i].packed), nullptr, type, kPanel, false};
    scratch_bytes = std::max(scratch_bytes, (table_.quantized_scratch_bytes(shape) + 63) / 64 * 64);
  }
  const size_t values_bytes = static_cast<size_t>(m * kPanel) * size_of(y.dtype());
  run(width / kPanel, 0, scratch_bytes + 3 * values_bytes, [&](int64_t begin, int64_t end, void* scratch) {
    std::byte* values = static_cast<std::byte*>(scratch) + scratch_bytes;
    for (int64_t panel = begin; panel < end; ++panel) {
      for (size_t i = 0; i < 2; ++i) {
        kernel::QuantizedArgs product = products[i];
        product.packed_w = static_cast<const std::byte*>(product.packed_w) +
                           kernel::quantized_w_bytes({.n = panel * kPanel, .k = gate_up.k, .kind = product.shape.kind});
        product.c = values + i * values_bytes;
        table_.quantized(product, 0, table_.quantized_tiles(product.shape), scratch);
      }
      std::byte* gated = values + 2 * values_bytes;
      table_.gated_forward({.activation = activation,
                            .type = type,
                            .d = kPanel,
                            .gate = values,
                            .gate_stride = kPanel,
                            .up = values + values_bytes,
                            .up_stride = kPanel,
                            .out = gated,
                            .out_stride = kPanel},
                           0, m);
      table_.quantized_pack_a({gated, type, kPanel, down_shape, RawAccess::data(packed), panel, 1}, 0, m);
    }
  });
  PackedRows between(*this, down_shape.kind.format, std::move(packed));
  multiply(between, down, y);
}

void HostDevice::quantized_likeliest(const Tensor& x, const QuantizedWeight& w, std::span<const LogitBias> biases, std::span<int32_t> columns) {
  assert(x.columns() == w.k && static_cast<int64_t>(columns.size()) == x.rows());
  struct Slice {
    kernel::QuantizedArgs args;
    int64_t column;
  };
  PackedRows rows(*this, x);
  std::vector<Slice> slices;
  int64_t column = 0;
  size_t product_bytes = 0;
  for (const QuantizedPart& part : w.parts) {
    for (int64_t n = 0; n < part.rows; n += kSliceColumns) {
      const kernel::QuantizedShape shape{x.rows(), std::min(kSliceColumns, part.rows - n), w.k, part.kind};
      const std::byte* packed = RawAccess::data(part.packed) + kernel::quantized_w_bytes({.n = n, .k = w.k, .kind = part.kind});
      slices.push_back({{shape, rows.of(shape), packed, nullptr, kernel::DType::f32, kSliceColumns, false}, column + n});
      product_bytes = std::max(product_bytes, (table_.quantized_scratch_bytes(shape) + 63) / 64 * 64);
    }
    column += part.rows;
  }
  Greatest greatest(table_, x.rows(), biases);
  const size_t logits_bytes = static_cast<size_t>(x.rows() * kSliceColumns) * sizeof(float);
  run(static_cast<int64_t>(slices.size()), 0, product_bytes + logits_bytes, [&](int64_t begin, int64_t end, void* scratch) {
    for (int64_t i = begin; i < end; ++i) {
      Slice slice = slices[static_cast<size_t>(i)];
      slice.args.c = static_cast<std::byte*>(scratch) + product_bytes;
      table_.quantized(slice.args, 0, table_.quantized_tiles(slice.args.shape), scratch);
      greatest.take(static_cast<float*>(slice.args.c), kSliceColumns, slice.args.shape.n, slice.column);
    }
  });
  greatest.tell(columns);
}

void HostDevice::likeliest(const Tensor& logits, std::span<const LogitBias> biases, std::span<int32_t> columns) {
  assert(logits.dtype() == DType::f32 && static_cast<int64_t>(columns.size()) == logits.rows());
  Greatest greatest(table_, logits.rows(), biases);
  auto* first = reinterpret_cast<float*>(RawAccess::data(logits));
  run((logits.columns() + kSliceColumns - 1) / kSliceColumns, 0, 0, [&](int64_t begin, int64_t end, void*) {
    for (int64_t n = begin * kSliceColumns; n < std::min(end * kSliceColumns, logits.columns()); n += kSliceColumns)
      greatest.take(first + n, logits.row_stride(), std::min(kSliceColumns, logits.columns() - n), n);
  });
  greatest.tell(columns);
}

void HostDevice::quantized_embedding(const QuantizedWeight& table, std::span<const int32_t> ids, float scale, const Tensor& out) {
  assert(static_cast<int64_t>(ids.size()) == out.rows() && table.k == out.columns());
  Tensor values = Tensor::empty(*this, out.shape(), DType::f32);
  auto* first = reinterpret_cast<float*>(RawAccess::data(values));
  run(out.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t row = ids[static_cast<size_t>(i)];
      auto part = table.parts.begin();
      for (; row >= part->rows; ++part) row -= part->rows;
      kernel::quantized_values({RawAccess::data(part->packed), table.k, part->kind, first + i * table.k, table.k}, row, row + 1);
    }
  });
  scaled_add(scale, values, 0.0f, values, out);
}

}  // namespace jangin::tensor
