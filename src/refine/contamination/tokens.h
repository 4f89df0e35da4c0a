// A text as tokens under which two spellings of the same words meet: case, width, white space, punctuation, emphasis, HTML entities, line
// wraps and the way numbers are written do not count. Used for comparing texts with evaluation questions; not a linguistic analysis.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// A word of an alphabet, a number, or one syllable (Hangul, Han, kana: their white space is not reliable).
struct FoldedToken {
  uint32_t hash = 0;            // of the folded word, or of the number's value; the lowest bit is set for a syllable
  uint32_t begin = 0, end = 0;  // bytes of the text

  bool is_syllable() const { return (hash & 1) != 0; }
};

/// Tokens of valid UTF-8 shorter than 4 GiB, in order; `tokens` is overwritten (its memory is used again). Equal tokens:
///   letters of either case and width; with emphasis, escapes or apostrophes inside ("**t**wo", "don’t") or without; hyphenated at a line's end
///   or not; characters or their numeric HTML entities; "1,000", "1 000", "1000.0", "１０００", "one thousand" (English words only).
/// Letters and digits that touch are apart ("5kg", "5 kg").
void tokenize(std::string_view text, std::vector<FoldedToken>& tokens);
/// The text as one token without the marks between its words and numbers ("p(x)" as "px"); 0 when it would be several: letters and digits, syllables.
uint32_t glued_hash(std::string_view text);
/// The hash that tokenize() gives a word of lower-case ASCII letters.
uint32_t word_hash(std::string_view word);

}  // namespace jangin::refine
