// The benchmark's products and attention, in the shapes of training.
#include <algorithm>

#include "kernel/bench_run.h"

namespace jangin::kernel {
namespace {

/// y = x · Wᵀ and its two gradients for one weight W [n, k] and `rows` rows of x.
struct LinearLayer {
  std::string name;
  int64_t rows, n, k;
  DType out;
};

struct Product {
  std::string name;
  int64_t m, n, k;
  bool a_turned, b_turned;  // stored with k first
  bool pack_b;              // B is no weight: it is packed for each call, as A always is
  DType out;
};

/// Alone on packed operands, then with the packing that each call needs.
void bench_product(BenchRun& run, const Product& p) {
  if (!run.wanted(p.name)) return;
  const KernelTable& t = run.table();
  const GemmShape s{p.m, p.n, p.k, DType::bf16};
  const BenchMemory a = bench_memory(static_cast<size_t>(p.m * p.k) * 2), b = bench_memory(static_cast<size_t>(p.n * p.k) * 2),
                    c = bench_memory(static_cast<size_t>(p.m * p.n) * 4);
  const BenchMemory packed_a = bench_memory(t.gemm_pack_a_bytes(s)), packed_b = bench_memory(t.gemm_pack_b_bytes(s));
  const PackArgs pack_a{a.get(), DType::bf16, p.m, p.k, p.a_turned ? 1 : p.k, p.a_turned ? p.m : 1, DType::bf16, packed_a.get()};
  const PackArgs pack_b{b.get(), DType::bf16, p.n, p.k, p.b_turned ? 1 : p.k, p.b_turned ? p.n : 1, DType::bf16, packed_b.get()};
  const GemmArgs args{s, packed_a.get(), packed_b.get(), c.get(), p.out, p.n, false, 1.0f};
  const BenchStage left{t.gemm_pack_a_panels(s), 0, [&](int64_t begin, int64_t end, void*) { t.gemm_pack_a(pack_a, begin, end); }};
  const BenchStage right{t.gemm_pack_b_panels(s), 0, [&](int64_t begin, int64_t end, void*) { t.gemm_pack_b(pack_b, begin, end); }};
  const BenchStage product{t.gemm_tiles(s), 0, [&](int64_t begin, int64_t end, void* scratch) { t.gemm(args, begin, end, scratch); }};
  left.body(0, left.count, nullptr);
  right.body(0, right.count, nullptr);
  const std::string shape = shape_text({p.m, p.n, p.k}, "bf16");
  if (p.m <= 16) return run.measure(p.name, shape, static_cast<double>(t.gemm_pack_b_bytes(s)), Limit::read, {product}, t.gemm_scratch_bytes(s));
  const double work = 2.0 * static_cast<double>(p.m * p.n) * static_cast<double>(p.k);
  run.measure(p.name, shape, work, Limit::product, {product}, t.gemm_scratch_bytes(s));
  run.measure(p.name + ", packed", shape, work, Limit::product,
              p.pack_b ? std::vector<BenchStage>{left, right, product} : std::vector<BenchStage>{left, product}, t.gemm_scratch_bytes(s));
}

std::vector<LinearLayer> linear_layers(const BenchOptions& options) {
  const BenchModel& m = options.model;
  const int64_t queries = m.query_heads * m.head_size, keys = m.key_heads * m.head_size, chunk = std::min<int64_t>(options.tokens, 512);
  std::vector<LinearLayer> layers = {{"qkv", options.tokens, queries + 2 * keys, m.width, DType::bf16},
                                     {"attention output", options.tokens, m.width, queries, DType::bf16},
                                     {"gate and up", options.tokens, 2 * m.hidden, m.width, DType::bf16},
                                     {"down", options.tokens, m.width, m.hidden, DType::bf16},
                                     {"logits", chunk, m.vocabulary, m.width, DType::f32}};
  if (m.expert_hidden > 0) {
    const int64_t rows =
        std::max<int64_t>(17, options.tokens * m.experts_per_token / std::max<int64_t>(1, m.experts));  // more than what counts as few
    layers.push_back({"expert's gate and up", rows, 2 * m.expert_hidden, m.width, DType::bf16});
    layers.push_back({"expert's down", rows, m.width, m.expert_hidden, DType::bf16});
  }
  return layers;
}

}  // namespace

void bench_products(BenchRun& run) {
  for (const LinearLayer& l : linear_layers(run.options())) {
    bench_product(run, {l.name + ", y = x Wt (NT)", l.rows, l.n, l.k, false, false, false, l.out});
    bench_product(run, {l.name + ", dx = dy W (NN)", l.rows, l.k, l.n, false, true, false, DType::bf16});
    bench_product(run, {l.name + ", dW = dyt x (TN)", l.n, l.k, l.rows, true, true, true, DType::f32});
  }
  const BenchModel& m = run.options().model;
  bench_product(run, {"logits of one row", 1, m.vocabulary, m.width, false, false, false, DType::f32});
  bench_product(run, {"logits of 16 rows", 16, m.vocabulary, m.width, false, false, false, DType::f32});
}

/// Sequences of 1024; the work counts the pairs that causal attention needs, 4 (backward: 10) operations a pair and dimension.
void bench_attention(BenchRun& run) {
  if (!run.wanted("attention forward") && !run.wanted("attention backward")) return;
  const KernelTable& t = run.table();
  const BenchModel& m = run.options().model;
  const int64_t length = std::min<int64_t>(run.options().tokens, 1024), count = std::max<int64_t>(1, run.options().tokens / length);
  const int64_t q_row = m.query_heads * m.head_size, k_row = m.key_heads * m.head_size;
  std::vector<AttentionSpan> spans;
  for (int64_t i = 0; i < count; ++i) spans.push_back({i * length, length, i * length, length});
  const size_t q_size = static_cast<size_t>(length * count * q_row), k_size = static_cast<size_t>(length * count * k_row);
  const BenchMemory q = bench_memory(q_size * 2), k = bench_memory(k_size * 2), v = bench_memory(k_size * 2), o = bench_memory(q_size * 2),
                    dout = bench_memory(q_size * 2);
  const BenchMemory dq = bench_memory(q_size * 2), dk = bench_memory(k_size * 2), dv = bench_memory(k_size * 2), dk_parts = bench_memory(q_size * 4),
                    dv_parts = bench_memory(q_size * 4);
  std::vector<float> lse(static_cast<size_t>(length * count * m.query_heads), 5.0f);
  const AttentionArgs f{DType::bf16, DType::bf16, m.query_heads, m.key_heads, m.head_size, 0.125f, true,    0,     spans.data(), count,
                        q.get(),     q_row,       k.get(),       k_row,       v.get(),     k_row,  o.get(), q_row, lse.data(),   0};
  const AttentionBackwardArgs b{
      f,        dout.get(), q_row,    dq.get(), q_row, static_cast<float*>(dk_parts.get()), static_cast<float*>(dv_parts.get()),
      dk.get(), k_row,      dv.get(), k_row};
  const double pairs = static_cast<double>(count * m.query_heads) * static_cast<double>(length * (length + 1) / 2 * m.head_size);
  const std::string shape = shape_text({count, length, m.query_heads, m.head_size}, "bf16");
  run.measure("attention forward", shape, 4.0 * pairs, Limit::product,
              {{attention_forward_items(f), 1, [&](int64_t begin, int64_t end, void* scratch) { t.attention_forward(f, begin, end, scratch); }}},
              t.attention_forward_scratch_bytes(f));
  run.measure("attention backward", shape, 10.0 * pairs, Limit::product,
              {{attention_backward_items(b), 1, [&](int64_t begin, int64_t end, void* scratch) { t.attention_backward(b, begin, end, scratch); }},
               {length * count, 0, [&](int64_t begin, int64_t end, void*) { t.attention_backward_reduce(b, begin, end); }}},
              t.attention_backward_scratch_bytes(b));
}

}  // namespace jangin::kernel
