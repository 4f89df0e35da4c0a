// Does a word have the form of a Korean name: a surname and one or two syllables that names are made of, and is it no known word? What stands around it is not looked at.
#pragma once

#include <optional>
#include <string_view>

namespace jangin::refine {

struct KoreanNameForm {
  bool is_short = false;     // one syllable after the surname
  bool is_common = false;    // a surname to believe
  bool is_doubtful = false;  // may be a word and a particle: 정지+은, or a word and what makes a time of it
  bool is_time = false;      // 기준+일, 최종+년
};
/// `word`: whole syllables of Hangul, two or more.
std::optional<KoreanNameForm> korean_name_form(std::string_view word);

/// "남궁": two syllables.
bool has_long_korean_surname(std::string_view word);

}  // namespace jangin::refine
