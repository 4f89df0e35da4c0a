// A light shallow parser: one English sentence → its main clauses with subject, verb group, object, phrases and condition. Rules over word
// classes, no model; a sentence that it is not sure about gives no clause. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "synthesize/english/tokens.h"

namespace jangin::synthesize::english {

enum class Voice : uint8_t { copula, passive, active, imperative, existential };

/// A part behind the object: a preposition and what follows ("in the VAR file"), or "to" and a verb phrase.
struct Phrase {
  std::string preposition;  // lower case; "to" with `infinitive` for purpose
  std::string text;         // without the preposition
  bool infinitive = false;
};

struct Clause {
  Voice voice = Voice::active;
  std::string subject;       // "the values of a G92 offset", first letter lowered; "you" for imperatives
  std::string subject_head;  // "values"
  bool subject_plural = false;
  std::string auxiliary;  // "is", "must", "has", …; empty: a simple verb (then `verb_text` is finite)
  bool negated = false;
  std::string adverb;     // between auxiliary and verb: "always"
  std::string verb;       // base form of the main verb ("save"; "be" for a copula)
  std::string verb_text;  // as written behind the auxiliary: "be saved", "stores"
  bool past = false;      // simple past
  bool listed = false;    // a colon stands before the object: "two forms are known: A and B"
  bool code_noun = true;  // the documents call what the subject names a code; a formula or a class is none
  std::string object;     // object or predicate noun/adjective; empty: none
  std::vector<Phrase> phrases;
  std::string tail;          // object and phrases as written
  std::string condition;     // "if the feed rate is zero", subordinator included; empty: none
  std::string reason;        // behind "because"
  std::string introduction;  // leading phrase: "by default", "in absolute mode"
  std::string purpose;       // leading "to …" without "to"

  /// Main clause as a statement, without condition and introduction: "the values of a G92 offset will be saved in the VAR file".
  std::string statement() const;
  /// Verb, object and phrases with "not": what follows the subject.
  std::string predicate() const;
};

/// Clauses of one sentence in order; coordinated predicates share their subject. Empty when not understood.
std::vector<Clause> parse_sentence(std::string_view sentence);

/// Index of the main verb group in tokens [begin, end), or npos. `imperative` is set when the clause starts with a verb in base form.
size_t find_main_verb(const Tokens& tokens, size_t begin, size_t end, bool& imperative);

/// Head noun of a noun phrase ("the VAR file that is requested" → "file"); empty when there is none.
std::string head_noun(std::string_view noun_phrase);
bool is_plural_phrase(std::string_view noun_phrase);
/// True when the text starts as a noun phrase would (determiner, noun, adjective, number, code).
bool is_noun_phrase(std::string_view text);

}  // namespace jangin::synthesize::english
