// Encoding of pieces through the thread's cache: what is not there is encoded by the model and kept.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/piece_cache.h"

namespace jangin::tokenizer {

/// Tokens on their way into a vector, a few hundred at a time.
class TokenBuffer {
 public:
  explicit TokenBuffer(std::vector<TokenId>& ids) : ids_(ids) {}
  ~TokenBuffer() { flush(); }
  TokenBuffer(const TokenBuffer&) = delete;
  TokenBuffer& operator=(const TokenBuffer&) = delete;

  /// Room for one cached piece.
  TokenId* room() {
    if (used_ > kSize - PieceCache::kMaxTokens) flush();
    return buffer_.data() + used_;
  }
  void advance(size_t count) { used_ += count; }
  void flush() {
    ids_.insert(ids_.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
    used_ = 0;
  }

 private:
  static constexpr size_t kSize = 1024;
  std::vector<TokenId>& ids_;
  std::array<TokenId, kSize> buffer_;
  size_t used_ = 0;
};

/// `anew(piece, ids)` appends the tokens of a piece.
template <typename Anew>
void encode_piece(PieceCache& cache, uint32_t owner, std::string_view piece, TokenBuffer& buffer, std::vector<TokenId>& ids, Anew&& anew) {
  if (piece.size() <= PieceCache::kMaxBytes) {
    const int count = cache.find(owner, piece, buffer.room());
    if (count >= 0) return buffer.advance(static_cast<size_t>(count));
  }
  buffer.flush();
  const size_t before = ids.size();
  anew(piece, ids);
  if (piece.size() <= PieceCache::kMaxBytes) cache.store(owner, piece, ids.data() + before, ids.size() - before);
}

template <typename Anew>
void encode_cached(uint32_t owner, std::string_view piece, std::vector<TokenId>& ids, Anew&& anew) {
  TokenBuffer buffer(ids);
  encode_piece(PieceCache::of_thread(), owner, piece, buffer, ids, anew);
}

template <typename Anew>
void encode_all_cached(uint32_t owner, std::string_view text, size_t from, std::span<const size_t> ends, std::vector<TokenId>& ids, Anew&& anew) {
  PieceCache& cache = PieceCache::of_thread();
  TokenBuffer buffer(ids);
  for (const size_t end : ends) {
    encode_piece(cache, owner, text.substr(from, end - from), buffer, ids, anew);
    from = end;
  }
}

}  // namespace jangin::tokenizer
