// Repeated sequences of n words (n-grams) in one text: how much of it they are. Counts only; judges nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "refine/text_statistics.h"

namespace jangin::refine {

/// Sequences of the tokens of a text, length by length. A sequence can only be repeated where both sequences of one token less that it is made of are:
/// each length looks only at what the one before left over, which in prose is little after three words.
class WordSequences {
 public:
  /// Starts at n = 1. `statistics` must outlive the object.
  explicit WordSequences(const TextStatistics& statistics);

  size_t length() const { return n_; }
  /// Goes on to n + 1.
  void lengthen();

  /// Characters of the most frequent sequence (of equally frequent ones the first), with one space between its tokens, times its frequency. 0: there is no sequence of n tokens.
  uint64_t top_characters() const;
  /// Characters, without spaces, of sequences that occurred before: the text is walked from its start, a repeated sequence is stepped over as a whole.
  uint64_t repeated_characters() const;

 private:
  struct Place {
    uint32_t token;   // where the sequence begins
    uint32_t number;  // of the sequence: equal for equal sequences
  };
  /// Counts `places_` by number and drops those that occur once.
  void keep_repeated(uint32_t numbers);
  uint64_t characters(size_t token) const { return characters_before_[token + n_] - characters_before_[token]; }

  size_t n_ = 1;
  std::vector<uint32_t> characters_before_;  // of the tokens before each
  std::vector<Place> places_;                // of sequences that occur at least twice, ascending
  std::vector<uint32_t> counts_;             // by number
  Numbering numbering_;
};

}  // namespace jangin::refine
