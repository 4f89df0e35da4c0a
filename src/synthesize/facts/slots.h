// What can be asked for where it stands in a sentence. Not for other folders.
#pragma once

#include <string>
#include <vector>

#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {

/// What is asked for in tokens [begin, end) of a sentence.
struct Slot {
  size_t begin = 0, end = 0;  // all that the question replaces, article included
  std::string which;          // "which HAL component", "how many characters", "what"
  std::string kind;           // "HAL component"; empty: the kind has no name
  std::string answer;
  double worth = 0;
};

/// "the", "a", "an".
bool is_article(const english::Token& token);
/// "all", "no", "each": what it stands before is no single thing.
bool is_quantifier(const english::Token& token);
/// A noun or an adjective without figures that is not also read as what holds a clause together.
bool is_modifier(const english::Token& token);

/// Codes, names and numbers.
std::vector<Slot> typed_slots(const MinerInput& input, const english::Tokens& t);
/// Nouns behind prepositions: "with a semicolon", "for plasma cutters and wire eroders".
std::vector<Slot> phrase_slots(const english::Tokens& t);

}  // namespace jangin::synthesize
