// Abbreviations of English technical prose, and words that open a sentence: what a full stop after them means.
#pragma once

#include <string_view>

namespace jangin::text {

enum class Abbreviation : unsigned char {
  none,
  never_ends,     // "e.g.", "Dr.": the sentence goes on
  before_number,  // "Fig. 3", "No. 5": goes on when a number or a letter follows
  may_end,        // "etc.", "Inc.": ends the sentence when the next word opens one
};

/// `word` without its last full stop. Letter case matters only where it must ("No. 5" against "no. Then").
Abbreviation abbreviation_kind(std::string_view word);
/// "The", "If", "When", …: words that, in upper case after a full stop, begin a new sentence.
bool is_sentence_starter(std::string_view word);

}  // namespace jangin::text
