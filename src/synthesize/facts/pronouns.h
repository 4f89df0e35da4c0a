// What pronouns and bare subjects of an English sentence stand for, from the sentences before it. Not for other folders.
#pragma once

#include <string>
#include <vector>

#include "record/records.h"
#include "synthesize/english/clause.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {

/// What a pronoun of the next sentence stands for.
struct Antecedent {
  std::string text;
  bool plural = false;
  bool term = false;  // the term of a list item, which its description is about
  record::Span span;  // where it was said
  std::string said;   // what was said of it
};

/// Things that the sentences before brought in, each by its fullest description: "one other variable that holds the tool number".
struct Introduced {
  std::string text, head;
  record::Span span;
};

/// What the sentence is the first of.
struct Opens {
  bool block = false;
  bool section = false;  // under its heading, whose name it may call "this" or "it"
};

/// Remembers the noun phrases of a clause that bring something in.
void introduce_all(const english::Clause& clause, record::Span span, std::vector<Introduced>& known);
/// "this cycle" → "the G73 drilling cycle" or "the cycle"; "its value" → "the value of …"; "it" → what was spoken of. `span` grows over
/// the sentence that says what the pronoun stands for. False: it is not known.
bool resolve(english::Clause& clause, const Antecedent& antecedent, const std::vector<Introduced>& known, const Topic& topic, Opens opens,
             record::Span& span);
/// "if unspecified" → "if the L word is unspecified": the condition is on the subject.
void complete_condition(english::Clause& clause);
/// "Requires that …", "Cleared by the next call.", "Same as #5426.": a sentence without its subject, which is what was spoken of last.
std::string with_subject(const std::string& sentence, const std::string& subject);
/// "this command" under a heading with a code is the code; "this" under a list's term is the term.
void name_pointers(english::Clause& clause, const Topic& topic, const std::string& item_term);

}  // namespace jangin::synthesize
