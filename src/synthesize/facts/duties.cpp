// Orders to the reader as statements.
#include "synthesize/facts/duties.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/facts/clause_filters.h"

namespace jangin::synthesize {

using english::Clause;

namespace {

/// "the pump warm up for 20 minutes" behind "let": the index of its verb; npos: there is none.
size_t verb_of_let(const english::Tokens& t) {
  for (size_t i = 1; i < t.size() && i < 6; ++i)
    if (t[i].is(english::kBase) && !t[i].is(english::kPreposition | english::kDeterminer) &&
        (!t[i].is(english::kNoun) || i + 1 == t.size() || t[i + 1].is(english::kPreposition | english::kAdverb | english::kFinite)))
      return i;
  return std::string::npos;
}

/// "let the pump warm up" → "the pump should warm up".
std::optional<Clause> duty_of_let(Clause c) {
  const auto t = english::tokenize(c.tail);
  const size_t verb = verb_of_let(t);
  if (verb == std::string::npos) return {};
  c.subject = english::join_tokens(t, 0, verb), c.subject_head = english::head_noun(c.subject),
  c.subject_plural = english::is_plural_phrase(c.subject);
  c.verb = english::base_form(t[verb].core), c.verb_text = t[verb].text;
  const auto cut = std::min(c.tail.size(), c.subject.size() + c.verb_text.size() + 2);
  c.tail = c.tail.substr(cut), c.object = c.object.size() > cut ? c.object.substr(cut) : std::string();
  return c;
}

/// "press the button" tells nothing that one could ask for; "thaw the paste for 60 minutes", "never touch the probe" do.
bool tells_something(const Clause& c) {
  if (c.negated || !c.condition.empty() || !c.introduction.empty() || !c.purpose.empty() || !c.reason.empty()) return true;
  const auto figure = [](const std::string& text) {
    return std::ranges::any_of(english::tokenize(text), [](const english::Token& token) { return token.is(english::kNumber); });
  };
  return figure(c.object) || std::ranges::any_of(c.phrases, [&](const english::Phrase& phrase) {
           return figure(phrase.text) || phrase.preposition == "before" || phrase.preposition == "after" || phrase.preposition == "until";
         });
}

}  // namespace

bool turn_passive(Clause& c, const std::string& auxiliary) {
  if (c.object.empty() || !english::is_noun_phrase(c.object) || is_bare_pronoun(c.object) || is_bare_pronoun(c.object.substr(0, c.object.find(' '))))
    return false;
  if (c.object.find(", where ") != std::string::npos || c.object.find(", which ") != std::string::npos) return false;
  const auto t = english::tokenize(c.object);
  size_t end = t.size();
  while (end > 1 && t[end - 1].is(english::kAdverb) && !t[end - 1].is(english::kNoun)) --end;  // "the Z-axis only", "rotation counterclockwise"
  const auto manner = english::join_tokens(t, end, t.size());
  const auto often = c.object.find(" every ");  // "the test every working day"
  if (often != std::string::npos && end == t.size()) end = english::tokenize(c.object.substr(0, often)).size();
  c.subject = english::join_tokens(t, 0, end), c.subject_head = english::head_noun(c.subject),
  c.subject_plural = english::is_plural_phrase(c.subject);
  c.voice = english::Voice::passive;
  const auto space = auxiliary.find(' ');
  c.auxiliary = space == auxiliary.npos ? (c.subject_plural && auxiliary == "is" ? "are" : auxiliary) : auxiliary.substr(0, space);
  if (manner == "only") c.adverb = manner;
  c.verb_text = (space == auxiliary.npos ? "" : auxiliary.substr(space + 1) + " ") + english::participle_form(c.verb) +
                (manner.empty() || manner == "only" ? "" : " " + manner);
  if (often != std::string::npos && manner.empty()) c.object.resize(often);
  c.tail = c.tail.size() > c.object.size() ? std::string(trim(std::string_view(c.tail).substr(c.object.size()))) : std::string();
  if (c.tail.starts_with(',')) c.tail.clear(), c.phrases.clear();  // what a relative clause adds
  c.object.clear();
  return true;
}

std::optional<Clause> duty_of(const Clause& order) {
  if (order.voice != english::Voice::imperative || is_exercise(order) || !tells_something(order) || order.verb.empty() || order.verb == "have" ||
      order.verb == "be" || order.verb == "do")
    return {};
  Clause c = order;
  c.auxiliary = order.negated ? "must" : "should";
  c.voice = english::Voice::active;
  if (order.verb == "let") return duty_of_let(std::move(c));
  if (turn_passive(c, c.auxiliary + " be")) return c;
  if (!c.object.empty() || c.phrases.empty()) return {};
  c.verb_text = c.verb;
  return c;  // "you should sinter at 1650 °C"
}

}  // namespace jangin::synthesize
