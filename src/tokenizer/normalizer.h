// What happens to a text before it is split: broken UTF-8 repaired, then a tokenizer's normalising steps; with a map back to the bytes
// of the input.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/spec.h"
#include "tokenizer/text_edits.h"

namespace jangin::tokenizer {

/// A text that was changed in places, and where each place came from. Unchanged text costs one comparison and no copy.
class NormalizedText {
 public:
  explicit NormalizedText(std::string_view input) : input_(input) {}
  /// Repairs broken UTF-8 as WHATWG's decoder does (one U+FFFD for each maximal broken part).
  static NormalizedText repair(std::string_view input);

  /// Lives as long as this object and, where nothing changed, as the input.
  std::string_view text() const { return changed_ ? std::string_view(owned_) : input_; }
  /// Byte of the input at which byte `at` of text() begins; inside a changed place its begin. `at` = size: the input's end.
  size_t origin_begin(size_t at) const;
  /// Byte of the input at which what precedes byte `at` of text() ends; inside a changed place its end.
  size_t origin_end(size_t at) const;

  /// `after` takes the place of text(); `edits` lead from it back to that, ascending.
  void change(std::string after, std::vector<Edit> edits);

 private:
  static size_t map_back(const std::vector<Edit>& edits, size_t at, bool to_end);

  std::string_view input_;
  std::string owned_;
  bool changed_ = false;
  std::vector<std::vector<Edit>> layers_;  // first applied first
};

/// A tokenizer's steps in order. Immutable and thread-safe.
class Normalizer {
 public:
  /// Errors: unsupported (patterns), invalid_format (broken rules of a charsmap).
  static Result<Normalizer> build(std::span<const Normalization> steps, const std::string& place);
  ~Normalizer();
  Normalizer(Normalizer&&) noexcept;
  Normalizer& operator=(Normalizer&&) noexcept;

  bool empty() const;
  /// `input` must be valid UTF-8. Without `track` the map back is not kept and must not be asked for.
  NormalizedText apply(std::string_view input, bool track) const;

 private:
  struct State;
  explicit Normalizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::tokenizer
