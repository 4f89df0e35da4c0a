// A compiled regular expression over UTF-8 with Unicode properties (PCRE2), as the gates and the scorer use it. Not a general library.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/span.h"

namespace jangin::judge {

/// Immutable after construction and safe to share between threads. Patterns are constants of the program: one that does not compile is
/// a programmer's mistake (assert). Texts must be valid UTF-8; an invalid text matches nothing. \d, \w, \s and \b follow Unicode.
class Pattern {
 public:
  enum class Case : uint8_t { sensitive, ignored };
  explicit Pattern(std::string_view expression, Case sensitivity = Case::sensitive);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  /// Byte span of the first match that starts at or behind `from`.
  std::optional<record::Span> find(std::string_view text, size_t from = 0) const;
  bool matches(std::string_view text) const { return find(text).has_value(); }
  /// Whether the match covers the whole text.
  bool matches_whole(std::string_view text) const;
  /// All matches from left to right, not overlapping, as views into `text`.
  std::vector<std::string_view> find_all(std::string_view text) const;
  /// Every match replaced by `with` (taken literally).
  std::string replace(std::string_view text, std::string_view with) const;

 private:
  std::optional<record::Span> run(std::string_view text, size_t from, uint32_t options) const;
  struct Code;
  std::unique_ptr<Code> code_;
};

}  // namespace jangin::judge
