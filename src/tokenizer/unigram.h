// The unigram model (arXiv:1804.10959): of all ways to cut a piece into tokens the likeliest, by Viterbi.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "tokenizer/byte_trie.h"
#include "tokenizer/token_model.h"

namespace jangin::tokenizer {

class UnigramModel final : public TokenModel {
 public:
  /// Errors: invalid_format when scores are missing.
  static Result<std::unique_ptr<TokenModel>> build(const TokenizerSpec& spec, const std::string& place);
  void encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const override;

 private:
  explicit UnigramModel(size_t bytes) : trie_(bytes) {}
  struct Node {
    double score = 0;
    uint32_t begin = UINT32_MAX;  // of the token that ends here; UINT32_MAX: nothing ends here
    TokenId id = kNoToken;        // kNoToken: a character that is no token
  };
  void find_best(std::string_view piece, std::vector<Node>& nodes) const;
  void encode_anew(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const;

  ByteTrie trie_;
  std::vector<double> scores_;
  double unknown_score_ = 0;
  TokenId unknown_ = kNoToken;
  std::array<TokenId, 256> bytes_{};
  uint32_t owner_ = 0;
};

}  // namespace jangin::tokenizer
