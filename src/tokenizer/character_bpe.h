// Byte-pair encoding on characters, as SentencePiece's and other models have it: characters that are no token become byte tokens or the
// unknown token. Whole texts come as one piece; they are cut where no token can reach across, so that time stays linear.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/merging.h"
#include "tokenizer/neighbours.h"
#include "tokenizer/token_model.h"

namespace jangin::tokenizer {

/// The merges of a vocabulary with scores as a list, most urgent first, for formats that know no scores; equal scores in the order of
/// Hugging Face's converter (transformers, convert_slow_tokenizer.py, generate_merges). Tokens too long to be split are left whole.
std::vector<std::pair<std::string, std::string>> merges_from_scores(const TokenizerSpec& spec);

class CharacterBpeModel final : public TokenModel {
 public:
  /// Errors: invalid_format for merges of tokens that do not exist; limit_exceeded for tokens too long to be split by scores.
  static Result<std::unique_ptr<TokenModel>> build(const TokenizerSpec& spec, const std::string& place);

  void encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const override;
  void encode_between(std::string_view text, std::span<const PlacedToken> placed, std::vector<TokenId>& ids) const override;
  /// Only where pieces may be cut, and `written` is a token.
  bool read_spaces_as(char32_t written) override;

 private:
  /// Code point → id of the token that is this character.
  class CharacterIds {
   public:
    CharacterIds() : pages_(1) { pages_[0].fill(kNoToken); }
    void set(char32_t c, TokenId id);
    TokenId find(char32_t c) const { return pages_[page_of_[c >> 8]][c & 255]; }

   private:
    std::array<uint16_t, 0x1100> page_of_{};
    std::vector<std::array<TokenId, 256>> pages_;  // the first: no tokens
  };
  explicit CharacterBpeModel(size_t merges) : merges_(merges) {}
  static Result<std::unique_ptr<CharacterBpeModel>> from_merges(const TokenizerSpec& spec, const VocabularyIndex& index, const std::string& place);
  static Result<std::unique_ptr<CharacterBpeModel>> from_scores(const TokenizerSpec& spec, const VocabularyIndex& index, const std::string& place);
  /// Byte behind the part of `piece` that begins at `from`: no token reaches across it.
  size_t part_end(std::string_view piece, size_t from) const;
  /// Calls visit(part) for parts of `piece` in order, cut at some of the places where no token reaches across. Bytes up to `readable` can be read.
  template <typename Visit>
  void cut_at_words(std::string_view piece, const char* readable, Visit&& visit) const;
  /// The parts of `piece` on their way.
  template <typename Encoding>
  void add_parts(std::string_view piece, const char* readable, Encoding& encoding) const;
  void encode_part(std::string_view part, size_t base, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const;
  /// false: the part is not short, or holds what only add_symbols knows to treat.
  bool encode_short(std::string_view part, std::vector<TokenId>& ids) const;
  void add_symbols(std::string_view part, Symbols& symbols) const;

  CharacterIds characters_;
  MergeTable merges_;
  Neighbours neighbours_;
  std::array<TokenId, 256> bytes_{};
  std::unique_ptr<TokenizerSpec> words_;  // for ignore_merges: the vocabulary that index_ looks into
  std::unique_ptr<VocabularyIndex> index_;
  TokenId tokens_ = 0;  // ids from here on are characters that only tokens are made of
  TokenId unknown_ = kNoToken;
  bool fuse_unknown_ = false;
  bool cut_ = true;  // pieces may be cut
  uint32_t owner_ = 0;
};

}  // namespace jangin::tokenizer
