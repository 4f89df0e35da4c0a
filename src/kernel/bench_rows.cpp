// The benchmark's kernels that are bound by memory: rows, logits, optimizer steps. Bytes are those that must be read and written once.
#include <algorithm>
#include <numeric>

#include "kernel/bench_run.h"

namespace jangin::kernel {
namespace {

float* floats(const BenchMemory& memory) { return static_cast<float*>(memory.get()); }

/// Forward and backward over [rows, d], rows being heads of tokens or tokens.
void bench_norm(BenchRun& run, const std::string& name, int64_t rows, int64_t d) {
  if (!run.wanted(name + " forward") && !run.wanted(name + " backward")) return;
  const KernelTable& t = run.table();
  const size_t size = static_cast<size_t>(rows * d);
  const int64_t parts = (rows + kNormRowsPerPartial - 1) / kNormRowsPerPartial;
  const BenchMemory x = bench_memory(size * 2), residual = bench_memory(size * 2), y = bench_memory(size * 2),
                    weight = bench_memory(static_cast<size_t>(d) * 4);
  const BenchMemory partials = bench_memory(static_cast<size_t>(parts * d) * 4);
  std::vector<float> rstd(static_cast<size_t>(rows));
  const RowLayout layout = row_major(d);
  const RmsNormForwardArgs f{DType::bf16,  d,          1e-5f, x.get(), layout, residual.get(), layout, residual.get(), layout,
                             weight.get(), DType::f32, 0.0f,  y.get(), layout, rstd.data()};
  const RmsNormBackwardArgs b{DType::bf16, rows,    d,      x.get(),        layout, rstd.data(),    weight.get(), DType::f32,
                              0.0f,        y.get(), layout, residual.get(), layout, residual.get(), layout,       floats(partials)};
  const SumPartialsArgs sum{floats(partials), parts, d, floats(weight), false};
  const double bytes = 2.0 * static_cast<double>(size);
  run.measure(name + " forward", shape_text({rows, d}, "bf16"), 4.0 * bytes, Limit::copy,
              {{rows, 0, [&](int64_t begin, int64_t end, void*) { t.rms_norm_forward(f, begin, end); }}});
  run.measure(name + " backward", shape_text({rows, d}, "bf16"), 4.0 * bytes, Limit::copy,
              {{parts, 1, [&](int64_t begin, int64_t end, void*) { t.rms_norm_backward(b, begin, end); }},
               {d, 0, [&](int64_t begin, int64_t end, void*) { t.sum_partials(sum, begin, end); }}});
}

void bench_gate(BenchRun& run, int64_t rows, int64_t d) {
  const KernelTable& t = run.table();
  const size_t size = static_cast<size_t>(rows * d) * 2;
  const BenchMemory gate = bench_memory(size), up = bench_memory(size), out = bench_memory(size);
  const BenchMemory dgate = bench_memory(size),
                    dup = bench_memory(size);  // of their own: in place, rounds would bring the values down to denormal numbers
  GatedArgs args{
      run.options().model.activation, DType::bf16, d, gate.get(), d, up.get(), d, out.get(), d, out.get(), d, dgate.get(), d, dup.get(), d};
  run.measure("gate forward", shape_text({rows, d}, "bf16"), 3.0 * static_cast<double>(size), Limit::copy,
              {{rows, 0, [&](int64_t begin, int64_t end, void*) { t.gated_forward(args, begin, end); }}});
  GatedArgs back = args;
  back.out = nullptr;
  run.measure("gate backward", shape_text({rows, d}, "bf16"), 5.0 * static_cast<double>(size), Limit::copy,
              {{rows, 0, [&](int64_t begin, int64_t end, void*) { t.gated_backward(back, begin, end); }}});
}

void bench_tokens(BenchRun& run) {
  const KernelTable& t = run.table();
  const BenchModel& m = run.options().model;
  const int64_t tokens = run.options().tokens, q_row = m.query_heads * m.head_size, length = std::min<int64_t>(tokens, 1024);
  const BenchMemory q = bench_memory(static_cast<size_t>(tokens * q_row) * 2), angles = bench_memory(static_cast<size_t>(length * m.head_size) * 4);
  std::vector<int32_t> positions(static_cast<size_t>(tokens)), ids(static_cast<size_t>(tokens)), order(static_cast<size_t>(tokens));
  for (int64_t i = 0; i < tokens; ++i) {
    positions[static_cast<size_t>(i)] = static_cast<int32_t>(i % length);
    ids[static_cast<size_t>(i)] = static_cast<int32_t>(i * 7919 % m.vocabulary);
  }
  const RotaryArgs rotary{DType::bf16, q.get(), q_row, m.query_heads, m.head_size, positions.data(), floats(angles), floats(angles), false};
  run.measure("rotary", shape_text({tokens, m.query_heads, m.head_size}, "bf16"), 4.0 * static_cast<double>(tokens * q_row), Limit::copy,
              {{tokens, 0, [&](int64_t begin, int64_t end, void*) { t.rotary(rotary, begin, end); }}});
  if (!run.wanted("embedding forward") && !run.wanted("embedding backward")) return;
  const BenchMemory table = bench_memory(static_cast<size_t>(m.vocabulary * m.width) * 4),
                    rows = bench_memory(static_cast<size_t>(tokens * m.width) * 4);
  embedding_sort(ids.data(), tokens, order.data());
  const EmbeddingForwardArgs f{DType::f32, m.width, table.get(), ids.data(), 1.0f, rows.get(), m.width};
  const EmbeddingBackwardArgs b{DType::f32, m.width, ids.data(), order.data(), tokens, rows.get(), m.width, 1.0f, floats(table)};
  const double bytes = 4.0 * static_cast<double>(tokens * m.width);
  run.measure("embedding forward", shape_text({tokens, m.width}, "f32"), 2.0 * bytes, Limit::copy,
              {{tokens, 0, [&](int64_t begin, int64_t end, void*) { t.embedding_forward(f, begin, end); }}});
  run.measure("embedding backward", shape_text({tokens, m.width}, "f32"), 3.0 * bytes, Limit::copy,
              {{tokens, 0, [&](int64_t begin, int64_t end, void*) { t.embedding_backward(b, begin, end); }}});
}

void bench_loss(BenchRun& run) {
  if (!run.wanted("cross-entropy") && !run.wanted("divergence")) return;
  const KernelTable& t = run.table();
  const int64_t vocabulary = run.options().model.vocabulary, rows = std::min<int64_t>(run.options().tokens, 512);
  const double elements = static_cast<double>(rows * vocabulary);
  const BenchMemory logits = bench_memory(static_cast<size_t>(rows * vocabulary) * 4),
                    teacher = bench_memory(static_cast<size_t>(rows * vocabulary) * 4),
                    out = bench_memory(static_cast<size_t>(rows * vocabulary) * 2);
  std::vector<int32_t> targets(static_cast<size_t>(rows));
  std::iota(targets.begin(), targets.end(), 0);
  std::vector<float> loss(static_cast<size_t>(rows));
  const CrossEntropyArgs args{DType::f32, vocabulary,  logits.get(), vocabulary, targets.data(), nullptr,
                              1.0f,       loss.data(), nullptr,      out.get(),  DType::bf16,    vocabulary};
  run.measure("cross-entropy", shape_text({rows, vocabulary}, "f32"), 6.0 * elements, Limit::copy,
              {{rows, 0, [&](int64_t begin, int64_t end, void*) { t.cross_entropy(args, begin, end); }}});
  const DivergenceArgs from_teacher{DType::f32, vocabulary, logits.get(), vocabulary, teacher.get(), vocabulary,
                                    nullptr,    1.0f,       loss.data(),  out.get(),  DType::bf16,   vocabulary};
  run.measure("divergence", shape_text({rows, vocabulary}, "f32"), 10.0 * elements, Limit::copy,
              {{rows, 0, [&](int64_t begin, int64_t end, void*) { t.divergence(from_teacher, begin, end); }}});
}

}  // namespace

void bench_rows(BenchRun& run) {
  const BenchModel& m = run.options().model;
  bench_norm(run, "add and norm", run.options().tokens, m.width);
  if (m.query_norm) bench_norm(run, "norm of heads", run.options().tokens * m.query_heads, m.head_size);
  bench_tokens(run);
  if (run.wanted("gate forward") || run.wanted("gate backward")) bench_gate(run, run.options().tokens, m.hidden);
  bench_loss(run);
}

void bench_optimizers(BenchRun& run) {
  if (!run.wanted("AdamW, f32 weights") && !run.wanted("AdamW, bf16 weights") && !run.wanted("Muon's momentum") && !run.wanted("Muon's step")) return;
  const KernelTable& t = run.table();
  const int64_t count = std::max<int64_t>(1, run.options().stream_bytes / 16);  // four arrays: as far beyond the caches as the limit's
  const double elements = static_cast<double>(count);
  const BenchMemory weight = bench_memory(static_cast<size_t>(count) * 4), m = bench_memory(static_cast<size_t>(count) * 4),
                    v = bench_memory(static_cast<size_t>(count) * 4), g = bench_memory(static_cast<size_t>(count) * 4);
  AdamWArgs adamw{weight.get(), DType::f32, {}, floats(m), floats(v), g.get(), DType::f32, 1e-6f, 0.9f, 0.95f, 1e-8f, 0.1f, 1.0f, 0.5f, 0.5f};
  run.measure("AdamW, f32 weights", shape_text({count}, "f32"), 28.0 * elements, Limit::copy,
              {{count, 0, [&](int64_t begin, int64_t end, void*) { t.adamw(adamw, begin, end); }}});
  AdamWArgs stored = adamw;
  stored.weight_type = DType::bf16;
  run.measure("AdamW, bf16 weights", shape_text({count}, "bf16"), 24.0 * elements, Limit::copy,
              {{count, 0, [&](int64_t begin, int64_t end, void*) { t.adamw(stored, begin, end); }}});
  const MuonMomentumArgs momentum{floats(m), g.get(), DType::f32, floats(v), 0.95f, 1.0f};
  run.measure("Muon's momentum", shape_text({count}, "f32"), 16.0 * elements, Limit::copy,
              {{count, 0, [&](int64_t begin, int64_t end, void*) { t.muon_momentum(momentum, begin, end); }}});
  const DecayedStepArgs step{weight.get(), DType::f32, {}, floats(v), 0.999f, 1e-6f};
  run.measure("Muon's step", shape_text({count}, "f32"), 12.0 * elements, Limit::copy,
              {{count, 0, [&](int64_t begin, int64_t end, void*) { t.decayed_step(step, begin, end); }}});
}

}  // namespace jangin::kernel
