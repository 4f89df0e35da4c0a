// Merges come from the file, or are every split of every token into two tokens, ranked by the token's score (SentencePiece; so does
// llama.cpp, src/llama-vocab.cpp, llm_tokenizer_spm).
#include "tokenizer/character_bpe.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <tuple>
#include <unordered_map>

#include "base/byte_block.h"
#include "text/unicode.h"
#include "tokenizer/cached_encoding.h"
#include "tokenizer/utf8.h"

namespace jangin::tokenizer {
namespace {

constexpr char32_t kWrittenSpace = 0x2581;
constexpr size_t kLongestSplit = 1024;  // bytes; splitting a token takes time with the square of its length

std::vector<bool> special_ids(const TokenizerSpec& spec) {
  std::vector<bool> special(spec.tokens.size());
  for (const AddedToken& token : spec.added) special[static_cast<size_t>(token.id)] = token.special;
  return special;
}

/// Of each token the place of its score among all scores, highest first; equal scores have equal places.
std::vector<uint32_t> ranks_of(const std::vector<double>& scores) {
  std::vector<double> sorted = scores;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<uint32_t> ranks;
  ranks.reserve(scores.size());
  for (const double score : scores)
    ranks.push_back(static_cast<uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), score, std::greater<>()) - sorted.begin()));
  return ranks;
}

size_t character_end(std::string_view text, size_t at) {
  next_character(text, at);
  return at;
}

/// A token and two parts that it joins from.
struct Split {
  TokenId left, right, joined;
  size_t at;  // bytes of the left part
  uint32_t rank;
};

/// All splits of all tokens into two tokens, or into characters that are no tokens themselves: those get ids behind the vocabulary, in
/// `strange`. Control and byte tokens are neither split nor parts, as in SentencePiece.
std::vector<Split> all_splits(const TokenizerSpec& spec, const VocabularyIndex& index, std::unordered_map<std::string_view, TokenId>& strange) {
  const std::vector<bool> special = special_ids(spec);
  const std::vector<uint32_t> ranks = ranks_of(spec.scores);
  const auto find = [&](std::string_view part) {
    const TokenId id = index.find(part);
    if (id != kNoToken) return special[static_cast<size_t>(id)] ? kNoToken : id;
    if (character_end(part, 0) < part.size()) return kNoToken;
    return strange.emplace(part, static_cast<TokenId>(spec.tokens.size() + strange.size())).first->second;
  };
  std::vector<Split> splits;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    const std::string_view token = spec.tokens[id];
    if (token.empty() || special[id] || byte_of_token(token) >= 0 || token.size() > kLongestSplit) continue;
    for (size_t at = character_end(token, 0); at < token.size(); at = character_end(token, at)) {
      const TokenId left = find(token.substr(0, at));
      const TokenId right = find(token.substr(at));
      if (left != kNoToken && right != kNoToken) splits.push_back({left, right, static_cast<TokenId>(id), at, ranks[id]});
    }
  }
  return splits;
}

}  // namespace

void CharacterBpeModel::CharacterIds::set(char32_t c, TokenId id) {
  uint16_t& page = page_of_[c >> 8];
  if (page == 0) {
    page = static_cast<uint16_t>(pages_.size());
    pages_.emplace_back().fill(kNoToken);
  }
  pages_[page][c & 255] = id;
}

Result<std::unique_ptr<CharacterBpeModel>> CharacterBpeModel::from_merges(const TokenizerSpec& spec, const VocabularyIndex& index,
                                                                          const std::string& place) {
  std::unique_ptr<CharacterBpeModel> model(new CharacterBpeModel(spec.merges.size()));
  for (size_t rank = 0; rank < spec.merges.size(); ++rank) {
    const auto& [left, right] = spec.merges[rank];
    const std::string text = left + right;
    const TokenId a = index.find(left);
    const TokenId b = index.find(right);
    const TokenId joined = index.find(text);
    if (a == kNoToken || b == kNoToken || joined == kNoToken) {
      return fail(ErrorCode::invalid_format, fmt::format("merge {} (`{}` `{}`) names a token that does not exist", rank, left, right), place);
    }
    model->merges_.insert(a, b, {static_cast<uint32_t>(rank), joined});
    model->neighbours_.add_all(text);
    if (byte_of_token(left) >= 0 || byte_of_token(right) >= 0) model->cut_ = false;
  }
  return model;
}

