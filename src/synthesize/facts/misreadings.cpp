// What a parser that knows word classes alone takes for a clause and is none.
#include "synthesize/facts/misreadings.h"

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace jangin::synthesize {

using english::Clause;

namespace {

/// A title that ran into its sentence: "determining Percent Composition from a Molecular Formula Aspirin".
bool holds_title(const std::string& subject) {
  if (subject.starts_with("the ") || english::count_words(subject) <= 5) return false;
  int capitals = 0;
  for (auto word : split(subject, ' '))
    capitals += word.size() > 3 && std::isupper(static_cast<unsigned char>(word[0])) && std::islower(static_cast<unsigned char>(word[1])) &&
                std::islower(static_cast<unsigned char>(word[2]));
  return capitals >= 3;
}

/// "the ways by which matter", "a reaction in which solid aluminium": what the main verb was taken for is the relative clause's.
bool has_lost_relative(const english::Tokens& t) {
  for (size_t i = 2; i + 1 < t.size(); ++i) {
    if (t[i].core != "which" || !t[i - 1].is(english::kPreposition)) continue;
    return std::none_of(t.begin() + static_cast<std::ptrdiff_t>(i), t.end(), [](const english::Token& token) {
      return token.is(english::kFinite | english::kThird | english::kPast | english::kBase) && !token.is(english::kNoun | english::kPreposition);
    });
  }
  return false;
}

/// "the maxima of the curves shift to the left as the temperature", "retract to the position", "endsub and the file", "_ 82^208Pb": a clause, an
/// order, two clauses' ends or a torn formula taken for a noun phrase.
bool is_no_noun_phrase(const std::string& subject) {
  const auto t = english::tokenize(subject);
  if (t.empty() || t[0].core.empty() || t[0].core == "_") return true;
  if (t.size() > 3 && t[0].is(english::kBase) && !t[0].is(english::kNoun | english::kAdjective | english::kGerund | english::kCode)) return true;
  if (t.size() > 2 && t[0].is(english::kThird) &&
      (t[1].is(english::kDeterminer) || (!t[0].is(english::kNoun | english::kAdjective) && !t[1].is(english::kThird))))
    return true;  // "indicates whether the lamp"
  if (has_lost_relative(t)) return true;
  if (t.size() > 2 && !t[0].mark && t[0].classes == english::kNoun &&
      (t[1].core == "the" || t[1].core == "a" || t[1].core == "an" || t[1].core == "its"))
    return true;  // "mirror the shape about its X": an order whose verb is not known
  if (t.size() > 3 && t[t.size() - 2].core == "which" && t[t.size() - 3].is(english::kPreposition)) return true;  // "the format in which data"
  const bool glued = t.size() > 3 && t[1].core == "and" && t[2].is(english::kDeterminer) && std::islower(static_cast<unsigned char>(t[0].core[0])) &&
                     !english::is_plural_noun(t[0].core) && !t[0].is(english::kDeterminer | english::kGerund);
  if (glued || t.size() <= 8) return glued;
  size_t relative = 0;
  while (relative < t.size() && !t[relative].is(english::kRelative)) ++relative;
  bool imperative = false;
  const auto verb = english::find_main_verb(t, 0, relative, imperative);
  const bool participle =
      verb != std::string::npos && t[verb].is(english::kParticiple) && verb + 1 < t.size() && t[verb + 1].is(english::kPreposition | english::kTo);
  return verb != std::string::npos && verb > 0 && !imperative && !participle;  // "the oxide used to produce the acid"
}

/// "is already loaded | assures that …", "is … | displays …": a surer verb follows the one that was taken for it.
bool has_second_verb(const Clause& c) {
  if (c.voice == english::Voice::active || c.voice == english::Voice::imperative) return false;
  const auto t = english::tokenize(c.tail);
  return t.size() > 1 && t[0].is(english::kThird) && !t[0].is(english::kNoun | english::kAdjective | english::kFinite) &&
         t[1].is(english::kDeterminer | english::kRelative | english::kTo);
}

/// "if TOTALS=YES the sum of the variables for the element": no verb, so that the main clause's words were taken into it.
bool is_no_condition(const std::string& condition) {
  if (!condition.starts_with("if ") && !condition.starts_with("when ")) return false;
  const auto t = english::tokenize(condition);
  if (t.size() < 5 || t[1].is(english::kGerund | english::kParticiple | english::kPreposition | english::kAdjective | english::kTo)) return false;
  if (t.back().is(english::kThird | english::kPast | english::kBase)) return false;  // "if the green lamp flashes"
  bool imperative = false;
  return english::find_main_verb(t, 1, t.size(), imperative) == std::string::npos;
}

}  // namespace

/// The parser took something else for subject or verb: a clause's end before a semicolon, a sum, a relative clause, a participle before its noun.
bool is_misread(const Clause& c) {
  const auto& s = c.subject;
  for (std::string_view sign : {";", ": ", " = ", "⇌", "⟶", "→", " whether "})
    if (s.find(sign) != std::string::npos) return true;
  for (std::string_view opening : {"which ", "that ", "you ", "as ", "whose ", "allowing ", "one with ", "one that ", "one of its ", "how ", "why ",
                                   "whether ", "due to ", "because of ", "so ", "and ", "or "})
    if (s.starts_with(opening)) return true;
  const auto object = english::tokenize(c.object);
  const bool bare = !object.empty() && object[0].is(english::kNoun) && !object[0].is(english::kDeterminer | english::kPreposition);
  const bool participle = c.auxiliary.empty() && c.verb_text.ends_with("ed") && bare;
  if (participle && s.find(',') != std::string::npos) return true;
  if ((c.auxiliary.empty() && s.ends_with(" other")) || s.ends_with(" and") || s.ends_with(" or")) return true;
  for (std::string_view inside : {" when ", " if ", " unless ", " only after ", " until ", " because ", ", that "})
    if (s.find(inside) != s.npos) return true;                      // "alarm 3112 appears when a program": a clause
  for (std::string_view pronoun : {" they", " it", " you", " we"})  // "M64 happens immediately as they are received …"
    if (s.ends_with(pronoun)) return true;
  const auto joined = s.rfind(" and ");
  if (c.auxiliary == "is" && joined != s.npos && joined + 7 > s.size()) return true;  // "the ebullioscopic constant and m is"
  return holds_title(s) || is_no_noun_phrase(s) || has_second_verb(c) || is_no_condition(c.condition);
}

}  // namespace jangin::synthesize
