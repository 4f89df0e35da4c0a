// Splits a text into the pieces that are encoded one by one: the steps of a TokenizerSpec, run piece by piece without lists between.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/pattern.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Immutable and thread-safe.
class PreTokenizer {
 public:
  /// Errors: unsupported patterns.
  static Result<PreTokenizer> build(const std::vector<PreTokenStep>& steps, const std::string& place);

  /// A piece: its bytes, and where they begin in the text. `inserted` bytes at its front are not in the text (a prefix space).
  struct Piece {
    std::string_view bytes;
    size_t begin = 0;
    size_t inserted = 0;
  };
  using Receiver = std::function<void(const Piece&)>;
  /// `text` must be valid UTF-8. Pieces come in order; none is empty.
  void split(std::string_view text, const Receiver& receive) const;

 private:
  struct Step {
    PreTokenStep spec;
    std::vector<Pattern> pattern;  // one for patterns, none for digits, literal text and byte_level without a pattern
  };
  void run(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_split(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_digits(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_byte_level(size_t step, const Piece& piece, const Receiver& receive) const;
  void pass_on(size_t step, const Piece& piece, size_t begin, size_t end, const Receiver& receive) const;
  std::vector<Step> steps_;
};

}  // namespace jangin::tokenizer
