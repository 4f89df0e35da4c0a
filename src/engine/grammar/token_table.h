// The bytes that each token of a tokenizer stands for, laid out for one purpose: to find all tokens that a grammar allows.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::tokenizer {
class Tokenizer;
}

namespace jangin::engine {

/// Immutable and thread-safe; made once for a tokenizer and shared.
class TokenTable {
 public:
  /// Special tokens and those that stand for nothing are never allowed.
  static std::shared_ptr<const TokenTable> create(const tokenizer::Tokenizer& tokenizer);
  /// `bytes`: by token id; empty: never allowed.
  static std::shared_ptr<const TokenTable> create(std::vector<std::string> bytes);

  size_t vocab() const { return bytes_.size(); }
  size_t mask_words() const { return (bytes_.size() + 63) / 64; }
  /// Empty for tokens that are never allowed and for ids out of range.
  const std::string& bytes(int32_t token) const;

  /// A tree of tokens by their bytes, parents before children: one walk over an array.
  struct Node {
    uint32_t skip;   // the node behind all that begin with this one
    uint32_t first;  // own tokens: [first, the next node's first) of `tokens`
    uint16_t depth;  // bytes, from 1
    uint8_t byte;
  };
  struct Tree {
    std::vector<Node> nodes;  // the last one is a guard
    std::vector<int32_t> tokens;
    size_t deepest = 0;
  };

  /// Plain tokens hold nothing but whole characters that JSON strings take as they are: no quote, no backslash, no control character.
  /// Where up to `characters` of any of these may follow, all tokens of `plain` are allowed and only `rest` has to be walked.
  struct Run {
    uint32_t characters = 0;
    std::vector<uint64_t> plain;  // bit mask; empty for the first run, of no characters
    Tree rest;
  };
  /// Ascending by `characters`; the first one's `rest` holds every token, the last one's every token that is not plain.
  std::span<const Run> runs() const { return runs_; }

  /// Bytes of the longest token.
  size_t longest() const { return runs_.front().rest.deepest; }
  /// Lengths of the tokens that `text` begins with, ascending.
  void find_lengths(std::string_view text, std::vector<size_t>& lengths) const;

 private:
  explicit TokenTable(std::vector<std::string> bytes);
  std::vector<std::string> bytes_;
  std::vector<Run> runs_;
};

}  // namespace jangin::engine
