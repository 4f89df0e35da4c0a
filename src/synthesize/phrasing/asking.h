// Grammars of phrasing: from a fact's structure to the questions that a person would ask about it, each with its short answer.
// Deterministic; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "synthesize/facts/mined_fact.h"

namespace jangin::synthesize {

/// One way to ask. `question` has no context yet (product, topic) and no question mark; its first letter is lower case.
struct Asking {
  std::string wording;  // "object_which", "condition_when": angle and form
  std::string question;
  std::string answer;
  bool reverse = false;      // asks from the value back to the subject
  bool whole = false;        // the answer is a full sentence
  bool imperative = false;   // "tell me …": ends in a stop, not a question mark
  bool needs_topic = false;  // stands under its topic even when it names a code
};

/// All askings of a fact, by angle, the most natural first within each; methods/questions.cpp chooses among them.
std::vector<Asking> phrase(const MinedFact& fact);

std::vector<Asking> phrase_clause(const english::Clause& clause, const Topic& topic, Asked asked = Asked::all);
std::vector<Asking> phrase_meaning(const MeaningFrame& frame, const Topic& topic);
/// "turns compensation off": what a term does, third person; empty when it names a thing.
std::string action_of(const MeaningFrame& frame);
std::vector<Asking> phrase_attribute(const AttributeFrame& frame, const Topic& topic);
std::vector<Asking> phrase_list(const ListFrame& frame, const Topic& topic);
std::vector<Asking> phrase_step(const StepFrame& frame, const Topic& topic);
std::vector<Asking> phrase_cell(const CellFrame& frame, const Topic& topic);
std::vector<Asking> phrase_slot(const SlotFrame& frame);

/// The same question with other words of the same meaning ("specifies" ↔ "gives"); `variant` chooses which; equal when nothing fits.
std::string with_synonyms(const std::string& question, uint64_t variant);

/// Puts product and topic around a question so that it stands alone, adds case and mark. `style` counts through the possible forms.
std::string in_context(const Asking& asking, const Topic& topic, const std::string& language, uint64_t style);
/// "the G76 threading cycle"; plural topics, actions and single words take no article.
std::string with_article(const std::string& phrase);
/// True when the question names its subject by itself (a code, a name, or words of the topic).
bool names_subject(const std::string& question, const Topic& topic);

}  // namespace jangin::synthesize
