// Bytes to symbols, symbols to tokens; pieces seen lately come from the cache.
#include "tokenizer/bpe.h"

#include <fmt/format.h>

#include "tokenizer/byte_level.h"
#include "tokenizer/cached_encoding.h"

namespace jangin::tokenizer {

Result<std::unique_ptr<TokenModel>> BpeModel::build(const TokenizerSpec& spec, const std::string& place) {
  std::unique_ptr<BpeModel> model(new BpeModel(spec.merges.size()));
  model->unknown_ = spec.unknown_byte;
  model->fuse_unknown_ = spec.fuse_unknown;
  model->owner_ = PieceCache::new_owner();
  model->byte_ids_.fill(kNoToken);
  std::vector<bool> added(spec.tokens.size());
  for (const AddedToken& token : spec.added) added[static_cast<size_t>(token.id)] = true;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (added[id] || (!spec.ignore_merges && spec.tokens[id].size() > 2)) continue;
    auto bytes = from_byte_level(spec.tokens[id]);
    if (!bytes) continue;  // unreachable by merging, as in the original
    if (bytes->size() == 1) model->byte_ids_[static_cast<uint8_t>((*bytes)[0])] = static_cast<TokenId>(id);
    if (spec.ignore_merges) model->whole_.emplace(std::move(*bytes), static_cast<TokenId>(id));
  }
  const VocabularyIndex ids(spec);
  for (size_t rank = 0; rank < spec.merges.size(); ++rank) {
    const auto& [left, right] = spec.merges[rank];
    const TokenId a = ids.find(left);
    const TokenId b = ids.find(right);
    const TokenId joined = ids.find(left + right);
    if (a == kNoToken || b == kNoToken || joined == kNoToken) {
      return fail(ErrorCode::invalid_format, fmt::format("merge {} (`{}` `{}`) names a token that does not exist", rank, left, right), place);
    }
    model->merges_.insert(a, b, {static_cast<uint32_t>(rank), joined});
  }
  return std::unique_ptr<TokenModel>(std::move(model));
}

void BpeModel::encode_anew(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (!whole_.empty()) {
    if (auto found = whole_.find(piece); found != whole_.end()) {
      ids.push_back(found->second);
      if (ends) ends->push_back(static_cast<uint32_t>(piece.size()));
      return;
    }
  }
  thread_local Symbols symbols;
  symbols.clear();
  for (size_t i = 0; i < piece.size(); ++i) {
    const TokenId known = byte_ids_[static_cast<uint8_t>(piece[i])];
    const TokenId id = known == kNoToken ? unknown_ : known;
    if (id == kNoToken) continue;
    const bool fuse = known == kNoToken && fuse_unknown_ && !symbols.ids.empty() && symbols.ids.back() == unknown_ && symbols.ends.back() == i;
    if (fuse) symbols.ends.back() = static_cast<uint32_t>(i + 1);
    else symbols.add(id, i + 1);
  }
  merge_all(merges_, symbols);
  ids.insert(ids.end(), symbols.ids.begin(), symbols.ids.end());
  if (ends) ends->insert(ends->end(), symbols.ends.begin(), symbols.ends.end());
}

void BpeModel::encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (ends) return encode_anew(piece, ids, ends);
  CachedEncoding(owner_, ids, [this](std::string_view p, std::vector<TokenId>& to) { encode_anew(p, to, nullptr); }).add(piece);
}

void BpeModel::encode_pieces(std::string_view text, size_t from, std::span<const size_t> ends, std::vector<TokenId>& ids) const {
  CachedEncoding encoding(owner_, ids, [this](std::string_view p, std::vector<TokenId>& to) { encode_anew(p, to, nullptr); });
  for (const size_t end : ends) {
    encoding.add(text.substr(from, end - from));
    from = end;
  }
}

}  // namespace jangin::tokenizer
