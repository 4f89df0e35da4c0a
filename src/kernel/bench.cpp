// Measures limits, and kernels beside them.
#include "kernel/bench.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "kernel/bench_run.h"
#include "kernel/peaks.h"

namespace jangin::kernel {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPeakRounds = 3;
constexpr double kFedSeconds = 1e-3;
constexpr GemmShape kFedShape{96, 96, 256, DType::bf16};  // some 50 KB an operand: first- and second-level cache

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

bool of_bytes(Limit limit) { return limit == Limit::read || limit == Limit::copy; }

const char* limit_name(Limit limit) {
  switch (limit) {
    case Limit::product: return "fed product";
    case Limit::multiply_add: return "multiply-add";
    case Limit::read: return "read";
    case Limit::copy: return "copy";
  }
  return "?";
}

}  // namespace

BenchMemory bench_memory(size_t bytes) {
  BenchMemory memory(::operator new(bytes + 64, std::align_val_t(64)));
  auto* halves = static_cast<uint16_t*>(memory.get());
  for (size_t i = 0; i < (bytes + 64) / 2; ++i) halves[i] = static_cast<uint16_t>(0x3c00 + (i * 2654435761u >> 22) % 0x300);
  return memory;
}

std::string shape_text(std::initializer_list<int64_t> sizes, std::string_view type) {
  std::string text;
  for (int64_t size : sizes) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text.append(1, ' ').append(type);
}

BenchRun::BenchRun(const KernelTable& table, const BenchOptions& options)
    : table_(table),
      options_(options),
      stream_(bench_memory(static_cast<size_t>(options.stream_bytes))),
      scratch_(static_cast<size_t>(*std::max_element(options.threads.begin(), options.threads.end()))) {}

void BenchRun::run(const BenchStage& stage, int threads) {
  if (threads == 1) return stage.body(0, stage.count, scratch_[0].get());
  const int64_t grain = stage.grain ? stage.grain : std::max<int64_t>(1, stage.count / (8 * threads));
  options_.parallel(threads, stage.count, grain,
                    [&](int64_t begin, int64_t end, int thread) { stage.body(begin, end, scratch_[static_cast<size_t>(thread)].get()); });
}

/// One thread's best rate of products whose operands stay in its caches.
double BenchRun::fed_product_rate() {
  const BenchMemory a = bench_memory(table_.gemm_pack_a_bytes(kFedShape)), b = bench_memory(table_.gemm_pack_b_bytes(kFedShape));
  const BenchMemory c = bench_memory(static_cast<size_t>(kFedShape.m * kFedShape.n) * 4),
                    scratch = bench_memory(table_.gemm_scratch_bytes(kFedShape));
  const BenchMemory source = bench_memory(static_cast<size_t>(kFedShape.n * kFedShape.k) * 2);
  table_.gemm_pack_a({source.get(), DType::bf16, kFedShape.m, kFedShape.k, kFedShape.k, 1, DType::bf16, a.get()}, 0,
                     table_.gemm_pack_a_panels(kFedShape));
  table_.gemm_pack_b({source.get(), DType::bf16, kFedShape.n, kFedShape.k, kFedShape.k, 1, DType::bf16, b.get()}, 0,
                     table_.gemm_pack_b_panels(kFedShape));
  const GemmArgs args{kFedShape, a.get(), b.get(), c.get(), DType::f32, kFedShape.n, false, 1.0f};
  const auto product = [&] { table_.gemm(args, 0, table_.gemm_tiles(kFedShape), scratch.get()); };
  product();
  double best = 0;
  for (int round = 0; round < kPeakRounds; ++round) {
    double work = 0;
    const auto start = Clock::now();
    do {
      product();
      work += 2.0 * static_cast<double>(kFedShape.m * kFedShape.n * kFedShape.k);
    } while (seconds_since(start) < kFedSeconds);
    best = std::max(best, work / seconds_since(start));
  }
  return best;
}

