// Finds added tokens in a text, leftmost and longest first, as Hugging Face's AddedVocabulary does. It encodes nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/byte_block.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

class AddedTokens {
 public:
  /// Of `tokens` those whose `normalized` is as given. Keeps its own copies.
  AddedTokens(std::span<const AddedToken> tokens, bool normalized);

  using Found = PlacedToken;  // white space taken by lstrip and rstrip included

  /// All tokens in `text`, in order. `may_be_special(begin, end)` says whether a special token may be recognised there.
  template <typename MayBeSpecial>
  std::vector<Found> find(std::string_view text, MayBeSpecial&& may_be_special) const {
    std::vector<Found> found;
    size_t taken = 0;
    if (tokens_.empty()) return found;
    for (size_t at = 0; at < text.size();) {
      at = next_begin(text, at);
      if (at == text.size()) break;
      const AddedToken* token = longest(text, at);
      if (!token) {
        ++at;
        continue;
      }
      const size_t end = at + token->text.size();
      const bool allowed = !token->special || may_be_special(at, end);
      if (allowed && fits(*token, text, at, end)) found.push_back(taken_span(*token, text, at, end, taken));
      if (!found.empty()) taken = found.back().end;
      at = end > taken ? end : taken;
    }
    return found;
  }
  bool empty() const { return tokens_.empty(); }

 private:
  /// The first byte from `at` on that some token begins with.
  size_t next_begin(std::string_view text, size_t at) const;
  const AddedToken* longest(std::string_view text, size_t at) const;
  static bool fits(const AddedToken& token, std::string_view text, size_t begin, size_t end);
  static Found taken_span(const AddedToken& token, std::string_view text, size_t begin, size_t end, size_t taken);

  /// The tokens that begin with a byte.
  struct Family {
    size_t begin = 0, end = 0;        // in tokens_; the first is the byte alone, if that is a token
    std::array<bool, 256> seconds{};  // their second bytes
  };
  std::vector<AddedToken> tokens_;  // by text
  std::vector<Family> families_;
  std::array<uint16_t, 256> family_{};                       // by first byte: place in families_ plus 1; 0: none
  std::vector<std::array<char, ByteBlock::kBytes>> firsts_;  // each byte that some token begins with, as often as a block has bytes
};

}  // namespace jangin::tokenizer
