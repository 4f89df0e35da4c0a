// Recently encoded pieces and their tokens: fixed tables of one thread, shared by all tokenizers that it uses. Bounded memory (17 MiB a thread),
// no locks; a collision replaces. An answer is exact: the whole piece is compared, not its hash alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "base/huge_pages.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// A piece and whose it is as whole words, for comparing and hashing at once: its bytes, zeros, its length (one byte), its owner (three), and one
/// byte left for the number of tokens.
template <size_t kWords>
struct PieceKey {
  static constexpr size_t kMaxBytes = kWords * 8 - 5;
  std::array<uint64_t, kWords> words;

  /// `piece` has at most kMaxBytes; up to `readable` bytes can be read.
  void set(std::string_view piece, const char* readable, uint32_t owner) {
    constexpr size_t kBytes = kWords * 8;
    if (static_cast<size_t>(readable - piece.data()) >= kBytes) {  // without a branch on the length
      std::array<uint64_t, kWords> mask;
      std::memcpy(words.data(), piece.data(), kBytes);
      std::memcpy(mask.data(), kMask.data() + kBytes - piece.size(), kBytes);
      for (size_t i = 0; i < kWords; ++i) words[i] &= mask[i];
    } else {
      words.fill(0);
      std::memcpy(words.data(), piece.data(), piece.size());
    }
    words[kWords - 1] |= static_cast<uint64_t>(piece.size()) << 24 | static_cast<uint64_t>(owner) << 32;
  }

  bool operator==(const PieceKey& other) const {
    uint64_t difference = (words[kWords - 1] ^ other.words[kWords - 1]) << 8;
    for (size_t i = 0; i + 1 < kWords; ++i) difference |= words[i] ^ other.words[i];
    return difference == 0;
  }
  uint64_t hash() const {
    uint64_t sum = 0;
    for (size_t i = 0; i < kWords; i += 2) sum ^= folded_product(words[i] ^ kSalt[i], words[i + 1] ^ kSalt[i + 1]);
    return sum;
  }
  uint32_t tokens() const { return static_cast<uint32_t>(words[kWords - 1] >> 56); }
  void set_tokens(size_t count) { words[kWords - 1] |= static_cast<uint64_t>(count) << 56; }

 private:
  static_assert(kWords % 2 == 0 && kWords <= 8);
  static uint64_t folded_product(uint64_t a, uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }
  static constexpr std::array<uint8_t, kWords * 16> kMask = [] {
    std::array<uint8_t, kWords * 16> mask{};
    std::fill(mask.begin(), mask.begin() + kWords * 8, uint8_t{0xff});
    return mask;
  }();
  static constexpr std::array<uint64_t, 8> kSalt = {0x2d358dccaa6c78a5, 0x8bb84b93962eacc9, 0x4b33a62ed433d4a3, 0x4d5a2da51de1aa47,
                                                    0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x90ed1765281c388c, 0xaaaaaaaaaaaaaaab};
};

/// Sets of two lines of 64 bytes. A piece of at most eight tokens takes one: first the second line, and the first one when it is asked for again,
/// so that words seen once do not drive out those seen often. One of up to 24 tokens takes both.
class ShortPieces {
 public:
  using Key = PieceKey<4>;
  static constexpr size_t kMaxTokens = 24;
  struct Line {
    Key key{};  // nobody's: empty
    std::array<TokenId, 8> ids{};
  };
  struct alignas(128) Set {
    std::array<Line, 2> lines;
  };
  static_assert(sizeof(Line) == 64 && sizeof(Set) == 128);

