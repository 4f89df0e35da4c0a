// Subordinate clauses and the nouns behind verbs, asked for where they stand: "a subscript is used when?", "both chlorides yield what?". What the
// clause parser gives up is asked for all the same.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/slots.h"

namespace jangin::synthesize {

using english::Token;
using english::Tokens;

namespace {

constexpr double kWorth = -0.12;     // less than that of what stands behind prepositions
constexpr size_t kLongestNoun = 9;   // words
constexpr size_t kFewestBefore = 3;  // words of the main clause

bool is_one_of(const Token& token, std::initializer_list<std::string_view> words) {
  const auto word = to_lower_ascii(token.core);
  return std::ranges::find(words, word) != words.end();
}

bool has_verb(const Tokens& t, size_t begin, size_t end) {
  bool imperative = false;
  return begin < end && english::find_main_verb(t, begin, end, imperative) != std::string::npos;
}

/// What asks for the clause that the word at `i` opens; empty: it opens none.
std::string_view asks_for(const Tokens& t, size_t i) {
  const bool mark = i > 0 && t[i - 1].mark == ',';
  if (is_one_of(t[i], {"because"}) || (mark && is_one_of(t[i], {"since", "as"}))) return "why";
  if (is_one_of(t[i], {"so"}) && i + 1 < t.size() && is_one_of(t[i + 1], {"that"})) return "why";
  if (is_one_of(t[i], {"until"})) return "until when";
  if (is_one_of(t[i], {"if", "unless"})) return "under what condition";
  if (is_one_of(t[i], {"when", "whenever", "once", "while", "after", "before"}) && !(mark && is_one_of(t[i], {"while"}))) return "when";
  return {};
}

/// A trailing subordinate clause: from the first opening word behind the main clause to the end.
void trailing_clause(const Tokens& t, std::vector<Slot>& slots) {
  for (size_t i = kFewestBefore; i + 2 < t.size(); ++i) {
    const auto which = asks_for(t, i);
    if (which.empty()) continue;
    const bool clause = has_verb(t, i + 1, t.size()) || t[i + 1].is(english::kGerund);
    const bool inside = std::any_of(t.begin() + static_cast<std::ptrdiff_t>(i) + 1, t.end(),
                                    [](const Token& token) { return token.mark == ',' || token.mark == ';'; });
    if (!clause || inside || !has_verb(t, 0, i)) continue;
    bool second = false;  // "when reading a line and are not used by …"
    for (size_t k = i + 2; k + 1 < t.size(); ++k)
      second |= t[i + 1].is(english::kGerund) && t[k].is(english::kCoordinator) && t[k + 1].is(english::kFinite);
    if (second) continue;
    const size_t begin = is_one_of(t[i - 1], {"only", "even"}) && !t[i - 1].mark ? i - 1 : i;
    if (t[begin - 1].is(english::kPreposition | english::kDeterminer | english::kCoordinator)) continue;
    slots.push_back({begin, t.size(), std::string(which), {}, english::join_tokens(t, begin, t.size()), kWorth});
    return;
  }
}

/// "while negotiation is enabled, the bits are ignored".
void leading_clause(const Tokens& t, std::vector<Slot>& slots) {
  const auto which = asks_for(t, 0);
  if (which.empty()) return;
  const auto mark = std::ranges::find(t, ',', &Token::mark);
  const auto end = static_cast<size_t>(mark - t.begin()) + 1;
  if (end + kFewestBefore > t.size() || end < 4 || !has_verb(t, 1, end) ||
      t[end].is(english::kCoordinator | english::kPreposition | english::kGerund))
    return;
  bool imperative = false;
  const size_t verb = english::find_main_verb(t, end, t.size(), imperative);
  if (verb == std::string::npos || imperative || is_one_of(t[end], {"it", "they", "its", "their"})) return;  // what "it" is stands in the answer
  slots.push_back({0, end, std::string(which), {}, english::lower_first(english::join_tokens(t, 0, end)), kWorth});
}

/// "the tool drops its rights early, so a second interface cannot be added": what follows, and why it is so.
void consequence(const Tokens& t, std::vector<Slot>& slots) {
  for (size_t i = kFewestBefore; i + 3 < t.size(); ++i) {
    if (t[i - 1].mark != ',' || !is_one_of(t[i], {"so"}) || is_one_of(t[i + 1], {"that"}) || !has_verb(t, i + 1, t.size())) continue;
    bool imperative = false;
    if (english::find_main_verb(t, 0, i, imperative) == std::string::npos || imperative || asks_for(t, 0) != "") return;
    slots.push_back({i, t.size(), std::string(kConsequence), {}, english::join_tokens(t, i + 1, t.size()), kWorth});
    slots.push_back({0, i + 1, "why", {}, "because " + english::lower_first(english::join_tokens(t, 0, i)), kWorth});
    return;
  }
}

/// Index behind one noun phrase without what follows it; `begin` when there is none.
size_t bare_noun_end(const Tokens& t, size_t begin) {
  size_t end = begin;
  if (end < t.size() && is_article(t[end])) ++end;
  const size_t first = end;
  while (end < t.size() && (is_modifier(t[end]) || (end == first && t[end].is(english::kNumber)))) {
    ++end;
    if (t[end - 1].mark) break;
  }
  return end > first && t[end - 1].is(english::kNoun) && !t[end - 1].is(english::kGerund) ? end : begin;
}

}  // namespace

size_t whole_noun_end(const Tokens& t, size_t begin) {
  size_t end = bare_noun_end(t, begin);
  while (end > begin && end + 1 < t.size()) {
    const bool joins = is_one_of(t[end], {"of", "and", "or"}) && !t[end - 1].mark;
    const size_t more = joins ? bare_noun_end(t, end + 1) : end + 1;
    if (more == end + 1) break;
    const bool verb_behind = !is_one_of(t[end], {"of"}) && more < t.size() && !t[more - 1].mark && t[more].is(english::kFinite | english::kThird);
    if (verb_behind) break;  // "the tape and the film is …": another clause
    end = more;
  }
  return end;
}

std::vector<Slot> clause_slots(const Tokens& t) {
  std::vector<Slot> slots;
  if (t.size() <= kFewestBefore + 2) return slots;
  leading_clause(t, slots);
  if (slots.empty()) trailing_clause(t, slots);
  consequence(t, slots);
  return slots;
}

std::vector<Slot> object_slots(const Tokens& t) {
  std::vector<Slot> slots;
  bool imperative = false;
  const size_t main = english::find_main_verb(t, 0, t.size(), imperative);
  for (size_t i = 0; i + 1 < t.size(); ++i) {
    const bool sure = t[i].is(english::kThird | english::kPast | english::kGerund | english::kBase | english::kBe) &&
                      !t[i].is(english::kNoun | english::kPreposition | english::kDeterminer | english::kAdjective | english::kDo | english::kHave |
                               english::kModal);
    const bool behind_auxiliary =
        i > 0 && t[i].is(english::kBase) && t[i - 1].is(english::kModal | english::kTo | english::kCoordinator) && t[i + 1].is(english::kDeterminer);
    const bool verb = (sure && i > 0) || (i == main && !imperative && !t[i].is(english::kModal | english::kDo)) || behind_auxiliary;
    if (!verb || t[i].mark || is_quantifier(t[i + 1]) || !(t[i + 1].is(english::kDeterminer) || is_modifier(t[i + 1]))) continue;
    const size_t end = whole_noun_end(t, i + 1);
    const size_t words = end - i - 1;
    if (end <= i + 1 || words > kLongestNoun || words < 2 || (words == 2 && is_one_of(t[i + 1], {"the"}))) continue;
    const bool goes_on =
        end < t.size() && !t[end - 1].mark &&
        t[end].is(english::kNoun | english::kCode | english::kNumber | english::kParticiple | english::kRelative | english::kGerund) &&
        !t[end].is(english::kPreposition);
    const bool modifies =
        t[i].is(english::kPast | english::kParticiple) && i > 0 &&
        (t[i - 1].is(english::kDeterminer | english::kAdjective | english::kPreposition) ||  // "a fixed location changer"
         (i > 2 && t[i - 1].is(english::kCoordinator) && !t[i - 2].mark && t[i - 3].is(english::kPreposition | english::kDeterminer)));
    if (to_lower_ascii(t[end - 1].core) == "due") continue;
    const bool vague = end < t.size() && !t[end - 1].mark && words == 2 && is_article(t[i + 1]) && t[end].is(english::kRelative);
    if (vague) continue;
    const bool two_objects = end < t.size() && !t[end - 1].mark &&
                             t[end].is(english::kDeterminer | english::kPronoun | english::kAdjective);  // "make the display the correct …"
    if (modifies || two_objects) continue;
    const bool listed =
        end < t.size() && t[end - 1].mark == ',' && (t[end].is(english::kCoordinator) || bare_noun_end(t, end) > end);  // one of several
    const bool joined =
        end < t.size() && !t[end - 1].mark && (is_one_of(t[end], {"of"}) || t[end].is(english::kCoordinator));  // "a member of the named …"
    if (goes_on || listed || joined) continue;                                                                  // "the distance travelled by …"
    slots.push_back({i + 1, end, "what", {}, english::join_tokens(t, i + 1, end), kWorth});
  }
  return slots;
}

}  // namespace jangin::synthesize
