// Rounding to bf16 at random: up with the probability of what is cut off, so that the expected value is the number itself and steps that are
// smaller than half a unit of the last place are not lost (Gupta et al., arXiv 1502.02551).
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// Element i of a call takes the random number of (key, first + i): nothing else, so ranges, threads and ranks change nothing.
struct RandomRounding {
  uint32_t key[2] = {0, 0};
  uint32_t first = 0;  // number of the call's first element, modulo 2^32
};

/// Sixteen random bits of (key, index): a multiply-xorshift hash (constants of C. Wellons' hash-prospector) with the key at two places.
constexpr uint32_t random_half(const RandomRounding& rounding, uint32_t index) {
  uint32_t x = index + rounding.key[0];
  x = (x ^ (x >> 16)) * 0x21f0aaadu;
  x ^= x >> 15 ^ rounding.key[1];
  return x * 0x735a2d97u >> 16;
}

/// value cut to bf16 after `half` (16 bits) was added below the last place. NaN stays a quiet NaN, infinities stay.
constexpr Bf16 to_bf16_randomly(float value, uint32_t half) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return to_bf16(value);
  return {static_cast<uint16_t>((bits + half) >> 16)};
}

}  // namespace jangin::kernel
