// Byte-pair encoding of one piece of text on bytes, with the vocabulary written in GPT-2's alphabet.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/merging.h"
#include "tokenizer/token_model.h"
#include "tokenizer/whole_pieces.h"
#include "tokenizer/whole_syllables.h"

namespace jangin::tokenizer {

class BpeModel final : public TokenModel {
 public:
  /// Errors: invalid_format for merges of tokens that do not exist.
  static Result<std::unique_ptr<TokenModel>> build(const TokenizerSpec& spec, const std::string& place);

  void encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const override;
  void encode_pieces(std::string_view text, size_t from, std::span<const size_t> ends, std::vector<TokenId>& ids) const override;

 private:
  explicit BpeModel(size_t merges) : merges_(merges) {}
  /// Without the cache: a whole token, or merged bytes.
  void encode_anew(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const;
  void fill_byte_pairs();
  /// false: a byte is no token, or the piece is not short.
  bool encode_short(std::string_view piece, std::vector<TokenId>& ids) const;

  std::array<TokenId, 256> byte_ids_{};
  MergeTable merges_;
  std::vector<Merge> byte_pairs_;  // by two bytes; empty: ranks are too high
  WholeSyllables syllables_;       // empty: there are none
  WholePieces whole_;              // filled only for ignore_merges
  TokenId unknown_ = kNoToken;
  bool fuse_unknown_ = false;
  uint32_t owner_ = 0;  // whose pieces are in the cache
};

}  // namespace jangin::tokenizer
