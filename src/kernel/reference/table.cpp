// The reference's table, and its peaks: what scalar code on this machine reaches.
#include "kernel/reference/table.h"

#include <cmath>
#include <cstring>

namespace jangin::kernel::reference {

double peak_f32(int64_t iterations) {
  volatile float sink = 0.0f;
  float sum[8] = {};
  for (int64_t i = 0; i < iterations; ++i)
    for (float& s : sum) s = s * 0.5f + 1.0f;
  for (float s : sum) sink = sink + s;
  return static_cast<double>(iterations) * 16.0;
}

double peak_bf16(int64_t) { return 0.0; }

double peak_read(const void* data, int64_t bytes) {
  volatile uint64_t sink = 0;
  uint64_t sum = 0;
  const auto* at = static_cast<const uint8_t*>(data);
  for (int64_t i = 0; i + 8 <= bytes; i += 8) {
    uint64_t word;
    std::memcpy(&word, at + i, 8);
    sum += word;
  }
  sink = sum;
  return static_cast<double>(bytes / 8 * 8) + 0.0 * static_cast<double>(sink);
}

KernelTable table() {
  KernelTable t;
  t.isa = Isa::reference;
  t.gemm_b_layout = gemm_b_layout;
  t.gemm_pack_a_bytes = gemm_pack_a_bytes;
  t.gemm_pack_a_panels = gemm_pack_a_panels;
  t.gemm_pack_a = gemm_pack;
  t.gemm_pack_b_bytes = gemm_pack_b_bytes;
  t.gemm_pack_b_panels = gemm_pack_b_panels;
  t.gemm_pack_b = gemm_pack;
  t.gemm_tiles = gemm_tiles;
  t.gemm_scratch_bytes = gemm_scratch_bytes;
  t.gemm = gemm;
  t.quantized_a_bytes = quantized_a_bytes;
  t.quantized_pack_a = quantized_pack_a;
  t.quantized_tiles = quantized_tiles;
  t.quantized_scratch_bytes = quantized_scratch_bytes;
  t.quantized = quantized;
  t.attention_forward_scratch_bytes = attention_forward_scratch_bytes;
  t.attention_forward = attention_forward;
  t.cache_append = cache_append;
  t.attention_backward_scratch_bytes = attention_backward_scratch_bytes;
  t.attention_backward = attention_backward;
  t.attention_backward_reduce = attention_backward_reduce;
  t.rms_norm_forward = rms_norm_forward;
  t.rms_norm_backward = rms_norm_backward;
  t.sum_partials = sum_partials;
  t.rotary = rotary;
  t.gated_forward = gated_forward;
  t.gated_backward = gated_backward;
  t.embedding_forward = embedding_forward;
  t.embedding_backward = embedding_backward;
  t.cross_entropy = cross_entropy;
  t.divergence = divergence;
  t.row_statistics = row_statistics;
  t.router_forward = router_forward;
  t.router_backward = router_backward;
  t.mix_forward = mix_forward;
  t.mix_backward = mix_backward;
  t.convert = convert;
  t.linear = linear;
  t.apply = apply;
  t.sum_squares = sum_squares;
  t.adamw = adamw;
  t.muon_momentum = muon_momentum;
  t.decayed_step = decayed_step;
  t.dequantize = dequantize;
  t.quantize = quantize;
  t.min_hash = min_hash;
  t.peak_f32 = peak_f32;
  t.peak_bf16 = peak_bf16;
  t.peak_read = peak_read;
  return t;
}

}  // namespace jangin::kernel::reference
