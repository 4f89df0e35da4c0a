// Merging: short pieces by repeated linear scan (cheap, in registers and L1), long ones by a heap.
#include "tokenizer/bpe.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <queue>

#include "tokenizer/byte_level.h"
#include "tokenizer/piece_cache.h"

namespace jangin::tokenizer {
namespace {

constexpr size_t kShortPiece = 48;  // symbols; above it the quadratic scan loses to the heap
std::atomic<uint32_t> next_owner{1};

std::unordered_map<std::string_view, TokenId> ids_by_text(const TokenizerSpec& spec) {
  std::unordered_map<std::string_view, TokenId> ids;
  ids.reserve(spec.tokens.size());
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (!spec.tokens[id].empty()) ids.emplace(spec.tokens[id], static_cast<TokenId>(id));
  }
  return ids;
}

}  // namespace

MergeTable::MergeTable(size_t count) : slots_(std::bit_ceil(2 * count + 2)), mask_(slots_.size() - 1) {}

size_t MergeTable::slot(uint64_t pair) const {
  uint64_t hash = pair * 0x9e3779b97f4a7c15u;
  hash ^= hash >> 29;
  size_t at = hash & mask_;
  while (slots_[at].pair != pair && slots_[at].pair != kEmpty) at = (at + 1) & mask_;
  return at;
}

void MergeTable::insert(TokenId left, TokenId right, Merge merge) {
  const uint64_t pair = static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
  slots_[slot(pair)] = {pair, merge};
}

Merge MergeTable::find(TokenId left, TokenId right) const {
  const uint64_t pair = static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
  return slots_[slot(pair)].merge;
}

Result<BpeModel> BpeModel::build(const TokenizerSpec& spec, const std::string& place) {
  BpeModel model(spec.merges.size());
  model.unknown_ = spec.unknown_byte;
  model.fuse_unknown_ = spec.fuse_unknown;
  model.owner_ = next_owner.fetch_add(1);
  model.byte_ids_.fill(kNoToken);
  model.bytes_.resize(spec.tokens.size());
  std::vector<bool> added(spec.tokens.size());
  for (const AddedToken& token : spec.added) added[static_cast<size_t>(token.id)] = true;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (added[id]) continue;
    auto bytes = from_byte_level(spec.tokens[id]);
    if (!bytes) continue;  // unreachable by merging, as in the original
    if (bytes->size() == 1) model.byte_ids_[static_cast<uint8_t>((*bytes)[0])] = static_cast<TokenId>(id);
    if (spec.ignore_merges) model.whole_.emplace(*bytes, static_cast<TokenId>(id));
    model.bytes_[id] = std::move(*bytes);
  }
  const auto ids = ids_by_text(spec);
  for (size_t rank = 0; rank < spec.merges.size(); ++rank) {
    const auto& [left, right] = spec.merges[rank];
    auto a = ids.find(left);
    auto b = ids.find(right);
    auto joined = ids.find(left + right);
    if (a == ids.end() || b == ids.end() || joined == ids.end()) {
      return fail(ErrorCode::invalid_format, fmt::format("merge {} (`{}` `{}`) names a token that does not exist", rank, left, right), place);
    }
    model.merges_.insert(a->second, b->second, {static_cast<uint32_t>(rank), joined->second});
  }
  return model;
}

/// Symbols of a piece while they merge, side by side.
struct BpeModel::Symbols {
  std::vector<TokenId> ids;
  std::vector<uint32_t> ends;  // byte of the piece where each symbol ends
};

void BpeModel::merge_short(Symbols& s) const {
  Merge ranks[kShortPiece];
  size_t count = s.ids.size();
  for (size_t i = 0; i + 1 < count; ++i) ranks[i] = merges_.find(s.ids[i], s.ids[i + 1]);
  while (count > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < count; ++i) {
      if (ranks[i].rank < ranks[best].rank) best = i;
    }
    if (ranks[best].rank == UINT32_MAX) break;
    s.ids[best] = ranks[best].result;
    s.ends[best] = s.ends[best + 1];
    --count;
    for (size_t i = best + 1; i < count; ++i) {
      s.ids[i] = s.ids[i + 1];
      s.ends[i] = s.ends[i + 1];
    }
    for (size_t i = best + 1; i + 1 < count; ++i) ranks[i] = ranks[i + 1];
    if (best > 0) ranks[best - 1] = merges_.find(s.ids[best - 1], s.ids[best]);
    if (best + 1 < count) ranks[best] = merges_.find(s.ids[best], s.ids[best + 1]);
  }
  s.ids.resize(count);
  s.ends.resize(count);
}

