// A text as the gates read it: words with a key under which inflected forms meet, in units (sentences, rows of a table, items of a list).
// Shallow rules for English and Korean; no dictionary, no parser.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace jangin::judge {

struct Word {
  std::string text;      // NFKC, case folded
  std::string key;       // English: without endings; Korean: the first two syllables; numbers: "#1000" for 1000, 1,000 and 1천
  uint32_t clause = 0;   // another behind each comma, semicolon and colon and inside brackets; behind them the one before goes on
  uint32_t segment = 0;  // another behind each semicolon outside brackets
  bool content = false;  // neither a function word nor a question word
  bool hangul = false;
  bool number = false;
  bool capital = false;  // begins with a capital letter
  bool aside = false;    // stands in brackets
};

/// Words [begin, end) of one sentence, row or item.
struct TextUnit {
  enum class Kind : uint8_t { sentence, row, item };
  Kind kind = Kind::sentence;
  uint32_t line = 0;  // of the text, empty ones not counted
  size_t begin = 0, end = 0;
  size_t first_cell_end = 0;  // rows, and items "key: value": end of the key's words; `begin` when there is none
  bool whole = false;         // ends as a sentence does: a fragment does not show all that holds for it
};

struct Reading {
  std::vector<Word> words;
  std::vector<TextUnit> units;
  std::unordered_set<std::string> keys;  // of all words
  std::string letters;                   // Hangul and Latin letters and digits without anything between: compounds are looked up here

  bool has(const std::string& key) const { return keys.contains(key); }
};

Reading read_text(std::string_view text);
/// The same, remembered: samples of one fact share their evidence. Valid until 16 other texts were read by this thread.
const Reading& reading_of(std::string_view text);

/// Whether the text is a single item, row or phrase: what its lead says is not in it.
bool is_fragment(const Reading& reading);

/// The unit of `evidence` that holds most of the claim's content, longer matches of whole words first; npos when none holds any.
size_t nearest_unit(const Reading& evidence, const std::unordered_set<std::string>& claim_keys);

/// The same among `units`; npos when none holds any.
size_t nearest_of(const Reading& evidence, const std::vector<TextUnit>& units, const std::unordered_set<std::string>& claim_keys);
/// Units cut at their semicolons.
std::vector<TextUnit> segments_of(const Reading& reading);

/// Keys of content words in [begin, end).
std::unordered_set<std::string> content_keys(const Reading& reading, size_t begin, size_t end);
std::unordered_set<std::string> content_keys(const Reading& reading);
/// Keys of all words in [begin, end).
std::unordered_set<std::string> all_keys(const Reading& reading, size_t begin, size_t end);
/// Words [begin, end) for people, with spaces between.
std::string shown(const Reading& reading, size_t begin, size_t end);
/// Whether an answer is what the headings say ("제37조는 무엇에 관한 규정인가?"): what holds for the evidence's sentence does not touch it.
bool is_heading_answer(const std::unordered_set<std::string>& answer_keys, const Reading& context);
/// Share of `keys` that `other` holds; 1 when `keys` is empty.
double share_in(const std::unordered_set<std::string>& keys, const std::unordered_set<std::string>& other);

}  // namespace jangin::judge
