// Times the peak loops of a kernel table.
#include "kernel/peaks.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace jangin::kernel {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0.0 : values[values.size() / 2];
}

}  // namespace

double peak_flops(const KernelTable& table, DType type, int rounds) {
  const auto loop = type == DType::bf16 && table.peak_bf16(1) > 0.0 ? table.peak_bf16 : table.peak_f32;
  int64_t iterations = 1000;
  for (double seconds = 0.0; seconds < 5e-4; iterations *= 2) {
    const auto start = std::chrono::steady_clock::now();
    loop(iterations);
    seconds = seconds_since(start);
  }
  std::vector<double> rates;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const double work = loop(iterations);
    rates.push_back(work / seconds_since(start));
  }
  return median(std::move(rates));
}

double peak_read_bandwidth(const KernelTable& table, const void* data, int64_t bytes, int rounds) {
  std::vector<double> rates;
  for (int i = 0; i < rounds; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const double work = table.peak_read(data, bytes);
    rates.push_back(work / seconds_since(start));
  }
  return median(std::move(rates));
}

}  // namespace jangin::kernel
