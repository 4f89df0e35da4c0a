// How fast each kernel is here, beside this machine's limits taken in the same moment. It measures and returns; it prints nothing and starts no
// thread: several threads are the caller's (BenchOptions::parallel).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel_table.h"

namespace jangin::kernel {

struct BenchRow {
  std::string name;   // "qkv, y = x Wt", "attention backward", …
  std::string shape;  // "4096x576x576 bf16"
  int threads = 1;
  double rate = 0.0;   // in `unit`: the median over the rounds
  std::string unit;    // "GFLOP/s" or "GB/s"
  std::string limit;   // what bounds it: "fed product", "multiply-add", "read" or "copy"
  double share = 0.0;  // median of rate ÷ that limit, measured just before each round with as many threads. Above 1: data came from a cache
};

/// The sizes that training shapes are made of. SmolLM2-135M's unless changed.
struct BenchModel {
  int64_t width = 576;
  int64_t query_heads = 9;
  int64_t key_heads = 3;
  int64_t head_size = 64;
  int64_t hidden = 1536;
  int64_t vocabulary = 49152;
  bool query_norm = false;  // queries and keys are normalised by heads
  Activation activation = Activation::silu;
  int64_t expert_hidden = 0;  // 0: no experts
  int64_t experts = 0;
  int64_t experts_per_token = 0;
};

/// Calls body(begin, end, thread) over ranges of at most `grain` that cover [0, count), on `threads` threads; thread < threads.
using BenchParallel =
    std::function<void(int threads, int64_t count, int64_t grain, const std::function<void(int64_t begin, int64_t end, int thread)>& body)>;

struct BenchOptions {
  int rounds = 5;         // interleaved measurements of limit and kernel; medians are reported
  int64_t tokens = 4096;  // rows of the training shapes
  BenchModel model;
  int64_t stream_bytes = 256 << 20;  // read or copied to measure memory: several times the caches
  std::string only;                  // rows whose name contains this; empty: all
  std::vector<int> threads = {1};    // each row is measured with each of these; other than 1 needs `parallel`
  BenchParallel parallel;
};

/// Rows in a fixed order: limits, products, attention, then what is bound by memory. `table` must be one that this machine runs.
std::vector<BenchRow> bench_kernels(const KernelTable& table, const BenchOptions& options);

}  // namespace jangin::kernel
