// Caches of keys and values for the forward call over pages (attention.h): where an element lies, what 8 bits say, and the entry that
// puts new rows there.
//
// A page holds kAttentionKeyBlock keys; for each key head, one after the other, four groups of sixteen keys:
//   keys    [d][16]   sixteen keys side by side, so that a query's scores are sums in lanes and nothing is turned when they are read
//   values  [16][d']  rows, d' = d in whole sixteens
// each followed (q8) by its scales [blocks][16], bf16: one for each block of 32 elements of a key's head. An element of q8 is scale · code,
// exactly; code = x / scale to the nearest (ties to even), scale = largest magnitude of the block / 127 in bf16. So it differs from x by at
// most scale / 2 (0.4 % of the largest in its block); blocks whose scale would be below 2^-126 are zero, and one with an infinity or NaN is all NaN.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

constexpr int64_t kAttentionKeyBlock = 64;
constexpr int64_t kCacheGroup = 16;
constexpr int64_t kCacheGroups = kAttentionKeyBlock / kCacheGroup;  // of a page
constexpr int64_t kCacheBlock = 32;

enum class CacheType : uint8_t { f32, bf16, q8 };

/// An element of a q8 cache without its scale.
struct Code8 {
  int8_t value = 0;
};

/// The same for keys and values, whose caches are two arrays.
struct CacheLayout {
  CacheType type = CacheType::f32;
  int64_t kv_heads = 0;
  int64_t head_size = 0;

  constexpr int64_t width() const { return (head_size + kCacheGroup - 1) / kCacheGroup * kCacheGroup; }
  constexpr int64_t blocks() const { return (head_size + kCacheBlock - 1) / kCacheBlock; }
  /// Of the elements of a group; its scales begin there.
  constexpr int64_t numbers_bytes() const { return kCacheGroup * width() * (type == CacheType::f32 ? 4 : type == CacheType::bf16 ? 2 : 1); }
  constexpr int64_t group_bytes() const { return numbers_bytes() + (type == CacheType::q8 ? kCacheGroup * blocks() * 2 : 0); }
  constexpr int64_t head_bytes() const { return kCacheGroups * group_bytes(); }
  /// A multiple of 64.
  constexpr int64_t page_bytes() const { return kv_heads * head_bytes(); }
  /// Where the four groups of a head begin.
  constexpr int64_t head_offset(int64_t page, int64_t head) const { return page * page_bytes() + head * head_bytes(); }
};

/// Rows of keys and of values [tokens, kv_heads, head_size] (heads adjacent) to their places. Ranges of tokens.
struct CacheAppendArgs {
  CacheLayout layout;
  DType type = DType::f32;  // of k and v: f32 or bf16
  const void* k = nullptr;
  int64_t k_stride = 0;  // elements
  const void* v = nullptr;
  int64_t v_stride = 0;
  const int32_t* slots = nullptr;  // by token: page · kAttentionKeyBlock + the key's number in it; distinct
  void* keys = nullptr;
  void* values = nullptr;
};

}  // namespace jangin::kernel
