// Where a clause ends: a trailing condition, a second predicate, a second clause.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"

namespace jangin::synthesize::english {

size_t trailing_condition(const Tokens& t, size_t from, size_t end) {
  for (size_t i = from; i + 1 < end; ++i) {
    if (!t[i].is(kSubordinator)) continue;
    const bool since = i > from && is_word(t[i], {"since"}) && t[i + 1].is(kDeterminer | kPronoun) && !is_word(t[i - 1], {"ever", "long"}) &&
                       has_finite(t, i + 1, end);
    if (since) return i;
    const bool gives_reason = i > from && t[i - 1].mark == ',' && is_word(t[i], {"as", "since"}) &&
                              !is_word(t[i + 1], {"long", "soon", "far", "well"}) && !t[i + 1].is(kFinite | kPreposition) &&
                              has_finite(t, i + 1, end);  // ", as methanol dissolves it"
    if (gives_reason) return i;
    if (is_word(t[i], {"as", "so", "where", "since", "provided"}) && !(is_word(t[i], {"so"}) && is_word(t[i + 1], {"that"})) &&
        !is_word(t[i + 1], {"soon", "long"}))
      continue;
    if (is_word(t[i], {"once"}) && (i + 1 >= end || t[i + 1].is(kPreposition))) continue;
    if (is_word(t[i], {"before", "after", "until"}) && !has_finite(t, i + 1, end) && !t[i + 1].is(kGerund)) continue;
    static constexpr std::array<std::string_view, 9> kAsking = {"specify", "determine", "check", "see", "decide", "tell", "test", "know", "verify"};
    if (is_word(t[i], {"if"}) && i > 0 && std::ranges::find(kAsking, base_form(t[i - 1].core)) != kAsking.end()) continue;  // "to see if …": whether
    if (is_word(t[i], {"whether"})) continue;
    if (i > from && t[i - 1].is(kPreposition) && !is_word(t[i - 1], {"only"})) continue;
    if (!has_finite(t, i + 1, end) && !t[i + 1].is(kGerund | kParticiple | kAdjective | kPreposition)) continue;
    return i > from && is_word(t[i - 1], {"only", "even", "except", "especially"}) ? i - 1 : i;
  }
  return kNone;
}

namespace {

/// "is diluted and fails", "is weighed and sealed": the second predicate is one word, and nothing follows.
size_t last_predicate(const Tokens& t, const VerbGroup& g, size_t from, size_t end) {
  if (end < from + 2 || !is_word(t[end - 2], {"and"})) return kNone;
  const auto& word = t[end - 1];
  const bool third = word.is(kThird) && !word.is(kNoun | kFinite) && g.voice != Voice::imperative;
  const bool participle = g.voice == Voice::passive && word.is(kParticiple) && !word.is(kNoun | kAdjective);
  return third || participle ? end - 2 : kNone;
}

/// "to perform experiments, pose hypotheses, | and formulate laws", "to follow, track, diagnose | and treat": the last of several actions behind one
/// "to".
bool ends_infinitives(const Tokens& t, size_t from, size_t at) {
  bool infinitive = false;
  for (size_t k = from; k + 1 < at; ++k) {
    infinitive |= t[k].is(kTo) && t[k + 1].is(kBase);
    if (infinitive && t[k].mark == ',' && t[k + 1].is(kBase) && !t[k + 1].is(kDeterminer | kPreposition)) return true;
  }
  return false;
}

}  // namespace

size_t second_predicate(const Tokens& t, const VerbGroup& g, size_t from, size_t end) {
  if (const size_t last = last_predicate(t, g, from, end); last != kNone) return last;
  for (size_t i = from; i + 2 < end; ++i) {
    const bool listed = t[i].mark == ',' && g.aux == kNone && t[g.main].is(kThird) && t[i + 1].is(kThird) && !t[i + 1].is(kNoun | kFinite) &&
                        t[i + 2].is(kDeterminer | kPreposition);  // "lets in oxygen, turns the powder yellow and …"
    if (!t[i].is(kCoordinator) && !listed && !(t[i].mark == ',' && is_word(t[i + 1], {"then"}))) continue;
    if (ends_infinitives(t, from, i)) continue;
    if (is_word(t[i + 1], {"equal"}) && t[i + 2].is(kTo)) continue;  // "less than or equal to"
    size_t k = i + 1;
    while (k < end && t[k].is(kAdverb) && !t[k].is(kNoun)) ++k;
    if (k + 1 >= end) return kNone;
    bool same = false;
    bool sure = !t[k].is(kNoun) || t[k + 1].is(kDeterminer | kPreposition | kTo);
    const bool finite_third =
        t[k].is(kThird) && !t[k].is(kNoun | kFinite) && (t[k + 1].is(kDeterminer | kPreposition | kTo | kAdverb | kNumber | kRelative) || t[k].mark);
    if (g.aux == kNone)
      same = (g.voice != Voice::imperative && t[g.main].is(kBase) && !t[g.main].is(kThird) && t[k].is(kBase) && !t[k].is(kNoun | kAdjective)) ||
             (t[g.main].is(kThird) && t[k].is(kThird) && sure) || (t[k].is(kFinite) && !t[k + 1].is(kRelative));
    else if (finite_third)
      same = true;  // "can be rounded and depends on …"
    else if (t[g.aux].is(kModal | kDo))
      same = (t[k].is(kBase) && sure) || t[k].is(kModal);
    else
      same = (t[k].is(kFinite)) || (g.voice == Voice::passive && t[k].is(kParticiple) && sure && !t[k].is(kAdjective & ~kPast) &&
                                    (t[k + 1].is(kPreposition | kTo | kDeterminer | kAdverb | kSubordinator | kNumber) || t[k].mark));
    if (same) return i;
  }
  return kNone;
}

size_t next_subordinate(const Tokens& t, size_t from, size_t end) {
  for (size_t i = from; i + 2 < end; ++i) {
    const bool purpose = is_word(t[i], {"so"}) && is_word(t[i + 1], {"that"});
    const bool apart = t[i - 1].mark == ',' && t[i].is(kSubordinator) && is_word(t[i], {"because", "since", "as", "unless", "if", "when", "until"});
    if ((purpose || apart || is_word(t[i], {"because"})) && has_finite(t, i + 1, end)) return i;
  }
  return kNone;
}

namespace {

/// A verb stands there, or a noun alone that another follows: "so that checking for arguments | and return values is enabled".
bool says_or_lists(const Tokens& t, size_t begin, size_t at) { return has_finite(t, begin, at) || is_word(t[begin], {"that"}); }

/// "when solutions of A | and B are mixed": a noun before the coordinator, no more than a state ("when needed").
bool lists_nouns(const Tokens& t, size_t begin, size_t at) {
  return at > begin + 1 && t[at - 1].is(kNoun | kCode) && !t[at - 1].is(kParticiple | kAdjective) && !t[begin].is(kGerund | kParticiple);
}

/// "… if the offset is loaded and the machine is placed …": what is coordinated without a mark belongs to the condition before it.
bool under_condition(const Tokens& t, size_t from, size_t at) {
  for (size_t i = from; i + 1 < at; ++i)
    if ((is_word(t[i], {"if", "when", "unless", "after", "before", "until", "once"}) || (is_word(t[i], {"so"}) && is_word(t[i + 1], {"that"}))) &&
        t[at - 1].mark != ',' && (says_or_lists(t, i + 1, at) || lists_nouns(t, i + 1, at)))
      return true;
  return false;
}

/// "and wire eroders but it is …": the verb's subject stands behind a later coordinator.
bool later_subject(const Tokens& t, size_t start, size_t verb) {
  for (size_t i = start; i + 1 < verb; ++i)
    if (i > start && is_word(t[i], {"and", "but", "so"}) && is_word(t[i + 1], {"it", "they", "you"})) return true;
  return false;
}

}  // namespace

size_t second_clause(const Tokens& t, size_t from, size_t end) {
  for (size_t i = from; i + 2 < end; ++i) {
    bool coordinator =
        is_word(t[i], {"and", "but", "or", "so"}) && !(is_word(t[i], {"so"}) && is_word(t[i + 1], {"that"})) &&
        (t[i - 1].mark == ',' || is_word(t[i], {"and", "but"}) ||
         (is_word(t[i], {"so"}) && !t[i + 1].is(kRelative) && (!t[i + 1].is(kAdjective | kAdverb) || t[i + 2].is(kNoun | kAdjective))));
    bool run_on = t[i - 1].mark == ',' && is_word(t[i], {"the", "it", "they", "this"});
    bool mark = (t[i - 1].mark == ';' || t[i - 1].mark == ':' || run_on);
    if (!coordinator && !mark) continue;
    size_t start = coordinator ? i + 1 : i;
    if (coordinator && t[i - 1].mark != ',' && is_word(t[i], {"and"}) && under_condition(t, from, i)) continue;
    bool imperative = false;
    size_t verb = find_main_verb(t, start, end, imperative);
    if (verb != kNone && later_subject(t, start, verb)) continue;
    if (verb != kNone && t[verb].is(kPast) && !t[verb].is(kFinite) && verb + 1 < end && is_word(t[verb + 1], {"by"}))
      continue;  // "or index-reset multiplied by …"
    if (verb == kNone || imperative || verb == start || verb > start + 9 ||
        (run_on && (verb > start + 5 || !(t[verb].is(kFinite) || (t[verb].is(kThird) && !t[verb].is(kNoun))))))
      continue;
    bool relative_between = false;
    for (size_t k = start; k < verb; ++k) relative_between |= (t[k].mark == ',' && verb - k > 3) || t[k].is(kSubordinator);
    const bool sure = t[verb].is(kFinite) || t[i - 1].mark ||
                      (t[verb].is(kThird) && is_word(t[i], {"and", "but"}) && verb + 1 < end && t[verb + 1].is(kDeterminer | kNoun | kTo) &&
                       (!t[verb].is(kNoun) || (verb == start + 1 && t[start].is(kCode)))) ||
                      (t[verb].is(kThird) && !t[verb].is(kNoun) && verb + 1 == end);
    if (!relative_between && sure) return i;
  }
  return kNone;
}

size_t predicate_behind(const Tokens& t, size_t condition, size_t end) {
  for (size_t i = condition + 2; i + 2 < end; ++i) {
    if (!is_word(t[i], {"but", "and"}) || !t[i + 1].is(kFinite)) continue;
    const bool own = t[condition + 1].is(kGerund) && !has_finite(t, condition + 1, i);  // "when reading a line and are not used by …"
    if (t[i - 1].mark == ',' || own) return i + 1;
  }
  return kNone;
}

}  // namespace jangin::synthesize::english
