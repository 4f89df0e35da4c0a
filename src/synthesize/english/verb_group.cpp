// The verb group of a clause: auxiliary, negation, adverbs, main verb and voice.
#include <algorithm>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"

namespace jangin::synthesize::english {

bool is_word(const Token& token, std::initializer_list<std::string_view> words) {
  auto w = to_lower_ascii(token.core);
  return std::any_of(words.begin(), words.end(), [&](std::string_view x) { return w == x; });
}
bool has_finite(const Tokens& t, size_t begin, size_t end) {
  bool imperative = false;
  return find_main_verb(t, begin, end, imperative) != kNone && !imperative;
}

std::string verb_base(std::string_view verb) {
  const auto known = base_form(verb);
  return known.empty() && classify(verb) == kNoun ? singular_form(verb) : known;
}

VerbGroup read_verb_group(const Tokens& t, size_t verb, size_t end) {
  VerbGroup g;
  if (!t[verb].is(kFinite)) {
    g.main = verb;
    g.behind = verb + 1;
    g.valid = true;
    return g;
  }
  g.aux = verb;
  size_t last_be = t[verb].is(kBe) ? verb : kNone;
  auto lower_aux = to_lower_ascii(t[verb].core);
  g.negated = lower_aux == "cannot" || lower_aux.ends_with("n't");
  size_t i = verb + 1;
  for (; i < end; ++i) {
    if (t[i].is(kNot)) {
      g.negated = true;
    } else if (is_word(t[i], {"very", "too", "quite", "rather", "fairly", "extremely", "highly"}) && last_be != kNone && i + 1 < end &&
               t[i + 1].is(kAdjective) && !t[i + 1].is(kParticiple)) {
      break;  // "is very predictable": a degree of what is said
    } else if (t[i].is(kAdverb) && !t[i].is(kNoun | kPreposition | kSubordinator | kNumber | kDeterminer) && i + 1 < end) {
      if (!g.adverb.empty()) g.adverb += ' ';
      g.adverb += t[i].text;
    } else if (t[i].is(kBe) && (t[i].is(kBase | kParticiple))) {
      last_be = i;
    } else if (t[i].is(kHave) && t[i].is(kBase) && i + 1 < end && t[i + 1].is(kParticiple | kBe)) {
      continue;
    } else {
      break;
    }
    if (t[i].mark) {
      ++i;
      break;
    }
  }
  bool have = t[verb].is(kHave), modal = t[verb].is(kModal | kDo);
  if (i < end && last_be != kNone && t[i].is(kParticiple) && !(t[i].is(kAdjective) && !t[i].is(kPast))) {
    bool noun_follows = i + 1 < end && t[i + 1].is(kNoun) && !t[i + 1].is(kPreposition | kAdverb | kTo);
    g.main = i;
    g.voice = noun_follows && t[i].is(kAdjective) ? Voice::copula : Voice::passive;
    if (g.voice == Voice::copula) g.main = last_be;
  } else if (last_be != kNone && i < end && t[i].is(kGerund) && !(t[i].is(kNoun) && i + 1 < end && t[i + 1].is(kNoun))) {
    g.main = i;  // progressive
  } else if (last_be != kNone) {
    g.main = last_be;
    g.voice = Voice::copula;
  } else if (modal && i < end &&
             (t[i].is(kBase) || (t[verb].is(kModal) && t[i].classes == kNoun))) {  // "can bicycle": what follows a modal is a verb
    g.main = i;
  } else if (have && i < end && t[i].is(kParticiple) && i > verb &&
             !(base_form(t[i].core).empty() && i == verb + 1 && i + 1 < end && !t[i].mark &&
               is_plural_noun(t[i + 1].core))) {  // "have unpaired electrons"
    g.main = i;
  } else if (have) {
    g.main = verb;
    g.aux = kNone;
  } else if (t[verb].is(kDo) && i == verb + 1 && i < end && t[i].is(kDeterminer)) {  // "does a rapid move"
    g.main = verb;
    g.aux = kNone;
  }
  g.valid = g.main != kNone;
  if (g.valid) g.behind = g.voice == Voice::copula ? std::max(i, g.main + 1) : g.main + 1;
  return g;
}

}  // namespace jangin::synthesize::english
