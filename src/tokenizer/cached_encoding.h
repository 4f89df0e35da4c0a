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

/// The way of pieces of `text` through the cache, a few at a time, so that their entries are fetched side by side. `anew(piece, ids)` appends the
/// tokens of a piece that is not known. The tokens are in `ids` when this object is gone.
template <typename Anew>
class CachedEncoding {
 public:
  CachedEncoding(uint32_t owner, std::string_view text, std::vector<TokenId>& ids, Anew anew)
      : cache_(PieceCache::of_thread()), owner_(owner), readable_(text.data() + text.size()), ids_(ids), buffer_(ids), anew_(std::move(anew)) {}
  ~CachedEncoding() { answer(); }
  CachedEncoding(const CachedEncoding&) = delete;
  CachedEncoding& operator=(const CachedEncoding&) = delete;

  void add(std::string_view piece) {
    cache_.request(requests_[count_++], owner_, piece, readable_);
    if (count_ == kAtOnce) answer();
  }
  /// A token that is known without a question.
  void add_token(TokenId id) {
    PieceCache::tell(requests_[count_++], id);
    if (count_ == kAtOnce) answer();
  }

 private:
  static constexpr size_t kAtOnce = 16;

  void answer() {
    for (size_t i = 0; i < count_; ++i) {
      const PieceCache::Request& request = requests_[i];
      const int known = cache_.find(owner_, request, readable_, buffer_.room());
      if (known >= 0) [[likely]] {
        buffer_.advance(static_cast<size_t>(known));
      } else {
        encode(request);
      }
    }
    count_ = 0;
  }

  void encode(const PieceCache::Request& request) {
    buffer_.flush();
    const size_t before = ids_.size();
    anew_(request.piece, ids_);
    cache_.store(owner_, request, readable_, ids_.data() + before, ids_.size() - before);
  }

  PieceCache& cache_;
  uint32_t owner_;
  const char* readable_;
  std::vector<TokenId>& ids_;
  TokenBuffer buffer_;
  Anew anew_;
  std::array<PieceCache::Request, kAtOnce> requests_;
  size_t count_ = 0;
};

}  // namespace jangin::tokenizer
