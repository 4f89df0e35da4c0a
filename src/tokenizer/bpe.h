// Byte-pair encoding of one piece of text on bytes, with the vocabulary written in GPT-2's alphabet.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tokenizer/merging.h"
#include "tokenizer/token_model.h"

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

  struct HashBytes {
    using is_transparent = void;
    size_t operator()(std::string_view bytes) const { return std::hash<std::string_view>{}(bytes); }
  };
  std::array<TokenId, 256> byte_ids_{};
  MergeTable merges_;
  std::unordered_map<std::string, TokenId, HashBytes, std::equal_to<>> whole_;  // bytes → id; filled only for ignore_merges
  TokenId unknown_ = kNoToken;
  bool fuse_unknown_ = false;
  uint32_t owner_ = 0;  // whose pieces are in the cache
};

}  // namespace jangin::tokenizer
