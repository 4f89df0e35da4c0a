// Regular expressions of tokenizers (written for Oniguruma) on PCRE2 with just-in-time compilation. Subjects must be valid UTF-8.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jangin::tokenizer {

/// Bytes [begin, end) of the subject.
struct Match {
  size_t begin = 0;
  size_t end = 0;
};

/// A compiled pattern. Immutable; each thread searches with its own Matcher.
class Pattern {
 public:
  /// Errors: unsupported with the place in the pattern where PCRE2 stops understanding it.
  static Result<Pattern> compile(std::string_view pattern, const std::string& place);
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;

  /// Next match at or after `from`. A search that exceeds the limit of steps finds nothing.
  std::optional<Match> find(std::string_view subject, size_t from) const;

 private:
  struct State;
  explicit Pattern(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// \s and \S spelled out as Unicode's White_Space, as Oniguruma means them (PCRE2's \s also takes U+180E).
std::string spell_out_spaces(std::string_view pattern);

}  // namespace jangin::tokenizer
