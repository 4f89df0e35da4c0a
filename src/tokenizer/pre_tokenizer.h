// Splits a text into the pieces that are encoded one by one: the steps of a TokenizerSpec, run piece by piece without lists between.
// Steps that a scanner (scanner.h) knows need none of this: ask scanner() first.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/pattern.h"
#include "tokenizer/scanner.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Immutable and thread-safe.
class PreTokenizer {
 public:
  /// Errors: unsupported patterns; unsupported metaspace steps that would replace spaces inside of pieces.
  static Result<PreTokenizer> build(const std::vector<PreTokenStep>& steps, const std::string& place);

  /// A piece: its bytes, and where they begin in the text. `inserted` bytes at its front are not in the text (a prefix space).
  struct Piece {
    std::string_view bytes = {};
    size_t begin = 0;
    size_t inserted = 0;
    bool at_begin = false;  // begins where the whole input does
  };
  using Receiver = std::function<void(const Piece&)>;
  /// `text` must be valid UTF-8. Pieces come in order; none is empty. `at_begin`: the text begins where the whole input does.
  /// A metaspace step finds its spaces replaced already.
  void split(std::string_view text, bool at_begin, const Receiver& receive) const;

  /// What splits as these steps do, thirty times as fast.
  std::optional<ScannerKind> scanner() const { return scanner_; }
  bool empty() const { return steps_.empty(); }

 private:
  struct Step {
    PreTokenStep spec;
    std::vector<Pattern> pattern;  // one for patterns, none for digits, literal text and byte_level without a pattern
  };
  struct Run;
  void run(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_split(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_digits(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_byte_level(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_punctuation(size_t step, const Piece& piece, const Receiver& receive) const;
  void run_metaspace(size_t step, const Piece& piece, const Receiver& receive) const;
  /// Runs of characters of one class; each character of class 0 is dropped, of class 1 a run by itself.
  template <typename ClassOf>
  void run_classes(size_t step, const Piece& piece, const Receiver& receive, ClassOf&& class_of) const;
  void pass_on(size_t step, const Piece& piece, size_t begin, size_t end, const Receiver& receive) const;
  void pass_joined(size_t step, const Piece& piece, const std::vector<Run>& runs, SplitBehavior behavior, const Receiver& receive) const;
  std::vector<Step> steps_;
  std::optional<ScannerKind> scanner_;
};

}  // namespace jangin::tokenizer
