// The thread's cache, and numbers for its users.
#include "tokenizer/piece_cache.h"

#include <atomic>

namespace jangin::tokenizer {

uint32_t PieceCache::new_owner() {
  static std::atomic<uint32_t> next{0};
  return next.fetch_add(1) % 0xffffff + 1;  // comes round after sixteen million tokenizers, when the first are long gone from any cache
}

PieceCache& PieceCache::of_thread() {
  thread_local PieceCache cache;
  return cache;
}

}  // namespace jangin::tokenizer
