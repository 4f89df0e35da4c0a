// Caches of keys and values, scalar: the statement of key_value_cache.h.
#include "kernel/key_value_cache.h"

#include <algorithm>
#include <cmath>

#include "kernel/reference/access.h"
#include "kernel/reference/key_value_cache.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {
namespace {

/// Elements [first, last) of a head, which share a scale.
struct Block {
  const void* row;
  DType type;
  int64_t at, first, last;
  float operator[](int64_t i) const { return load(row, type, at + i); }
};

float scale_of(const Block& x) {
  float largest = 0.0f, poison = 0.0f;
  for (int64_t i = x.first; i < x.last; ++i) {
    largest = std::max(largest, std::fabs(x[i]));
    poison += x[i] * 0.0f;
  }
  const float scale = to_f32(to_bf16(largest / 127.0f + poison));
  return scale < 0x1p-126f ? 0.0f : scale;
}

void append_block(const CacheLayout& layout, const Block& x, bool of_key, int64_t slot, int64_t head, uint8_t* cache) {
  const float scale = scale_of(x), inverse = scale > 0.0f ? 1.0f / scale : 0.0f;
  store(cache + cache_place(layout, of_key, slot, head, x.first).scale, DType::bf16, 0, scale);
  for (int64_t i = x.first; i < x.last; ++i) {
    const float code = std::isfinite(scale) ? std::nearbyint(x[i] * inverse) : 0.0f;
    cache[cache_place(layout, of_key, slot, head, i).number] = static_cast<uint8_t>(static_cast<int8_t>(code));
  }
}

void append_head(const CacheAppendArgs& args, bool of_key, int64_t token, int64_t head) {
  const CacheLayout& layout = args.layout;
  const int64_t d = layout.head_size, slot = args.slots[token];
  const void* row = of_key ? args.k : args.v;
  const int64_t at = token * (of_key ? args.k_stride : args.v_stride) + head * d;
  auto* cache = static_cast<uint8_t*>(of_key ? args.keys : args.values);
  if (layout.type == CacheType::q8) {
    for (int64_t first = 0; first < d; first += kCacheBlock)
      append_block(layout, {row, args.type, at, first, std::min(first + kCacheBlock, d)}, of_key, slot, head, cache);
    return;
  }
  const DType type = layout.type == CacheType::f32 ? DType::f32 : DType::bf16;
  for (int64_t i = 0; i < d; ++i) store(cache + cache_place(layout, of_key, slot, head, i).number, type, 0, load(row, args.type, at + i));
}

}  // namespace

CachePlace cache_place(const CacheLayout& layout, bool of_key, int64_t slot, int64_t head, int64_t i) {
  const int64_t key = slot % kAttentionKeyBlock, lane = key % kCacheGroup;
  const int64_t group = layout.head_offset(slot / kAttentionKeyBlock, head) + key / kCacheGroup * layout.group_bytes();
  const int64_t index = of_key ? i * kCacheGroup + lane : lane * layout.width() + i;
  const int64_t bytes = layout.numbers_bytes() / (kCacheGroup * layout.width());
  return {group + index * bytes, group + layout.numbers_bytes() + (i / kCacheBlock * kCacheGroup + lane) * 2};
}

float load_cached(const CacheLayout& layout, const void* cache, bool of_key, int64_t slot, int64_t head, int64_t i) {
  const CachePlace place = cache_place(layout, of_key, slot, head, i);
  const auto* bytes = static_cast<const uint8_t*>(cache);
  if (layout.type == CacheType::f32) return load(bytes + place.number, DType::f32, 0);
  if (layout.type == CacheType::bf16) return load(bytes + place.number, DType::bf16, 0);
  return load(bytes + place.scale, DType::bf16, 0) * static_cast<float>(static_cast<int8_t>(bytes[place.number]));
}

void cache_append(const CacheAppendArgs& args, int64_t token_begin, int64_t token_end) {
  for (int64_t token = token_begin; token < token_end; ++token)
    for (int64_t head = 0; head < args.layout.kv_heads; ++head) {
      append_head(args, true, token, head);
      append_head(args, false, token, head);
    }
}

}  // namespace jangin::kernel::reference
