// Unknown characters cost 10 more than the least likely token, and neighbouring ones become one (google/sentencepiece unigram_model.cc).
#include "tokenizer/unigram.h"

#include <algorithm>

#include "tokenizer/cached_encoding.h"
#include "tokenizer/utf8.h"

namespace jangin::tokenizer {
namespace {

constexpr double kUnknownPenalty = 10.0;

}  // namespace

Result<std::unique_ptr<TokenModel>> UnigramModel::build(const TokenizerSpec& spec, const std::string& place) {
  if (spec.scores.size() != spec.tokens.size()) return fail(ErrorCode::invalid_format, "a unigram vocabulary needs a score for every token", place);
  size_t bytes = 0;
  for (const std::string& token : spec.tokens) bytes += token.size();
  std::unique_ptr<UnigramModel> model(new UnigramModel(bytes));
  std::vector<bool> added(spec.tokens.size());  // found before the model sees a text; what it does see must not become one of them
  for (const AddedToken& token : spec.added) added[static_cast<size_t>(token.id)] = true;
  double least = 0;
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.tokens[id].empty()) continue;
    least = std::min(least, spec.scores[id]);
    if (!added[id]) model->trie_.add(spec.tokens[id], static_cast<TokenId>(id));
  }
  model->scores_ = spec.scores;
  model->unknown_score_ = least - kUnknownPenalty;
  model->unknown_ = spec.unknown_byte;
  model->bytes_.fill(kNoToken);
  if (spec.byte_fallback) model->bytes_ = find_byte_tokens(VocabularyIndex(spec));
  model->owner_ = PieceCache::new_owner();
  return std::unique_ptr<TokenModel>(std::move(model));
}

void UnigramModel::find_best(std::string_view piece, std::vector<Node>& nodes) const {
  nodes.assign(piece.size() + 1, {});
  const auto offer = [&](size_t end, size_t begin, double score, TokenId id) {
    Node& node = nodes[end];
    if (node.begin == UINT32_MAX || score > node.score) node = {score, static_cast<uint32_t>(begin), id};
  };
  for (size_t at = 0; at < piece.size();) {
    size_t next = at;
    next_character(piece, next);
    const double here = nodes[at].score;
    bool whole = false;  // the character at `at` is a token
    trie_.each_prefix(piece.substr(at), [&](size_t bytes, TokenId id) {
      offer(at + bytes, at, here + scores_[static_cast<size_t>(id)], id);
      whole = whole || at + bytes == next;
    });
    if (!whole) offer(next, at, here + unknown_score_, kNoToken);
    at = next;
  }
}

void UnigramModel::encode_anew(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  thread_local std::vector<Node> nodes;
  find_best(piece, nodes);
  struct Part {
    uint32_t begin, end;
    TokenId id;
  };
  std::vector<Part> parts;  // last first
  const auto is_unknown = [&](TokenId id) { return id == kNoToken || id == unknown_; };
  for (size_t end = piece.size(); end > 0;) {
    const Node& node = nodes[end];
    if (is_unknown(node.id) && !parts.empty() && is_unknown(parts.back().id))
      parts.back().begin = node.begin;
    else
      parts.push_back({node.begin, static_cast<uint32_t>(end), node.id});
    end = node.begin;
  }
  const auto push = [&](TokenId id, uint32_t end) {
    ids.push_back(id);
    if (ends) ends->push_back(end);
  };
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!is_unknown(part->id)) {
      push(part->id, part->end);
      continue;
    }
    const std::string_view bytes = piece.substr(part->begin, part->end - part->begin);
    if (std::all_of(bytes.begin(), bytes.end(), [&](char b) { return bytes_[static_cast<uint8_t>(b)] != kNoToken; })) {
      for (uint32_t at = part->begin; at < part->end; ++at) push(bytes_[static_cast<uint8_t>(piece[at])], at + 1);
    } else if (unknown_ != kNoToken) {
      push(unknown_, part->end);
    }
  }
}

void UnigramModel::encode(std::string_view piece, std::vector<TokenId>& ids, std::vector<uint32_t>* ends) const {
  if (ends) return encode_anew(piece, ids, ends);
  CachedEncoding(owner_, piece, ids, [this](std::string_view p, std::vector<TokenId>& to) { encode_anew(p, to, nullptr); }).add(piece);
}

}  // namespace jangin::tokenizer
