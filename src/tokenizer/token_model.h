// What turns a piece of text into tokens: the one face of the four models (spec.h, ModelKind). It splits no text, knows no special tokens.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Immutable and thread-safe.
class TokenModel {
 public:
  /// The model that `spec` describes. Errors: invalid_format naming the token or the merge.
  static Result<std::unique_ptr<TokenModel>> build(const TokenizerSpec& spec, const std::string& place);
  virtual ~TokenModel() = default;

  /// Appends the tokens of `piece` (valid UTF-8). With `ends`: for each token the byte of the piece where it ends.
  virtual void encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const = 0;
  /// Appends the tokens of `text`, in which `placed` are given (in order) and what lies between them are pieces.
  virtual void encode_between(std::string_view text, std::span<const PlacedToken> placed, std::vector<TokenId>& ids) const;
  /// Asks the model to read spaces in pieces as `written`; before the first call of encode. false: it cannot.
  virtual bool read_spaces_as(char32_t written);
  /// Appends the tokens of the pieces of `text` that begin at `from` and end at `ends`, one behind the other.
  virtual void encode_pieces(std::string_view text, size_t from, std::span<const size_t> ends, std::vector<TokenId>& ids) const;
};

/// Vocabulary text → id, for those that are not empty; views into spec.tokens.
class VocabularyIndex {
 public:
  explicit VocabularyIndex(const TokenizerSpec& spec);
  /// kNoToken: there is none.
  TokenId find(std::string_view text) const;

 private:
  const std::vector<std::string>* tokens_;
  std::vector<TokenId> slots_;
  size_t mask_;
};

/// The ids of the byte tokens "<0x00>" … "<0xFF>"; kNoToken where there is none.
std::array<TokenId, 256> find_byte_tokens(const VocabularyIndex& index);

/// Which byte "<0xEA>" stands for; −1: the text is no byte token.
int byte_of_token(std::string_view text);

}  // namespace jangin::tokenizer
