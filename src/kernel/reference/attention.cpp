// Attention, scalar: for each query the scores of all keys it sees, softmax in two passes, weighted sum of values; gradients by the
// chain rule with the probabilities recomputed from the log-sum-exp.
#include <algorithm>
#include <cmath>

#include "kernel/attention_items.h"
#include "kernel/reference/access.h"
#include "kernel/reference/key_value_cache.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

int64_t longest_span(const AttentionArgs& args) {
  int64_t longest = 0;
  for (int64_t s = 0; s < args.span_count; ++s) longest = std::max(longest, args.spans[s].k_count);
  return longest;
}

/// Element i of a key (or value) of the forward call: from rows, or from a cache in pages.
float cache_element(const AttentionArgs& args, const AttentionSpan& span, bool of_key, int64_t key, int64_t kv, int64_t i) {
  const void* base = of_key ? args.k : args.v;
  if (span.pages == nullptr)
    return load(base, args.kv_type, (span.k_begin + key) * (of_key ? args.k_stride : args.v_stride) + kv_head_offset(args, kv) + i);
  return load_cached(cache_layout(args), base, of_key, span.pages[key / kAttentionKeyBlock] * kAttentionKeyBlock + key % kAttentionKeyBlock, kv, i);
}

float dot(const void* a, DType a_type, int64_t a_at, const void* b, DType b_type, int64_t b_at, int64_t n) {
  float sum = 0.0f;
  for (int64_t i = 0; i < n; ++i) sum = std::fma(load(a, a_type, a_at + i), load(b, b_type, b_at + i), sum);
  return sum;
}

/// One output row: query `row` of the span (0-based), head h. scores has room for the span's keys.
void forward_row(const AttentionArgs& args, const AttentionSpan& span, int64_t row, int64_t h, float* scores) {
  const KeyRange keys = visible_keys(args, span, row);
  const int64_t kv = h / (args.q_heads / args.kv_heads), hd = args.head_size, token = span.q_begin + row;
  float maximum = -INFINITY;
  for (int64_t j = keys.begin; j < keys.end; ++j) {
    float product = 0.0f;
    for (int64_t i = 0; i < hd; ++i)
      product = std::fma(load(args.q, args.type, token * args.q_stride + h * hd + i), cache_element(args, span, true, j, kv, i), product);
    scores[j] = args.scale * product;
    maximum = std::max(maximum, scores[j]);
  }
  float sum = 0.0f;
  for (int64_t j = keys.begin; j < keys.end; ++j) sum += scores[j] = std::exp(scores[j] - maximum);
  for (int64_t i = 0; i < hd; ++i) {
    float value = 0.0f;
    for (int64_t j = keys.begin; j < keys.end; ++j) value = std::fma(scores[j], cache_element(args, span, false, j, kv, i), value);
    store(args.o, args.type, token * args.o_stride + h * hd + i, value / sum);
  }
  if (args.lse != nullptr) args.lse[token * args.q_heads + h] = maximum + std::log(sum);
}

/// Gradients that pass through one query row of head h: adds to dq_row [hd] and to the parts of the keys it sees.
void backward_row(const AttentionBackwardArgs& args, const AttentionSpan& span, int64_t row, int64_t h, float* dq_row) {
  const AttentionArgs& f = args.forward;
  const KeyRange keys = visible_keys(f, span, row);
  const int64_t kv = h / (f.q_heads / f.kv_heads), hd = f.head_size, token = span.q_begin + row;
  const int64_t q_at = token * f.q_stride + h * hd, do_at = token * args.dout_stride + h * hd;
  const float delta = dot(args.dout, f.type, do_at, f.o, f.type, token * f.o_stride + h * hd, hd);
  const float lse = f.lse[token * f.q_heads + h];
  for (int64_t j = keys.begin; j < keys.end; ++j) {
    const int64_t key = span.k_begin + j, k_at = key * f.k_stride + kv_head_offset(f, kv), v_at = key * f.v_stride + kv_head_offset(f, kv);
    float* dk = args.dk_parts + (key * f.q_heads + h) * hd;
    float* dv = args.dv_parts + (key * f.q_heads + h) * hd;
    const float p = std::exp(f.scale * dot(f.q, f.type, q_at, f.k, f.type, k_at, hd) - lse);
    const float ds = f.scale * p * (dot(args.dout, f.type, do_at, f.v, f.type, v_at, hd) - delta);
    for (int64_t i = 0; i < hd; ++i) {
      dv[i] = std::fma(p, load(args.dout, f.type, do_at + i), dv[i]);
      dk[i] = std::fma(ds, load(f.q, f.type, q_at + i), dk[i]);
      dq_row[i] = std::fma(ds, load(f.k, f.type, k_at + i), dq_row[i]);
    }
  }
}

}  // namespace

size_t attention_forward_scratch_bytes(const AttentionArgs& args) { return static_cast<size_t>(longest_span(args)) * sizeof(float); }

void attention_forward(const AttentionArgs& args, int64_t item_begin, int64_t item_end, void* scratch) {
  const int64_t group = args.q_heads / args.kv_heads;
  for (int64_t index = item_begin; index < item_end; ++index) {
    const AttentionItem item = attention_forward_item(args, index);
    for (int64_t h = item.kv_head * group; h < (item.kv_head + 1) * group; ++h)
      for (int64_t row = item.row_begin; row < item.row_end; ++row) forward_row(args, args.spans[item.span], row, h, static_cast<float*>(scratch));
  }
}

size_t attention_backward_scratch_bytes(const AttentionBackwardArgs&) { return 0; }

void attention_backward(const AttentionBackwardArgs& args, int64_t item_begin, int64_t item_end, void*) {
  const AttentionArgs& f = args.forward;
  for (int64_t index = item_begin; index < item_end; ++index) {
    const AttentionSpan& span = f.spans[index / f.q_heads];
    const int64_t h = index % f.q_heads;
    for (int64_t key = span.k_begin; key < span.k_begin + span.k_count; ++key) {
      std::fill_n(args.dk_parts + (key * f.q_heads + h) * f.head_size, f.head_size, 0.0f);
      std::fill_n(args.dv_parts + (key * f.q_heads + h) * f.head_size, f.head_size, 0.0f);
    }
    for (int64_t row = 0; row < span.q_count; ++row) {
      float dq_row[kMaxHeadSize] = {};
      backward_row(args, span, row, h, dq_row);
      for (int64_t i = 0; i < f.head_size; ++i) store(args.dq, f.type, (span.q_begin + row) * args.dq_stride + h * f.head_size + i, dq_row[i]);
    }
  }
}

void attention_backward_reduce(const AttentionBackwardArgs& args, int64_t token_begin, int64_t token_end) {
  const AttentionArgs& f = args.forward;
  const int64_t group = f.q_heads / f.kv_heads, hd = f.head_size;
  for (int64_t t = token_begin; t < token_end; ++t)
    for (int64_t kv = 0; kv < f.kv_heads; ++kv)
      for (int64_t i = 0; i < hd; ++i) {
        float dk = 0.0f, dv = 0.0f;
        for (int64_t h = kv * group; h < (kv + 1) * group; ++h) {
          dk += args.dk_parts[(t * f.q_heads + h) * hd + i];
          dv += args.dv_parts[(t * f.q_heads + h) * hd + i];
        }
        store(args.dk, f.type, t * args.dk_stride + kv * hd + i, dk);
        store(args.dv, f.type, t * args.dv_stride + kv * hd + i, dv);
      }
}

}  // namespace jangin::kernel::reference
