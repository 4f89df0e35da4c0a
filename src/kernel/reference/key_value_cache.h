// One element of a cache, scalar.
#pragma once

#include "kernel/key_value_cache.h"

namespace jangin::kernel::reference {

/// Where an element and its scale (q8) lie, in bytes.
struct CachePlace {
  int64_t number = 0;
  int64_t scale = 0;
};
CachePlace cache_place(const CacheLayout& layout, bool of_key, int64_t slot, int64_t head, int64_t i);

float load_cached(const CacheLayout& layout, const void* cache, bool of_key, int64_t slot, int64_t head, int64_t i);

}  // namespace jangin::kernel::reference
