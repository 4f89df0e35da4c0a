// What the quality steps look at: the lines, words and symbols of a text, cut once for all of them. Counts only; judges nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "record/records.h"

namespace jangin::refine {

/// A word or a group of symbols. A run between spaces is cut into the symbols at its start, its word and the symbols at its end: `("well-known".)` → `("`, `well-known`, `".)`.
/// A symbol is a character that is neither letter, mark nor number (Unicode general categories P, S and C). Korean: the word is the eojeol.
struct Token {
  uint32_t begin = 0, bytes = 0;
  uint32_t characters = 0;  // code points
  bool word = false;        // holds something else than symbols
  bool letter = false;      // holds a letter (general category L)
};

/// A line without its "\n".
struct Line {
  uint32_t begin = 0, end = 0;            // bytes of the text
  uint32_t text_begin = 0, text_end = 0;  // without white space at both ends; equal when there is nothing else
  uint32_t characters = 0;                // of [begin, end)
  uint32_t runs = 0;                      // between spaces
  uint32_t longest_run = 0;               // characters
  bool repeats = false;                   // an earlier line is the same, byte for byte; never of an empty one
  bool blank() const { return text_begin == text_end; }
};

/// Valid as long as the text is. White space is Unicode's White_Space; only "\n" ends a line (step `normalise` leaves no other line end).
struct TextStatistics {
  std::string_view text;
  std::vector<Token> tokens;
  std::vector<Line> lines;                                         // as many as there are "\n", and one more when the text does not end in one
  uint64_t characters = 0;                                         // of the text
  uint64_t words = 0, words_with_letter = 0, word_characters = 0;  // of tokens that are words
  uint64_t letters = 0, hangul = 0;                                // characters
};

TextStatistics cut_text(std::string_view text);

/// The same, kept for the thread's last document (known by its text_id): the steps run one after another on one document. Valid until the thread asks for another.
const TextStatistics& statistics_of(const record::Document& document);

/// May a text end a sentence so? The last character has Unicode's property Sentence_Terminal.
bool ends_in_terminal(std::string_view line);

/// A hash for comparisons within one run; equal hashes are taken for equal bytes (2^-64 a pair).
uint64_t hash_text(std::string_view bytes);

/// Numbers different keys 0, 1, 2, … in the order in which they come.
class Numbering {
 public:
  Numbering() : slots_(kFirstSlots) {}
  uint32_t number(uint64_t key);
  /// Numbers given so far.
  uint32_t size() const { return used_; }
  /// Starts anew, with room for `expected` keys at most before it grows.
  void clear(size_t expected);

 private:
  static constexpr size_t kFirstSlots = 512;  // a power of two
  struct Slot {
    uint64_t key = 0;
    uint32_t number_after = 0;  // 0: free
  };
  Slot& find(uint64_t key);
  void grow();
  std::vector<Slot> slots_;
  uint32_t used_ = 0;
};

}  // namespace jangin::refine