  ShortPieces() : sets_(kSets) {}
  Set& near(const Key& key) {
    Set& set = sets_[key.hash() % kSets];
    __builtin_prefetch(&set.lines[0]);
    __builtin_prefetch(&set.lines[1]);
    return set;
  }
  /// The tokens into `to`, which has room for kMaxTokens; how many. −1: not known.
  static int find(Set& set, const Key& key, TokenId* to) {
    auto& [first, second] = set.lines;
    const uint32_t count = first.key.tokens();
    if (first.key == key) {
      std::memcpy(to, first.ids.data(), sizeof first.ids);
      if (count > first.ids.size()) std::memcpy(to + first.ids.size(), static_cast<const void*>(&second), sizeof second);
      return static_cast<int>(count);
    }
    if (count > first.ids.size() || !(second.key == key)) return -1;
    std::swap(first, second);
    std::memcpy(to, first.ids.data(), sizeof first.ids);
    return static_cast<int>(first.key.tokens());
  }
  static void store(Set& set, const Key& key, const TokenId* ids, size_t count) {
    auto& [first, second] = set.lines;
    if (count > kMaxTokens) return;
    const bool both = count > first.ids.size();
    const bool one_over_both = !both && first.key.tokens() > first.ids.size();
    if (one_over_both) second = {};
    Line& line = both || one_over_both ? first : second;
    line.key = key;
    line.key.set_tokens(count);
    const size_t here = std::min(count, line.ids.size());
    std::memcpy(line.ids.data(), ids, here * sizeof(TokenId));
    if (both) std::memcpy(static_cast<void*>(&second), ids + here, (count - here) * sizeof(TokenId));
  }

 private:
  static constexpr size_t kSets = size_t{1} << 17;
  std::vector<Set, HugePages<Set>> sets_;
};

/// One entry a place.
class LongPieces {
 public:
  using Key = PieceKey<8>;
  static constexpr size_t kMaxTokens = 48;
  LongPieces() : entries_(kEntries) {}
  int find(const Key& key, TokenId* to) const {
    const Entry& entry = entries_[key.hash() % kEntries];
    if (!(entry.key == key)) return -1;
    std::memcpy(to, entry.ids.data(), sizeof entry.ids);
    return static_cast<int>(entry.key.tokens());
  }
  void store(const Key& key, const TokenId* ids, size_t count) {
    if (count > kMaxTokens) return;
    Entry& entry = entries_[key.hash() % kEntries];
    entry.key = key;
    entry.key.set_tokens(count);
    std::memcpy(entry.ids.data(), ids, count * sizeof(TokenId));
  }

 private:
  static constexpr size_t kEntries = size_t{1} << 12;
  struct Entry {
    Key key{};
    std::array<TokenId, kMaxTokens> ids{};
  };
  static_assert(sizeof(Entry) == 256);
  std::vector<Entry, HugePages<Entry>> entries_;
};

class PieceCache {
 public:
  static constexpr size_t kMaxTokens = LongPieces::kMaxTokens;
  static constexpr size_t kMaxShortBytes = ShortPieces::Key::kMaxBytes;

  /// Number that tells apart whose pieces are cached; 24 bits.
  static uint32_t new_owner();
  static PieceCache& of_thread();

  /// A piece on its way to its tokens: asked for early, what is known of it is near when it is read.
  struct Request {
    std::string_view piece;
    ShortPieces::Set* set;  // null: too long for the short ones
    ShortPieces::Key key;
  };
  void request(Request& request, uint32_t owner, std::string_view piece, const char* readable) {
    request.piece = piece;
    request.set = nullptr;
    if (piece.size() > kMaxShortBytes) return;
    request.key.set(piece, readable, owner);
    request.set = &short_.near(request.key);
  }

  /// A request whose answer is one token.
  static void tell(Request& request, TokenId id) {
    request.piece = {};
    request.set = nullptr;
    request.key.words[0] = static_cast<uint64_t>(id);
  }

  /// Its tokens into `to`, which has room for kMaxTokens; how many. −1: not known.
  int find(uint32_t owner, const Request& request, const char* readable, TokenId* to) const {
    if (request.set) return ShortPieces::find(*request.set, request.key, to);
    if (!request.piece.data()) {
      *to = static_cast<TokenId>(request.key.words[0]);
      return 1;
    }
    if (request.piece.size() > LongPieces::Key::kMaxBytes) return -1;
    return long_.find(long_key(owner, request, readable), to);
  }

  void store(uint32_t owner, const Request& request, const char* readable, const TokenId* ids, size_t count) {
    if (request.set) return ShortPieces::store(*request.set, request.key, ids, count);
    if (request.piece.size() <= LongPieces::Key::kMaxBytes) long_.store(long_key(owner, request, readable), ids, count);
  }

 private:
  static LongPieces::Key long_key(uint32_t owner, const Request& request, const char* readable) {
    LongPieces::Key key;
    key.set(request.piece, readable, owner);
    return key;
  }
  ShortPieces short_;
  LongPieces long_;
};

}  // namespace jangin::tokenizer