double BenchRun::limit_rate(Limit limit, int threads) {
  if (of_bytes(limit)) {
    const int64_t floats = options_.stream_bytes / 4, half = floats / 2 / 64 * 64;
    auto* data = static_cast<float*>(stream_.get());
    const LinearArgs copy{DType::f32, data, 1.0f, DType::f32, nullptr, 0.0f, DType::f32, data + half};
    const int64_t count = limit == Limit::read ? floats / 64 : half / 64;
    const auto start = Clock::now();
    run({count, (count + threads - 1) / threads,
         [&](int64_t begin, int64_t end, void*) {
           limit == Limit::read ? static_cast<void>(table_.peak_read(data + begin * 64, (end - begin) * 256))
                                : table_.linear(copy, begin * 64, end * 64);
         }},
        threads);
    return static_cast<double>(count) * 256.0 * (limit == Limit::read ? 1.0 : 2.0) / seconds_since(start);
  }
  std::vector<double> rates(static_cast<size_t>(threads));
  run({threads, 1,
       [&](int64_t begin, int64_t end, void*) {
         for (int64_t i = begin; i < end; ++i)
           rates[static_cast<size_t>(i)] = limit == Limit::product ? fed_product_rate() : peak_flops(table_, DType::f32, kPeakRounds);
       }},
      threads);
  return std::accumulate(rates.begin(), rates.end(), 0.0);
}

void BenchRun::measure(const std::string& name, const std::string& shape, double work, Limit limit, const std::vector<BenchStage>& stages,
                       size_t scratch_bytes) {
  if (!wanted(name)) return;
  for (BenchMemory& scratch : scratch_) scratch = bench_memory(scratch_bytes);
  const size_t counts = options_.threads.size();
  std::vector<std::vector<double>> rates(counts), shares(counts);
  for (int round = -1; round < options_.rounds; ++round) {  // the first one warms up
    for (size_t t = 0; t < counts; ++t) {
      const int threads = options_.threads[t];
      const double bound = round < 0 ? 1.0 : limit_rate(limit, threads);
      const auto start = Clock::now();
      for (const BenchStage& stage : stages) run(stage, threads);
      const double rate = work / seconds_since(start);
      if (round < 0) continue;
      rates[t].push_back(rate);
      shares[t].push_back(rate / bound);
    }
  }
  for (size_t t = 0; t < counts; ++t)
    rows_.push_back(
        {name, shape, options_.threads[t], median(rates[t]) / 1e9, of_bytes(limit) ? "GB/s" : "GFLOP/s", limit_name(limit), median(shares[t])});
}

void BenchRun::limits() {
  const std::pair<const char*, Limit> all[] = {{"limit: multiply-add", Limit::multiply_add},
                                               {"limit: fed product", Limit::product},
                                               {"limit: read", Limit::read},
                                               {"limit: copy", Limit::copy}};
  for (const auto& [name, limit] : all) {
    if (!wanted(name)) continue;
    for (int threads : options_.threads) {
      std::vector<double> rates;
      for (int round = 0; round < options_.rounds; ++round) rates.push_back(limit_rate(limit, threads));
      const char* type = limit == Limit::product ? "bf16" : of_bytes(limit) ? "memory" : "f32";
      rows_.push_back({name, type, threads, median(rates) / 1e9, of_bytes(limit) ? "GB/s" : "GFLOP/s", limit_name(limit), 1.0});
    }
  }
  if (wanted("limit: product unit") && table_.peak_bf16(1) > 0.0) {
    rows_.push_back({"limit: product unit", "bf16", 1, peak_flops(table_, DType::bf16) / 1e9, "GFLOP/s", "product unit", 1.0});
  }
}

std::vector<BenchRow> bench_kernels(const KernelTable& table, const BenchOptions& options) {
  BenchRun run(table, options);
  run.limits();
  bench_products(run);
  bench_attention(run);
  bench_decoding(run);
  bench_rows(run);
  bench_optimizers(run);
  return run.take_rows();
}

}  // namespace jangin::kernel
