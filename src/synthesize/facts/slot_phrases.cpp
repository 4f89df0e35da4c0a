// Nouns behind prepositions, asked for where they stand: "lines that begin with what are ignored?"
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/slots.h"

namespace jangin::synthesize {

using english::Token;
using english::Tokens;

namespace {

constexpr double kWorth = -0.08;      // less than that of a name or a number
constexpr size_t kLongestPhrase = 6;  // words
constexpr size_t kLongestWhole = 9;   // words, with what "of" adds

/// Prepositions whose noun is worth asking for; "of" mostly only says of what.
bool introduces(const Tokens& t, size_t i) {
  static constexpr std::array<std::string_view, 13> kWords = {"with", "by",      "in",  "on",    "from",    "into", "for",
                                                              "as",   "through", "via", "under", "without", "to"};
  const auto word = to_lower_ascii(t[i].core);
  if (t[i].mark || std::ranges::find(kWords, word) == kWords.end()) return word == "of" && i > 0 && t[i - 1].core == "form";
  if (word == "as") return i > 0 && t[i - 1].is(english::kPast | english::kParticiple);  // "is taken as", not "as soon as"
  if (word != "to") return true;
  const bool use = i > 0 && (t[i - 1].core == "used" || t[i - 1].core == "needed" || t[i - 1].core == "required") && i + 1 < t.size() &&
                   !t[i + 1].is(english::kDeterminer);  // "used to solder"
  return i > 0 && !use && t[i - 1].is(english::kPast | english::kParticiple) &&
         !(i + 1 < t.size() && t[i + 1].is(english::kBase));  // "connected to", not "used to move"
}

/// Phrases that are one word in all but spelling: "in effect", "for example", "by default".
bool is_fixed(const std::string& head) {
  static constexpr std::array<std::string_view, 46> kHeads = {
      "contact",    "convenience", "touch",    "series", "effect", "order",     "case",    "cases",   "example", "instance",   "time",     "times",
      "way",        "ways",        "addition", "place",  "use",    "fact",      "general", "mind",    "turn",    "question",   "default",  "force",
      "afterwards", "hand",        "purpose",  "part",   "parts",  "detail",    "case",    "respect", "terms",   "particular", "practice", "theory",
      "advance",    "manner",      "order",    "sense",  "end",    "beginning", "start",   "reason",  "reasons", "thing"};
  return std::ranges::find(kHeads, head) != kHeads.end();
}

bool is_own(const Token& token) {
  static constexpr std::array<std::string_view, 6> kWords = {"its", "their", "your", "it", "them", "itself"};
  return std::ranges::find(kWords, to_lower_ascii(token.core)) != kWords.end();
}

/// Index behind the noun phrase that begins at `begin`; `begin` when there is none.
size_t noun_phrase_end(const Tokens& t, size_t begin) {
  size_t end = begin;
  if (end < t.size() && is_article(t[end])) ++end;
  const size_t first = end;
  while (end < t.size() && (is_modifier(t[end]) || (t[end].is(english::kGerund) && end + 1 < t.size() && is_modifier(t[end + 1]) && !t[end].mark))) {
    ++end;
    if (t[end - 1].mark) break;
  }
  return end > first && t[end - 1].is(english::kNoun) && !t[end - 1].is(english::kGerund) ? end : begin;  // "by moving the axis" is an action
}

/// A thing that the sentence names itself: "a semicolon", "stderr", "floating chuck"; "the file" is one spoken of before.
bool says_something(const Tokens& t, size_t begin, size_t end) {
  const bool definite = to_lower_ascii(t[begin].core) == "the";
  if (definite && begin + 1 < end && to_lower_ascii(t[begin + 1].core) == "same") return false;  // as what?
  const size_t words = end - begin - (is_article(t[begin]) ? 1 : 0);
  return words > (definite ? 1U : 0U) && words <= kLongestPhrase && !is_fixed(to_lower_ascii(t[end - 1].core));
}

}  // namespace

std::vector<Slot> phrase_slots(const Tokens& t) {
  std::vector<Slot> slots;
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    if (!introduces(t, i) || is_quantifier(t[i + 1]) || is_own(t[i + 1])) continue;
    const size_t begin = i + 1;
    size_t end = noun_phrase_end(t, begin);
    if (end == begin || !says_something(t, begin, end)) continue;
    if (end < t.size() && !t[end - 1].mark && t[end].is(english::kTo) && to_lower_ascii(t[end - 1].core) == "due")
      continue;                                                              // "the inaccuracy due to …"
    if (end < t.size() && !t[end - 1].mark && is_article(t[end])) continue;  // "with N an integer"
    const bool described =
        end < t.size() && !t[end - 1].mark &&
        (t[end].is(english::kRelative) || (t[end].is(english::kPreposition) && end + 1 < t.size() && t[end + 1].is(english::kRelative)));
    if (described && end - begin == 2 && is_article(t[begin])) continue;  // "in an arrangement that has …"
    if (end < t.size() && !t[end - 1].mark && to_lower_ascii(t[end].core) == "of")
      if (const size_t whole = whole_noun_end(t, begin); whole > end && whole - begin <= kLongestWhole)
        end = whole;                                                                                              // "on the surface of the catalyst"
    if (end < t.size() && !t[end - 1].mark && t[end].is(english::kNoun) && t[end].is(english::kThird)) continue;  // "the fewest decimal places"
    if (t[end - 1].mark == ':' || (i == 1 && to_lower_ascii(t[0].core) == "as")) continue;                        // a title; "as in real life"
    const bool numbered =
        end < t.size() && (t[end].is(english::kCode | english::kNumber) || std::isdigit(static_cast<unsigned char>(t[end].core[0])) != 0);
    if (numbered || (end < t.size() && to_lower_ascii(t[end].core) == "of")) continue;  // "for pin 5", "in the form of"
    if (end + 1 < t.size() && !t[end - 1].mark && t[end].is(english::kCoordinator)) {   // "plasma cutters and wire eroders"
      const size_t more = noun_phrase_end(t, end + 1);
      if (more > end + 1) end = more;
    }
    slots.push_back({begin, end, "what", {}, english::join_tokens(t, begin, end), kWorth});
  }
  return slots;
}

}  // namespace jangin::synthesize
