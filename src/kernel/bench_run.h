// What the parts of the benchmark share: memory, limits, and the measuring of one kernel beside its limit.
#pragma once

#include <memory>
#include <new>

#include "kernel/bench.h"

namespace jangin::kernel {

struct FreeAligned {
  void operator()(void* p) const { ::operator delete(p, std::align_val_t(64)); }
};
using BenchMemory = std::unique_ptr<void, FreeAligned>;
/// Aligned memory holding small bf16 numbers (as f32 they are small too).
BenchMemory bench_memory(size_t bytes);

/// "4096x576x576 bf16".
std::string shape_text(std::initializer_list<int64_t> sizes, std::string_view type);

enum class Limit : uint8_t {
  product,       // the product of this form on operands that stay in the caches
  multiply_add,  // f32 multiply-add from registers
  read,          // bytes read
  copy,          // bytes read and written
};

/// A range of a kernel call: [0, count) may be split at multiples of `grain` (0: eight ranges a thread).
struct BenchStage {
  int64_t count = 0;
  int64_t grain = 0;
  std::function<void(int64_t begin, int64_t end, void* scratch)> body;
};

class BenchRun {
 public:
  BenchRun(const KernelTable& table, const BenchOptions& options);
  const KernelTable& table() const { return table_; }
  const BenchOptions& options() const { return options_; }
  bool wanted(std::string_view name) const { return name.find(options_.only) != std::string::npos; }
  /// Rows for one kernel, which does `work` operations (or bytes) in `stages`, one after the other.
  void measure(const std::string& name, const std::string& shape, double work, Limit limit, const std::vector<BenchStage>& stages,
               size_t scratch_bytes = 0);
  /// Rows for the limits themselves.
  void limits();
  std::vector<BenchRow> take_rows() { return std::move(rows_); }

 private:
  double limit_rate(Limit limit, int threads);
  double fed_product_rate();
  void run(const BenchStage& stage, int threads);

  const KernelTable& table_;
  const BenchOptions& options_;
  BenchMemory stream_;
  std::vector<BenchMemory> scratch_;  // by thread
  std::vector<BenchRow> rows_;
};

void bench_products(BenchRun& run);
void bench_attention(BenchRun& run);
void bench_decoding(BenchRun& run);
void bench_rows(BenchRun& run);
void bench_optimizers(BenchRun& run);

}  // namespace jangin::kernel
