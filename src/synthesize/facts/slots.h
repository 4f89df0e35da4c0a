// What can be asked for where it stands in a sentence. Not for other folders.
#pragma once

#include <string>
#include <string_view>
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

/// Asks for what follows from the clause behind it.
inline constexpr std::string_view kConsequence = "what follows from the fact that";

/// "the", "a", "an".
bool is_article(const english::Token& token);
/// "all", "no", "each": what it stands before is no single thing.
bool is_quantifier(const english::Token& token);
/// A noun or an adjective without figures that is not also read as what holds a clause together.
bool is_modifier(const english::Token& token);

/// Codes, names and numbers.
std::vector<Slot> typed_slots(const MinerInput& input, const english::Tokens& t);
/// Index behind the noun phrase that begins at `begin`, with what "of" and "and" add; `begin` when there is none.
size_t whole_noun_end(const english::Tokens& t, size_t begin);
/// Subordinate clauses at the end: when, why, until when, under what condition.
std::vector<Slot> clause_slots(const english::Tokens& t);
/// Nouns behind verbs: "yield hydrogen chloride and an oxyacid".
std::vector<Slot> object_slots(const english::Tokens& t);
/// Nouns behind prepositions: "with a semicolon", "for plasma cutters and wire eroders".
std::vector<Slot> phrase_slots(const english::Tokens& t);

}  // namespace jangin::synthesize
