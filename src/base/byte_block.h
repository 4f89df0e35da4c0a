// Sixteen bytes of text at a time, compared at once: SSE2, which every x86-64 has; elsewhere the same by loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace jangin {

/// Bytes of which each answer is a bit, the first byte the lowest.
class ByteBlock {
 public:
  static constexpr size_t kBytes = 16;
  static constexpr uint32_t kAll = 0xffff;

#if defined(__SSE2__)
  explicit ByteBlock(const char* at) : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) {}
  uint32_t equal(uint8_t byte) const { return bits(_mm_cmpeq_epi8(bytes_, all(byte))); }
  /// Equal to the byte at the same place.
  uint32_t equal(const ByteBlock& other) const { return bits(_mm_cmpeq_epi8(bytes_, other.bytes_)); }
  /// first ≤ byte ≤ last
  uint32_t between(uint8_t first, uint8_t last) const { return bits(in(bytes_, first, last)); }
  uint32_t not_ascii() const { return bits(bytes_); }
  uint32_t ascii_letters() const { return bits(in(_mm_or_si128(bytes_, all(0x20)), 'a', 'z')); }
  uint32_t continuations() const { return bits(_mm_cmpgt_epi8(all(0xc0), bytes_)); }

 private:
  static __m128i all(uint8_t byte) { return _mm_set1_epi8(static_cast<char>(byte)); }
  static uint32_t bits(__m128i mask) { return static_cast<uint32_t>(_mm_movemask_epi8(mask)); }
  static __m128i in(__m128i bytes, uint8_t first, uint8_t last) {
    const __m128i above = _mm_sub_epi8(bytes, all(first));
    return _mm_cmpeq_epi8(_mm_min_epu8(above, all(static_cast<uint8_t>(last - first))), above);
  }
  __m128i bytes_;
#else
  explicit ByteBlock(const char* at) { std::memcpy(bytes_, at, kBytes); }
  uint32_t equal(uint8_t byte) const { return between(byte, byte); }
  uint32_t equal(const ByteBlock& other) const {
    uint32_t out = 0;
    for (size_t i = 0; i < kBytes; ++i) out |= static_cast<uint32_t>(bytes_[i] == other.bytes_[i]) << i;
    return out;
  }
  uint32_t between(uint8_t first, uint8_t last) const {
    return bits([=](uint8_t b) { return b >= first && b <= last; });
  }
  uint32_t not_ascii() const { return between(0x80, 0xff); }
  uint32_t ascii_letters() const { return between('a', 'z') | between('A', 'Z'); }
  uint32_t continuations() const { return between(0x80, 0xbf); }

 private:
  template <typename Test>
  uint32_t bits(Test&& test) const {
    uint32_t out = 0;
    for (size_t i = 0; i < kBytes; ++i) out |= static_cast<uint32_t>(test(bytes_[i])) << i;
    return out;
  }
  uint8_t bytes_[kBytes];
#endif
};

}  // namespace jangin
