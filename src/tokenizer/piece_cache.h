// Recently encoded pieces and their tokens: a fixed direct-mapped table of one thread, shared by all tokenizers that it uses.
// Bounded memory, no locks; a collision replaces.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

class PieceCache {
 public:
  static constexpr size_t kMaxBytes = 34;  // longer pieces are not kept
  static constexpr size_t kMaxTokens = 14;

  struct Entry {
    uint32_t owner = 0;  // 0: empty
    uint8_t length = 0;
    uint8_t tokens = 0;
    std::array<char, kMaxBytes> piece;
    std::array<TokenId, kMaxTokens> ids;
  };

  PieceCache() : entries_(kEntries) {}

  /// The slot of a piece of at most kMaxBytes; it holds the piece only if holds() says so.
  Entry& slot(uint32_t owner, std::string_view piece) { return entries_[hash(owner, piece) & (kEntries - 1)]; }
  static bool holds(const Entry& entry, uint32_t owner, std::string_view piece) {
    return entry.owner == owner && entry.length == piece.size() && std::memcmp(entry.piece.data(), piece.data(), piece.size()) == 0;
  }
  static void store(Entry& entry, uint32_t owner, std::string_view piece, const TokenId* ids, size_t count) {
    if (count > kMaxTokens) return;
    entry.owner = owner;
    entry.length = static_cast<uint8_t>(piece.size());
    entry.tokens = static_cast<uint8_t>(count);
    std::memcpy(entry.piece.data(), piece.data(), piece.size());
    std::memcpy(entry.ids.data(), ids, count * sizeof(TokenId));
  }

 private:
  static constexpr size_t kEntries = 1 << 14;

  static uint64_t hash(uint32_t owner, std::string_view piece) {
    uint64_t state = owner * 0x9e3779b97f4a7c15u + piece.size();
    for (size_t at = 0; at < piece.size(); at += 8) {
      uint64_t word = 0;
      std::memcpy(&word, piece.data() + at, std::min<size_t>(8, piece.size() - at));
      state = (state ^ word) * 0xff51afd7ed558ccdu;
      state ^= state >> 32;
    }
    return state ^ state >> 15;
  }
  std::vector<Entry> entries_;
};

}  // namespace jangin::tokenizer
