// What stands around a value: the words before it on its line, the heading of its column or field, the words after. No finder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "record/span.h"

namespace jangin::refine {

using WordList = std::span<const std::string_view>;

/// Lower case (ASCII). `before` holds at most 72 bytes of the line, or, where the value begins its line or cell, the short line above (a form's
/// label) or the heading of its column in a Markdown table; `after` at most 48 bytes of the line.
struct Context {
  std::string before, after;
  bool labelled = false;  // `before` is, or ends in, a label that is the value's own: a line above, a column's heading

  static constexpr size_t kFar = static_cast<size_t>(-1);
  /// Bytes from the nearest of `words` in `before` to the value; kFar: none. ASCII words count only as whole words.
  size_t distance(WordList words) const;
  bool is_before(WordList words) const { return distance(words) != kFar; }
  /// As is_before, and no digit stands between word and value.
  bool announces(WordList words) const;
  bool is_after(WordList words) const;
};
Context context_of(std::string_view text, record::Span value);

/// Words that say that a number is something else: parts, orders, versions, laws.
WordList other_numbers();
/// Is one of `words` nearer before the value than any of other_numbers()?
bool speaks_for(const Context& context, WordList words);
/// Does one of other_numbers() stand before it?
bool speaks_against(const Context& context);

/// The first byte of the line of `at`, and the byte after its last.
size_t line_begin(std::string_view text, size_t at);
size_t line_end(std::string_view text, size_t at);
/// The heading of the column in which `at` stands, when its line is a row of a Markdown table (at most 400 lines above); else empty.
std::string_view column_heading(std::string_view text, size_t at);

}  // namespace jangin::refine
