// Terms with a noun phrase beside them that says what they are.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/clause.h"
#include "synthesize/facts/definitions.h"

namespace jangin::synthesize {
namespace {

using english::Token;
using english::Tokens;

constexpr size_t kLongestTerm = 4, kShortest = 3, kLongest = 26;  // words

bool is_bare_noun(const Token& token) {
  return token.is(english::kNoun | english::kAdjective | english::kCode) &&
         !token.is(english::kPreposition | english::kPronoun | english::kDeterminer | english::kFinite | english::kSubordinator | english::kRelative |
                   english::kCoordinator | english::kNumber | english::kTo);
}

/// "a molecule of", "the presence of": what follows is meant.
bool is_portion(const std::string& word) {
  static constexpr std::array<std::string_view, 22> kPortions = {
      "molecule", "molecules", "atom",  "atoms", "sample", "samples", "solution", "solutions", "mole", "moles", "amount",
      "presence", "form",      "forms", "type",  "types",  "kind",    "kinds",    "evidence",  "list", "set",   "pair"};
  return std::find(kPortions.begin(), kPortions.end(), word) != kPortions.end();
}

/// The noun phrase that the text ends with, its article gone: "from the intercostal muscles" → "intercostal muscles"; empty: it ends otherwise.
std::string term_before(std::string_view text) {
  const auto t = english::tokenize(text);
  if (t.empty() || !t.back().is(english::kNoun | english::kCode) || t.back().mark) return {};
  size_t begin = t.size();
  while (begin > 0 && t.size() - begin < kLongestTerm && is_bare_noun(t[begin - 1])) {
    const auto& token = t[begin - 1];
    if (begin < t.size() && (token.mark || token.is(english::kBase | english::kThird | english::kPast | english::kGerund | english::kAdverb))) break;
    --begin;
  }
  if (begin == t.size() || (begin > 0 && t[begin - 1].mark)) return {};  // an item of a list
  if (begin > 0 && (t[begin - 1].is(english::kNumber) || (t.size() - begin == kLongestTerm && is_bare_noun(t[begin - 1])))) return {};
  if (begin > 1 && t[begin - 1].core == "of" && !is_portion(to_lower_ascii(t[begin - 2].core)))
    return {};  // "the heat of fusion": which of both is meant?
  static constexpr std::array<std::string_view, 21> kVague = {"way",    "thing",   "example", "case",   "time",   "part",   "value",
                                                              "figure", "table",   "one",     "reason", "fact",   "result", "others",
                                                              "other",  "section", "chapter", "user",   "people", "line",   "note"};
  const auto last = to_lower_ascii(t.back().core);
  if (last.size() < 3 || std::find(kVague.begin(), kVague.end(), last) != kVague.end()) return {};
  return english::join_tokens(t, begin, t.size());
}

bool opens_noun_phrase(std::string_view text) {
  for (std::string_view article : {"a ", "an ", "the ", "one "})
    if (text.starts_with(article)) return true;
  return false;
}

/// Without a verb of its own before a relative clause, of some length, and no pointer.
bool is_description(std::string_view text) {
  const auto t = english::tokenize(text);
  if (t.size() < kShortest || t.size() > kLongest) return false;
  static constexpr std::array<std::string_view, 12> kPointers = {"this",   "these",  "those", "such",  "above",    "below",
                                                                 "latter", "former", "same",  "other", "previous", "following"};
  size_t relative = t.size();
  for (size_t i = 0; i < t.size(); ++i) {
    const auto word = to_lower_ascii(t[i].core);
    const bool reduced =
        t[i].is(english::kParticiple) && i + 1 < t.size() && t[i + 1].is(english::kPreposition | english::kTo);  // "a pesticide used for snails"
    if (relative == t.size() && i > 1 && (t[i].is(english::kRelative | english::kSubordinator) || reduced)) relative = i;
    if (i < 3 && std::find(kPointers.begin(), kPointers.end(), word) != kPointers.end()) return false;
    if (t[i].mark == ';' || t[i].mark == ':') return false;
  }
  bool imperative = false;
  const auto verb = english::find_main_verb(t, 0, relative, imperative);
  const bool pronoun = std::any_of(t.begin(), t.begin() + static_cast<std::ptrdiff_t>(relative),
                                   [](const Token& token) { return token.is(english::kPronoun | english::kFinite) && !token.is(english::kNumber); });
  const bool noun = verb == 0 && t[1].core == "of";  // "forms of one element"
  return (verb == std::string::npos || noun) && !pronoun && !english::head_noun(text).empty();
}

/// Something that tells the described from its like: "the muscles between the ribs", not "the muscles".
bool tells_apart(std::string_view text) {
  const auto padded = " " + std::string(text) + " ";
  static constexpr std::array<std::string_view, 17> kSigns = {" of ",         " that ",       " which ",   " who ",  " whose ",   " with ",
                                                              " for ",        " in ",         " between ", " used ", " found ",   " from ",
                                                              " containing ", " consisting ", " formed ",  " made ", " required "};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return padded.find(sign) != std::string::npos; });
}

