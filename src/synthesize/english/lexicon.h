// Word classes of English: closed classes by list, verbs by a list of common ones with their regular and irregular forms, the rest by suffix.
// A light lexicon for technical prose, not a dictionary: unknown words are nouns. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jangin::synthesize::english {

/// A word may belong to several classes; the clause parser decides by its neighbours.
enum WordClass : uint32_t {
  kNoun = 1U << 0,
  kAdjective = 1U << 1,
  kAdverb = 1U << 2,
  kDeterminer = 1U << 3,
  kPreposition = 1U << 4,
  kPronoun = 1U << 5,
  kCoordinator = 1U << 6,   // and, or, but
  kSubordinator = 1U << 7,  // if, when, because, …
  kRelative = 1U << 8,      // that, which, who, whose
  kModal = 1U << 9,         // can, must, will, …
  kBe = 1U << 10,           // any form of "be"
  kHave = 1U << 11,
  kDo = 1U << 12,
  kBase = 1U << 13,        // verb, base form
  kThird = 1U << 14,       // verb, third person singular
  kPast = 1U << 15,        // verb, past tense
  kParticiple = 1U << 16,  // verb, past participle
  kGerund = 1U << 17,      // verb, -ing
  kTo = 1U << 18,
  kNot = 1U << 19,
  kNumber = 1U << 20,  // digits or a number word
  kCode = 1U << 21,    // G33.1, #5220, [SECTION]NAME, motion.adaptive-feed
  kPunctuation = 1U << 22,
  kFinite = 1U << 23,  // be, have, do, modal in a finite form
};

/// Classes of one word as written (case matters for codes and names only).
uint32_t classify(std::string_view word);

/// Numbers as words ("three", "ten") and digits; empty when it is neither.
std::string number_value(std::string_view word);
bool is_code_like(std::string_view word);
/// Nouns that end in s without being plural ("bus", "axis", "always" is none of them).
bool is_plural_noun(std::string_view word);

/// Base form of a verb form that the lexicon knows ("stores" → "store", "held" → "hold", "is" → "be"); empty when unknown.
std::string base_form(std::string_view verb);
std::string third_form(std::string_view base);       // "store" → "stores"
std::string participle_form(std::string_view base);  // "store" → "stored", "hold" → "held"
std::string gerund_form(std::string_view base);      // "store" → "storing"
std::string singular_form(std::string_view noun);    // "axes" → "axis", "entries" → "entry"
std::string plural_form(std::string_view noun);
bool is_known_verb(std::string_view base);

}  // namespace jangin::synthesize::english
