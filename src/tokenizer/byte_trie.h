// A trie over bytes in one flat table: which tokens begin a text. Memory is bounded by the tokens' bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

class ByteTrie {
 public:
  /// `bytes`: of all tokens together, at least.
  explicit ByteTrie(size_t bytes) : slots_(std::bit_ceil(2 * bytes + 2)), mask_(slots_.size() - 1), ids_(1, kNoToken) {}

  void add(std::string_view token, TokenId id) {
    uint32_t node = 0;
    for (const char c : token) {
      Slot& slot = slots_[find(node, static_cast<uint8_t>(c))];
      if (slot.key == kEmpty) {
        slot = {key(node, static_cast<uint8_t>(c)), static_cast<uint32_t>(ids_.size())};
        ids_.push_back(kNoToken);
      }
      node = slot.node;
    }
    if (ids_[node] == kNoToken) ids_[node] = id;
  }

  /// Calls visit(bytes, id) for every token that `text` begins with, shortest first.
  template <typename Visit>
  void each_prefix(std::string_view text, Visit&& visit) const {
    uint32_t node = 0;
    for (size_t at = 0; at < text.size(); ++at) {
      const Slot& slot = slots_[find(node, static_cast<uint8_t>(text[at]))];
      if (slot.key == kEmpty) return;
      node = slot.node;
      if (ids_[node] != kNoToken) visit(at + 1, ids_[node]);
    }
  }

 private:
  struct Slot {
    uint64_t key = kEmpty;
    uint32_t node = 0;
  };
  static constexpr uint64_t kEmpty = UINT64_MAX;
  static uint64_t key(uint32_t node, uint8_t byte) { return static_cast<uint64_t>(node) << 8 | byte; }
  size_t find(uint32_t node, uint8_t byte) const {
    const uint64_t wanted = key(node, byte);
    size_t at = (wanted * 0x9e3779b97f4a7c15u >> 20) & mask_;
    while (slots_[at].key != wanted && slots_[at].key != kEmpty) at = (at + 1) & mask_;
    return at;
  }

  std::vector<Slot> slots_;
  size_t mask_;
  std::vector<TokenId> ids_;  // by node
};

}  // namespace jangin::tokenizer