void add(std::vector<Described>& out, std::string_view before, std::string_view description) {
  auto text = english::strip_asides(trim(description));
  while (!text.empty() && std::string_view(".,; ").find(text.back()) != std::string_view::npos) text.pop_back();
  if (!is_description(text)) return;
  auto term = term_before(before);
  if (!term.empty() && to_lower_ascii(text).find(to_lower_ascii(term)) == std::string::npos) out.push_back({std::move(term), std::move(text)});
}

void add_in_brackets(std::string_view sentence, std::vector<Described>& out) {
  for (size_t at = sentence.find(" ("); at != sentence.npos; at = sentence.find(" (", at + 1)) {
    const auto close = sentence.find(')', at);
    if (close == sentence.npos) return;
    const auto inside = sentence.substr(at + 2, close - at - 2);
    if (opens_noun_phrase(inside) && inside.find('(') == inside.npos && tells_apart(inside)) add(out, sentence.substr(0, at), inside);
  }
}

void add_between_dashes(std::string_view sentence, std::vector<Described>& out) {
  constexpr std::string_view kDash = "—";
  const auto at = sentence.find(kDash);
  if (at == sentence.npos || at == 0) return;
  const auto behind = at + kDash.size();
  const auto close = sentence.find(kDash, behind);
  const auto inside = trim(sentence.substr(behind, close == sentence.npos ? close : close - behind));
  const auto before = trim(sentence.substr(0, at));
  if (!inside.empty() && std::islower(static_cast<unsigned char>(inside[0])) && tells_apart(inside)) add(out, before, inside);
}

/// "In a lathe, the part …": what stands before the first comma only opens the sentence.
bool is_introduction(const Tokens& before) {
  bool imperative = false;
  if (before.empty() ||
      before[0].is(english::kPreposition | english::kSubordinator | english::kGerund | english::kTo | english::kAdverb | english::kParticiple))
    return true;
  return english::find_main_verb(before, 0, before.size(), imperative) == std::string::npos && before.size() > 5;
}

void add_between_commas(std::string_view sentence, std::vector<Described>& out) {
  for (size_t at = sentence.find(", "); at != sentence.npos; at = sentence.find(", ", at + 1)) {
    const auto rest = sentence.substr(at + 2);
    if (!opens_noun_phrase(rest) || rest.starts_with("one ")) continue;
    const auto before = sentence.substr(0, at);
    if (is_introduction(english::tokenize(before)) || before.find(" (") != before.npos) continue;
    const auto close = rest.find(", ");
    const auto inside = rest.substr(0, close);
    const auto behind = close == rest.npos ? std::string_view() : rest.substr(close + 2);
    if (behind.starts_with("and ") || behind.starts_with("or ") || behind.starts_with("but ") || inside.find(" and ") != inside.npos ||
        inside.find(" or ") != inside.npos)
      continue;  // a list
    if (tells_apart(inside)) add(out, before, inside);
  }
}

}  // namespace

std::vector<Described> appositions_of(std::string_view sentence) {
  std::vector<Described> out;
  add_in_brackets(sentence, out);
  add_between_dashes(sentence, out);
  add_between_commas(sentence, out);
  return out;
}

}  // namespace jangin::synthesize
