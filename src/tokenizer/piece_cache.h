// Recently encoded pieces and their tokens: fixed direct-mapped tables of one thread, shared by all tokenizers that it uses.
// Bounded memory (8 MiB a thread), no locks; a collision replaces. One cache line for a short piece, two for a longer one.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// A piece as whole words, for comparing and hashing at once: its bytes, zeros, and its length in the last byte.
template <size_t kWords>
struct PieceKey {
  static constexpr size_t kMaxBytes = kWords * 8 - 1;
  std::array<uint64_t, kWords> words{};

  explicit PieceKey(std::string_view piece) {
    const char* p = piece.data();
    size_t left = piece.size();
    size_t word = 0;
    for (; left >= 8; left -= 8, p += 8) std::memcpy(&words[word++], p, 8);
    if (left > 0) words[word] = tail(piece, p, left);
    words[kWords - 1] |= static_cast<uint64_t>(piece.size()) << 56;
  }
  PieceKey() = default;
  bool operator==(const PieceKey&) const = default;

  uint64_t hash(uint32_t owner) const {
    uint64_t state = owner;
    for (const uint64_t word : words) {
      state = (state ^ word) * 0x9e3779b97f4a7c15u;
      state ^= state >> 32;
    }
    return state;
  }

 private:
  /// The last 1 to 7 bytes, read without a byte outside of the piece.
  static uint64_t tail(std::string_view piece, const char* p, size_t left) {
    if (piece.size() >= 8) {
      uint64_t last;
      std::memcpy(&last, piece.data() + piece.size() - 8, 8);
      return last >> (64 - 8 * left);
    }
    if (left >= 4) {
      uint32_t low;
      uint32_t high;
      std::memcpy(&low, p, 4);
      std::memcpy(&high, p + left - 4, 4);
      return low | static_cast<uint64_t>(high) << (8 * (left - 4));
    }
    const auto byte = [&](size_t i) { return static_cast<uint64_t>(static_cast<uint8_t>(p[i])) << (8 * i); };
    return byte(0) | byte(left / 2) | byte(left - 1);
  }
};

template <size_t kWords, size_t kTokens, size_t kEntries>
class PieceTable {
 public:
  static constexpr size_t kMaxBytes = PieceKey<kWords>::kMaxBytes;
  static constexpr size_t kMaxTokens = kTokens;
  struct alignas(64) Entry {
    PieceKey<kWords> key;
    uint32_t owner_and_count = 0;  // owner << 8 | tokens; 0: empty
    std::array<TokenId, kTokens> ids;
  };
  static_assert(sizeof(Entry) % 64 == 0);

  PieceTable() : entries_(kEntries) {}
  Entry& slot(uint32_t owner, const PieceKey<kWords>& key) { return entries_[key.hash(owner) & (kEntries - 1)]; }
  static bool holds(const Entry& entry, uint32_t owner, const PieceKey<kWords>& key) { return entry.owner_and_count >> 8 == owner && entry.key == key; }
  static uint32_t count(const Entry& entry) { return entry.owner_and_count & 0xff; }
  static void store(Entry& entry, uint32_t owner, const PieceKey<kWords>& key, const TokenId* ids, size_t count) {
    entry.key = key;
    entry.owner_and_count = owner << 8 | static_cast<uint32_t>(count);
    std::memcpy(entry.ids.data(), ids, count * sizeof(TokenId));
  }

 private:
  std::vector<Entry> entries_;
};

/// Both tables, and the one way through them.
class PieceCache {
 public:
  using Short = PieceTable<3, 9, 1 << 16>;
  using Long = PieceTable<6, 19, 1 << 15>;
  static constexpr size_t kMaxTokens = Long::kMaxTokens;
  static constexpr size_t kMaxBytes = Long::kMaxBytes;

  /// Number that tells apart whose pieces are cached; 24 bits.
  static uint32_t new_owner();
  static PieceCache& of_thread();

  /// The tokens of a piece of at most kMaxBytes into `to`, which has room for kMaxTokens; how many. −1: not known.
  int find(uint32_t owner, std::string_view piece, TokenId* to) {
    if (piece.size() <= Short::kMaxBytes) {
      const PieceKey<3> key(piece);
      const Short::Entry& entry = short_.slot(owner, key);
      if (Short::holds(entry, owner, key)) {
        std::memcpy(to, entry.ids.data(), sizeof entry.ids);
        return static_cast<int>(Short::count(entry));
      }
    }
    const PieceKey<6> key(piece);
    const Long::Entry& entry = long_.slot(owner, key);
    if (!Long::holds(entry, owner, key)) return -1;
    std::memcpy(to, entry.ids.data(), sizeof entry.ids);
    return static_cast<int>(Long::count(entry));
  }

  void store(uint32_t owner, std::string_view piece, const TokenId* ids, size_t count) {
    if (piece.size() <= Short::kMaxBytes && count <= Short::kMaxTokens) {
      const PieceKey<3> key(piece);
      Short::store(short_.slot(owner, key), owner, key, ids, count);
    } else if (piece.size() <= Long::kMaxBytes && count <= Long::kMaxTokens) {
      const PieceKey<6> key(piece);
      Long::store(long_.slot(owner, key), owner, key, ids, count);
    }
  }

 private:
  Short short_;
  Long long_;
};

}  // namespace jangin::tokenizer
