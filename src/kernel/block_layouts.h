// What the bytes of each block format mean. Source of all layouts: ggml-org/ggml src/ggml-common.h (structures block_q4_0 to
// block_iq4_xs, table kvalues_iq4nl). Fields are bytes, so that a block may lie at any address. x is a value, i its index in the block.
#pragma once

#include <type_traits>
#include <utility>

#include "kernel/blocks.h"

namespace jangin::kernel {

/// A binary16, little-endian.
struct StoredHalf {
  uint8_t bytes[2];

  constexpr float value() const { return to_f32(F16{static_cast<uint16_t>(bytes[0] | bytes[1] << 8)}); }
  constexpr void set(float value) {
    const uint16_t bits = to_f16(value).bits;
    bytes[0] = static_cast<uint8_t>(bits);
    bytes[1] = static_cast<uint8_t>(bits >> 8);
  }
};

// Blocks of 32. In 4-bit fields the low nibble of q[i] belongs to value i, the high nibble to value i + 16.

/// x = d·(q − 8)
struct BlockQ4_0 {
  StoredHalf d;
  uint8_t q[16];
};
/// x = d·q + m
struct BlockQ4_1 {
  StoredHalf d, m;
  uint8_t q[16];
};
/// x = d·(q − 16); bit i of the 32 bits of `high` is the fifth bit of q.
struct BlockQ5_0 {
  StoredHalf d;
  uint8_t high[4];
  uint8_t q[16];
};
/// x = d·q + m, q of five bits as above.
struct BlockQ5_1 {
  StoredHalf d, m;
  uint8_t high[4];
  uint8_t q[16];
};
/// x = d·q
struct BlockQ8_0 {
  StoredHalf d;
  int8_t q[32];
};
/// x = d·kIq4Values[q]
struct BlockIq4Nl {
  StoredHalf d;
  uint8_t q[16];
};
inline constexpr int8_t kIq4Values[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

// Blocks of 256: parts of 16 or 32 values with a small scale each, in units of d.

/// x = d·(scales[i/16] & 15)·q − dmin·(scales[i/16] >> 4). q: bits 2·(i/32 mod 4) and the next of q[32·(i/128) + i mod 32].
struct BlockQ2K {
  uint8_t scales[16];
  uint8_t q[64];
  StoredHalf d, dmin;
};
/// x = d·(s − 32)·(q − 4). q: two bits as in q2_k, the third is bit i/32 of high[i mod 32]. s, six bits for part p = i/16: four from
/// the nibble p/8 of scales[p mod 8], above them two, bits 2·(p/4) of scales[8 + p mod 4].
struct BlockQ3K {
  uint8_t high[32];
  uint8_t q[64];
  uint8_t scales[12];
  StoredHalf d;
};
/// x = d·s·q − dmin·m. q: nibble (i/32 mod 2) of q[32·(i/64) + i mod 32]. s and m, six bits each for part p = i/32: for p < 4 the low
/// six bits of scales[p] and of scales[p + 4]; else four bits from the low (s) and high (m) nibble of scales[p + 4], above them the two
/// highest bits of scales[p − 4] (s) and of scales[p] (m).
struct BlockQ4K {
  StoredHalf d, dmin;
  uint8_t scales[12];
  uint8_t q[128];
};
/// As q4_k, the fifth bit of q is bit i/32 of high[i mod 32].
struct BlockQ5K {
  StoredHalf d, dmin;
  uint8_t scales[12];
  uint8_t high[32];
  uint8_t q[128];
};
/// x = d·scales[i/16]·(q − 32). q: with half h = i/128 and j = i mod 128, four bits from nibble j/64 of low[64·h + j mod 64], above
/// them two, bits 2·(j/32) of high[32·h + j mod 32].
struct BlockQ6K {
  uint8_t low[128];
  uint8_t high[64];
  int8_t scales[16];
  StoredHalf d;
};
/// x = d·(s − 32)·kIq4Values[q]. Part p = i/32 is laid out as a block of iq4_nl in q[16·p…]. s, six bits: four from nibble (p mod 2) of
/// scales_low[p/2], above them bits 2·p of the 16 bits of scales_high.
struct BlockIq4Xs {
  StoredHalf d;
  uint8_t scales_high[2];
  uint8_t scales_low[4];
  uint8_t q[128];
};

/// Calls use(std::type_identity<Layout>) with the layout of `format`.
template <typename Use>
void with_layout(BlockFormat format, Use&& use) {
  switch (format) {
    case BlockFormat::q4_0: return use(std::type_identity<BlockQ4_0>());
    case BlockFormat::q4_1: return use(std::type_identity<BlockQ4_1>());
    case BlockFormat::q5_0: return use(std::type_identity<BlockQ5_0>());
    case BlockFormat::q5_1: return use(std::type_identity<BlockQ5_1>());
    case BlockFormat::q8_0: return use(std::type_identity<BlockQ8_0>());
    case BlockFormat::iq4_nl: return use(std::type_identity<BlockIq4Nl>());
    case BlockFormat::q2_k: return use(std::type_identity<BlockQ2K>());
    case BlockFormat::q3_k: return use(std::type_identity<BlockQ3K>());
    case BlockFormat::q4_k: return use(std::type_identity<BlockQ4K>());
    case BlockFormat::q5_k: return use(std::type_identity<BlockQ5K>());
    case BlockFormat::q6_k: return use(std::type_identity<BlockQ6K>());
    case BlockFormat::iq4_xs: return use(std::type_identity<BlockIq4Xs>());
  }
}

}  // namespace jangin::kernel
