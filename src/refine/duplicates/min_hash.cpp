// See min_hash.h; the loop over items and functions is a kernel.
#include "refine/duplicates/min_hash.h"

#include <limits>

#include "kernel/kernel_table.h"
#include "refine/duplicates/shingles.h"

namespace jangin::refine {

MinHash::MinHash(size_t size) : size_(size) {
  constexpr uint64_t kStep = 0x9e3779b97f4a7c15ULL;
  size_t functions = (size + kernel::kMinHashUnit - 1) / kernel::kMinHashUnit * kernel::kMinHashUnit;
  for (size_t k = 0; k < functions; ++k) multipliers_.push_back(mix_bits(kStep * (k + 1)) | 1);
}

std::vector<uint64_t> MinHash::signature(std::span<const uint64_t> items) const {
  std::vector<int64_t> minima(multipliers_.size(), std::numeric_limits<int64_t>::max());
  const kernel::MinHashArgs args{items.data(), static_cast<int64_t>(items.size()), multipliers_.data(), minima.data()};
  kernel::kernels().min_hash(args, 0, static_cast<int64_t>(minima.size()) / kernel::kMinHashUnit);
  std::vector<uint64_t> packed(words());
  for (size_t k = 0; k < size_; ++k) packed[k / 4] |= (mix_bits(static_cast<uint64_t>(minima[k])) & 0xFFFF) << (k % 4 * 16);
  return packed;
}

double MinHash::similarity(std::span<const uint64_t> a, std::span<const uint64_t> b) const {
  size_t equal = 0;
  for (size_t i = 0; i < words(); ++i) {
    uint64_t differing = a[i] ^ b[i];
    // The top bit of each 16 becomes 1 where any of them is.
    constexpr uint64_t kLow = 0x7FFF'7FFF'7FFF'7FFFULL;
    uint64_t any = (((differing & kLow) + kLow) | differing) & ~kLow;
    equal += 4 - static_cast<size_t>(__builtin_popcountll(any));
  }
  equal -= words() * 4 - size_;  // the zeros that fill the last word
  return static_cast<double>(equal) / static_cast<double>(size_);
}

}  // namespace jangin::refine
