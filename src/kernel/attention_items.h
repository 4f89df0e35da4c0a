// How attention is cut into work items, and which keys a query sees: shared by the reference and the fast forms.
#pragma once

#include <algorithm>

#include "kernel/attention.h"

namespace jangin::kernel {

constexpr int64_t kMaxHeadSize = 256;

/// Keys [begin, end) of a span, counted from its k_begin.
struct KeyRange {
  int64_t begin = 0;
  int64_t end = 0;
};

/// What query `row` of the span sees. Its position among the keys is k_count − q_count + row.
inline KeyRange visible_keys(const AttentionArgs& args, const AttentionSpan& span, int64_t row) {
  const int64_t position = span.k_count - span.q_count + row;
  const int64_t end = args.causal ? position + 1 : span.k_count;
  const int64_t begin = args.window > 0 ? std::max<int64_t>(0, position + 1 - args.window) : 0;
  return {begin, end};
}

inline CacheLayout cache_layout(const AttentionArgs& args) { return {args.cache_type, args.kv_heads, args.head_size}; }

/// Where key head `head` starts in a row of k or v, in elements.
inline int64_t kv_head_offset(const AttentionArgs& args, int64_t head) {
  return head * (args.kv_head_stride != 0 ? args.kv_head_stride : args.head_size);
}

/// One item of the forward call: rows [row_begin, row_end) of a span, all query heads of one key head.
struct AttentionItem {
  int64_t span = 0;
  int64_t kv_head = 0;
  int64_t row_begin = 0;
  int64_t row_end = 0;
};

inline int64_t query_blocks(const AttentionSpan& span) { return (span.q_count + kAttentionQueryBlock - 1) / kAttentionQueryBlock; }

/// `index` is below attention_forward_items(args).
inline AttentionItem attention_forward_item(const AttentionArgs& args, int64_t index) {
  for (int64_t s = 0; s < args.span_count; ++s) {
    const int64_t blocks = query_blocks(args.spans[s]);
    if (index < blocks * args.kv_heads) {
      const int64_t first = index % blocks * kAttentionQueryBlock;
      return {s, index / blocks, first, std::min(first + kAttentionQueryBlock, args.spans[s].q_count)};
    }
    index -= blocks * args.kv_heads;
  }
  return {};
}

/// The item after `item`, of which there is one unless it is the last.
inline AttentionItem next_attention_item(const AttentionArgs& args, AttentionItem item) {
  if (item.row_end == args.spans[item.span].q_count) {
    item.row_end = 0;
    if (++item.kv_head == args.kv_heads) {
      item.kv_head = 0;
      do {
        if (++item.span == args.span_count) return {};
      } while (args.spans[item.span].q_count == 0);
    }
  }
  item.row_begin = item.row_end;
  item.row_end = std::min(item.row_begin + kAttentionQueryBlock, args.spans[item.span].q_count);
  return item;
}

}  // namespace jangin::kernel