void BpeModel::merge_long(Symbols& s) const {
  struct Candidate {
    uint32_t rank;
    uint32_t left;
    TokenId left_id, right_id;  // the candidate is stale when these have changed
    bool operator<(const Candidate& other) const { return std::pair(rank, left) > std::pair(other.rank, other.left); }
  };
  const uint32_t count = static_cast<uint32_t>(s.ids.size());
  std::vector<uint32_t> next(count);
  std::vector<uint32_t> previous(count);
  std::priority_queue<Candidate> queue;
  auto offer = [&](uint32_t left) {
    if (next[left] >= count) return;
    const TokenId a = s.ids[left];
    const TokenId b = s.ids[next[left]];
    const Merge merge = merges_.find(a, b);
    if (merge.rank != UINT32_MAX) queue.push({merge.rank, left, a, b});
  };
  for (uint32_t i = 0; i < count; ++i) {
    next[i] = i + 1;
    previous[i] = i == 0 ? UINT32_MAX : i - 1;
  }
  for (uint32_t i = 0; i < count; ++i) offer(i);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    const uint32_t right = next[top.left];
    if (s.ids[top.left] != top.left_id || right >= count || s.ids[right] != top.right_id) continue;
    s.ids[top.left] = merges_.find(top.left_id, top.right_id).result;
    s.ends[top.left] = s.ends[right];
    s.ids[right] = kNoToken;
    next[top.left] = next[right];
    if (next[right] < count) previous[next[right]] = top.left;
    offer(top.left);
    if (previous[top.left] != UINT32_MAX) offer(previous[top.left]);
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i = next[i], ++kept) {
    s.ids[kept] = s.ids[i];
    s.ends[kept] = s.ends[i];
  }
  s.ids.resize(kept);
  s.ends.resize(kept);
}

void BpeModel::merge_piece(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  thread_local Symbols symbols;
  symbols.ids.clear();
  symbols.ends.clear();
  for (size_t i = 0; i < piece.size(); ++i) {
    const TokenId known = byte_ids_[static_cast<uint8_t>(piece[i])];
    const TokenId id = known == kNoToken ? unknown_ : known;
    const uint32_t end = static_cast<uint32_t>(i + 1);
    if (id == kNoToken) continue;
    const bool fuse = known == kNoToken && fuse_unknown_ && !symbols.ids.empty() && symbols.ids.back() == unknown_ && symbols.ends.back() == i;
    if (fuse) {
      symbols.ends.back() = end;
    } else {
      symbols.ids.push_back(id);
      symbols.ends.push_back(end);
    }
  }
  if (symbols.ids.size() <= kShortPiece) {
    merge_short(symbols);
  } else {
    merge_long(symbols);
  }
  ids.insert(ids.end(), symbols.ids.begin(), symbols.ids.end());
  if (ends) ends->insert(ends->end(), symbols.ends.begin(), symbols.ends.end());
}

void BpeModel::encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (!whole_.empty()) {
    if (auto found = whole_.find(std::string(piece)); found != whole_.end()) {
      ids.push_back(found->second);
      if (ends) ends->push_back(static_cast<uint32_t>(piece.size()));
      return;
    }
  }
  if (piece.size() > PieceCache::kMaxBytes) return merge_piece(piece, ids, ends);
  thread_local PieceCache cache;
  PieceCache::Entry& entry = cache.slot(owner_, piece);
  const size_t before = ids.size();
  if (PieceCache::holds(entry, owner_, piece)) {
    ids.insert(ids.end(), entry.ids.begin(), entry.ids.begin() + entry.tokens);
    if (!ends || append_ends(std::span(ids).subspan(before), piece.size(), *ends)) return;
    ids.resize(before);  // a byte that is no token: only merging knows where
    return merge_piece(piece, ids, ends);
  }
  merge_piece(piece, ids, ends);
  PieceCache::store(entry, owner_, piece, ids.data() + before, ids.size() - before);
}

bool BpeModel::append_ends(std::span<const TokenId> ids, size_t size, std::vector<uint32_t>& ends) const {
  const size_t before = ends.size();
  size_t end = 0;
  for (TokenId id : ids) ends.push_back(static_cast<uint32_t>(end += bytes_[static_cast<size_t>(id)].size()));
  if (end == size) return true;
  ends.resize(before);
  return false;
}

}  // namespace jangin::tokenizer
