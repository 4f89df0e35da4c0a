// Random numbers that depend on nothing but a key and a counter: Philox4x32-10 (Salmon et al., SC11). The same (seed, stream,
// index) gives the same number on every machine, in any order and on any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace jangin {

/// Philox4x32 with 10 rounds: 128-bit counter, 64-bit key → 128 random bits.
constexpr std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t{0xD2511F53} * counter[0];
    uint64_t b = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(b), static_cast<uint32_t>(a >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// A random sequence keyed by (seed, stream). Streams are named by meaning, e.g. (step, sample). Copyable value, not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed, uint64_t stream = 0) : seed_(seed), stream_(stream) {}

  uint32_t next_u32() {
    if (used_ == 4) {
      block_ = philox4x32(
          {static_cast<uint32_t>(index_), static_cast<uint32_t>(index_ >> 32), static_cast<uint32_t>(stream_), static_cast<uint32_t>(stream_ >> 32)},
          {static_cast<uint32_t>(seed_), static_cast<uint32_t>(seed_ >> 32)});
      ++index_;
      used_ = 0;
    }
    return block_[used_++];
  }
  uint64_t next_u64() {
    uint64_t high = next_u32();
    return high << 32 | next_u32();
  }
  /// Uniform in [0, bound), bound > 0, without bias (Lemire 2018).
  uint32_t below(uint32_t bound) {
    uint64_t product = uint64_t{next_u32()} * bound;
    if (static_cast<uint32_t>(product) < bound) {
      uint32_t threshold = (0U - bound) % bound;
      while (static_cast<uint32_t>(product) < threshold) product = uint64_t{next_u32()} * bound;
    }
    return static_cast<uint32_t>(product >> 32);
  }
  /// Uniform in [0, 1), 24 bits.
  float uniform() { return static_cast<float>(next_u32() >> 8) * 0x1p-24F; }
  /// Uniform in [0, 1), 53 bits.
  double uniform_double() { return static_cast<double>(next_u64() >> 11) * 0x1p-53; }
  /// Standard normal (Box–Muller, cosine branch; in double).
  double normal();
  /// Fisher–Yates.
  template <typename Container>
  void shuffle(Container& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      using std::swap;
      swap(items[i - 1], items[below(static_cast<uint32_t>(i))]);
    }
  }

 private:
  uint64_t seed_;
  uint64_t stream_;
  uint64_t index_ = 0;
  unsigned used_ = 4;
  std::array<uint32_t, 4> block_{};
};

}  // namespace jangin
