// Where a long text may be cut so that its parts can be counted apart. It knows no pre-tokenizer.
#pragma once

#include <cstddef>
#include <string_view>

namespace jangin::tokenizer {

/// Bytes of the first block of `text`: all of it when it has at most `limit` (≥ 4), else up to the last line end that is followed by no
/// white space, else to the last space, else to a whole character, within `limit`. 0 only for an empty text.
/// Patterns of the Llama 3 family (presets.h) never join what stands on both sides of such a line end.
size_t block_length(std::string_view text, size_t limit);

/// Calls visit(block) for the blocks of `text` in order; a result that is no success ends it and is returned.
template <typename Visit>
auto visit_blocks(std::string_view text, size_t limit, Visit&& visit) -> decltype(visit(text)) {
  while (!text.empty()) {
    const size_t length = block_length(text, limit);
    if (auto done = visit(text.substr(0, length)); !done) return done;
    text.remove_prefix(length);
  }
  return {};
}

}  // namespace jangin::tokenizer
