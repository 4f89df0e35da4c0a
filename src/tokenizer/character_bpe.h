// Byte-pair encoding on characters, as SentencePiece's and other models have it: characters that are no token become byte tokens or the
// unknown token. Whole texts come as one piece; they are cut where no token can reach across, so that time stays linear.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/merging.h"
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
  /// Pairs of neighbouring characters that some token holds, hashed to bits: a pair that is not there is in no token. Pairs with
  /// U+2581 are there with a space in its place as well, for models that read spaces as that.
  class Neighbours {
   public:
    Neighbours() : bits_(kBits / 64) {}
    void add_all(std::string_view token);
    bool may_join(char32_t left, char32_t right) const {
      const uint64_t bit = hash(left, right);
      return (bits_[bit / 64] >> (bit & 63) & 1) != 0;
    }
    /// The same of the characters before and behind byte `at` of `text`, of which one is ASCII. Mostly one load.
    bool may_join_at(std::string_view text, size_t at) const {
      const auto left = static_cast<uint8_t>(text[at - 1]);
      const auto right = static_cast<uint8_t>(text[at]);
      if (left < 128 && right < 128) return ascii_[left][right];
      if (right < 128 && left != 0x81 && !behind_others_[right]) return false;  // U+2581 is E2 96 81
      if (left < 128 && right != 0xe2 && !before_others_[left]) return false;
      return may_join_characters_at(text, at);
    }

   private:
    static constexpr uint64_t kBits = 1 << 22;
    static uint64_t hash(char32_t left, char32_t right) { return ((static_cast<uint64_t>(left) << 21 | right) * 0x9e3779b97f4a7c15u) >> 42; }
    bool may_join_characters_at(std::string_view text, size_t at) const;
    void add(char32_t left, char32_t right);
    std::vector<uint64_t> bits_;
    std::array<std::array<bool, 128>, 128> ascii_{};  // both in ASCII
    std::array<bool, 128> before_others_{};           // ASCII before a character that is neither ASCII nor U+2581
    std::array<bool, 128> behind_others_{};
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
  std::unique_ptr<TokenizerSpec> words_;    // for ignore_merges: the vocabulary that index_ looks into
  std::unique_ptr<VocabularyIndex> index_;
  TokenId tokens_ = 0;                      // ids from here on are characters that only tokens are made of
  TokenId unknown_ = kNoToken;
  bool fuse_unknown_ = false;
  bool cut_ = true;                         // pieces may be cut
  uint32_t owner_ = 0;
};

}  // namespace jangin::tokenizer
