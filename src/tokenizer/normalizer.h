// What happens to a text before it is split: broken UTF-8 repaired, Unicode normal forms; with a map back to the bytes of the input.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// A text that was changed in places, and where each place came from. Unchanged text costs one comparison and no copy.
class NormalizedText {
 public:
  /// Repairs broken UTF-8 as WHATWG's decoder does (one U+FFFD for each maximal broken part).
  static NormalizedText repair(std::string_view input);
  /// Applies the forms to `input`, which must be valid UTF-8.
  static NormalizedText normalize(std::string_view input, std::span<const Normalization> forms);

  /// Lives as long as this object and, where nothing changed, as the input.
  std::string_view text() const { return changed_ ? std::string_view(owned_) : input_; }
  /// Byte of the input at which byte `at` of text() begins; inside a changed place its begin. `at` = size: the input's end.
  size_t origin_begin(size_t at) const;
  /// Byte of the input at which what precedes byte `at` of text() ends; inside a changed place its end.
  size_t origin_end(size_t at) const;

 private:
  /// text() [begin, end) came from [origin_begin, origin_end) of the text before; between such places nothing changed.
  struct Edit {
    size_t begin, end, origin_begin, origin_end;
  };
  using Layer = std::vector<Edit>;
  static size_t map_back(const Layer& layer, size_t at, bool to_end);
  bool apply(Normalization form);

  std::string_view input_;
  std::string owned_;
  bool changed_ = false;
  std::vector<Layer> layers_;  // first applied first
};

}  // namespace jangin::tokenizer
