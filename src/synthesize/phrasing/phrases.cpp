// Questions about what stands behind the prepositions of a clause: when, where, how, by whom, what for, between which values, with what.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/clause_writer.h"

namespace jangin::synthesize {

using english::Phrase;
using english::Voice;

namespace {

constexpr size_t kLongestStranded = 3;  // words between the subject and a preposition that ends a question
constexpr size_t kMostPhrases = 3;

std::string text_of(const Phrase& p) { return p.preposition + " " + p.text; }

/// "2 seconds", "10 ms".
bool is_brief_duration(const std::string& text) {
  for (std::string_view unit : {" second", " minute", " hour", " day", " week", " month", " year", " ms", " millisecond", " s", " min", " h"})
    if (const auto at = text.find(unit);
        at != text.npos && english::count_words(text) <= 3 && (unit.size() > 4 || unit == " day" || text.ends_with(unit)))
      return true;
  return false;
}
/// How long: "2 seconds", "no longer than two hours".
bool is_duration(const std::string& text) {
  auto t = english::tokenize(text);
  size_t number = 0;  // "no longer than two hours", "about 40 minutes"
  static constexpr std::array<std::string_view, 13> kBounds = {"no", "not",   "longer", "more", "less", "than",         "about",
                                                               "at", "least", "most",   "up",   "to",   "approximately"};
  while (number < t.size() && std::ranges::find(kBounds, t[number].core) != kBounds.end()) ++number;
  if (number + 1 >= t.size() || english::number_value(t[number].core).empty()) return false;
  return is_brief_duration(english::join_tokens(t, number, t.size()));
}
bool is_bound(std::string_view preposition) {
  return preposition == "up to" || preposition == "below" || preposition == "above" || preposition == "under" || preposition == "over" ||
         preposition == "beyond";
}

/// "260 °C" → "which temperature", "3 bar" → "which pressure"; of other units "which value".
std::string value_noun(const std::string& text) {
  struct Quantity {
    std::string_view unit, noun;
  };
  static constexpr std::array kQuantities = {Quantity{"°C", "temperature"}, Quantity{"°F", "temperature"}, Quantity{"K", "temperature"},
                                             Quantity{"bar", "pressure"},   Quantity{"mbar", "pressure"},  Quantity{"Pa", "pressure"},
                                             Quantity{"kPa", "pressure"},   Quantity{"V", "voltage"},      Quantity{"A", "current"},
                                             Quantity{"mA", "current"},     Quantity{"Hz", "frequency"},   Quantity{"MHz", "frequency"},
                                             Quantity{"kHz", "frequency"},  Quantity{"%", "percentage"},   Quantity{"kg", "weight"},
                                             Quantity{"mm", "distance"},    Quantity{"m", "distance"}};
  const auto t = english::tokenize(text);
  if (t.size() < 2) return "which value";
  const auto found = std::ranges::find(kQuantities, t[1].core, &Quantity::unit);
  return "which " + std::string(found == kQuantities.end() ? "value" : found->noun);
}

/// A person: "Sørensen", "Marie Curie"; a name with an article before it is a thing's.
bool is_person(const std::string& text) {
  const auto t = english::tokenize(text);
  if (t.empty() || t.size() > 4) return false;
  for (const auto& token : t)
    if (token.is(english::kCode | english::kDeterminer | english::kNumber) || token.core.size() < 3 || token.core[0] < 'A' || token.core[0] > 'Z')
      return token.core == "and";
  return t.size() >= 2;
}

}  // namespace

void ClauseWriter::phrases(const std::string& object_text) {
  for (size_t i = 0; i < c_.phrases.size() && i < kMostPhrases; ++i) {
    const auto others = glue({object_text, phrases_text(i)});
    if (c_.phrases[i].infinitive)
      infinitive(c_.phrases[i], i + 1 == c_.phrases.size(), others);
    else
      phrase_asked(i, others);
  }
}

void ClauseWriter::infinitive(const Phrase& p, bool last, const std::string& others) {
  const auto asked = glue({p_.front, c_.subject, p_.rest, others});
  if (c_.verb == "use" && c_.voice == Voice::passive) {
    add("purpose_used", glue({"what", p_.front, c_.subject, p_.rest, "for", when_}), "to " + p.text);
    add("purpose_what", glue({"what is the purpose of", c_.subject, when_}), "to " + p.text);
    tell("purpose_tell", glue({"what", c_.subject, p_.plain, "for", when_}), "to " + p.text);
    const auto space = p.text.find(' ');
    const auto thing = space == std::string::npos ? std::string() : p.text.substr(space + 1);
    if (english::is_noun_phrase(thing) && english::is_known_verb(p.text.substr(0, space)))
      add("purpose_object", glue({"what", p_.front, c_.subject, p_.rest, "to", p.text.substr(0, space), when_}), spoken(thing));
    return;
  }
  const bool clausal = c_.object.find(" that ") != std::string::npos || c_.object.starts_with("that ") || c_.voice == Voice::copula;
  if (!last || clausal || takes_infinitive(c_.verb)) return;
  if (is_outcome(p.text) && p.text.find(' ') != std::string::npos) {
    const auto space = p.text.find(' ');
    const auto verb = p.text.substr(0, space), outcome = spoken(p.text.substr(space + 1));
    add("outcome_to", glue({"what", asked, "to", verb, when_}), outcome);
    if (c_.voice == Voice::active && verb != "be")
      add("outcome_formed", glue({"what is", verb == "give" ? "formed" : english::participle_form(verb), "when", c_.subject, p_.plain, others}),
          outcome);
    return;
  }
  add("purpose_what", glue({"for what purpose", asked, when_}), "to " + p.text);
  add("purpose_why", glue({"why", asked, when_}), "to " + p.text);
}

/// "for 60 minutes": how long; "within 30 minutes": how soon; "after 5 days": when.
void ClauseWriter::duration_asked(const Phrase& p, const std::string& asked) {
  const auto text = text_of(p);
  if (p.preposition == "for") {
    add("phrase_long", glue({"for how long", asked, when_}), spoken(p.text));
    add("phrase_how_long", glue({"how long", asked, when_}), text);
  } else if (p.preposition == "within" || p.preposition == "in") {
    add("phrase_long", glue({"within what time", asked, when_}), text);
    add("phrase_soon", glue({"how soon", asked, when_}), text);
  } else {
    add("phrase_when", glue({"when", asked, when_}), text);
  }
}

void ClauseWriter::time_asked(const Phrase& p, const std::string& asked, bool year) {
  const auto words = english::tokenize(p.text);
  bool imperative = false;
  const bool clause = english::find_main_verb(words, 0, words.size(), imperative) != std::string::npos && !imperative;  // "until the program exits"
  const bool bare = (p.preposition == "since" || p.preposition == "until") && !clause;
  add("phrase_when",
      glue({p.preposition == "since"   ? "since when"
            : p.preposition == "until" ? "until when"
                                       : "when",
            asked, when_}),
      bare ? p.text : text_of(p));
  if (year) add("phrase_year", glue({"in which year", asked, when_}), p.text);
  if (p.preposition == "since")
    if (auto [which, name] = which_named(p.text); !name.empty()) add("phrase_since", glue({"since", which, asked, when_}), p.text);
  if (p.preposition == "after" || p.preposition == "before") add("phrase_at", glue({"at what point", asked, when_}), text_of(p));
}

/// "is managed by" → "manages", "was introduced by" → "introduced"; empty when there is no such form.
std::string ClauseWriter::active_verb() const {
  if (c_.negated || c_.verb.empty()) return {};
  const auto adverb = c_.adverb == "also" || c_.adverb == "then" ? std::string() : c_.adverb;
  if (c_.auxiliary == "is" || c_.auxiliary == "are")
    return c_.verb_text.starts_with("being ") ? std::string() : glue({adverb, english::third_form(c_.verb)});
  if (c_.auxiliary == "was" || c_.auxiliary == "were")
    return english::participle_form(c_.verb).ends_with("ed") ? glue({adverb, english::participle_form(c_.verb)}) : std::string();
  if (c_.verb_text.starts_with("be ")) return glue({c_.auxiliary, adverb, c_.verb});
  return {};
}

void ClauseWriter::agent_asked(const Phrase& p, const std::string& others) {
  const auto brief = spoken(p.text);
  const auto verb = active_verb();
  if (!verb.empty() && !english::is_noun_phrase(c_.object)) {
    const std::string who = is_person(brief) ? "who" : "what";
    add("agent_what", glue({who, verb, c_.subject, others, when_}), brief);
    if (auto which = which_of(brief); !which.empty() && who == "what") add("agent_which", glue({which, verb, c_.subject, others, when_}), brief);
  }
  add("agent_by",
      glue({is_person(brief)          ? "by whom"
            : which_of(brief).empty() ? "by what"
                                      : "by " + which_of(brief),
            p_.front, c_.subject, p_.rest, others, when_}),
      brief);
}

void ClauseWriter::range_asked(const Phrase& p, const std::string& asked) {
  const auto brief = spoken(p.text);
  const auto range = p.preposition == "between" ? "between " + brief : "from " + brief;
  if (c_.verb == "range" || c_.verb == "vary") {
    add("range_what", glue({"what is the range of", c_.subject, when_}), range);
    add("range_between", glue({"between which values", asked, when_}), range);
    add("range_may", glue({"which range", c_.auxiliary.empty() ? (c_.subject_plural ? "do" : "does") : c_.auxiliary, c_.subject, "have", when_}),
        range);
    return;
  }
  const bool adjective = c_.voice == Voice::copula && !english::is_noun_phrase(c_.object);
  add("range_which", glue({adjective ? "for which values" : "over which range", asked, when_}), range);
  add("range_between", glue({"between which values", asked, when_}), range);
}

void ClauseWriter::phrase_asked(size_t i, const std::string& others) {
  const auto& p = c_.phrases[i];
  const auto asked = glue({p_.front, c_.subject, p_.rest, others});
  switch (kind_of(p, c_)) {
    case PhraseKind::none: return;
    case PhraseKind::year: return time_asked(p, asked, true);
    case PhraseKind::time: return time_asked(p, asked, false);
    case PhraseKind::range: return range_asked(p, asked);
    case PhraseKind::agent: return agent_asked(p, others);
    case PhraseKind::manner:
      add("phrase_how", glue({"how", asked, when_}), text_of(p));
      add("phrase_way", glue({"in what way", asked, when_}), text_of(p));
      return;
    case PhraseKind::purpose: {
      const auto need = c_.verb == "need" || c_.verb == "intend" || c_.verb == "reserve" || c_.verb == "design";
      add("purpose_used", glue({"what", asked, "for", when_}), spoken(p.text));
      if (!need) add("purpose_what", glue({"what is the use of", c_.subject, when_}), "for " + spoken(p.text));
      tell("purpose_tell", glue({"what", c_.subject, p_.plain, others, "for", when_}), spoken(p.text));
      return;
    }
    case PhraseKind::place: return other_asked(i, others, true);
    case PhraseKind::amount:
      if ((p.preposition == "of" || english::count_words(p.text) > 2) && !is_bound(p.preposition) && !is_duration(p.text))
        return other_asked(i, others, false);
      if (is_duration(p.text))
        duration_asked(p, asked);
      else if (is_bound(p.preposition))
        add("phrase_bound", glue({p.preposition, value_noun(p.text), asked, when_}), text_of(p));
      else if (p.preposition == "by")
        add("phrase_much", glue({"by how much", asked, when_}), spoken(p.text));
      else if (p.preposition == "to" || p.preposition == "from")
        add("phrase_value", glue({p.preposition, "what value", asked, when_}), spoken(p.text));
      if (p.preposition == "to" && when_.empty() && english::count_words(glue({p_.rest, others})) <= kLongestStranded)
        add("phrase_stranded", glue({"what", asked, "to"}), spoken(p.text));
      return;
    case PhraseKind::other:
      if (is_duration(p.text) && (p.preposition == "for" || p.preposition == "within")) return duration_asked(p, asked);
      return other_asked(i, others, false);
  }
}

void ClauseWriter::other_asked(size_t i, const std::string& others, bool place) {
  const auto& p = c_.phrases[i];
  const auto asked = glue({p_.front, c_.subject, p_.rest, others});
  const auto brief = spoken(p.text);
  auto which = which_of(brief);
  auto [which_name, name] = which_named(brief);
  if (which.empty()) which = "what";
  // The preposition at the end is natural behind a short rest only: "what is the value stored in", never "… stored in the file at the end of the run in".
  const bool strands = when_.empty() && i + 1 == c_.phrases.size() && english::count_words(glue({p_.rest, others})) <= kLongestStranded &&
                       (i == 0 || p.preposition == "of");
  const bool single = which == "what" && english::tokenize(brief)[0].is(english::kDeterminer | english::kGerund) &&
                      english::count_words(brief) == 2;  // "the file": which?
  if (place && english::count_words(p.text) > 1) add("phrase_where", glue({"where", asked, when_}), p.preposition + " " + brief);
  if (!name.empty()) add("phrase_named", glue({p.preposition, which_name, asked, when_}), name);
  if (p.preposition == "of") {
    if (strands) add("phrase_stranded", glue({which, asked, "of"}), brief);
    if (strands) tell("phrase_tell", glue({which, c_.subject, p_.plain, others, "of"}), brief);
    return;
  }
  if (strands) add("phrase_stranded", glue({which, asked, p.preposition}), brief);
  if (which != "what" || !place) add("phrase_front", glue({p.preposition, which, asked, when_}), brief);
  if (strands && !single) tell("phrase_tell", glue({which, c_.subject, p_.plain, others, p.preposition}), brief);
}

}  // namespace jangin::synthesize
