// The cache's sets by themselves: who stays, who goes, and that tokens are never taken for a key.
#include "tokenizer/piece_cache.h"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <string>

namespace jangin::tokenizer {
namespace {

ShortPieces::Key key_of(const std::string& piece) {
  ShortPieces::Key key;
  key.set(piece, piece.data() + piece.size(), 7);
  return key;
}

/// Its tokens in the set; empty: it is not known.
std::vector<TokenId> find(ShortPieces::Set& set, const std::string& piece) {
  std::array<TokenId, PieceCache::kMaxTokens> to;
  const int count = ShortPieces::find(set, key_of(piece), to.data());
  return {to.begin(), to.begin() + std::max(count, 0)};
}

std::vector<TokenId> store(ShortPieces::Set& set, const std::string& piece, size_t count, TokenId first) {
  std::vector<TokenId> ids(count);
  std::iota(ids.begin(), ids.end(), first);
  ShortPieces::store(set, key_of(piece), ids.data(), ids.size());
  return ids;
}

TEST(PieceCache, WordsAskedForAgainStay) {
  ShortPieces::Set set;
  const auto often = store(set, "often", 2, 10);
  EXPECT_EQ(find(set, "often"), often);
  for (int i = 0; i < 5; ++i) {
    const std::string once = "once" + std::to_string(i);
    const auto ids = store(set, once, 8, 100 * i);
    EXPECT_EQ(find(set, "often"), often);
    if (i == 4) {
      EXPECT_EQ(find(set, once), ids);
    }
  }
  EXPECT_EQ(find(set, "once0"), std::vector<TokenId>());
}

TEST(PieceCache, ManyTokensTakeBothLines) {
  ShortPieces::Set set;
  store(set, "a", 1, 1);
  find(set, "a");
  const auto many = store(set, "b", 24, 50);
  EXPECT_EQ(find(set, "b"), many);
  EXPECT_EQ(find(set, "a"), std::vector<TokenId>());
  const auto few = store(set, "c", 3, 5);
  EXPECT_EQ(find(set, "c"), few);
  EXPECT_EQ(find(set, "b"), std::vector<TokenId>());
  store(set, "d", 25, 0);  // too many to be kept
  EXPECT_EQ(find(set, "d"), std::vector<TokenId>());
  EXPECT_EQ(find(set, "c"), few);
}

TEST(PieceCache, TokensAreNoKey) {
  ShortPieces::Set set;
  ShortPieces::Key wanted = key_of("wanted");
  wanted.set_tokens(1);
  std::array<TokenId, 24> ids{};
  std::memcpy(ids.data() + 8, wanted.words.data(), sizeof wanted.words);  // where the second line's key would be
  ShortPieces::store(set, key_of("many"), ids.data(), ids.size());
  EXPECT_EQ(find(set, "wanted"), std::vector<TokenId>());
  store(set, "few", 1, 3);
  EXPECT_EQ(find(set, "wanted"), std::vector<TokenId>());
}

TEST(PieceCache, OwnersAndLengthsTellKeysApart) {
  ShortPieces::Set set;
  store(set, "ab", 1, 3);
  const std::string longer("ab\0", 3);
  EXPECT_EQ(find(set, longer), std::vector<TokenId>());
  ShortPieces::Key other;
  const std::string piece = "ab";
  other.set(piece, piece.data() + piece.size(), 8);
  std::array<TokenId, PieceCache::kMaxTokens> to;
  EXPECT_EQ(ShortPieces::find(set, other, to.data()), -1);
}

/// A key made from the middle of a text, where bytes behind the piece can be read, is that made at its end.
TEST(PieceCache, BytesBehindAPieceAreNotInItsKey) {
  const std::string text = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ and more than any key holds, twice over";
  for (size_t length = 0; length <= ShortPieces::Key::kMaxBytes; ++length) {
    ShortPieces::Key inside;
    inside.set(std::string_view(text).substr(3, length), text.data() + text.size(), 7);
    EXPECT_EQ(inside, key_of(text.substr(3, length))) << length;
  }
  for (size_t length = 0; length <= LongPieces::Key::kMaxBytes; ++length) {
    LongPieces::Key inside;
    LongPieces::Key at_end;
    inside.set(std::string_view(text).substr(3, length), text.data() + text.size(), 7);
    at_end.set(std::string_view(text).substr(3, length), text.data() + 3 + length, 7);
    EXPECT_EQ(inside, at_end) << length;
  }
}

}  // namespace
}  // namespace jangin::tokenizer
