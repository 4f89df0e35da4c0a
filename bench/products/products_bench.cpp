// Our side of the comparison of bf16 products. A line of JSON for each line of standard input:
//   {"m", "n", "k", "layout": "NT" | "NN" | "TN", "threads", "result"?: FILE}  →  {"seconds", "fed": operations a second}
// C[m, n] = A · B on bf16 operands in memory, packing included where training packs at each call: A always, B in "TN" (it is no weight). C is bf16, in
// "TN" (a weight's gradient) f32. "fed": the fastest product of operands that stay in the caches, of as many threads, taken just before.
// `result`: C is written there as f32. Operands by number: element i of A is ((i · 2654435761 mod 2^32) >> 24) / 256 − 0.5, of B the same of i + 7.
#include <algorithm>
#include <bit>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/thread_pool.h"
#include "kernel/bench_run.h"

namespace {

using namespace jangin;
using namespace jangin::kernel;
using nlohmann::json;

double seconds_of(const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

uint16_t to_bf16(float exact) { return static_cast<uint16_t>(std::bit_cast<uint32_t>(exact) >> 16U); }  // the numbers below need 8 bits

BenchMemory operand(int64_t count, uint32_t offset) {
  BenchMemory memory = bench_memory(static_cast<size_t>(count) * 2);
  auto* values = static_cast<uint16_t*>(memory.get());
  for (int64_t i = 0; i < count; ++i) {
    const uint32_t number = (static_cast<uint32_t>(i) + offset) * 2654435761U >> 24U;
    values[i] = to_bf16(static_cast<float>(number) / 256.0F - 0.5F);
  }
  return memory;
}

/// One product of the program's form for this machine, on threads of the shared pool.
class Product {
 public:
  Product(int64_t m, int64_t n, int64_t k, const std::string& layout, int threads)
      : shape_{m, n, k, DType::bf16},
        threads_(threads),
        gradient_(layout == "TN"),
        a_(operand(m * k, 0)),
        b_(operand(n * k, 7)),
        c_(bench_memory(static_cast<size_t>(m * n) * 4)),
        packed_a_(bench_memory(table_.gemm_pack_a_bytes(shape_))),
        packed_b_(bench_memory(table_.gemm_pack_b_bytes(shape_))) {
    const bool b_turned = layout != "NT";
    left_ = {a_.get(), DType::bf16, m, k, gradient_ ? 1 : k, gradient_ ? m : 1, DType::bf16, packed_a_.get()};
    right_ = {b_.get(), DType::bf16, n, k, b_turned ? 1 : k, b_turned ? n : 1, DType::bf16, packed_b_.get()};
    for (int i = 0; i < threads; ++i) scratch_.push_back(bench_memory(table_.gemm_scratch_bytes(shape_)));
    pack_a();
    pack_b();
  }

  void call() {
    pack_a();
    if (gradient_) pack_b();
    multiply();
  }

  /// On operands as they were packed last.
  void multiply() {
    const GemmArgs args{shape_, packed_a_.get(), packed_b_.get(), c_.get(), out(), shape_.n, false, 1.0F};
    split(table_.gemm_tiles(shape_),
          [&](int64_t begin, int64_t end, int thread) { table_.gemm(args, begin, end, scratch_[static_cast<size_t>(thread)].get()); });
  }

  void write(const std::string& path) const {
    std::ofstream file(path, std::ios::binary);
    for (int64_t i = 0; i < shape_.m * shape_.n; ++i) {
      const float value = out() == DType::f32 ? static_cast<const float*>(c_.get())[i]
                                              : std::bit_cast<float>(static_cast<uint32_t>(static_cast<const uint16_t*>(c_.get())[i]) << 16U);
      file.write(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }

 private:
  DType out() const { return gradient_ ? DType::f32 : DType::bf16; }
  void pack_a() {
    split(table_.gemm_pack_a_panels(shape_), [&](int64_t begin, int64_t end, int) { table_.gemm_pack_a(left_, begin, end); });
  }
  void pack_b() {
    split(table_.gemm_pack_b_panels(shape_), [&](int64_t begin, int64_t end, int) { table_.gemm_pack_b(right_, begin, end); });
  }
  void split(int64_t count, const std::function<void(int64_t, int64_t, int)>& body) const {
    if (threads_ == 1) return body(0, count, 0);
    const int64_t grain = std::max<int64_t>(1, count / (8 * threads_));
    ThreadPool::shared().parallel_for(static_cast<size_t>(count), static_cast<size_t>(grain), [&](size_t begin, size_t end, int thread) {
      body(static_cast<int64_t>(begin), static_cast<int64_t>(end), thread);
    });
  }

  const KernelTable& table_ = kernels();
  GemmShape shape_;
  int threads_;
  bool gradient_;
  BenchMemory a_, b_, c_, packed_a_, packed_b_;
  PackArgs left_, right_;
  std::vector<BenchMemory> scratch_;
};

}  // namespace

int main() {
  std::map<std::string, std::unique_ptr<Product>> products;
  std::map<int, std::unique_ptr<Product>> fed;  // some 50 KB an operand, one a thread
  constexpr int64_t kFedRows = 96, kFedDepth = 256;
  for (std::string line; std::getline(std::cin, line);) {
    const json command = json::parse(line);
    const int threads = command.at("threads");
    const int64_t m = command.at("m"), n = command.at("n"), k = command.at("k");
    auto& product = products[line.substr(0, line.find("\"result\""))];
    if (!product) product = std::make_unique<Product>(m, n, k, command.at("layout"), threads);
    for (int i = 0; i < threads; ++i)
      if (!fed[i]) fed[i] = std::make_unique<Product>(kFedRows, kFedRows, kFedDepth, "NT", 1);
    double best = 1e30;
    constexpr int kCalls = 400;
    for (int round = 0; round < 5; ++round) {
      best = std::min(best, seconds_of([&] {
                        ThreadPool::shared().parallel_for(static_cast<size_t>(threads), 1, [&](size_t begin, size_t end, int) {
                          for (size_t i = begin; i < end; ++i)
                            for (int call = 0; call < kCalls; ++call) fed[static_cast<int>(i)]->multiply();
                        });
                      }));
    }
    const json answer = {{"seconds", seconds_of([&] { product->call(); })}, {"fed", 2.0 * kFedRows * kFedRows * kFedDepth * kCalls * threads / best}};
    if (command.contains("result")) product->write(command["result"]);
    std::cout << answer.dump() << std::endl;
  }
}
