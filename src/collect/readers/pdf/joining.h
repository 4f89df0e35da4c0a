// How the end of one line meets the start of the next: a space, nothing, or nothing and the hyphen gone. Decided by the words that
// the same document holds within its lines; for Korean also by whether the file puts spaces at line ends.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

enum class Joint { space, nothing, drop_hyphen };

/// Words of a document, counted within lines (first and last words of lines left out where they may be parts).
class Vocabulary {
 public:
  void add_line(const Line& line);
  /// Notes whether a line that ends and goes on in Hangul has a space at its end in the file.
  void add_korean_end(bool trailing_space);
  /// Notes two lines of one paragraph, for the share of breaks that fall within a word. After all add_line().
  void add_korean_break(const Line& before, const Line& after);

  Joint joint(const Line& before, const Line& after) const;

 private:
  uint32_t count(const std::u32string& word) const;
  Joint joint_hyphen(const std::u32string& before, const std::u32string& after) const;
  Joint joint_korean(const Line& line, const std::u32string& before, const std::u32string& after) const;

  std::unordered_map<std::u32string, uint32_t> words_;   // ASCII letters in lower case
  std::unordered_map<std::u32string, uint32_t> starts_;  // first two syllables of Korean words
  size_t ends_with_space_ = 0, ends_without_ = 0;
  size_t breaks_within_ = 0, breaks_between_ = 0;  // of those that the words decide
};

}  // namespace jangin::collect::pdf
