// Softmax attention without the score matrix (arXiv 2205.14135, 2307.08691), forward and backward, over any set of sequences: packed
// training batches, prompts against a cache, and decoding are the same call with other spans.
//
// Legend: q [tokens, q_heads, head_size], k and v [cache tokens, kv_heads, head_size]; tokens are *_stride elements apart, the
// heads of a token are adjacent (those of k and v: unless kv_head_stride says otherwise). Query head h reads key head h / (q_heads / kv_heads).
//
// An output row depends only on its own query and on the keys it sees: not on the other rows of the call, nor on how
// the items are split. Keys are taken in blocks of kAttentionKeyBlock counted from k_begin. So prompt and decoding agree bit for bit.
#pragma once

#include "kernel/key_value_cache.h"
#include "kernel/types.h"

namespace jangin::kernel {

constexpr int64_t kAttentionQueryBlock = 64;

/// One sequence: queries q_begin … +q_count are the last q_count positions of keys k_begin … +k_count (q_count ≤ k_count).
/// Keys in pages (arXiv 2309.06180; forward only, all spans of a call or none): k and v are caches (key_value_cache.h) of args.cache_type, in
/// which page pages[i] holds keys 64·i … 64·i + 63, and k_begin is 0. The numbers are those of rows that hold the same values.
struct AttentionSpan {
  int64_t q_begin = 0;
  int64_t q_count = 0;
  int64_t k_begin = 0;
  int64_t k_count = 0;
  const int32_t* pages = nullptr;  // borrowed; one for each started block of kAttentionKeyBlock keys
};

struct AttentionArgs {
  DType type = DType::f32;     // of q, k, v, o and their gradients: f32 or bf16
  DType kv_type = DType::f32;  // of k and v in rows (in the forward call they may be bf16 beside f32 queries); backward needs kv_type == type
  int64_t q_heads = 0;
  int64_t kv_heads = 0;   // divides q_heads
  int64_t head_size = 0;  // a multiple of 2, at most 256
  float scale = 1.0f;
  bool causal = true;
  int64_t window = 0;  // a query sees itself and window − 1 positions before it; 0: all
  const AttentionSpan* spans = nullptr;
  int64_t span_count = 0;
  const void* q = nullptr;
  int64_t q_stride = 0;
  const void* k = nullptr;
  int64_t k_stride = 0;
  const void* v = nullptr;
  int64_t v_stride = 0;
  void* o = nullptr;  // written by forward, read by backward
  int64_t o_stride = 0;
  float* lse = nullptr;                   // [tokens, q_heads] log-sum-exp of the scaled scores; forward: null = not kept; backward: required
  int64_t kv_head_stride = 0;             // elements between two heads of k, and of v; 0: adjacent
  CacheType cache_type = CacheType::f32;  // of k and v in pages
};

/// Work items of the forward call: one for each (span, key head, block of queries), in that order.
int64_t attention_forward_items(const AttentionArgs& args);

/// Gradients. Items are (span, query head). dq is final; the gradients of k and v go to f32 parts, one for each query head, which
/// attention_backward_reduce then adds over the group in ascending order of heads.
struct AttentionBackwardArgs {
  AttentionArgs forward;
  const void* dout = nullptr;  // [tokens, q_heads, head_size]
  int64_t dout_stride = 0;
  void* dq = nullptr;
  int64_t dq_stride = 0;
  float* dk_parts = nullptr;  // [cache tokens, q_heads, head_size], packed; written, not added to
  float* dv_parts = nullptr;
  void* dk = nullptr;  // [cache tokens, kv_heads, head_size], written by the reduction
  int64_t dk_stride = 0;
  void* dv = nullptr;
  int64_t dv_stride = 0;
};

int64_t attention_backward_items(const AttentionBackwardArgs& args);

}  // namespace jangin::kernel
