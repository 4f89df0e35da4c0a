// Pronouns, bare subjects and conditions resolved to what was spoken of before.
#include "synthesize/facts/pronouns.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/facts/clause_filters.h"

namespace jangin::synthesize {

using english::Clause;

namespace {

constexpr size_t kLongestDescription = 9;  // words

/// Remembers a noun phrase that brings something in.
void introduce(const std::string& noun_phrase, record::Span span, std::vector<Introduced>& known) {
  static constexpr std::array<std::string_view, 8> kOpenings = {"a ", "an ", "another ", "one other ", "one ", "two ", "three ", "several "};
  const auto words = english::count_words(noun_phrase);
  if (words < 3 || words > kLongestDescription || noun_phrase.find(" this ") != std::string::npos || noun_phrase.find(" it ") != std::string::npos ||
      noun_phrase.starts_with("one more ") || noun_phrase.starts_with("one of "))
    return;
  for (auto opening : kOpenings)
    if (noun_phrase.starts_with(opening)) {
      const bool counted = opening == "two " || opening == "three ";
      known.push_back({(opening == "another " ? "the other " : "the ") + noun_phrase.substr(counted ? 0 : opening.size()),
                       to_lower_ascii(english::head_noun(noun_phrase)), span});
      return;
    }
}
/// "if a G92 offset was in effect, it will …": the pronoun stands for the condition's subject.
std::string condition_subject(const std::string& condition) {
  auto t = english::tokenize(condition);
  bool imperative = false;
  if (t.size() < 3) return {};
  auto verb = english::find_main_verb(t, 1, t.size(), imperative);
  if (verb == std::string::npos || imperative) return {};
  while (verb > 2 && t[verb - 1].is(english::kAdverb) && !t[verb - 1].is(english::kNoun | english::kNumber)) --verb;
  if (verb < 2 || verb > 9) return {};
  return english::join_tokens(t, 1, verb);
}

/// "if Q is not specified": what is not there does nothing, so that "it" is something else.
bool tells_of_absence(const std::string& condition) {
  for (std::string_view state :
       {" not specified", " not given", " not present", " not used", " not programmed", " unspecified", " omitted", " missing", " absent"})
    if (condition.ends_with(state)) return true;
  return false;
}

std::string with_the(const std::string& phrase) {
  return to_lower_ascii(phrase).starts_with("the ") ? english::lower_first(phrase) : "the " + phrase;
}

/// "the lamp confirms release; if it flashes, the brake …": "if the lamp flashes". A condition that only takes up what was said ("if it is not")
/// names nothing.
template <typename Widen>
void name_in_condition(Clause& c, const Antecedent& antecedent, const Widen& widen) {
  const auto t = english::tokenize(c.condition);
  if (t.size() < 3 || to_lower_ascii(t[1].core) != "it" || antecedent.text.empty() || antecedent.plural || english::count_words(antecedent.text) > 6)
    return;
  const auto last = to_lower_ascii(t.back().core);
  for (std::string_view open : {"is", "not", "does", "doesn't", "isn't", "so"})
    if (last == open) return;
  if (c.subject == antecedent.text) return;
  c.condition = t[0].text + " " + antecedent.text + " " + english::join_tokens(t, 2, t.size());
  widen();
}

/// "this observation", "this comprehensive advance": a whole statement before, which no noun names.
bool takes_up_statement(const std::string& head) {
  static constexpr std::array<std::string_view, 22> kHeads = {
      "photo",   "photograph", "picture",    "image", "diagram",   "screenshot", "graph",     "drawing",    "observation", "advance",  "idea",
      "finding", "discovery",  "assumption", "fact",  "situation", "phenomenon", "statement", "conclusion", "result",      "behavior", "distinction"};
  return std::ranges::find(kHeads, head) != kHeads.end();
}

/// What a definition may say that its subject is, in other words.
bool is_kind_of_thing(const std::string& head) {
  static constexpr std::array<std::string_view, 8> kHeads = {"process",  "procedure", "method", "technique",
                                                             "quantity", "substance", "device", "reaction"};
  return std::ranges::find(kHeads, head) != kHeads.end();
}

/// "This is a dialog to …", "This returns …": under a heading that names the dialog; not "this is why", "this causes".
bool tells_what_it_is(const Clause& c) {
  if (c.negated || !c.condition.empty()) return false;
  const auto head = to_lower_ascii(english::head_noun(c.object));
  if (c.voice == english::Voice::copula)
    return c.auxiliary == "is" && (c.object.starts_with("a ") || c.object.starts_with("an ")) && is_named_kind(head);
  static constexpr std::array<std::string_view, 14> kDoes = {"return", "create", "provide", "display", "set",  "open",    "draw",
                                                             "read",   "write",  "convert", "control", "load", "compute", "install"};
  return c.voice == english::Voice::active && c.auxiliary.empty() && std::ranges::find(kDoes, c.verb) != kDoes.end();
}

/// "this dialog" is CalculatorDialog, "the calculator dialog", and not "the calculator class".
bool is_name_of_kind(const std::string& name, const std::string& kind) {
  if (name.empty() || !is_named_kind(kind)) return false;
  const auto own = to_lower_ascii(std::string_view(name).substr(name.rfind(' ') + 1));
  return own == kind || !is_named_kind(own);
}

}  // namespace

void introduce_all(const Clause& c, record::Span span, std::vector<Introduced>& known) {
  introduce(c.subject, span, known);
  if (c.voice == english::Voice::existential) introduce(c.tail, span, known);
  if (c.voice != english::Voice::copula) introduce(c.object, span, known);
  for (const auto& phrase : c.phrases) introduce(phrase.text, span, known);
}

bool resolve(Clause& c, const Antecedent& antecedent, const std::vector<Introduced>& known, const Topic& topic, Opens opens, record::Span& span) {
  auto widen = [&] {
    if (antecedent.span.size() > 0) span.begin = std::min(span.begin, antecedent.span.begin);
  };
  auto described = [&](const std::string& head) {  // the subject takes the description that the thing was brought in with
    const auto found = std::find_if(known.rbegin(), known.rend(), [&](const Introduced& thing) { return thing.head == head; });
    if (found == known.rend()) return false;
    c.subject = found->text;
    span.begin = std::min(span.begin, found->span.begin);
    return true;
  };
  const auto brought_in = [&](const std::string& head) {
    return std::ranges::any_of(known, [&](const Introduced& thing) { return thing.head == head; });
  };
  if (is_bare_pronoun(c.subject)) {
    bool plural = c.subject == "they" || c.subject == "these" || c.subject == "those" || c.subject == "both";
    if (c.subject == "this" && antecedent.term) {  // "#<_line> - Sequence number. If running a file, this returns …"
      c.subject = antecedent.text, c.subject_head = english::head_noun(c.subject);
      widen();
      return true;
    }
    if (c.subject == "this" && opens.section && tells_what_it_is(c) && !topic.name.empty()) {
      c.subject = topic.name, c.subject_head = english::head_noun(c.subject);
      return true;
    }
    if (c.subject == "this" || c.subject == "that" || c.subject == "such") return false;
    if (c.condition.starts_with("if you ") || c.condition.starts_with("when you ")) return false;  // what you did, or what you did it to
    if (c.object == "an error") return false;  // "if no tool is loaded, it is an error": "it" stands for nothing
    auto own = condition_subject(c.condition);
    if (!own.empty() && !is_bare_pronoun(own) && english::is_plural_phrase(own) == plural && !tells_of_absence(c.condition)) {
      c.subject = own;
    } else if (!antecedent.text.empty() && plural == antecedent.plural &&
               antecedent.text != topic.product) {  // a product is rarely meant: it is what acts
      c.subject = antecedent.text;
      widen();
    } else if (!plural && opens.block && !topic.code.empty()) {
      c.subject = topic.code;
    } else if (!plural && opens.section && !topic.name.empty()) {
      c.subject = topic.name;
    } else {
      return false;
    }
    c.subject_head = english::head_noun(c.subject);
    return true;
  }
  for (std::string_view pointer : {"this ", "these ", "such "}) {
    if (!c.subject.starts_with(pointer)) continue;
    if (takes_up_statement(to_lower_ascii(c.subject_head))) return false;
    auto noun = c.subject.substr(pointer.size());
    const auto first = english::classify(std::string_view(noun).substr(0, noun.find(' ')));
    const bool verb = (first & english::kThird) && !(first & english::kNoun);  // "this signifies | the input will use …"
    if (verb || (pointer == "this " && english::is_plural_noun(c.subject_head))) return false;
    if (antecedent.term && noun == c.subject_head && !english::is_plural_noun(noun)) {  // "G92.1 - This command sets …"
      c.subject = antecedent.text, c.subject_head = english::head_noun(c.subject);
      widen();
      break;
    }
    auto head = to_lower_ascii(c.subject_head);
    const bool topical =
        pointer != "such " && !head.empty() &&
        (to_lower_ascii(english::head_noun(topic.phrase)) == head || (" " + to_lower_ascii(topic.phrase) + " ").ends_with(" " + head + " ") ||
         (opens.block &&
          (" " + to_lower_ascii(topic.phrase) + " ").find(" " + head + " ") != std::string::npos));  // "DUMPBIN option /LINENUMBERS": this option
    const auto one = english::singular_form(head);
    bool named = !antecedent.text.empty() && !head.empty() &&
                 (antecedent.text.find(head) != std::string::npos || antecedent.said.find(one.empty() ? head : one) != std::string::npos);
    const bool defined = is_kind_of_thing(head) && antecedent.said.starts_with("is ") &&
                         english::is_noun_phrase(antecedent.said.substr(3));  // "Sublimation is … This process …"
    const bool vague = noun != c.subject_head && english::count_words(noun) == 2 && (first & (english::kAdjective | english::kParticiple)) &&
                       !(first & english::kGerund);  // not "this solubility equilibrium", which says what it is
    if (noun == c.subject_head && (named || defined))
      c.subject = antecedent.text, widen();
    else if (noun == c.subject_head && described(head))
      c.subject_head = english::head_noun(c.subject);
    else if (noun == c.subject_head && pointer == "this " && topic.code.empty() && is_name_of_kind(topic.name, head))
      c.subject = topic.name, c.subject_head = english::head_noun(c.subject);
    else if (noun == c.subject_head && !topical && !topic.code.empty() && opens.block && known.empty() && !english::is_plural_noun(noun))
      c.subject = topic.code, c.subject_head = topic.code;
    else if (noun == c.subject_head && !topical)
      return false;  // "this value": which one is not said
    else if (vague && !topical && !named && !brought_in(head))
      return false;  // "these shared properties": which they are was a whole sentence's
    else
      c.subject = noun == c.subject_head ? with_the(topic.phrase) : "the " + noun;
    if (c.subject == with_the(topic.phrase) && !topic.code.empty() && topic.phrase == topic.code) c.subject = topic.code;
  }
  if (c.subject == "the " + c.subject_head && !english::is_code_like(c.subject_head)) {
    const auto kind = to_lower_ascii(c.subject_head);
    if (described(kind))
      c.subject_head = english::head_noun(c.subject);
    else if (topic.code.empty() && !topic.name.starts_with("the ") && is_name_of_kind(topic.name, kind))  // under "CalculatorDialog": "the dialog"
      c.subject = topic.name, c.subject_head = english::head_noun(c.subject);
  }
  name_in_condition(c, antecedent, widen);
  for (std::string_view pointer : {"its ", "their "})
    if (c.subject.starts_with(pointer)) {
      const auto own = condition_subject(c.condition);
      if (!own.empty() && !is_bare_pronoun(own) && english::count_words(own) <= 6) {  // "if the value exists, its object is replaced"
        c.subject = "the " + c.subject.substr(pointer.size()) + " of " + own;
        return true;
      }
      if (antecedent.text.empty() || english::count_words(antecedent.text) > 6) return false;
      const bool two = !known.empty() && known.back().span.begin == antecedent.span.begin && known.back().text != antecedent.text;
      if (two) return false;  // "the reader keeps a list of names. Its size …": whose?
      c.subject = "the " + c.subject.substr(pointer.size()) + " of " + antecedent.text;
      widen();
    }
  return true;
}

void complete_condition(Clause& c) {
  const auto t = english::tokenize(c.condition);
  if (t.size() != 2 || !t[0].is(english::kSubordinator) || !t[1].is(english::kParticiple | english::kAdjective) ||
      english::count_words(c.subject) > 6 || c.subject == "you")
    return;
  if (c.condition.ends_with(" possible") || c.condition.ends_with(" necessary") || c.condition.ends_with(" needed") ||
      c.condition.ends_with(" required"))
    return;
  c.condition = t[0].text + " " + c.subject + (c.subject_plural ? " are " : " is ") + t[1].text;
}

std::string with_subject(const std::string& sentence, const std::string& subject) {
  const auto t = english::tokenize(sentence);
  if (t.size() < 3 || subject.empty() || t[0].mark) return sentence;
  const bool participle = t[0].is(english::kParticiple) && !t[0].is(english::kNoun | english::kBase | english::kPreposition) &&
                          t[1].is(english::kPreposition | english::kTo | english::kSubordinator);
  const bool third = t[0].is(english::kThird) && !t[0].is(english::kNoun | english::kAdjective) &&
                     t[1].is(english::kDeterminer | english::kPreposition | english::kTo | english::kRelative | english::kCode);
  if (sentence.starts_with("Same as ")) return english::upper_first(subject) + " is the same as " + sentence.substr(8);
  if (participle) return english::upper_first(subject) + " is " + english::lower_first(sentence);
  return third ? english::upper_first(subject) + " " + english::lower_first(sentence) : sentence;
}

void name_pointers(Clause& c, const Topic& topic, const std::string& item_term) {
  const auto put = [&](std::string& text, std::string_view pointer, const std::string& name) {
    if (const auto at = (" " + text + " ").find(" " + std::string(pointer) + " "); at != std::string::npos) text.replace(at, pointer.size(), name);
  };
  std::vector<std::string*> parts = {&c.object, &c.tail, &c.condition};
  for (auto& phrase : c.phrases) parts.push_back(&phrase.text);
  for (auto* part : parts) {
    for (std::string_view noun : {"this command", "this code", "this cycle", "this word", "this mode"})
      if (!topic.code.empty()) put(*part, noun, topic.code);
    if (item_term.empty()) continue;
    for (std::string_view pointer : {"this parameter", "this option", "this pin", "this setting", "this value"}) put(*part, pointer, item_term);
    for (std::string_view pointer : {"this to", "this is", "this negative", "this high", "this low", "this at", "this as"})
      put(*part, pointer, item_term + std::string(pointer.substr(4)));
    if (*part == "this" || part->ends_with(" this")) *part = part->substr(0, part->size() - 4) + item_term;
  }
}

}  // namespace jangin::synthesize
