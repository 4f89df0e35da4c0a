// Rows, elements, logits and blocks in AVX2, FMA and F16C.
#include "kernel/block_layouts.h"
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
namespace jangin::kernel {
namespace avx2 {
namespace {
#include "kernel/cpu/lanes_avx2.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/functions.inc"
#include "kernel/cpu/rows.inc"
#include "kernel/cpu/elementwise.inc"
#include "kernel/cpu/cross_entropy.inc"
#include "kernel/cpu/experts.inc"
#include "kernel/cpu/blocks.inc"
constexpr int kMinHashLanes = 4, kMinHashRegisters = 6;
#include "kernel/cpu/min_hash.inc"
}  // namespace
}  // namespace avx2

void add_avx2_rows(KernelTable& table) {
  table.rms_norm_forward = avx2::rms_norm_forward;
  table.rms_norm_backward = avx2::rms_norm_backward;
  table.sum_partials = avx2::sum_partials;
  table.rotary = avx2::rotary;
  table.gated_forward = avx2::gated_forward;
  table.gated_backward = avx2::gated_backward;
  table.embedding_forward = avx2::embedding_forward;
  table.embedding_backward = avx2::embedding_backward;
  table.cross_entropy = avx2::cross_entropy;
  table.divergence = avx2::divergence;
  table.row_statistics = avx2::row_statistics;
  table.mix_forward = avx2::mix_forward;
  table.mix_backward = avx2::mix_backward;
  table.convert = avx2::convert;
  table.linear = avx2::linear;
  table.apply = avx2::apply;
  table.sum_squares = avx2::sum_squares;
  table.adamw = avx2::adamw;
  table.muon_momentum = avx2::muon_momentum;
  table.decayed_step = avx2::decayed_step;
  table.dequantize = avx2::dequantize;
  table.quantize = avx2::quantize;
  table.min_hash = avx2::min_hash;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
