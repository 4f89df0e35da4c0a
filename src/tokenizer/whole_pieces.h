// Pieces of text that are tokens as they are: bytes → id. One table and one string, since the words asked for are mostly not there.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/huge_pages.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

class WholePieces {
 public:
  WholePieces() : slots_(1) {}
  bool empty() const { return count_ == 0; }
  /// Forgets all; room for `most` pieces.
  void reset(size_t most) {
    slots_.assign(std::bit_ceil(2 * most + 2), {});
    bytes_.clear();
    count_ = 0;
  }
  /// Of equal pieces the first stays.
  void add(std::string_view piece, TokenId id) {
    Slot& slot = slots_[find_slot(piece)];
    if (slot.id != kNoToken) return;
    slot = {static_cast<uint32_t>(hash(piece) >> 32), id, bytes_.size(), piece.size()};
    bytes_.append(piece);
    ++count_;
  }
  /// kNoToken: there is none.
  TokenId find(std::string_view piece) const { return slots_[find_slot(piece)].id; }

 private:
  struct Slot {
    uint32_t tag = 0;  // of the hash
    TokenId id = kNoToken;
    size_t begin = 0, size = 0;
  };
  static uint64_t hash(std::string_view piece) { return std::hash<std::string_view>{}(piece); }
  size_t find_slot(std::string_view piece) const {
    const uint64_t hashed = hash(piece);
    const auto tag = static_cast<uint32_t>(hashed >> 32);
    size_t at = hashed & (slots_.size() - 1);
    for (; slots_[at].id != kNoToken; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].tag == tag && std::string_view(bytes_).substr(slots_[at].begin, slots_[at].size) == piece) break;
    }
    return at;
  }

  std::vector<Slot, HugePages<Slot>> slots_;
  std::string bytes_;
  size_t count_ = 0;
};

}  // namespace jangin::tokenizer
