// WordPiece as BERT has it (arXiv:1609.08144): the longest token that the word begins with, then the longest that continues it; a word
// that cannot be covered is unknown as a whole.
#pragma once

#include <memory>

#include "tokenizer/byte_trie.h"
#include "tokenizer/token_model.h"

namespace jangin::tokenizer {

class WordPieceModel final : public TokenModel {
 public:
  static Result<std::unique_ptr<TokenModel>> build(const TokenizerSpec& spec, const std::string& place);
  void encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const override;

 private:
  WordPieceModel(size_t begin_bytes, size_t continuing_bytes) : begins_(begin_bytes), continues_(continuing_bytes) {}
  void encode_anew(std::string_view word, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const;

  ByteTrie begins_;
  ByteTrie continues_;  // without the prefix
  int64_t max_word_ = 0;
  TokenId unknown_ = kNoToken;
  uint32_t owner_ = 0;
};

}  // namespace jangin::tokenizer
