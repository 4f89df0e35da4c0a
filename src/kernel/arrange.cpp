// Small serial helpers that the kernels' callers need: item counts, the order of embedding gradients, bias correction.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernel/attention_items.h"
#include "kernel/embedding.h"
#include "kernel/optimizer.h"

namespace jangin::kernel {

int64_t attention_forward_items(const AttentionArgs& args) {
  int64_t items = 0;
  for (int64_t s = 0; s < args.span_count; ++s) items += query_blocks(args.spans[s]) * args.kv_heads;
  return items;
}

int64_t attention_backward_items(const AttentionBackwardArgs& args) { return args.forward.span_count * args.forward.q_heads; }

void embedding_sort(const int32_t* ids, int64_t tokens, int32_t* order) {
  std::iota(order, order + tokens, 0);
  std::sort(order, order + tokens, [ids](int32_t a, int32_t b) { return ids[a] != ids[b] ? ids[a] < ids[b] : a < b; });
}

float adamw_bias(float beta, int64_t step) { return static_cast<float>(1.0 - std::pow(static_cast<double>(beta), static_cast<double>(step))); }

}  // namespace jangin::kernel
