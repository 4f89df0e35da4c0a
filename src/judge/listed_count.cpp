// Members of lists, told by commas and "and".
#include "judge/listed_count.h"

#include <algorithm>

#include "judge/units.h"

namespace jangin::judge {
namespace {

constexpr size_t kLongestMember = 5;  // words
constexpr size_t kNounWithin = 3;     // words behind a number

bool joins_two(std::string_view word) {
  return word == "and" || word == "or" || word == "nor" || word == "both" || word == "either" || word == "neither";
}

/// Members of the list that the "and" at `at` ends.
size_t members_before(const Reading& text, const TextUnit& unit, size_t at) {
  const std::vector<Word>& words = text.words;
  size_t members = 2, length = 0;
  for (size_t i = at; i-- > unit.begin && words[i].segment == words[at].segment;) {
    const bool comma = i + 1 < at && words[i].clause != words[i + 1].clause;
    if (comma && length > kLongestMember) break;
    if (comma) ++members, length = 0;
    ++length;
  }
  return members;
}

/// Members that brackets hold from word `at` on, commas between them: "(LPVOID a, DWORD b, LPVOID c)" holds three.
size_t members_in_brackets(const Reading& text, const TextUnit& unit, size_t at) {
  const std::vector<Word>& words = text.words;
  if (!words[at].aside || (at > unit.begin && words[at - 1].aside)) return 0;
  size_t members = 1;
  for (size_t i = at + 1; i < unit.end && words[i].aside; ++i) members += words[i].clause != words[i - 1].clause ? 1 : 0;
  return members;
}

bool is_number(const Word& word) { return word.number || !number_of_word(word.text).empty(); }
std::string key_of_number(const Word& word) { return word.number ? word.key : std::string(number_of_word(word.text)); }

}  // namespace

bool lists(const Reading& text, size_t count) {
  for (const TextUnit& unit : text.units) {
    for (size_t i = unit.begin; i < unit.end; ++i) {
      if (members_in_brackets(text, unit, i) == count) return true;
      if (!joins_two(text.words[i].text)) continue;
      const size_t members = members_before(text, unit, i);
      if (members == count || (members > 2 && members - 1 == count)) return true;
    }
  }
  return false;
}

bool lists_any(const Reading& text) {
  return std::ranges::any_of(text.words, [](const Word& word) { return joins_two(word.text); });
}

bool counts_otherwise(const Reading& question, size_t i, const Reading& text) {
  for (size_t j = 0; j < text.words.size(); ++j) {
    if (!is_number(text.words[j]) || key_of_number(text.words[j]) == key_of_number(question.words[i])) continue;
    for (size_t a = i + 1; a < std::min(question.words.size(), i + 1 + kNounWithin); ++a) {
      for (size_t b = j + 1; b < std::min(text.words.size(), j + 1 + kNounWithin); ++b) {
        if (question.words[a].content && question.words[a].key == text.words[b].key) return true;
      }
    }
  }
  return false;
}

}  // namespace jangin::judge
