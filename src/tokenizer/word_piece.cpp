// Two tries: tokens as they are, and those with the continuing prefix, without it.
#include "tokenizer/word_piece.h"

#include "text/unicode.h"
#include "tokenizer/cached_encoding.h"

namespace jangin::tokenizer {

Result<std::unique_ptr<TokenModel>> WordPieceModel::build(const TokenizerSpec& spec, const std::string&) {
  size_t bytes = 0;
  for (const std::string& token : spec.tokens) bytes += token.size();
  std::unique_ptr<WordPieceModel> model(new WordPieceModel(bytes, bytes));
  std::vector<bool> added(spec.tokens.size());  // found before the model sees a text; what it does see must not become one of them
  for (const AddedToken& token : spec.added) added[static_cast<size_t>(token.id)] = true;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    const std::string_view token = spec.tokens[id];
    if (token.empty() || added[id]) continue;
    model->begins_.add(token, static_cast<TokenId>(id));
    if (token.starts_with(spec.continuing)) model->continues_.add(token.substr(spec.continuing.size()), static_cast<TokenId>(id));
  }
  model->max_word_ = spec.max_word;
  model->unknown_ = spec.unknown_byte;
  model->owner_ = PieceCache::new_owner();
  return std::unique_ptr<TokenModel>(std::move(model));
}

void WordPieceModel::encode_anew(std::string_view word, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  const size_t ids_before = ids.size();
  const size_t ends_before = ends ? ends->size() : 0;
  bool covered = static_cast<int64_t>(text::count_code_points(word)) <= max_word_;
  for (size_t at = 0; covered && at < word.size();) {
    size_t longest = 0;
    TokenId id = kNoToken;
    (at == 0 ? begins_ : continues_).each_prefix(word.substr(at), [&](size_t bytes, TokenId found) {
      longest = bytes;
      id = found;
    });
    covered = longest > 0;
    if (!covered) break;
    at += longest;
    ids.push_back(id);
    if (ends) ends->push_back(static_cast<uint32_t>(at));
  }
  if (covered) return;
  ids.resize(ids_before);
  if (ends) ends->resize(ends_before);
  if (unknown_ == kNoToken) return;
  ids.push_back(unknown_);
  if (ends) ends->push_back(static_cast<uint32_t>(word.size()));
}

void WordPieceModel::encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (ends) return encode_anew(piece, ids, ends);
  CachedEncoding(owner_, piece, ids, [this](std::string_view p, std::vector<TokenId>& to) { encode_anew(p, to, nullptr); }).add(piece);
}

}  // namespace jangin::tokenizer
