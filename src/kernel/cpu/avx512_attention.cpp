// Attention in AVX-512 (F, BW, VL, DQ): 32 queries in the lanes.
#include "kernel/attention_items.h"
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")
namespace jangin::kernel {
namespace avx512 {
namespace {
constexpr int64_t kPanelRows = 14, kPanelLanes = 2;
#include "kernel/cpu/lanes_avx512.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/functions.inc"
#include "kernel/cpu/panel_f32.inc"
#include "kernel/cpu/attention_common.inc"
#include "kernel/cpu/attention_scratch.inc"
#include "kernel/cpu/key_value_cache.inc"
#include "kernel/cpu/attention_blocks.inc"
#include "kernel/cpu/attention_few.inc"
#include "kernel/cpu/attention_forward.inc"
#include "kernel/cpu/attention_backward.inc"
}  // namespace
}  // namespace avx512

void add_avx512_attention(KernelTable& table) {
  table.attention_forward_scratch_bytes = avx512::attention_forward_scratch_bytes;
  table.attention_forward = avx512::attention_forward;
  table.cache_append = avx512::cache_append;
  table.attention_backward_scratch_bytes = avx512::attention_backward_scratch_bytes;
  table.attention_backward = avx512::attention_backward;
  table.attention_backward_reduce = avx512::attention_backward_reduce;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
