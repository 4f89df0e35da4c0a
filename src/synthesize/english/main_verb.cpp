// Where the main verb of a clause stands: a sure one (be, have, do, modal) before a word that may also be a noun.
#include <algorithm>
#include <array>
#include <cctype>

#include "synthesize/english/clause.h"

namespace jangin::synthesize::english {
namespace {

constexpr uint32_t kNominal = kNoun | kCode | kNumber | kPronoun | kGerund;

bool noun_before(const Tokens& t, size_t begin, size_t i) {
  while (i > begin && t[i - 1].is(kAdverb) && !t[i - 1].is(kNoun)) --i;
  const bool verb_as_noun = i > begin + 1 && t[i - 1].is(kBase) && t[i - 2].is(kDeterminer | kAdjective | kNumber) &&
                            !t[i - 2].is(kPronoun | kNoun | kAdverb);  // "a second click"
  const bool quoted = i > begin && t[i - 1].text != t[i - 1].core &&
                      (t[i - 1].text.ends_with('"') || t[i - 1].text.ends_with("”"));  // alarm 4021 "axis not referenced" appears
  return i > begin && (verb_as_noun || quoted || t[i - 1].is(kNominal) || (t[i - 1].is(kAdjective) && i - 1 > begin));
}

/// A word after which a noun, not a verb, must follow.
bool binds_noun(const Token& before) {
  if (before.is(kDeterminer) && !before.is(kPronoun)) return true;
  if (before.is(kPreposition) && !before.is(kAdverb | kNoun)) return true;
  return before.core == "the" || before.core == "of";
}

bool starts_complement(const Tokens& t, size_t i, size_t end) {
  if (i >= end) return true;
  return t[i].is(kDeterminer | kPreposition | kTo | kNumber | kCode | kAdverb | kPronoun | kRelative | kAdjective | kNoun | kParticiple | kGerund |
                 kSubordinator);
}

bool plural_before(const Tokens& t, size_t begin, size_t i) {
  while (i > begin && t[i - 1].is(kAdverb) && !t[i - 1].is(kNoun)) --i;
  if (i == begin) return false;
  const auto& before = t[i - 1];
  if (before.core == "you" || before.core == "they" || before.core == "we" || before.core == "these" || before.core == "those" ||
      before.core == "both" || before.core == "You" || before.core == "They" || before.core == "We" || before.core == "These" ||
      before.core == "Both")
    return true;
  for (size_t k = begin; k < i; ++k)
    if (t[k].core == "and" && k > begin) return true;
  return is_plural_noun(before.core);
}

/// "names that start with a dollar sign | belong to …": the first noun before a preposition or a relative clause is plural.
bool plural_head(const Tokens& t, size_t begin, size_t i) {
  for (size_t k = begin + 1; k < i; ++k)
    if (t[k].is(kPreposition | kRelative) && !t[k - 1].mark)
      return is_plural_noun(t[k - 1].core) && t[k - 1].is(kNoun) && !t[begin].is(kPreposition | kSubordinator);
  return false;
}

/// "the polarity of these bonds | increases": what stands before "of" is singular.
bool singular_head(const Tokens& t, size_t begin, size_t i) {
  for (size_t k = begin + 1; k < i; ++k)
    if (t[k].core == "of")
      return t[begin].is(kDeterminer) && t[k - 1].is(kNoun) && !is_plural_noun(t[k - 1].core) && t[k - 1].core != "number" &&
             t[k - 1].core != "list" && t[k - 1].core != "set";
  return false;
}

/// A finite verb that might also be a noun: decided by its neighbours.
bool is_weak(const Tokens& t, size_t begin, size_t i, size_t end) {
  const auto& token = t[i];
  const bool behind_participle = i > begin + 1 && token.is(kThird) && !token.is(kNoun) && t[i - 1].is(kParticiple) && t[i - 2].is(kNoun) &&
                                 !t[i - 1].mark;  // "the speed programmed stays in effect"
  if (i == begin || binds_noun(t[i - 1]) || (!noun_before(t, begin, i) && !behind_participle)) return false;
  if (t[i - 1].core == "to" || (token.is(kNoun) && i + 1 >= end && !(t[i - 1].core == "it" || t[i - 1].core == "they")))
    return false;  // "the number of spring passes"
  if (token.is(kNoun) && token.is(kThird) && i + 1 < end) {
    if (t[i - 1].is(kAdjective) && !t[i - 1].is(kNoun | kParticiple)) return false;  // "the attractive forces between …"
    static constexpr std::array<std::string_view, 10> kReports = {"show",  "mean", "state",     "report", "demand",
                                                                  "claim", "note", "guarantee", "signal", "result"};
    const bool reporting = std::ranges::find(kReports, base_form(token.core)) != kReports.end();
    if (t[i + 1].core == "that" && !token.mark && !reporting) return false;  // "a list of item types that the object supports"
    if (t[i + 1].core == "per" || t[i + 1].core == "of") return false;       // "10 counts per turn"
    if (t[i + 1].is(kRelative) && !t[i + 1].is(kFinite) && i + 2 < end && t[i + 2].is(kFinite) && !token.mark)
      return false;  // "the end points that are fixed"
  }
  if (token.is(kPast) && i + 1 < end) {
    static constexpr std::array<std::string_view, 6> kBack = {"thus", "so", "above", "below", "earlier", "previously"};
    if (token.is(kParticiple) && std::ranges::find(kBack, t[i + 1].core) != kBack.end()) return false;  // "the laws discussed thus far relate …"
    if (t[i + 1].core == "by" && token.is(kParticiple)) return false;                                   // "the last command sent by …"
    if (t[i - 1].mark == ',' && t[i + 1].is(kPreposition)) return false;                                // "chloride ions, combined in …"
    const bool modified = t[i + 1].is(kNoun) && !t[i + 1].is(kDeterminer | kPreposition);
    static constexpr std::array<std::string_view, 7> kBefore = {"last", "first", "next", "newly", "previously", "recently", "currently"};
    if (modified && ((t[i - 1].is(kAdjective) && !t[i - 1].is(kNoun)) || std::ranges::find(kBefore, t[i - 1].core) != kBefore.end()))
      return false;  // "the last completed command"
  }
  if (token.is(kNoun) && token.is(kThird)) {  // "hydrogen bonds effectively holds …": a verb follows that is surer
    size_t k = i + 1;
    while (k < end && t[k].is(kAdverb) && !t[k].is(kNoun | kPreposition) && !t[k - 1].mark) ++k;
    if (k + 1 < end && !t[k - 1].mark && t[k].is(kThird) && t[k + 1].is(kDeterminer)) return false;
  }
  static constexpr std::array<std::string_view, 9> kHabits = {"always", "never",     "usually",       "often", "normally",
                                                              "also",   "typically", "automatically", "only"};
  const bool habit = i > begin + 1 && token.is(kBase | kThird) && std::ranges::find(kHabits, t[i - 1].core) != kHabits.end();
  if (habit) return starts_complement(t, i + 1, end) && i + 1 < end;  // "errors of 400 and above always stop the program"
  if (token.is(kThird)) return starts_complement(t, i + 1, end) && !(plural_before(t, begin, i) && token.is(kNoun) && !singular_head(t, begin, i));
  if (token.is(kBase))
    return (plural_before(t, begin, i) || ((!token.is(kNoun) || (i + 1 < end && t[i + 1].is(kDeterminer | kNumber))) && plural_head(t, begin, i))) &&
           starts_complement(t, i + 1, end) && i + 1 < end;
  if (token.is(kPast) && !token.is(kAdjective)) return starts_complement(t, i + 1, end) && i + 1 < end;
  return false;
}

/// Skips the verb group of a relative clause that starts at i; returns the index behind it.
size_t skip_group(const Tokens& t, size_t i, size_t end) {
  ++i;
  while (i < end && t[i].is(kBe | kHave | kDo | kModal | kNot | kParticiple | kBase) && !t[i].is(kDeterminer | kPreposition | kFinite))
    ++i;  // "that has begun | is never interrupted"
  return i;
}

/// "the fan purges the chamber": a word that the lexicon does not know as a verb, between a noun in singular and what opens an object.
size_t unknown_third(const Tokens& t, size_t begin, size_t end) {
  for (size_t i = begin + 1; i + 1 < end; ++i) {
    const auto& word = t[i].core;
    const bool verb = t[i].classes == kNoun && word.size() > 3 && is_plural_noun(word) && t[i].text == word && !t[i].mark &&
                      std::islower(static_cast<unsigned char>(word[0]));
    if (!verb || t[i - 1].mark || !t[i - 1].is(kNoun) || t[i - 1].is(kCode | kPreposition) || is_plural_noun(t[i - 1].core)) continue;
    if (t[i + 1].core == "the" || t[i + 1].core == "a" || t[i + 1].core == "an" || t[i + 1].core == "its" || t[i + 1].core == "any" ||
        t[i + 1].core == "no")
      return i;
  }
  return std::string::npos;
}

/// "signifies the input will use …", "describes how strongly each atom is held": the verb at `i` is of the clause that the one at `weak` reports.
bool reports(const Tokens& t, size_t weak, size_t i) {
  const auto base = base_form(t[weak].core);
  const bool verb = base == "signify" || base == "mean" || base == "indicate" || base == "imply" || base == "ensure" || base == "assume";
  if (verb && t[weak].is(kThird) && t[weak + 1].is(kDeterminer)) return true;
  for (size_t k = weak + 1; k < i; ++k)
    if (t[k].core == "how" || t[k].core == "whether" || t[k].core == "why") return true;
  return false;
}

size_t main_verb(const Tokens& t, size_t begin, size_t end, bool relative_behind_preposition, bool& imperative) {
  imperative = false;
  if (begin >= end) return std::string::npos;
  size_t weak = std::string::npos;
  bool weak_is_past = false;
  int relatives = 0;
  for (size_t i = begin; i < end; ++i) {
    const bool behind_preposition = relative_behind_preposition && i > begin + 1 && t[i].core == "which" && t[i - 1].is(kPreposition) &&
                                    noun_before(t, begin, i - 1);  // "a reaction in which"
    if (i > begin && t[i].is(kRelative) && !t[i].is(kFinite) && (behind_preposition || noun_before(t, begin, i))) {
      ++relatives;
      continue;
    }
    bool contact = i > begin && t[i].is(kPronoun) && !t[i].is(kDeterminer | kNumber | kAdverb) && !t[i - 1].mark && t[i - 1].is(kNoun) &&
                   !t[i - 1].is(kPreposition | kBase | kThird | kParticiple | kGerund);
    if (contact && weak == std::string::npos) {  // "the way it works has changed"
      ++relatives;
      continue;
    }
    if (i > begin && t[i].is(kSubordinator) && !t[i].is(kPreposition | kAdverb | kRelative)) {
      if (weak != std::string::npos && !(weak_is_past && i == weak + 1 && t[weak].is(kParticiple)))
        break;                                    // "the increase observed when …, is called"
      if (noun_before(t, begin, i)) ++relatives;  // "the default order if L is unspecified is 3"
      continue;
    }
    bool strong = t[i].is(kFinite) && (i == begin || !binds_noun(t[i - 1]) || t[i].is(kModal | kBe | kDo));
    if (strong) {
      if (i == begin && !t[i].is(kDo)) return std::string::npos;  // a question
      if (relatives > 0) {
        --relatives;
        i = skip_group(t, i, end) - 1;
        continue;
      }
      if (weak != std::string::npos && !weak_is_past && reports(t, weak, i)) return weak;
      // A weak third-person verb well before a coordinated or subordinate strong one stays the main verb.
      if (weak != std::string::npos && !weak_is_past) {
        for (size_t k = weak + 1; k < i; ++k)
          if (t[k].mark || t[k].is(kSubordinator | kRelative | kCoordinator)) return weak;
      }
      return i;
    }
    if (relatives > 0 && i > begin && t[i - 1].is(kRelative) && t[i].is(kThird | kBase | kPast) &&
        !t[i].is(kDeterminer | kPronoun)) {  // "which contains"
      --relatives;
      continue;
    }
    if (is_weak(t, begin, i, end)) {
      if (relatives > 0) {
        --relatives;
        continue;
      }
      if (weak == std::string::npos || (weak_is_past && !t[i].is(kPast))) {
        weak = i;
        weak_is_past = t[i].is(kPast) && !t[i].is(kThird | kBase);
      }
    }
    if (weak != std::string::npos && i > weak && t[i - 1].mark) break;
  }
  if (weak != std::string::npos) return weak;
  if (const size_t unknown = t[begin].is(kPreposition | kSubordinator) ? std::string::npos : unknown_third(t, begin, end);
      unknown != std::string::npos)
    return unknown;
  // "Coordinate system offsets" is a title; "Set feed rate" and "Use the tool" are instructions.
  const auto& opening = t[begin].core;
  bool command = opening == "Use" || opening == "use" || opening == "Set" || opening == "set";
  bool compound =
      !command && t[begin].is(kNoun) && begin + 1 < end && t[begin + 1].is(kNoun) && !t[begin + 1].is(kCode | kNumber | kDeterminer | kPronoun);
  if (t[begin].is(kBase) && !t[begin].is(kHave) && begin + 1 < end && !compound) {
    imperative = true;
    return begin;
  }
  return std::string::npos;
}

}  // namespace

size_t find_main_verb(const Tokens& t, size_t begin, size_t end, bool& imperative) {
  const size_t verb = main_verb(t, begin, end, true, imperative);
  return verb != std::string::npos
             ? verb
             : main_verb(t, begin, end, false,
                         imperative);  // "firms in which 20 employees work appoint …": which verb is whose is not told by classes
}

std::string head_noun(std::string_view noun_phrase) {
  auto t = tokenize(noun_phrase);
  std::string head;
  for (size_t i = 0; i < t.size(); ++i) {
    if (i > 0 && t[i].is(kPreposition | kRelative | kSubordinator | kTo | kFinite | kCoordinator) && !head.empty()) break;
    if (i > 0 && t[i].is(kPronoun) && !t[i].is(kDeterminer | kNumber) && !head.empty()) break;
    bool before_noun =
        i + 1 < t.size() && !t[i].mark && t[i + 1].is(kNoun) && !t[i + 1].is(kPreposition | kDeterminer | kCode | kRelative);  // "named parameters"
    if (i > 0 && t[i].is(kParticiple | kGerund) && !t[i].is(kNoun) && !head.empty() && !before_noun) break;
    if (t[i].is(kDeterminer | kAdverb) && !t[i].is(kNoun)) continue;
    if (t[i].is(kNoun | kCode | kPronoun | kNumber | kGerund | kAdjective)) head = t[i].core;
    if (t[i].mark && !head.empty()) break;
  }
  return head;
}
bool is_plural_phrase(std::string_view noun_phrase) {
  auto t = tokenize(noun_phrase);
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    if (t[i].is(kPreposition | kRelative)) break;
    if (t[i].core == "and") return true;
  }
  if (!t.empty() &&
      (t[0].core == "both" || t[0].core == "all" || t[0].core == "these" || t[0].core == "those" || t[0].core == "they" || t[0].core == "you"))
    return true;
  if (!t.empty() && (t[0].core == "each" || t[0].core == "every" || t[0].core == "a" || t[0].core == "an")) return false;
  return is_plural_noun(head_noun(noun_phrase));
}
bool is_noun_phrase(std::string_view text) {
  auto t = tokenize(text);
  if (t.empty()) return false;
  if (t.size() > 1 && (t[0].core == "only" || t[0].core == "Only")) return is_noun_phrase(join_tokens(t, 1, t.size()));
  const auto& first = t[0];
  if (first.is(kDeterminer | kNumber | kCode)) return true;
  if (t.size() > 2 && first.core == "at" && (t[1].core == "most" || t[1].core == "least") && t[2].is(kNumber)) return true;
  if (t.size() > 2 && first.core == "up" && t[1].is(kTo) && t[2].is(kNumber)) return true;
  if (first.is(kPreposition | kSubordinator | kTo | kFinite | kRelative | kCoordinator)) return false;
  if (first.is(kParticiple | kPast) && !first.is(kNoun)) return t.size() > 1 && t[1].is(kNoun) && !t[1].is(kPreposition);
  if (first.is(kAdverb) && !first.is(kNoun)) return false;
  if (first.is(kAdjective)) return t.size() > 1 && !t[1].is(kPreposition | kTo | kCoordinator | kSubordinator | kFinite);
  if (first.is(kGerund)) return true;
  return first.is(kNoun | kPronoun);
}

}  // namespace jangin::synthesize::english
