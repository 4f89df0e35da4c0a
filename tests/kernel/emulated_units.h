// The two bf16 product instructions in plain code, as Intel's manual states them, for processors that lack them: vdpbf16ps and
// tdpbf16ps with round to nearest even, subnormal inputs and results taken as zero. Included between a form's target pragmas.

inline float flush(float value) { return std::fabs(value) < 0x1p-126f ? std::copysign(0.0f, value) : value; }
inline float low_half(uint32_t pair) { return flush(std::bit_cast<float>(pair << 16)); }
inline float high_half(uint32_t pair) { return flush(std::bit_cast<float>(pair & 0xffff0000u)); }
inline float accumulate(float sum, float a, float b) { return flush(std::fma(a, b, flush(sum))); }

/// One lane of vdpbf16ps: the odd product first (SDM, VDPBF16PS).
inline float dot_pair(float sum, uint32_t a, uint32_t b) { return accumulate(accumulate(sum, high_half(a), high_half(b)), low_half(a), low_half(b)); }

struct EmulatedPairs {
  static __m512 dot(__m512 sum, __m512i a, __m512i b) {
    float s[16];
    uint32_t x[16], y[16];
    std::memcpy(s, &sum, 64);
    std::memcpy(x, &a, 64);
    std::memcpy(y, &b, 64);
    for (int i = 0; i < 16; ++i) s[i] = dot_pair(s[i], x[i], y[i]);
    std::memcpy(&sum, s, 64);
    return sum;
  }
};

/// One element of tdpbf16ps: even and odd products are summed apart, then together, then onto the tile (SDM, TDPBF16PS).
inline float dot_tile(float sum, const uint32_t* a, const uint32_t* b, int64_t b_stride) {
  float even = 0.0f, odd = 0.0f;
  for (int k = 0; k < 16; ++k) {
    even = accumulate(even, low_half(a[k]), low_half(b[k * b_stride]));
    odd = accumulate(odd, high_half(a[k]), high_half(b[k * b_stride]));
  }
  return flush(flush(sum) + flush(even + odd));
}

struct EmulatedTiles {
  static inline thread_local uint32_t tile[8][16][16];

  template <int t>
  static void zero() {
    std::memset(tile[t], 0, sizeof(tile[t]));
  }
  template <int t>
  static void load(const void* p, int64_t stride) {
    for (int64_t row = 0; row < 16; ++row) std::memcpy(tile[t][row], static_cast<const std::byte*>(p) + row * stride, 64);
  }
  template <int t>
  static void store(void* p, int64_t stride) {
    for (int64_t row = 0; row < 16; ++row) std::memcpy(static_cast<std::byte*>(p) + row * stride, tile[t][row], 64);
  }
  template <int c, int a, int b>
  static void dot() {
    for (int m = 0; m < 16; ++m)
      for (int n = 0; n < 16; ++n)
        tile[c][m][n] = std::bit_cast<uint32_t>(dot_tile(std::bit_cast<float>(tile[c][m][n]), tile[a][m], &tile[b][0][n], 16));
  }
};
