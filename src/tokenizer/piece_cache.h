// Recently encoded pieces and their tokens: fixed direct-mapped tables of one thread, shared by all tokenizers that it uses.
// Bounded memory (6 MiB a thread), no locks; a collision replaces.
#pragma once

#include <algorithm>
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
class CacheTable {
 public:
  using Key = PieceKey<kWords>;
  static constexpr size_t kMaxBytes = Key::kMaxBytes;
  static constexpr size_t kMaxTokens = kTokens;
  struct Entry {
    Key key;
    uint32_t owner_and_count = 0;  // owner << 8 | tokens; 0: empty
    std::array<TokenId, kTokens> ids;
  };
  static_assert(sizeof(Entry) == 32 || sizeof(Entry) % 64 == 0);  // no entry lies across cache lines needlessly

  CacheTable() : room_(kEntries + 64 / std::min<size_t>(sizeof(Entry), 64)) {
    const auto at = reinterpret_cast<uintptr_t>(room_.data());
    entries_ = reinterpret_cast<Entry*>((at + 63) / 64 * 64);
  }
  Entry& slot(uint32_t owner, const Key& key) const { return entries_[key.hash(owner) & (kEntries - 1)]; }
  static bool holds(const Entry& entry, uint32_t owner, const Key& key) { return entry.owner_and_count >> 8 == owner && entry.key == key; }
  static uint32_t count(const Entry& entry) { return entry.owner_and_count & 0xff; }
  static void store(Entry& entry, uint32_t owner, const Key& key, const TokenId* ids, size_t count) {
    entry.key = key;
    entry.owner_and_count = owner << 8 | static_cast<uint32_t>(count);
    std::memcpy(entry.ids.data(), ids, count * sizeof(TokenId));
  }

 private:
  std::vector<Entry> room_;
  Entry* entries_;
};

/// Two tables: most words are short and few tokens, and twice as many of their entries stay near.
class PieceCache {
 public:
  using Short = CacheTable<2, 3, 1 << 16>;
  using Long = CacheTable<5, 21, 1 << 15>;
  static constexpr size_t kMaxTokens = Long::kMaxTokens;
  static constexpr size_t kMaxBytes = Long::kMaxBytes;

  /// Number that tells apart whose pieces are cached; 24 bits.
  static uint32_t new_owner();
  static PieceCache& of_thread();

  /// A piece of at most kMaxBytes on its way to its tokens: asked for early, the entry is near when it is read.
  struct Request {
    std::string_view piece;
    Short::Key key;
    const Short::Entry* entry = nullptr;  // null: too long for the short table
  };
  Request request(uint32_t owner, std::string_view piece) const {
    Request request{piece, {}, nullptr};
    if (piece.size() > Short::kMaxBytes) return request;
    request.key = Short::Key(piece);
    request.entry = &short_.slot(owner, request.key);
    __builtin_prefetch(request.entry);
    return request;
  }

  /// Its tokens into `to`, which has room for kMaxTokens; how many. −1: not known.
  int find(uint32_t owner, const Request& request, TokenId* to) const {
    if (request.entry && Short::holds(*request.entry, owner, request.key)) {
      std::memcpy(to, request.entry->ids.data(), sizeof request.entry->ids);
      return static_cast<int>(Short::count(*request.entry));
    }
    const Long::Key key(request.piece);
    const Long::Entry& entry = long_.slot(owner, key);
    if (!Long::holds(entry, owner, key)) return -1;
    const uint32_t count = Long::count(entry);
    std::memcpy(to, entry.ids.data(), count * sizeof(TokenId));
    return static_cast<int>(count);
  }

  void store(uint32_t owner, std::string_view piece, const TokenId* ids, size_t count) {
    if (piece.size() <= Short::kMaxBytes && count <= Short::kMaxTokens) {
      const Short::Key key(piece);
      Short::store(short_.slot(owner, key), owner, key, ids, count);
    } else if (piece.size() <= Long::kMaxBytes && count <= Long::kMaxTokens) {
      const Long::Key key(piece);
      Long::store(long_.slot(owner, key), owner, key, ids, count);
    }
  }

 private:
  Short short_;
  Long long_;
};

}  // namespace jangin::tokenizer
