// Rows, elements, logits and blocks in AVX-512 (F, BW, VL, DQ).
#include "kernel/block_layouts.h"
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")
namespace jangin::kernel {
namespace avx512 {
namespace {
#include "kernel/cpu/lanes_avx512.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/functions.inc"
#include "kernel/cpu/rows.inc"
#include "kernel/cpu/elementwise.inc"
#include "kernel/cpu/cross_entropy.inc"
#include "kernel/cpu/experts.inc"
#include "kernel/cpu/blocks.inc"
constexpr int kMinHashLanes = 8, kMinHashRegisters = 7;
#include "kernel/cpu/min_hash.inc"
}  // namespace
}  // namespace avx512

void add_avx512_rows(KernelTable& table) {
  table.rms_norm_forward = avx512::rms_norm_forward;
  table.rms_norm_backward = avx512::rms_norm_backward;
  table.sum_partials = avx512::sum_partials;
  table.rotary = avx512::rotary;
  table.gated_forward = avx512::gated_forward;
  table.gated_backward = avx512::gated_backward;
  table.embedding_forward = avx512::embedding_forward;
  table.embedding_backward = avx512::embedding_backward;
  table.cross_entropy = avx512::cross_entropy;
  table.divergence = avx512::divergence;
  table.row_statistics = avx512::row_statistics;
  table.mix_forward = avx512::mix_forward;
  table.mix_backward = avx512::mix_backward;
  table.convert = avx512::convert;
  table.linear = avx512::linear;
  table.apply = avx512::apply;
  table.sum_squares = avx512::sum_squares;
  table.adamw = avx512::adamw;
  table.muon_momentum = avx512::muon_momentum;
  table.decayed_step = avx512::decayed_step;
  table.dequantize = avx512::dequantize;
  table.quantize = avx512::quantize;
  table.min_hash = avx512::min_hash;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
