// Token ids → text, for all models: what each token stands for, and what is done where tokens meet (tokenizers: decoders/).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Immutable and thread-safe.
class Decoder {
 public:
  explicit Decoder(const TokenizerSpec& spec);

  /// What a token adds to a text, ids in range: bytes; with word_piece the space before it, too.
  const std::string& bytes(TokenId id) const { return bytes_[static_cast<size_t>(id)]; }
  bool is_byte(TokenId id) const { return is_byte_[static_cast<size_t>(id)]; }

  /// Bytes of tokens that follow one another from the begin of a text (`at_begin`) or behind others.
  std::string join(std::span<const TokenId> ids, bool at_begin) const;
  /// The same as text: a run of byte tokens that is no UTF-8 as a whole becomes one U+FFFD a byte, as in the original.
  std::string text(std::span<const TokenId> ids) const;

 private:
  void append(std::string& text, TokenId id, bool first) const;
  ModelKind model_;
  Decoding decoding_;
  std::vector<std::string> bytes_;
  std::vector<bool> is_byte_;
};

}  // namespace jangin::tokenizer