Result<std::unique_ptr<CharacterBpeModel>> CharacterBpeModel::from_scores(const TokenizerSpec& spec, const VocabularyIndex& index,
                                                                          const std::string& place) {
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.tokens[id].size() > kLongestSplit)
      return fail(ErrorCode::limit_exceeded, fmt::format("token {} is longer than {} bytes", id, kLongestSplit), place);
  }
  std::unordered_map<std::string_view, TokenId> strange;
  const std::vector<Split> splits = all_splits(spec, index, strange);
  std::unique_ptr<CharacterBpeModel> model(new CharacterBpeModel(splits.size()));
  for (const Split& split : splits) {
    model->merges_.insert(split.left, split.right, {split.rank, split.joined});
    const std::string_view joined = spec.tokens[static_cast<size_t>(split.joined)];
    model->neighbours_.add_all(joined);
    if (byte_of_token(joined.substr(0, split.at)) >= 0 || byte_of_token(joined.substr(split.at)) >= 0) model->cut_ = false;
  }
  for (const auto& [character, id] : strange) {
    size_t at = 0;
    model->characters_.set(next_character(character, at), id);
  }
  return model;
}

Result<std::unique_ptr<TokenModel>> CharacterBpeModel::build(const TokenizerSpec& spec, const std::string& place) {
  const VocabularyIndex index(spec);
  auto built = spec.scores.empty() ? from_merges(spec, index, place) : from_scores(spec, index, place);
  if (!built) return pass(built);
  CharacterBpeModel& model = **built;
  const std::vector<bool> special = special_ids(spec);
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    const std::string& token = spec.tokens[id];
    if (token.empty() || (special[id] && !spec.scores.empty()) || character_end(token, 0) < token.size()) continue;
    size_t at = 0;
    model.characters_.set(next_character(token, at), static_cast<TokenId>(id));
  }
  model.bytes_.fill(kNoToken);
  if (spec.byte_fallback) model.bytes_ = find_byte_tokens(index);
  if (spec.ignore_merges) {
    model.words_ = std::make_unique<TokenizerSpec>();
    model.words_->tokens = spec.tokens;
    model.index_ = std::make_unique<VocabularyIndex>(*model.words_);
  }
  model.tokens_ = static_cast<TokenId>(spec.tokens.size());
  model.unknown_ = spec.unknown_byte;
  model.fuse_unknown_ = spec.fuse_unknown;
  // Unknown characters may fuse, a word may be a token as a whole, and bytes of characters may join: then only the whole piece says what its
  // tokens are.
  model.cut_ = model.cut_ && !spec.ignore_merges && std::find(model.bytes_.begin(), model.bytes_.end(), kNoToken) == model.bytes_.end();
  model.owner_ = PieceCache::new_owner();
  return std::unique_ptr<TokenModel>(std::move(*built));
}

void CharacterBpeModel::add_symbols(std::string_view part, Symbols& symbols) const {
  size_t unknown_end = 0;  // of the unknown characters that wait for their token; 0: none
  const auto flush = [&] {
    if (unknown_end > 0) symbols.add(unknown_, std::max<size_t>(unknown_end, symbols.ends.empty() ? 0 : symbols.ends.back()));
    unknown_end = 0;
  };
  for (size_t at = 0; at < part.size();) {
    const size_t from = at;
    const char32_t c = next_character(part, at);
    if (const TokenId id = characters_.find(c); id != kNoToken) {
      flush();
      symbols.add(id, at);
      continue;
    }
    const std::string_view bytes = part.substr(from, at - from);
    const bool all = std::all_of(bytes.begin(), bytes.end(), [&](char b) { return bytes_[static_cast<uint8_t>(b)] != kNoToken; });
    if (all) {  // the original does not flush here: an unknown character's token may come behind these bytes
      for (size_t i = from; i < at; ++i) symbols.add(bytes_[static_cast<uint8_t>(part[i])], i + 1);
    } else if (unknown_ != kNoToken) {
      if (!fuse_unknown_) flush();
      unknown_end = at;
    }
  }
  flush();
}

