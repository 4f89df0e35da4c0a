// How fast each kernel is here, beside this machine's limit taken in the same moment. One thread. It measures and returns; it prints nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel_table.h"

namespace jangin::kernel {

struct BenchRow {
  std::string name;   // "product y = x Wt", "attention backward", …
  std::string shape;  // "4096x576x576 bf16"
  double rate = 0.0;  // in `unit`: the median over the rounds
  std::string unit;   // "GFLOP/s" or "GB/s"
  double share = 0.0;  // median of rate ÷ limit, the limit measured just before each round: multiply-add peak or read bandwidth
};

struct BenchOptions {
  int rounds = 5;           // interleaved measurements of limit and kernel; medians are reported
  int64_t tokens = 4096;    // rows of the training shapes (SmolLM2-135M's: 576, 192, 1536)
  int64_t vocabulary = 49152;
  int64_t stream_bytes = 256 << 20;  // read to measure memory: several times the caches
  std::string only;                  // rows whose name contains this; empty: all
};

/// Rows in a fixed order: limits, products, attention, then what is bound by memory. `table` must be one that this machine runs.
std::vector<BenchRow> bench_kernels(const KernelTable& table, const BenchOptions& options);

}  // namespace jangin::kernel
