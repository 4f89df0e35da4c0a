// Distinct pieces of text and how often each was seen: open addressing over one arena of bytes. Pieces are found, never handed out one
// by one; rare ones can be dropped to make room.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::tokenizer {

/// 64 bits, all of them mixed: the table takes the lower ones, whoever deals pieces out to tables the upper ones.
inline uint64_t piece_hash(std::string_view piece) {
  constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15u;
  uint64_t state = piece.size() * kMultiplier;
  const char* at = piece.data();
  size_t left = piece.size();
  auto mix = [&](uint64_t word) {
    state = (state ^ word) * kMultiplier;
    state ^= state >> 32;
  };
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    mix(word);
  }
  uint64_t rest = 0;
  for (size_t i = 0; i < left; ++i) rest |= static_cast<uint64_t>(static_cast<uint8_t>(at[i])) << 8 * i;
  mix(rest);
  state *= 0xff51afd7ed558ccdu;
  return state ^ state >> 29;
}

/// One thread's; movable. A piece has fewer than 2^24 bytes, an arena fewer than 2^40.
class PieceTable {
 public:
  void add(std::string_view piece, uint64_t hash, uint64_t count) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    const size_t mask = slots_.size() - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
      Slot& slot = slots_[at];
      if (slot.count == 0) {
        slot = {hash, count, static_cast<uint64_t>(arena_.size()) << kLengthBits | piece.size()};
        arena_.append(piece);
        ++size_;
        return;
      }
      if (slot.hash == hash && text(slot) == piece) {
        slot.count += count;
        return;
      }
    }
  }

  size_t size() const { return size_; }
  /// Depends on the pieces alone, not on their order. Growing takes up to three times as much for a moment.
  uint64_t bytes() const { return slots_.size() * sizeof(Slot) + arena_.size(); }

  /// visit(piece, hash, count); the pieces live until the next change. The order depends on the order of adding.
  template <typename Visit>
  void visit(Visit&& visit) const {
    for (const Slot& slot : slots_) {
      if (slot.count != 0) visit(text(slot), slot.hash, slot.count);
    }
  }

  /// Empties the table; its memory stays for the next pieces.
  void clear() {
    slots_.assign(slots_.size(), Slot{});
    arena_.clear();
    size_ = 0;
  }

  /// Keeps pieces seen more than `count` times, in a table of their size.
  void keep_above(uint64_t count) {
    PieceTable kept;
    visit([&](std::string_view piece, uint64_t hash, uint64_t seen) {
      if (seen > count) kept.add(piece, hash, seen);
    });
    *this = std::move(kept);
  }

 private:
  static constexpr unsigned kLengthBits = 24;
  struct Slot {
    uint64_t hash = 0;
    uint64_t count = 0;  // 0: free
    uint64_t place = 0;  // offset in the arena, length
  };

  std::string_view text(const Slot& slot) const {
    return std::string_view(arena_).substr(slot.place >> kLengthBits, slot.place & ((uint64_t{1} << kLengthBits) - 1));
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 256 : 2 * slots_.size());
    old.swap(slots_);
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.count == 0) continue;
      size_t at = slot.hash & mask;
      while (slots_[at].count != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::string arena_;
  size_t size_ = 0;
};

}  // namespace jangin::tokenizer
