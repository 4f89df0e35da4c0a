// Byte-pair encoding of one piece of text by ranked merges (arXiv:1508.07909), on bytes. It splits no text and knows no special tokens.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Two tokens that join: how urgently (lower first), into what.
struct Merge {
  uint32_t rank = UINT32_MAX;
  TokenId result = kNoToken;
};

/// Pair of ids → merge: a fixed open-addressing table.
class MergeTable {
 public:
  explicit MergeTable(size_t count);
  void insert(TokenId left, TokenId right, Merge merge);  // a pair that is there gets the new merge
  Merge find(TokenId left, TokenId right) const;

 private:
  struct Slot {
    uint64_t pair = kEmpty;
    Merge merge;
  };
  static constexpr uint64_t kEmpty = UINT64_MAX;
  size_t slot(uint64_t pair) const;
  std::vector<Slot> slots_;
  size_t mask_;
};

/// Immutable and thread-safe.
class BpeModel {
 public:
  /// Errors: invalid_format for merges of tokens that do not exist.
  static Result<BpeModel> build(const TokenizerSpec& spec, const std::string& place);

  /// Appends the tokens of `piece`. With `ends`: for each token the byte of the piece where it ends.
  void encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const;

  /// Bytes of an ordinary token; empty for ids that are not in the model.
  const std::string& bytes(TokenId id) const { return bytes_[static_cast<size_t>(id)]; }

 private:
  BpeModel(size_t merges) : merges_(merges) {}
  struct Symbols;
  void merge_piece(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const;
  /// Ends of tokens whose bytes make up the whole piece of `size` bytes; false when they do not.
  bool append_ends(std::span<const TokenId> ids, size_t size, std::vector<uint32_t>& ends) const;
  void merge_short(Symbols& symbols) const;
  void merge_long(Symbols& symbols) const;

  std::array<TokenId, 256> byte_ids_{};
  MergeTable merges_;
  std::vector<std::string> bytes_;                       // by id
  std::unordered_map<std::string, TokenId> whole_;       // bytes → id; filled only for ignore_merges
  TokenId unknown_ = kNoToken;
  bool fuse_unknown_ = false;
  uint32_t owner_ = 0;                                   // whose pieces are in the cache
};

}  // namespace jangin::tokenizer
