// Choice of the model, and what models share.
#include "tokenizer/token_model.h"

#include <fmt/format.h>

#include <bit>
#include <functional>

#include "tokenizer/bpe.h"
#include "tokenizer/character_bpe.h"
#include "tokenizer/unigram.h"
#include "tokenizer/word_piece.h"

namespace jangin::tokenizer {

Result<std::unique_ptr<TokenModel>> TokenModel::build(const TokenizerSpec& spec, const std::string& place) {
  switch (spec.model) {
    case ModelKind::byte_bpe: return BpeModel::build(spec, place);
    case ModelKind::bpe: return CharacterBpeModel::build(spec, place);
    case ModelKind::unigram: return UnigramModel::build(spec, place);
    case ModelKind::word_piece: return WordPieceModel::build(spec, place);
  }
  return fail(ErrorCode::internal, "a tokenizer without a model", place);
}

void TokenModel::encode_between(std::string_view text, std::span<const PlacedToken> placed, std::vector<TokenId>& ids) const {
  size_t from = 0;
  for (const PlacedToken& token : placed) {
    if (token.begin > from) encode(text.substr(from, token.begin - from), ids, nullptr);
    ids.push_back(token.id);
    from = token.end;
  }
  if (from < text.size()) encode(text.substr(from), ids, nullptr);
}

bool TokenModel::read_spaces_as(char32_t) { return false; }

void TokenModel::encode_pieces(std::string_view text, size_t from, std::span<const size_t> ends, std::vector<TokenId>& ids) const {
  for (const size_t end : ends) {
    encode(text.substr(from, end - from), ids, nullptr);
    from = end;
  }
}

VocabularyIndex::VocabularyIndex(const TokenizerSpec& spec)
    : tokens_(&spec.tokens), slots_(std::bit_ceil(2 * spec.tokens.size() + 2), kNoToken), mask_(slots_.size() - 1) {
  for (size_t id = 0; id < tokens_->size(); ++id) {
    const std::string& text = (*tokens_)[id];
    if (text.empty()) continue;
    size_t at = std::hash<std::string_view>{}(text)&mask_;
    while (slots_[at] != kNoToken && (*tokens_)[static_cast<size_t>(slots_[at])] != text) at = (at + 1) & mask_;
    if (slots_[at] == kNoToken) slots_[at] = static_cast<TokenId>(id);
  }
}

TokenId VocabularyIndex::find(std::string_view text) const {
  size_t at = std::hash<std::string_view>{}(text)&mask_;
  while (slots_[at] != kNoToken && (*tokens_)[static_cast<size_t>(slots_[at])] != text) at = (at + 1) & mask_;
  return slots_[at];
}

std::array<TokenId, 256> find_byte_tokens(const VocabularyIndex& index) {
  std::array<TokenId, 256> ids{};
  for (size_t byte = 0; byte < 256; ++byte) ids[byte] = index.find(fmt::format("<0x{:02X}>", byte));
  return ids;
}

int byte_of_token(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return -1;
  int value = 0;
  for (const char c : text.substr(3, 2)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace jangin::tokenizer
