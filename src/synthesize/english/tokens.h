// Words of one English sentence with their classes and marks; joins them back to text. Not a sentence splitter (text/sentences.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "synthesize/english/lexicon.h"

namespace jangin::synthesize::english {

struct Token {
  std::string text;      // with quotes and brackets that hang on it, without a trailing comma or stop
  std::string core;      // without quotes and brackets
  uint32_t classes = 0;  // of core
  char mark = 0;         // ',', ';' or ':' behind the word; 0: none
  bool is(uint32_t any) const { return (classes & any) != 0; }
};
using Tokens = std::vector<Token>;

/// Asides in round brackets go ("(see G0)", "(or slower)"); brackets that belong to a code stay ("(DEBUG,#1)", "P(1-9)").
std::string strip_asides(std::string_view sentence);
/// Bold, italic and code marks of Markdown go, also the backslash of an escaped mark; link texts stay.
std::string strip_markdown(std::string_view text);

Tokens tokenize(std::string_view sentence);
/// Text of tokens [begin, end): marks inside stay, the last token's mark goes.
std::string join_tokens(const Tokens& tokens, size_t begin, size_t end);

/// "The values" → "the values"; codes, names and "I" keep their case.
std::string lower_first(std::string_view text);
std::string upper_first(std::string_view text);
/// Number of words.
size_t count_words(std::string_view text);

}  // namespace jangin::synthesize::english