bool CharacterBpeModel::encode_short(std::string_view part, std::vector<TokenId>& ids) const {
  if (!cut_ || part.empty() || part.size() > FewSymbols::kMost || merges_.highest_rank() >= FewSymbols::kMostUrgent) return false;
  FewSymbols symbols;
  size_t count = 0;
  for (size_t at = 0; at < part.size();) {
    const size_t from = at;
    const TokenId id = characters_.find(next_character(part, at));
    if (id >= tokens_) return false;
    if (id != kNoToken) {
      symbols.ids[count++] = id;
    } else {
      for (size_t i = from; i < at; ++i) symbols.ids[count++] = bytes_[static_cast<uint8_t>(part[i])];
    }
  }
  for (size_t i = 0; i + 1 < count; ++i) symbols.set_pair(i, merges_.find(symbols.ids[i], symbols.ids[i + 1]));
  for (uint64_t left = symbols.merge(merges_, count); left != 0; left &= left - 1)
    ids.push_back(symbols.ids[static_cast<size_t>(std::countr_zero(left))]);
  return true;
}

void CharacterBpeModel::encode_part(std::string_view part, size_t base, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (index_) {
    if (const TokenId id = index_->find(part); id != kNoToken) {
      ids.push_back(id);
      if (ends) ends->push_back(static_cast<uint32_t>(base + part.size()));
      return;
    }
  }
  if (!ends && encode_short(part, ids)) return;
  thread_local Symbols symbols;
  symbols.clear();
  add_symbols(part, symbols);
  merge_all(merges_, symbols);
  const auto push = [&](TokenId id, size_t end) {
    ids.push_back(id);
    if (ends) ends->push_back(static_cast<uint32_t>(base + end));
  };
  size_t begin = 0;
  for (size_t i = 0; i < symbols.ids.size(); ++i) {
    const size_t end = symbols.ends[i];
    if (symbols.ids[i] < tokens_) {
      push(symbols.ids[i], end);
    } else {  // a character that joined nothing
      for (size_t at = begin; at < end; ++at) {
        const TokenId byte = bytes_[static_cast<uint8_t>(part[at])];
        if (byte != kNoToken || (unknown_ != kNoToken && at + 1 == end)) push(byte != kNoToken ? byte : unknown_, at + 1);
      }
    }
    begin = end;
  }
}

size_t CharacterBpeModel::part_end(std::string_view piece, size_t from) const {
  if (!cut_) return piece.size();
  size_t at = from;
  char32_t before = next_character(piece, at);
  while (at < piece.size()) {
    const size_t begin = at;
    const char32_t now = next_character(piece, at);
    if (!neighbours_.may_join(before, now)) return begin;
    before = now;
  }
  return at;
}

