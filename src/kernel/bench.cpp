// Measures products, attention and the memory-bound kernels with the shapes of SmolLM2-135M (d 576, 9/3 heads of 64, FFN 1536).
#include "kernel/bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

#include "kernel/peaks.h"

namespace jangin::kernel {
namespace {

constexpr int64_t kWidth = 576, kHidden = 1536, kHeadSize = 64, kQueryHeads = 9, kKeyHeads = 3;

struct Free {
  void operator()(void* p) const { ::operator delete(p, std::align_val_t(64)); }
};
using Memory = std::unique_ptr<void, Free>;

/// Aligned memory holding small bf16 numbers (as f32 they are small too).
Memory filled(size_t bytes) {
  Memory memory(::operator new(bytes + 64, std::align_val_t(64)));
  auto* halves = static_cast<uint16_t*>(memory.get());
  for (size_t i = 0; i < (bytes + 64) / 2; ++i) halves[i] = static_cast<uint16_t>(0x3c00 + (i * 2654435761u >> 22) % 0x300);
  return memory;
}

/// "4096x576x576 bf16".
std::string shape_text(std::initializer_list<int64_t> sizes, const char* type) {
  std::string text;
  for (int64_t size : sizes) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  text += ' ';
  text += type;
  return text;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

class Bench {
 public:
  Bench(const KernelTable& table, const BenchOptions& options) : table(table), options(options), stream_(filled(static_cast<size_t>(options.stream_bytes))) {}

  bool wanted(std::string_view name) const { return name.find(options.only) != std::string::npos; }

  /// One row: `work` floating-point operations (or bytes) done by body(); its limit is measured before each round.
  void measure(const std::string& name, const std::string& shape, double work, bool bytes, DType type, const std::function<void()>& body) {
    if (!wanted(name)) return;
    body();
    std::vector<double> rates, shares;
    for (int round = 0; round < options.rounds; ++round) {
      const double limit = bytes ? peak_read_bandwidth(table, stream_.get(), options.stream_bytes, 1) : peak_flops(table, type, 3);
      const auto start = std::chrono::steady_clock::now();
      body();
      const double rate = work / std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      rates.push_back(rate);
      shares.push_back(rate / limit);
    }
    rows.push_back({name, shape, median(rates) / 1e9, bytes ? "GB/s" : "GFLOP/s", median(shares)});
  }

  void limits() {
    if (wanted("limit: multiply-add")) {
      rows.push_back({"limit: multiply-add", "f32", peak_flops(table, DType::f32) / 1e9, "GFLOP/s", 1.0});
      if (table.peak_bf16(1) > 0.0) rows.push_back({"limit: product", "bf16", peak_flops(table, DType::bf16) / 1e9, "GFLOP/s", 1.0});
    }
    if (wanted("limit: read")) rows.push_back({"limit: read", "memory", peak_read_bandwidth(table, stream_.get(), options.stream_bytes) / 1e9, "GB/s", 1.0});
  }

  const KernelTable& table;
  const BenchOptions& options;
  std::vector<BenchRow> rows;

 private:
  Memory stream_;
};

struct ProductCase {
  const char* name;
  int64_t m, n, k;
  bool a_transposed, b_transposed;
  DType c_type;
};

/// The product alone on packed operands, then with the packing of A that each call needs.
void bench_product(Bench& bench, const ProductCase& c) {
  const KernelTable& t = bench.table;
  const GemmShape s{c.m, c.n, c.k, DType::bf16};
  const Memory a = filled(static_cast<size_t>(c.m * c.k) * 2), b = filled(static_cast<size_t>(c.n * c.k) * 2), result = filled(static_cast<size_t>(c.m * c.n) * 4);
  const Memory packed_a = filled(t.gemm_pack_a_bytes(s)), packed_b = filled(t.gemm_pack_b_bytes(s)), scratch = filled(t.gemm_scratch_bytes(s));
  const PackArgs pack_a{a.get(), DType::bf16, c.m, c.k, c.a_transposed ? 1 : c.k, c.a_transposed ? c.m : 1, DType::bf16, packed_a.get()};
  const PackArgs pack_b{b.get(), DType::bf16, c.n, c.k, c.b_transposed ? c.k : 1, c.b_transposed ? 1 : c.n, DType::bf16, packed_b.get()};
  const GemmArgs args{s, packed_a.get(), packed_b.get(), result.get(), c.c_type, c.n, false, 1.0f};
  t.gemm_pack_a(pack_a, 0, t.gemm_pack_a_panels(s));
  t.gemm_pack_b(pack_b, 0, t.gemm_pack_b_panels(s));
  const std::string shape = shape_text({c.m, c.n, c.k}, "bf16");
  const bool few = c.m <= 16;
  const double work = few ? static_cast<double>(t.gemm_pack_b_bytes(s)) : 2.0 * static_cast<double>(c.m * c.n) * static_cast<double>(c.k);
  bench.measure(c.name, shape, work, few, DType::bf16, [&] { t.gemm(args, 0, t.gemm_tiles(s), scratch.get()); });
  if (few) return;
  std::string with_packing = c.name;
  with_packing += ", A packed";
  bench.measure(with_packing, shape, work, false, DType::bf16, [&] {
    t.gemm_pack_a(pack_a, 0, t.gemm_pack_a_panels(s));
    t.gemm(args, 0, t.gemm_tiles(s), scratch.get());
  });
}

void bench_products(Bench& bench) {
  const int64_t tokens = bench.options.tokens, vocabulary = bench.options.vocabulary;
  const int64_t keys = kKeyHeads * kHeadSize, chunk = std::min<int64_t>(tokens, 512);
  const ProductCase cases[] = {
      {"product y = x Wt", tokens, kWidth, kWidth, false, true, DType::bf16},
      {"product y = x Wt", tokens, keys, kWidth, false, true, DType::bf16},
      {"product y = x Wt", tokens, kHidden, kWidth, false, true, DType::bf16},
      {"product y = x Wt", tokens, kWidth, kHidden, false, true, DType::bf16},
      {"product y = x Wt", chunk, vocabulary, kWidth, false, true, DType::f32},
      {"product dx = dy W", tokens, kWidth, kHidden, false, false, DType::bf16},
      {"product dx = dy W", tokens, kHidden, kWidth, false, false, DType::bf16},
      {"product dx = dy W", chunk, kWidth, vocabulary, false, false, DType::bf16},
      {"product dW = dyt x", kWidth, kWidth, tokens, true, false, DType::f32},
      {"product dW = dyt x", kHidden, kWidth, tokens, true, false, DType::f32},
      {"product dW = dyt x", vocabulary, kWidth, chunk, true, false, DType::f32},
      {"product, one row", 1, vocabulary, kWidth, false, true, DType::f32},
      {"product, 16 rows", 16, vocabulary, kWidth, false, true, DType::f32},
  };
  for (const ProductCase& c : cases)
    if (bench.wanted(c.name)) bench_product(bench, c);
}

/// Training: sequences of 1024; the work counts the pairs that causal attention needs, 4 (backward: 10) operations a pair and dimension.
void bench_attention(Bench& bench) {
  const int64_t tokens = bench.options.tokens;
  if (!bench.wanted("attention forward") && !bench.wanted("attention backward")) return;
  const KernelTable& t = bench.table;
  const int64_t length = std::min<int64_t>(tokens, 1024), count = std::max<int64_t>(1, tokens / length), q_row = kQueryHeads * kHeadSize, k_row = kKeyHeads * kHeadSize;
  std::vector<AttentionSpan> spans;
  for (int64_t i = 0; i < count; ++i) spans.push_back({i * length, length, i * length, length});
  const size_t total = static_cast<size_t>(length * count);
  const Memory q = filled(total * q_row * 2), k = filled(total * k_row * 2), v = filled(total * k_row * 2), o = filled(total * q_row * 2), dout = filled(total * q_row * 2);
  const Memory dq = filled(total * q_row * 2), dk = filled(total * k_row * 2), dv = filled(total * k_row * 2);
  const Memory dk_parts = filled(total * q_row * 4), dv_parts = filled(total * q_row * 4), lse = filled(total * kQueryHeads * 4);
  const AttentionArgs f{DType::bf16, DType::bf16, kQueryHeads, kKeyHeads, kHeadSize, 0.125f, true, 0, spans.data(), count,
                        q.get(), q_row, k.get(), k_row, v.get(), k_row, o.get(), q_row, static_cast<float*>(lse.get()), 0};
  const AttentionBackwardArgs b{f, dout.get(), q_row, dq.get(), q_row, static_cast<float*>(dk_parts.get()), static_cast<float*>(dv_parts.get()), dk.get(), k_row, dv.get(), k_row};
  const Memory scratch = filled(std::max(t.attention_forward_scratch_bytes(f), t.attention_backward_scratch_bytes(b)));
  const double pairs = static_cast<double>(count * kQueryHeads) * static_cast<double>(length * (length + 1) / 2) * kHeadSize;
  const std::string shape = shape_text({count, length, kQueryHeads, kHeadSize}, "bf16");
  bench.measure("attention forward", shape, 4.0 * pairs, false, DType::bf16, [&] { t.attention_forward(f, 0, attention_forward_items(f), scratch.get()); });
  bench.measure("attention backward", shape, 10.0 * pairs, false, DType::bf16, [&] {
    t.attention_backward(b, 0, attention_backward_items(b), scratch.get());
    t.attention_backward_reduce(b, 0, length * count);
  });
}

/// Bytes are those that must be read and written once.
void bench_rows(Bench& bench) {
  const int64_t tokens = bench.options.tokens, vocabulary = bench.options.vocabulary;
  const KernelTable& t = bench.table;
  const size_t wide = static_cast<size_t>(tokens * kHidden);
  const size_t room = std::max(wide, static_cast<size_t>(vocabulary)) * 4;
  const Memory x = filled(room), y = filled(room), z = filled(room), w = filled(kHidden * 4), table = filled(static_cast<size_t>(tokens * kHeadSize) * 4);
  std::vector<float> rstd(static_cast<size_t>(tokens));
  std::vector<int32_t> numbers(static_cast<size_t>(tokens));
  std::iota(numbers.begin(), numbers.end(), 0);
  const double narrow = static_cast<double>(tokens * kWidth) * 2.0, hidden = static_cast<double>(wide) * 2.0;
  const RowLayout rows = row_major(kWidth);
  const RmsNormForwardArgs norm{DType::bf16, kWidth, 1e-5f, x.get(), rows, y.get(), rows, y.get(), rows, w.get(), DType::f32, 0.0f, z.get(), rows, rstd.data()};
  bench.measure("add and norm", shape_text({tokens, kWidth}, "bf16"), 4.0 * narrow, true, DType::bf16, [&] { t.rms_norm_forward(norm, 0, tokens); });
  const RotaryArgs rotary{DType::bf16, x.get(), kWidth, kQueryHeads, kHeadSize, numbers.data(), static_cast<float*>(table.get()), static_cast<float*>(table.get()), false};
  bench.measure("rotary", shape_text({tokens, kQueryHeads, kHeadSize}, "bf16"), 2.0 * narrow, true, DType::bf16, [&] { t.rotary(rotary, 0, tokens); });
  const GatedArgs gate{Activation::silu, DType::bf16, kHidden, x.get(), kHidden, y.get(), kHidden, z.get(), kHidden, z.get(), kHidden, x.get(), kHidden, y.get(), kHidden};
  bench.measure("gate forward", shape_text({tokens, kHidden}, "bf16"), 3.0 * hidden, true, DType::bf16, [&] { t.gated_forward(gate, 0, tokens); });
  GatedArgs back = gate;
  back.out = nullptr;
  bench.measure("gate backward", shape_text({tokens, kHidden}, "bf16"), 5.0 * hidden, true, DType::bf16, [&] { t.gated_backward(back, 0, tokens); });
  const int64_t logit_rows = std::clamp<int64_t>(static_cast<int64_t>(wide) / vocabulary, 1, tokens);
  const CrossEntropyArgs loss{DType::f32, vocabulary, x.get(), vocabulary, numbers.data(), nullptr, 1.0f, rstd.data(), nullptr, z.get(), DType::bf16, vocabulary};
  bench.measure("cross-entropy", shape_text({logit_rows, vocabulary}, "f32"), 6.0 * static_cast<double>(logit_rows * vocabulary), true, DType::f32,
                [&] { t.cross_entropy(loss, 0, logit_rows); });
  const Memory v = filled(room), copy = filled(wide * 2);
  const AdamWArgs step{static_cast<float*>(x.get()), static_cast<float*>(y.get()), static_cast<float*>(v.get()), z.get(), DType::f32, copy.get(), DType::bf16, 1e-6f, 0.9f, 0.95f, 1e-8f, 0.1f, 1.0f, 0.5f, 0.5f};
  bench.measure("AdamW", shape_text({static_cast<int64_t>(wide)}, "f32"), 30.0 * static_cast<double>(wide), true, DType::f32, [&] { t.adamw(step, 0, static_cast<int64_t>(wide)); });
}

}  // namespace

std::vector<BenchRow> bench_kernels(const KernelTable& table, const BenchOptions& options) {
  Bench bench(table, options);
  bench.limits();
  bench_products(bench);
  bench_attention(bench);
  bench_rows(bench);
  return std::move(bench.rows);
}

}  // namespace jangin::kernel
