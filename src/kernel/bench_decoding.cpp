// The benchmark's step of decoding: attention of one new token in each of many sequences over caches in pages, layer after layer, so that the
// caches come from memory.
#include <algorithm>

#include "kernel/bench_run.h"

namespace jangin::kernel {
namespace {

constexpr int64_t kSequences = 64;
constexpr int64_t kKeys = 160;  // tokens that each holds
constexpr int64_t kPagesEach = (kKeys + kAttentionKeyBlock - 1) / kAttentionKeyBlock;

/// Sequence s has pages s, s + kSequences, …: no two of its pages are neighbours.
struct Spans {
  std::vector<int32_t> pages;
  std::vector<AttentionSpan> spans;
  Spans() : pages(static_cast<size_t>(kSequences * kPagesEach)) {
    for (int64_t s = 0; s < kSequences; ++s) {
      for (int64_t i = 0; i < kPagesEach; ++i) pages[static_cast<size_t>(s * kPagesEach + i)] = static_cast<int32_t>(i * kSequences + s);
      spans.push_back({s, 1, 0, kKeys, pages.data() + s * kPagesEach});
    }
  }
};

void bench_cache(BenchRun& run, const std::string& name, CacheType type) {
  if (!run.wanted(name)) return;
  const KernelTable& t = run.table();
  const BenchModel& m = run.options().model;
  const CacheLayout layout{type, m.key_heads, m.head_size};
  const int64_t q_row = m.query_heads * m.head_size, layer_bytes = kSequences * kPagesEach * layout.page_bytes();
  const int64_t layers = std::max<int64_t>(1, run.options().stream_bytes / (2 * layer_bytes));
  const Spans spans;
  const BenchMemory q = bench_memory(static_cast<size_t>(kSequences * q_row) * 4), o = bench_memory(static_cast<size_t>(kSequences * q_row) * 4);
  const BenchMemory keys = bench_memory(static_cast<size_t>(layers * layer_bytes)), values = bench_memory(static_cast<size_t>(layers * layer_bytes));
  AttentionArgs args{.q_heads = m.query_heads,
                     .kv_heads = m.key_heads,
                     .head_size = m.head_size,
                     .scale = 0.125f,
                     .spans = spans.spans.data(),
                     .span_count = kSequences,
                     .q = q.get(),
                     .q_stride = q_row,
                     .o = o.get(),
                     .o_stride = q_row,
                     .cache_type = type};
  const int64_t items = attention_forward_items(args);
  std::vector<BenchStage> stages;
  for (int64_t layer = 0; layer < layers; ++layer) {
    args.k = static_cast<const std::byte*>(keys.get()) + layer * layer_bytes;
    args.v = static_cast<const std::byte*>(values.get()) + layer * layer_bytes;
    stages.push_back({items, 0, [&t, args](int64_t begin, int64_t end, void* scratch) { t.attention_forward(args, begin, end, scratch); }});
  }
  const double read = 2.0 * static_cast<double>(layers * kSequences * kKeys * layout.page_bytes() / kAttentionKeyBlock);
  run.measure(name,
              shape_text({kSequences, kKeys, m.query_heads, m.head_size}, type == CacheType::q8     ? "q8"
                                                                          : type == CacheType::bf16 ? "bf16"
                                                                                                    : "f32"),
              read, Limit::read, stages, t.attention_forward_scratch_bytes(args));
}

}  // namespace

void bench_decoding(BenchRun& run) {
  bench_cache(run, "attention of decoding, f32 caches", CacheType::f32);
  bench_cache(run, "attention of decoding, bf16 caches", CacheType::bf16);
  bench_cache(run, "attention of decoding, q8 caches", CacheType::q8);
}

}  // namespace jangin::kernel
