// What follows a verb group: object and phrases.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"

namespace jangin::synthesize::english {
namespace {

/// "makes the part free from burrs": the adjective tells what becomes of the object.
bool is_result_verb(std::string_view verb) {
  static constexpr std::array<std::string_view, 8> kVerbs = {"make", "set", "keep", "leave", "render", "turn", "hold", "drive"};
  return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
}

/// "for no longer than two hours": a duration.
bool holds_number(const std::string& text) {
  return std::ranges::any_of(tokenize(text), [](const Token& token) { return token.is(kNumber); });
}

/// "from -1" and "to 1" are one part: a range has two ends.
void join_ranges(Clause& c) {
  const auto is_end = [](const std::string& text) {
    const auto t = tokenize(text);
    return !t.empty() && t.size() <= 4 && (t[0].is(kNumber) || (t.size() == 1 && t[0].is(kCode)));
  };
  for (size_t i = 0; i + 1 < c.phrases.size(); ++i) {
    auto& low = c.phrases[i];
    const auto& high = c.phrases[i + 1];
    if (low.preposition != "from" || high.preposition != "to" || high.infinitive || !is_end(low.text) || !is_end(high.text)) continue;
    low.text += " to " + high.text;
    c.phrases.erase(c.phrases.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

}  // namespace

void read_complement(const Tokens& t, size_t from, size_t end, Clause& c) {
  c.tail = join_tokens(t, from, end);
  size_t i = from;
  auto two_words = [&](size_t k) {  // "according to"
    return k + 2 < end && t[k + 1].is(kTo) && is_word(t[k], {"according", "due", "prior", "relative", "parallel", "perpendicular"});
  };
  auto up_to = [&](size_t k) { return k + 2 < end && is_word(t[k], {"up"}) && t[k + 1].is(kTo) && t[k + 2].is(kNumber); };  // "up to 30 arguments"
  auto governs_of = [&](size_t k) {  // "composed of", "capable of": the verb or the adjective does, no noun
    if (k == 0 || t[k - 1].mark) return false;
    if (k == from) return (t[k - 1].is(kParticiple) && c.voice == Voice::passive) || c.verb == "consist";
    return c.voice == Voice::copula && k == from + 1 && t[k - 1].is(kAdjective) && !t[k - 1].is(kDeterminer | kPronoun);
  };
  auto postposed = [&](size_t k) {  // "a structure similar to CO2": the adjective and what it governs belong to the noun
    return k > from + 1 && t[k - 1].is(kAdjective) && !t[k - 1].is(kNoun | kParticiple | kNumber) && t[k - 2].is(kNoun) &&
           !t[k - 2].is(kAdjective | kPreposition) && !t[k - 2].mark && c.voice == Voice::active && !is_result_verb(c.verb);
  };
  auto phrase_starts = [&](size_t k) {
    if (up_to(k)) return k > from || c.voice != Voice::active;  // "holds up to 30 arguments": the object
    if (k > from && up_to(k - 1)) return false;
    if (k + 2 < end && is_word(t[k], {"at"}) && is_word(t[k + 1], {"most", "least"}) && t[k + 2].is(kNumber))
      return false;  // "at most 256 characters"
    if (two_words(k)) return true;
    if (k > from && t[k].is(kTo) && two_words(k - 1)) return false;
    if (k > from && k + 1 < end && !t[k - 1].mark && is_word(t[k], {"through"}) && t[k - 1].is(kCode | kNumber) && t[k + 1].is(kCode | kNumber))
      return false;  // "G54 through G59.3"
    if (t[k].is(kTo)) return k + 1 < end;
    if (is_word(t[k], {"of"})) return k + 1 < end && governs_of(k);
    if (!t[k].is(kPreposition) || is_word(t[k], {"than", "per", "without"})) return false;
    if (is_word(t[k], {"as"}) && k > from && is_word(t[k - 1], {"same", "well", "such", "long", "far", "soon"})) return false;
    return k + 1 < end && !t[k].mark;
  };
  // A clause as object or a relative clause takes all that follows.
  bool relative = from + 2 < end && is_word(t[from], {"that", "how", "whether", "why"}) && c.voice == Voice::active && has_finite(t, from + 1, end);
  auto goes_on = [&](size_t k) {
    if (k > from && t[k].is(kRelative) && !t[k].is(kFinite)) relative = true;
    if (t[k].is(kSubordinator) && k > from && !t[k].is(kPreposition)) relative = true;
    if (k > from && k + 1 < end && phrase_starts(k) && is_word(t[k + 1], {"which", "whom", "whose"}))
      relative = true;  // "the system in which it took place"
    if (k > from + 1 && k + 1 < end && t[k].is(kParticiple) && !t[k].is(kNoun) && (!t[k].is(kAdjective) || t[k].core.ends_with("ed")) &&
        t[k - 1].is(kNoun) && !t[k - 1].mark && t[k + 1].is(kPreposition | kTo))
      relative = true;  // "the directory pointed to by …"
    if (k > from + 1 && k + 1 < end && t[k].is(kGerund) && !t[k].is(kPreposition) && t[k - 1].is(kNoun) && !t[k - 1].is(kPreposition) &&
        !t[k - 1].mark && t[k + 1].is(kDeterminer | kTo | kNumber) && c.voice == Voice::active)
      relative = true;  // "a law showing a dependence on …"
    return relative || !phrase_starts(k) || postposed(k);
  };
  while (i < end && !(i > from && t[i - 1].mark == ',' && t[i].is(kRelative)) && goes_on(i)) ++i;
  c.object = join_tokens(t, from, i);
  while (i < end) {
    if (!phrase_starts(i)) break;
    size_t start = i++;
    const bool two = two_words(start) || up_to(start);
    if (two) ++i;
    bool infinitive = t[start].is(kTo) && t[i].is(kBase) && !t[i].is(kDeterminer) && !t[i].is(kCode);
    const bool into = c.verb == "convert" || c.verb == "change" || c.verb == "switch" || c.verb == "translate";
    if (infinitive && into && t[i].is(kAdjective | kNoun) && i + 1 < end && !t[i].mark && t[i + 1].is(kNoun) &&
        !t[i + 1].is(kDeterminer | kCode | kPreposition))
      infinitive = false;  // "converted to lower case"
    if (infinitive && !c.phrases.empty() && c.phrases.back().preposition == "for" && c.verb != "use" &&
        c.phrases.back().text.find_first_of("0123456789") == std::string::npos &&
        !holds_number(c.phrases.back().text)) {  // "for the motion to start": one phrase
      while (i < end && !t[i - 1].mark) ++i;
      c.phrases.back().text += " " + join_tokens(t, start, i);
      continue;
    }
    while (i < end && !(t[i - 1].mark == ',' && t[i].is(kRelative)) && (goes_on(i) || infinitive)) ++i;
    const size_t text = start + (two ? 2 : 1);
    if (i > text) c.phrases.push_back({to_lower_ascii(join_tokens(t, start, text)), join_tokens(t, text, i), infinitive});
    if (i < end && t[i - 1].mark == ',' && t[i].is(kRelative)) break;
  }
  join_ranges(c);
}

}  // namespace jangin::synthesize::english
