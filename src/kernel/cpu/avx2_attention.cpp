// Attention in AVX2 and FMA: 16 queries in the lanes.
#include "kernel/attention_items.h"
#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
namespace jangin::kernel {
namespace avx2 {
namespace {
constexpr int64_t kPanelRows = 6, kPanelLanes = 1;
#include "kernel/cpu/lanes_avx2.inc"
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
}  // namespace avx2

void add_avx2_attention(KernelTable& table) {
  table.attention_forward_scratch_bytes = avx2::attention_forward_scratch_bytes;
  table.attention_forward = avx2::attention_forward;
  table.cache_append = avx2::cache_append;
  table.attention_backward_scratch_bytes = avx2::attention_backward_scratch_bytes;
  table.attention_backward = avx2::attention_backward;
  table.attention_backward_reduce = avx2::attention_backward_reduce;
}

}  // namespace jangin::kernel
#pragma GCC pop_options
