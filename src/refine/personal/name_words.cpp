// The lists, as text: one blank between two words.
#include "refine/personal/name_words.h"

#include <unordered_set>

namespace jangin::refine {
namespace {

using WordSet = std::unordered_set<std::string_view>;
WordSet words_of(std::string_view all) {
  WordSet set;
  while (!all.empty()) {
    size_t end = std::min(all.find(' '), all.size());
    if (end > 0) set.insert(all.substr(0, end));
    all.remove_prefix(std::min(end + 1, all.size()));
  }
  return set;
}

constexpr std::string_view kKorean =
#include "refine/personal/korean_words.inc"
    ;
constexpr std::string_view kGiven =
#include "refine/personal/given_names.inc"
    ;
constexpr std::string_view kEnglish =
#include "refine/personal/english_words.inc"
    ;

}  // namespace

bool is_korean_word(std::string_view word) {
  static const WordSet set = words_of(kKorean);
  return set.contains(word);
}

bool is_given_name(std::string_view word) {
  static const WordSet set = words_of(kGiven);
  return set.contains(word);
}

bool is_english_word(std::string_view word) {
  static const WordSet set = words_of(kEnglish);
  return set.contains(word);
}

}  // namespace jangin::refine
