// Host devices: products on weights of 8 and 4 bits.
#include <algorithm>
#include <array>
#include <cassert>

#include "tensor/host/host_device.h"

namespace jangin::tensor {
namespace {

constexpr int64_t kRowsAlone = 16;  // rows of x that one thread packs sooner than another wakes up

/// One part of a product, and which of the product's tiles are its own.
struct PartProduct {
  kernel::QuantizedArgs args;
  int64_t tile_begin = 0, tile_end = 0;
};

}  // namespace

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

void HostDevice::quantized_product(const Tensor& x, const QuantizedWeight& w, const Tensor& y) {
  assert(x.columns() == w.k && y.columns() == w.rows() && x.rows() == y.rows());
  std::array<Tensor, 2> packed;  // rows of x for weights of 8 and of 4 bits
  std::vector<PartProduct> parts;
  int64_t tiles = 0, column = 0;
  size_t scratch_bytes = 0;
  for (const QuantizedPart& part : w.parts) {
    const kernel::QuantizedShape shape{x.rows(), part.rows, w.k, part.kind};
    Tensor& rows = packed[part.kind.format == kernel::QuantizedFormat::q8 ? 0 : 1];
    if (!rows.defined()) {
      rows = Tensor::empty(*this, {static_cast<int64_t>((table_.quantized_a_bytes(shape) + 3) / 4)}, DType::f32);
      const kernel::QuantizedRowsArgs args{RawAccess::data(x), kernel_type(x.dtype()), x.row_stride(), shape, RawAccess::data(rows)};
      run(x.rows(), kRowsAlone, 0, [&](int64_t begin, int64_t end, void*) { table_.quantized_pack_a(args, begin, end); });
    }
    std::byte* c = RawAccess::data(y) + column * static_cast<int64_t>(size_of(y.dtype()));
    parts.push_back({{shape, RawAccess::data(rows), RawAccess::data(part.packed), c, kernel_type(y.dtype()), y.row_stride(), false}, tiles, tiles + table_.quantized_tiles(shape)});
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
