// Pair of tokens → anything small: open addressing, grows, forgets nothing.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Two ids as one number; sorted as (left, right).
inline uint64_t pack_pair(TokenId left, TokenId right) {
  return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
}
inline TokenId left_of(uint64_t pair) { return static_cast<TokenId>(pair >> 32); }
inline TokenId right_of(uint64_t pair) { return static_cast<TokenId>(pair & 0xffffffffu); }

/// One thread's for changes; any thread's for find().
template <typename Value>
class PairTable {
 public:
  /// The value of `pair`, value-initialised when it is new. Lives until the next call.
  Value& operator[](uint64_t pair) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[index(pair)];
    if (slot.pair == kEmpty) {
      slot = {pair, Value{}};
      ++size_;
    }
    return slot.value;
  }
  /// Null when `pair` is not there.
  const Value* find(uint64_t pair) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[index(pair)];
    return slot.pair == kEmpty ? nullptr : &slot.value;
  }
  template <typename Visit>
  void visit(Visit&& visit) {
    for (Slot& slot : slots_) {
      if (slot.pair != kEmpty) visit(slot.pair, slot.value);
    }
  }
  size_t size() const { return size_; }

 private:
  static constexpr uint64_t kEmpty = UINT64_MAX;
  struct Slot {
    uint64_t pair = kEmpty;
    Value value{};
  };

  size_t index(uint64_t pair) const {
    const size_t mask = slots_.size() - 1;
    uint64_t hash = pair * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
    size_t at = hash & mask;
    while (slots_[at].pair != pair && slots_[at].pair != kEmpty) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 1024 : 2 * slots_.size());
    old.swap(slots_);
    for (Slot& slot : old) {
      if (slot.pair != kEmpty) slots_[index(slot.pair)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  size_t size_ = 0;
};

}  // namespace jangin::tokenizer
