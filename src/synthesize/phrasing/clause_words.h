// What the grammar of clauses needs to know of words: how a part behind a preposition is asked for, what one calls the kind of a thing, how an answer
// is cut to what a person would say. Shared by phrasing/clause.cpp, phrases.cpp and meaning.cpp; not for use outside this folder.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "synthesize/english/clause.h"

namespace jangin::synthesize {

/// Parts joined by single spaces; empty ones go.
std::string glue(std::initializer_list<std::string_view> parts);

/// "when", "why", "until when", "under what condition", "what follows from the fact that": asks for a clause, not for a thing.
bool is_circumstance(std::string_view which);

/// What stands behind a preposition, by the question that asks for it.
enum class PhraseKind : uint8_t {
  none,     // not asked for: "in effect", "for this purpose", a clause
  year,     // "in 1909"
  time,     // "at power up", "after the move", "in the 18th century"
  manner,   // "by pressing F1"
  agent,    // "by the interpreter", of a passive
  purpose,  // "for tool changes", of what is used
  range,    // "from -1 to 1", "between 0 and 7"
  amount,   // "by 5 mm", "to 3": a number without a noun to ask for
  place,    // "in the VAR file"
  other,    // "with water", "on the speed"
};
PhraseKind kind_of(const english::Phrase& phrase, const english::Clause& clause);

/// "sulfates, such as Na2SO4" → "sulfates"; a trailing "respectively" goes.
std::string without_asides(const std::string& text);
/// "the VAR file that is requested by the INI file, like …" → "the VAR file": what one answers.
std::string spoken(const std::string& text);
/// "which file", "which codes"; empty when the phrase's head is a code, number or unit, says nothing, or has no word that tells it from its like.
std::string which_of(const std::string& noun_phrase);
/// "the HAL output pin iocontrol.0.tool-change" → "which HAL output pin", "iocontrol.0.tool-change"; "version 2.5.1" alike; empty when no name
/// follows the noun.
std::pair<std::string, std::string> which_named(const std::string& noun_phrase);

/// "a command of modal group 7": membership in something that has a name or a head of its own.
struct Membership {
  std::string which;  // "modal group"; empty: the whole has no name behind its noun
  std::string part;   // "command"
  std::string whole;  // "modal group 7"
};
std::optional<Membership> membership_of(const std::string& predicate);

/// The verb says how things are, not what is done: "what happens to X" does not ask for it.
bool is_stative(std::string_view base_verb);
/// What follows "to" belongs to the verb and is no purpose: "causes the edge to cut".
bool takes_infinitive(std::string_view base_verb);
/// What follows "to" is what comes of it: "reacts with water to form an acid".
bool is_outcome(std::string_view infinitive);

/// "carries | out those orders", "takes | place in the flame": what stands behind the verb begins with a word that belongs to it.
bool opens_with_particle(const english::Clause& clause);

}  // namespace jangin::synthesize
