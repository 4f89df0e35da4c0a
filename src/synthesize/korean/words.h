// Korean words, their particles, and the noun phrases that a question can ask for. Rules on spaces, particles and endings, no dictionary of
// nouns; thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::synthesize::korean {

/// Whether a word is one of a list; whether it ends in one.
template <size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}
template <size_t N>
bool ends_in_one_of(std::string_view word, const std::array<std::string_view, N>& ends) {
  return std::ranges::any_of(ends, [&](std::string_view end) { return word.ends_with(end); });
}

/// A word between spaces. `noun`: without its particle; the whole word where it has none.
struct Word {
  size_t begin = 0, end = 0;  // in the text; marks behind the word (",", ".") not included
  std::string_view text, noun, particle;
  bool comma = false;  // one follows
};
std::vector<Word> split_words(std::string_view text);

/// A noun phrase: bare nouns up to the one that carries the particle ("불연성 용기에"), nouns joined by "또는", "및" included.
struct NounPhrase {
  size_t begin = 0, end = 0;  // in the text; the particle not included
  size_t particle_end = 0;
  size_t head = 0;  // where its last word begins
  std::string_view particle;
  bool modified = false;  // a clause or a genitive in front of it says which: "청소하기 쉬운 구조로"
};
/// The phrase whose last word is words[last]; begin == end: none.
NounPhrase noun_phrase(std::string_view text, const std::vector<Word>& words, size_t last);

/// A noun without a particle, before another: "불연성" of "불연성 용기에".
bool is_bare_noun(const Word& word);
/// "누르면", "미만이면": the verb of a condition; "표면": none.
bool is_conditional(std::string_view word);
/// Whether a word says which the next one is: "적신", "등록한", "설비의".
bool modifies(const Word& word);

/// Nouns that say nothing by themselves: "조치", "사항", "경우".
bool is_vague_noun(std::string_view noun);
/// Someone who acts: "사업주", "관리감독자", "고용노동부장관".
bool is_person(std::string_view noun);
/// The kind of thing that a noun names by its own last syllables: "날접촉예방장치" → "장치"; empty: none known.
std::string kind_of_thing(std::string_view noun);

}  // namespace jangin::synthesize::korean
