// MinHash (Broder, 1997): for each of many hash functions the smallest value over a set. Two sets agree in one such minimum with a probability
// that is their Jaccard similarity.
//
// Legend: item i of n, function k of `functions`. h_k(i) = items[i] · multipliers[k] modulo 2^64, compared as signed numbers (AVX2 has no others).
#pragma once

#include <cstdint>

namespace jangin::kernel {

/// Functions are handed out in units of so many.
constexpr int64_t kMinHashUnit = 8;

/// minima[k] = min(minima[k], min over i of items[i] · multipliers[k]). Items are hashes already (well mixed in all bits), multipliers are odd.
struct MinHashArgs {
  const uint64_t* items = nullptr;  // [n]
  int64_t n = 0;
  const uint64_t* multipliers = nullptr;  // [functions], functions a multiple of kMinHashUnit
  int64_t* minima = nullptr;              // [functions], in and out
};

}  // namespace jangin::kernel