/// Places beside a character of ASCII that is no letter, but for those behind a space, where most tokens begin with it. That the pair there is in
/// no token is what makes a cut exact: a merge across it would have made a token that holds the pair; so on both sides the same merges follow, in
/// the same order, as in the whole piece.
template <typename Visit>
void CharacterBpeModel::cut_at_words(std::string_view piece, const char* readable, Visit&& visit) const {
  size_t from = 0;
  uint32_t carried = 0;  // the byte before the block lets a cut follow it
  for (size_t at = 0; at < piece.size(); at += ByteBlock::kBytes) {
    char rest[ByteBlock::kBytes] = {};
    const char* bytes = piece.data() + at;
    const size_t here = std::min(piece.size() - at, ByteBlock::kBytes);
    if (static_cast<size_t>(readable - bytes) < ByteBlock::kBytes) bytes = static_cast<const char*>(std::memcpy(rest, bytes, here));
    const ByteBlock block(bytes);
    const uint32_t others = ~(block.ascii_letters() | block.not_ascii());
    const uint32_t cut_behind = others & ~block.equal(' ') & ByteBlock::kAll;
    uint32_t places = (others | cut_behind << 1 | carried) & ((1u << here) - 1);
    carried = cut_behind >> (ByteBlock::kBytes - 1);
    if (at == 0) places &= ~1u;
    for (; places != 0; places &= places - 1) {
      const size_t place = at + static_cast<size_t>(std::countr_zero(places));
      if (neighbours_.may_join_at(piece, place)) continue;
      visit(std::string_view(piece.data() + from, place - from));
      from = place;
    }
  }
  if (from < piece.size()) visit(piece.substr(from));
}

template <typename Encoding>
void CharacterBpeModel::add_parts(std::string_view piece, const char* readable, Encoding& encoding) const {
  if (!cut_) return encoding.add(piece);
  cut_at_words(piece, readable, [&](std::string_view words) {
    if (words.size() <= PieceCache::kMaxShortBytes) return encoding.add(words);
    for (size_t from = 0; from < words.size();) {
      const size_t end = part_end(words, from);
      encoding.add(words.substr(from, end - from));
      from = end;
    }
  });
}

void CharacterBpeModel::encode_between(std::string_view text, std::span<const PlacedToken> placed, std::vector<TokenId>& ids) const {
  CachedEncoding encoding(owner_, text, ids, [this](std::string_view part, std::vector<TokenId>& to) { encode_part(part, 0, to, nullptr); });
  const char* readable = text.data() + text.size();
  size_t from = 0;
  for (const PlacedToken& token : placed) {
    if (token.begin > from) add_parts(text.substr(from, token.begin - from), readable, encoding);
    encoding.add_token(token.id);
    from = token.end;
  }
  if (from < text.size()) add_parts(text.substr(from), readable, encoding);
}

void CharacterBpeModel::encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (!ends) return encode_between(piece, {}, ids);
  for (size_t from = 0; from < piece.size();) {
    const size_t end = part_end(piece, from);
    encode_part(piece.substr(from, end - from), from, ids, ends);
    from = end;
  }
}

bool CharacterBpeModel::read_spaces_as(char32_t written) {
  const TokenId id = characters_.find(written);
  if (!cut_ || written != kWrittenSpace || id == kNoToken) return false;
  characters_.set(U' ', id);
  return true;
}

std::vector<std::pair<std::string, std::string>> merges_from_scores(const TokenizerSpec& spec) {
  const VocabularyIndex index(spec);
  std::unordered_map<std::string_view, TokenId> strange;
  std::vector<Split> splits = all_splits(spec, index, strange);
  const auto known = static_cast<TokenId>(spec.tokens.size());
  std::erase_if(splits, [&](const Split& split) { return split.left >= known || split.right >= known; });
  const auto order = [&](const Split& split) {
    const std::string_view token = spec.tokens[static_cast<size_t>(split.joined)];
    const auto left = static_cast<int64_t>(text::count_code_points(token.substr(0, split.at)));
    const auto right = static_cast<int64_t>(text::count_code_points(token.substr(split.at)));
    return std::tuple(split.rank, -left, -right, split.left, split.right);
  };
  std::sort(splits.begin(), splits.end(), [&](const Split& a, const Split& b) { return order(a) < order(b); });
  std::vector<std::pair<std::string, std::string>> merges;
  merges.reserve(splits.size());
  for (const Split& split : splits) merges.emplace_back(spec.tokens[static_cast<size_t>(split.left)], spec.tokens[static_cast<size_t>(split.right)]);
  return merges;
}

}  // namespace jangin::tokenizer
