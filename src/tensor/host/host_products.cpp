// Host devices: packing, products, attention.
#include <cassert>

#include "tensor/host/host_device.h"

namespace jangin::tensor {

Packed HostDevice::pack(Side side, const Tensor& matrix, bool k_first, DType type, Lifetime lifetime) {
  Packed packed;
  packed.side = side;
  packed.type = type;
  packed.rows = k_first ? matrix.columns() : matrix.rows();
  packed.k = k_first ? matrix.rows() : matrix.columns();
  kernel::GemmShape shape{.m = packed.rows, .n = packed.rows, .k = packed.k, .type = kernel_type(type)};
  const size_t bytes = side == Side::a ? table_.gemm_pack_a_bytes(shape) : table_.gemm_pack_b_bytes(shape);
  packed.bytes = Tensor::empty(*this, {static_cast<int64_t>((bytes + 3) / 4)}, DType::f32, lifetime);
  kernel::PackArgs args{.source = RawAccess::data(matrix),
                        .source_type = kernel_type(matrix.dtype()),
                        .rows = packed.rows,
                        .k = packed.k,
                        .row_stride = k_first ? 1 : matrix.row_stride(),
                        .k_stride = k_first ? matrix.row_stride() : 1,
                        .type = kernel_type(type),
                        .packed = RawAccess::data(packed.bytes)};
  const int64_t panels = side == Side::a ? table_.gemm_pack_a_panels(shape) : table_.gemm_pack_b_panels(shape);
  auto pack_panels = side == Side::a ? table_.gemm_pack_a : table_.gemm_pack_b;
  run(panels, 0, 0, [&](int64_t begin, int64_t end, void*) { pack_panels(args, begin, end); });
  return packed;
}

void HostDevice::product(const Packed& a, const Packed& b, const Tensor& c, bool accumulate, float alpha) {
  assert(a.side == Side::a && b.side == Side::b && a.k == b.k && a.type == b.type);
  assert(c.rows() == a.rows && c.columns() == b.rows);
  kernel::GemmArgs args{.shape = {a.rows, b.rows, a.k, kernel_type(a.type)},
                        .packed_a = RawAccess::data(a.bytes),
                        .packed_b = RawAccess::data(b.bytes),
                        .c = RawAccess::data(c),
                        .c_type = kernel_type(c.dtype()),
                        .ldc = c.row_stride(),
                        .accumulate = accumulate,
                        .alpha = alpha};
  run(table_.gemm_tiles(args.shape), 0, table_.gemm_scratch_bytes(args.shape),
      [&](int64_t begin, int64_t end, void* scratch) { table_.gemm(args, begin, end, scratch); });
}

kernel::AttentionArgs HostDevice::attention_args(const AttentionCall& call, const Tensor& o, const Tensor& lse) const {
  return {.type = kernel_type(call.q.dtype()),
          .kv_type = kernel_type(call.k.dtype()),
          .q_heads = call.shape.heads,
          .kv_heads = call.shape.kv_heads,
          .head_size = call.shape.head_size,
          .scale = call.shape.scale,
          .causal = true,
          .window = call.shape.window,
          .spans = call.spans.data(),
          .span_count = static_cast<int64_t>(call.spans.size()),
          .q = RawAccess::data(call.q),
          .q_stride = call.q.row_stride(),
          .k = RawAccess::data(call.k),
          .k_stride = call.k.row_stride(),
          .v = RawAccess::data(call.v),
          .v_stride = call.v.row_stride(),
          .o = RawAccess::data(o),
          .o_stride = o.row_stride(),
          .lse = lse.defined() ? reinterpret_cast<float*>(RawAccess::data(lse)) : nullptr,
          .cache_type = call.cache_type};
}

void HostDevice::cache_append(const kernel::CacheLayout& layout, const Tensor& k, const Tensor& v, std::span<const int32_t> slots, const Tensor& keys,
                              const Tensor& values) {
  assert(k.dtype() == v.dtype() && k.columns() == layout.kv_heads * layout.head_size && v.columns() == k.columns());
  assert(static_cast<int64_t>(slots.size()) == k.rows() && v.rows() == k.rows());
  const kernel::CacheAppendArgs args{.layout = layout,
                                     .type = kernel_type(k.dtype()),
                                     .k = RawAccess::data(k),
                                     .k_stride = k.row_stride(),
                                     .v = RawAccess::data(v),
                                     .v_stride = v.row_stride(),
                                     .slots = slots.data(),
                                     .keys = RawAccess::data(keys),
                                     .values = RawAccess::data(values)};
  run(k.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) { table_.cache_append(args, begin, end); });
}

void HostDevice::attention_forward(const AttentionCall& call, const Tensor& o, const Tensor& lse) {
  kernel::AttentionArgs args = attention_args(call, o, lse);
  run(kernel::attention_forward_items(args), 1, table_.attention_forward_scratch_bytes(args),
      [&](int64_t begin, int64_t end, void* scratch) { table_.attention_forward(args, begin, end, scratch); });
}

void HostDevice::attention_backward(const AttentionCall& call, const Tensor& o, const Tensor& lse, const Tensor& dout, const Tensor& dq,
                                    const Tensor& dk, const Tensor& dv) {
  const int64_t tokens = call.k.rows();
  Tensor dk_parts = Tensor::empty(*this, {tokens, call.shape.heads * call.shape.head_size}, DType::f32);
  Tensor dv_parts = Tensor::empty(*this, {tokens, call.shape.heads * call.shape.head_size}, DType::f32);
  kernel::AttentionBackwardArgs args{.forward = attention_args(call, o, lse),
                                     .dout = RawAccess::data(dout),
                                     .dout_stride = dout.row_stride(),
                                     .dq = RawAccess::data(dq),
                                     .dq_stride = dq.row_stride(),
                                     .dk_parts = reinterpret_cast<float*>(RawAccess::data(dk_parts)),
                                     .dv_parts = reinterpret_cast<float*>(RawAccess::data(dv_parts)),
                                     .dk = RawAccess::data(dk),
                                     .dk_stride = dk.row_stride(),
                                     .dv = RawAccess::data(dv),
                                     .dv_stride = dv.row_stride()};
  run(kernel::attention_backward_items(args), 1, table_.attention_backward_scratch_bytes(args),
      [&](int64_t begin, int64_t end, void* scratch) { table_.attention_backward(args, begin, end, scratch); });
  run(tokens, 0, 0, [&](int64_t begin, int64_t end, void*) { table_.attention_backward_reduce(args, begin, end); });
}

}  // namespace jangin::tensor
