// Bytes to symbols, symbols to tokens; pieces seen lately come from the cache.
#include "tokenizer/bpe.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "tokenizer/byte_level.h"
#include "tokenizer/cached_encoding.h"

namespace jangin::tokenizer {

Result<std::unique_ptr<TokenModel>> BpeModel::build(const TokenizerSpec& spec, const std::string& place) {
  std::unique_ptr<BpeModel> model(new BpeModel(spec.merges.size()));
  model->unknown_ = spec.unknown_byte;
  model->fuse_unknown_ = spec.fuse_unknown;
  model->owner_ = PieceCache::new_owner();
  model->byte_ids_.fill(kNoToken);
  if (spec.ignore_merges) model->whole_.reset(spec.tokens.size());
  std::vector<bool> added(spec.tokens.size());
  for (const AddedToken& token : spec.added) added[static_cast<size_t>(token.id)] = true;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (added[id] || (!spec.ignore_merges && spec.tokens[id].size() > 2)) continue;
    auto bytes = from_byte_level(spec.tokens[id]);
    if (!bytes) continue;  // unreachable by merging, as in the original
    if (bytes->size() == 1) model->byte_ids_[static_cast<uint8_t>((*bytes)[0])] = static_cast<TokenId>(id);
    if (spec.ignore_merges) model->whole_.add(*bytes, static_cast<TokenId>(id));
  }
  const VocabularyIndex ids(spec);
  std::vector<std::array<TokenId, 2>> pairs;  // by rank
  pairs.reserve(spec.merges.size());
  for (size_t rank = 0; rank < spec.merges.size(); ++rank) {
    const auto& [left, right] = spec.merges[rank];
    const TokenId a = ids.find(left);
    const TokenId b = ids.find(right);
    const TokenId joined = ids.find(left + right);
    if (a == kNoToken || b == kNoToken || joined == kNoToken) {
      return fail(ErrorCode::invalid_format, fmt::format("merge {} (`{}` `{}`) names a token that does not exist", rank, left, right), place);
    }
    model->merges_.insert(a, b, {static_cast<uint32_t>(rank), joined});
    pairs.push_back({a, b});
  }
  model->fill_byte_pairs();
  model->syllables_ = WholeSyllables(spec, model->merges_, model->byte_ids_, pairs);
  return std::unique_ptr<TokenModel>(std::move(model));
}

void BpeModel::fill_byte_pairs() {
  if (merges_.highest_rank() >= FewSymbols::kMostUrgent) return;
  byte_pairs_.resize(65536);
  for (size_t left = 0; left < 256; ++left) {
    for (size_t right = 0; right < 256; ++right) byte_pairs_[left << 8 | right] = merges_.find(byte_ids_[left], byte_ids_[right]);
  }
}

bool BpeModel::encode_short(std::string_view piece, std::vector<TokenId>& ids) const {
  if (byte_pairs_.empty() || piece.empty() || piece.size() > FewSymbols::kMost) return false;
  FewSymbols symbols;
  size_t count = 0;
  TokenId least = 0;  // kNoToken: some byte is no token
  for (size_t at = 0; at < piece.size(); ++count) {
    const size_t bytes = syllables_.empty() ? 0 : syllables_.find(piece, at, symbols.ids[count]);
    if (bytes == 0) least = std::min(least, symbols.ids[count] = byte_ids_[static_cast<uint8_t>(piece[at])]);
    at += std::max<size_t>(bytes, 1);
  }
  if (least == kNoToken) return false;
  const auto byte = [&](size_t at) { return static_cast<size_t>(static_cast<uint8_t>(piece[at])); };
  const bool all_bytes = count == piece.size();
  for (size_t i = 0; i + 1 < count; ++i)
    symbols.set_pair(i, all_bytes ? byte_pairs_[byte(i) << 8 | byte(i + 1)] : merges_.find(symbols.ids[i], symbols.ids[i + 1]));
  for (uint64_t left = symbols.merge(merges_, count); left != 0; left &= left - 1)
    ids.push_back(symbols.ids[static_cast<size_t>(std::countr_zero(left))]);
  return true;
}

void BpeModel::encode_anew(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (!whole_.empty()) {
    if (const TokenId id = whole_.find(piece); id != kNoToken) {
      ids.push_back(id);
      if (ends) ends->push_back(static_cast<uint32_t>(piece.size()));
      return;
    }
  }
  if (!ends && encode_short(piece, ids)) return;
  thread_local Symbols symbols;
  symbols.clear();
  for (size_t i = 0; i < piece.size(); ++i) {
    const TokenId known = byte_ids_[static_cast<uint8_t>(piece[i])];
    const TokenId id = known == kNoToken ? unknown_ : known;
    if (id == kNoToken) continue;
    const bool fuse = known == kNoToken && fuse_unknown_ && !symbols.ids.empty() && symbols.ids.back() == unknown_ && symbols.ends.back() == i;
    if (fuse)
      symbols.ends.back() = static_cast<uint32_t>(i + 1);
    else
      symbols.add(id, i + 1);
  }
  merge_all(merges_, symbols);
  ids.insert(ids.end(), symbols.ids.begin(), symbols.ids.end());
  if (ends) ends->insert(ends->end(), symbols.ends.begin(), symbols.ends.end());
}

void BpeModel::encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (ends) return encode_anew(piece, ids, ends);
  CachedEncoding(owner_, piece, ids, [this](std::string_view p, std::vector<TokenId>& to) { encode_anew(p, to, nullptr); }).add(piece);
}

void BpeModel::encode_pieces(std::string_view text, size_t from, std::span<const size_t> ends, std::vector<TokenId>& ids) const {
  CachedEncoding encoding(owner_, text, ids, [this](std::string_view p, std::vector<TokenId>& to) { encode_anew(p, to, nullptr); });
  for (const size_t end : ends) {
    encoding.add(text.substr(from, end - from));
    from = end;
  }
}

}  // namespace jangin::tokenizer
