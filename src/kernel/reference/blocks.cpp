// Block-quantised formats, scalar.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "kernel/block_layouts.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

#include "kernel/reference/block_values.inc"
#include "kernel/reference/block_fit.inc"

template <typename Layout>
void dequantize_blocks(const DequantizeArgs& args, int64_t begin, int64_t end) {
  const int64_t size = block_values(args.format);
  float values[kMaxBlockValues];
  for (int64_t b = begin; b < end; ++b) {
    values_of(static_cast<const Layout*>(args.blocks)[b], values);
    for (int64_t i = 0; i < size; ++i) store(args.out, args.out_type, b * size + i, values[i]);
  }
}

}  // namespace

void dequantize(const DequantizeArgs& args, int64_t block_begin, int64_t block_end) {
  with_layout(args.format, [&]<typename Layout>(std::type_identity<Layout>) {
    assert(sizeof(Layout) == block_bytes(args.format));
    dequantize_blocks<Layout>(args, block_begin, block_end);
  });
}

void quantize(const QuantizeArgs& args, int64_t block_begin, int64_t block_end) {
  assert(can_quantize(args.format));
  const int64_t size = block_values(args.format);
  with_layout(args.format, [&]<typename Layout>(std::type_identity<Layout>) {
    if constexpr (requires(const float* x, Layout& block) { block_of(x, block); }) {
      for (int64_t b = block_begin; b < block_end; ++b) block_of(args.values + b * size, static_cast<Layout*>(args.blocks)[b]);
    }
  });
}

}  // namespace jangin::kernel::reference
