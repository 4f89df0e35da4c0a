// Main clause → its parts: subject, verb group, object and phrases, trailing condition, coordinated predicates and clauses.
#include "synthesize/english/clause_parts.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace jangin::synthesize::english {

bool is_word(const Token& token, std::initializer_list<std::string_view> words) {
  auto w = to_lower_ascii(token.core);
  return std::any_of(words.begin(), words.end(), [&](std::string_view x) { return w == x; });
}
bool has_finite(const Tokens& t, size_t begin, size_t end) {
  bool imperative = false;
  return find_main_verb(t, begin, end, imperative) != kNone && !imperative;
}

namespace {

struct VerbGroup {
  size_t aux = kNone;   // finite auxiliary; kNone: simple verb
  size_t main = kNone;  // main verb, or "be" for a copula
  Voice voice = Voice::active;
  bool negated = false;
  std::string adverb;
  size_t behind = 0;    // first word behind the group
  bool valid = false;
};

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
  } else if (modal && i < end && t[i].is(kBase)) {
    g.main = i;
  } else if (have && i < end && t[i].is(kParticiple) && i > verb) {
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

/// First trailing subordinate clause in [from, end).
size_t trailing_condition(const Tokens& t, size_t from, size_t end) {
  for (size_t i = from; i + 1 < end; ++i) {
    if (!t[i].is(kSubordinator)) continue;
    if (is_word(t[i], {"as", "so", "where", "since", "provided"}) && !(is_word(t[i], {"so"}) && is_word(t[i + 1], {"that"}))) continue;
    if (is_word(t[i], {"once"}) && (i + 1 >= end || t[i + 1].is(kPreposition))) continue;
    if (is_word(t[i], {"before", "after", "until"}) && !has_finite(t, i + 1, end) && !t[i + 1].is(kGerund)) continue;
    if (is_word(t[i], {"whether"})) continue;
    if (i > from && t[i - 1].is(kPreposition) && !is_word(t[i - 1], {"only"})) continue;
    if (!has_finite(t, i + 1, end) && !t[i + 1].is(kGerund | kParticiple | kAdjective | kPreposition)) continue;
    return i > from && is_word(t[i - 1], {"only", "even", "except", "especially"}) ? i - 1 : i;
  }
  return kNone;
}

/// "makes the part free from burrs": the adjective tells what becomes of the object.
bool is_result_verb(std::string_view verb) {
  static constexpr std::array<std::string_view, 8> kVerbs = {"make", "set", "keep", "leave", "render", "turn", "hold", "drive"};
  return std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
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

/// Object and phrases of [from, end).
void read_complement(const Tokens& t, size_t from, size_t end, Clause& c) {
  c.tail = join_tokens(t, from, end);
  size_t i = from;
  auto two_words = [&](size_t k) { return k + 2 < end && t[k + 1].is(kTo) && is_word(t[k], {"according", "due", "prior", "relative", "parallel", "perpendicular"}); };  // "according to"
  auto up_to = [&](size_t k) { return k + 2 < end && is_word(t[k], {"up"}) && t[k + 1].is(kTo) && t[k + 2].is(kNumber); };  // "up to 30 arguments"
  auto governs_of = [&](size_t k) {  // "composed of", "capable of": the verb or the adjective does, no noun
    if (k == 0 || t[k - 1].mark) return false;
    if (k == from) return (t[k - 1].is(kParticiple) && c.voice == Voice::passive) || c.verb == "consist";
    return c.voice == Voice::copula && k == from + 1 && t[k - 1].is(kAdjective) && !t[k - 1].is(kDeterminer | kPronoun);
  };
  auto postposed = [&](size_t k) {  // "a structure similar to CO2": the adjective and what it governs belong to the noun
    return k > from + 1 && t[k - 1].is(kAdjective) && !t[k - 1].is(kNoun | kParticiple | kNumber) && t[k - 2].is(kNoun) && !t[k - 2].is(kAdjective | kPreposition) && !t[k - 2].mark &&
           c.voice == Voice::active && !is_result_verb(c.verb);
  };
  auto phrase_starts = [&](size_t k) {
    if (up_to(k) || (k > from && up_to(k - 1))) return false;
    if (k + 2 < end && is_word(t[k], {"at"}) && is_word(t[k + 1], {"most", "least"}) && t[k + 2].is(kNumber)) return false;  // "at most 256 characters"
    if (two_words(k)) return true;
    if (k > from && t[k].is(kTo) && two_words(k - 1)) return false;
    if (k > from && k + 1 < end && !t[k - 1].mark && is_word(t[k], {"through"}) && t[k - 1].is(kCode | kNumber) && t[k + 1].is(kCode | kNumber)) return false;  // "G54 through G59.3"
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
    if (k > from && k + 1 < end && phrase_starts(k) && is_word(t[k + 1], {"which", "whom", "whose"})) relative = true;  // "the system in which it took place"
    if (k > from + 1 && k + 1 < end && t[k].is(kParticiple) && !t[k].is(kNoun) && (!t[k].is(kAdjective) || t[k].core.ends_with("ed")) && t[k - 1].is(kNoun) && !t[k - 1].mark && t[k + 1].is(kPreposition | kTo)) relative = true;  // "the directory pointed to by …"
    if (k > from + 1 && k + 1 < end && t[k].is(kGerund) && !t[k].is(kPreposition) && t[k - 1].is(kNoun) && !t[k - 1].is(kPreposition) && !t[k - 1].mark && t[k + 1].is(kDeterminer | kTo | kNumber) && c.voice == Voice::active) relative = true;  // "a law showing a dependence on …"
    return relative || !phrase_starts(k) || postposed(k);
  };
  while (i < end && !(i > from && t[i - 1].mark == ',' && t[i].is(kRelative)) && goes_on(i)) ++i;
  c.object = join_tokens(t, from, i);
  while (i < end) {
    if (!phrase_starts(i)) break;
    size_t start = i++;
    const bool two = two_words(start);
    if (two) ++i;
    bool infinitive = t[start].is(kTo) && t[i].is(kBase) && !t[i].is(kDeterminer) && !t[i].is(kCode);
    const bool into = c.verb == "convert" || c.verb == "change" || c.verb == "switch" || c.verb == "translate";
    if (infinitive && into && t[i].is(kAdjective | kNoun) && i + 1 < end && !t[i].mark && t[i + 1].is(kNoun) && !t[i + 1].is(kDeterminer | kCode | kPreposition)) infinitive = false;  // "converted to lower case"
    if (infinitive && !c.phrases.empty() && c.phrases.back().preposition == "for" && c.verb != "use") {  // "for the motion to start": one phrase
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

/// "and" before a second predicate of the same form.
size_t second_predicate(const Tokens& t, const VerbGroup& g, size_t from, size_t end) {
  for (size_t i = from; i + 2 < end; ++i) {
    if (!t[i].is(kCoordinator) && !(t[i].mark == ',' && is_word(t[i + 1], {"then"}))) continue;
    size_t k = i + 1;
    while (k < end && t[k].is(kAdverb) && !t[k].is(kNoun)) ++k;
    if (k + 1 >= end) return kNone;
    bool same = false;
    bool sure = !t[k].is(kNoun) || t[k + 1].is(kDeterminer | kPreposition | kTo);
    if (g.aux == kNone) same = (g.voice != Voice::imperative && t[g.main].is(kBase) && !t[g.main].is(kThird) && t[k].is(kBase) && !t[k].is(kNoun | kAdjective)) || (t[g.main].is(kThird) && t[k].is(kThird) && sure) || (t[k].is(kFinite) && !t[k + 1].is(kRelative));
    else if (t[k].is(kThird) && !t[k].is(kNoun | kFinite) && t[k + 1].is(kDeterminer | kPreposition | kTo)) same = true;  // "can be rounded and depends on …"
    else if (t[g.aux].is(kModal | kDo)) same = (t[k].is(kBase) && sure) || t[k].is(kModal);
    else same = (t[k].is(kFinite)) || (g.voice == Voice::passive && t[k].is(kParticiple) && sure && t[k + 1].is(kPreposition | kTo));
    if (same) return i;
  }
  return kNone;
}

/// "… if the offset is loaded and the machine is placed …": what is coordinated without a mark belongs to the condition before it.
bool under_condition(const Tokens& t, size_t from, size_t at) {
  for (size_t i = from; i + 1 < at; ++i)
    if (is_word(t[i], {"if", "when", "unless"}) && has_finite(t, i + 1, at)) return true;
  return false;
}

/// "and wire eroders but it is …": the verb's subject stands behind a later coordinator.
bool later_subject(const Tokens& t, size_t start, size_t verb) {
  for (size_t i = start; i + 1 < verb; ++i)
    if (i > start && is_word(t[i], {"and", "but", "so"}) && is_word(t[i + 1], {"it", "they", "you"})) return true;
  return false;
}

/// "and"/"but"/";" before a second clause with a subject of its own.
size_t second_clause(const Tokens& t, size_t from, size_t end) {
  for (size_t i = from; i + 2 < end; ++i) {
    bool coordinator = is_word(t[i], {"and", "but", "or", "so"}) && (t[i - 1].mark == ',' || is_word(t[i], {"and", "but"}) || (is_word(t[i], {"so"}) && !t[i + 1].is(kRelative) && (!t[i + 1].is(kAdjective | kAdverb) || t[i + 2].is(kNoun | kAdjective))));
    bool run_on = t[i - 1].mark == ',' && is_word(t[i], {"the", "it", "they", "this"});
    bool mark = (t[i - 1].mark == ';' || t[i - 1].mark == ':' || run_on);
    if (!coordinator && !mark) continue;
    size_t start = coordinator ? i + 1 : i;
    if (coordinator && t[i - 1].mark != ',' && is_word(t[i], {"and"}) && under_condition(t, from, i)) continue;
    bool imperative = false;
    size_t verb = find_main_verb(t, start, end, imperative);
    if (verb != kNone && later_subject(t, start, verb)) continue;
    if (verb == kNone || imperative || verb == start || verb > start + 9 || (run_on && (verb > start + 5 || !t[verb].is(kFinite)))) continue;
    bool relative_between = false;
    for (size_t k = start; k < verb; ++k) relative_between |= (t[k].mark == ',' && verb - k > 3) || t[k].is(kSubordinator);
    const bool sure = t[verb].is(kFinite) || t[i - 1].mark || (t[verb].is(kThird) && is_word(t[i], {"and", "but"}) && verb + 1 < end && t[verb + 1].is(kDeterminer | kNoun | kTo) &&
                                                               (!t[verb].is(kNoun) || (verb == start + 1 && t[start].is(kCode))));
    if (!relative_between && sure) return i;
  }
  return kNone;
}

/// ", but is required …" behind a condition: a further predicate of the same subject; index of its verb.
size_t predicate_behind(const Tokens& t, size_t condition, size_t end) {
  for (size_t i = condition + 2; i + 2 < end; ++i)
    if (t[i - 1].mark == ',' && is_word(t[i], {"but", "and"}) && t[i + 1].is(kFinite)) return i + 1;
  return kNone;
}

void set_condition(const Tokens& t, size_t at, size_t end, Clause& c) {
  auto text = join_tokens(t, at, end);
  if (is_word(t[at], {"because", "since"})) c.reason = join_tokens(t, at + 1, end);
  else if (is_word(t[at], {"so"})) c.purpose = "so that " + join_tokens(t, at + 2, end);
  else c.condition = lower_first(text);
}

void finish_predicate(const Tokens& t, const VerbGroup& g, size_t end, Clause c, std::vector<Clause>& out);

/// "…, which allows a chamfer": a clause of its own about what stands before.
void relative_clause(const Tokens& t, size_t at, size_t end, const Clause& before, std::vector<Clause>& out) {
  auto noun = !before.phrases.empty() && !before.phrases.back().infinitive ? before.phrases.back().text : before.phrases.empty() ? before.object : std::string();
  if (noun.empty() || count_words(noun) > 8 || !is_noun_phrase(noun)) return;
  Clause c;
  c.subject = noun, c.subject_head = head_noun(noun), c.subject_plural = is_plural_phrase(noun);
  if (t[at + 1].is(kThird) && c.subject_plural) return;  // it stands for the whole clause
  auto g = read_verb_group(t, at + 1, end);
  if (g.valid) finish_predicate(t, g, end, c, out);
}

/// A second sure verb that nothing introduces: two sentences run into one, or a structure that is not understood.
bool runs_on(const Tokens& t, size_t from, size_t end) {
  bool introduced = false;
  for (size_t i = from; i < end; ++i) {
    if (t[i].is(kRelative | kSubordinator | kCoordinator) && !t[i].is(kFinite)) introduced = true;
    if (is_word(t[i], {"is", "are", "was", "were", "has", "must", "cannot", "does", "should", "will", "would"}) && !introduced && (i == from || !t[i - 1].is(kPronoun))) return true;
  }
  return false;
}

/// What stands before the verb is no subject: an instruction ("only use G92 after the machine has …"), a clause of its own inside ("an F word
/// means the move should …", "G33 K- where K gives the distance moved …").
bool is_no_subject(const Tokens& t, size_t begin, size_t verb) {
  if (t[begin].is(kSubordinator) && !t[begin].is(kDeterminer | kPronoun | kNoun | kAdverb)) return true;  // "in Axis, because the plot is drawn …"
  if (begin + 1 < verb && t[begin].is(kBase)) {
    const Token& next = t[begin + 1];
    const bool ordered = next.is(kDeterminer | kCode | kPronoun) || (next.is(kNumber) && !t[begin].is(kNoun)) || is_word(next, {"sure"});
    if (ordered || (!t[begin].is(kNoun | kAdjective | kGerund) && !t[begin].is(kDeterminer | kPronoun | kNumber))) return true;
  }
  for (size_t i = begin + 1; i < verb; ++i) {
    if (is_word(t[i], {"so", "where", "because"})) return true;
    if (is_word(t[i], {"means", "implies"}) && i + 1 < verb && t[i + 1].is(kDeterminer)) return true;
  }
  return false;
}

/// "the values for the home locations, the systems, and the offset are in …": a word in the list was taken for the verb.
bool is_list_subject(const Tokens& t, size_t verb, size_t end) {
  if (t[verb].is(kFinite) || !t[verb].is(kNoun | kParticiple)) return false;
  for (size_t i = verb + 1; i < end; ++i) {
    if (t[i].is(kRelative | kSubordinator) && !t[i].is(kFinite)) return false;
    if (is_word(t[i], {"are", "were"}) && !is_plural_noun(t[i - 1].core) && !t[i - 1].is(kPronoun)) return true;
  }
  return false;
}

/// "it is an error to …", "a code was used that is not part of …": the subject's complement is elsewhere.
bool is_extraposed(const Tokens& t, const VerbGroup& g, size_t end, const Clause& c) {
  if (g.voice == Voice::passive && g.behind < end && is_word(t[g.behind], {"that", "which"})) return true;
  if (c.subject != "it" || g.voice != Voice::copula) return false;
  for (size_t i = g.behind; i + 1 < end; ++i) {
    if ((t[i].is(kTo) && t[i + 1].is(kBase)) || is_word(t[i], {"that"})) return true;
  }
  return false;
}

void finish_predicate(const Tokens& t, const VerbGroup& g, size_t end, Clause c, std::vector<Clause>& out) {
  size_t from = g.behind;
  size_t stop = end;
  const auto leading = c.condition;
  size_t clause_cut = second_clause(t, from, end);
  if (clause_cut != kNone) stop = clause_cut;
  if (clause_cut != kNone && is_word(t[clause_cut], {"so"}) && t[clause_cut - 1].mark != ',') c.purpose = "so that " + join_tokens(t, clause_cut + 1, end);
  size_t cond = trailing_condition(t, from, stop);
  size_t behind = kNone;  // a predicate behind the condition
  const size_t whole = stop;
  if (cond != kNone) {
    behind = predicate_behind(t, cond, stop);
    if (c.condition.empty()) set_condition(t, cond, behind == kNone ? stop : behind - 1, c);
    stop = cond;
  }
  if (is_extraposed(t, g, stop, c) || runs_on(t, from, stop)) return;
  size_t predicate_cut = second_predicate(t, g, from, stop);
  size_t first_end = predicate_cut == kNone ? stop : predicate_cut + (t[predicate_cut].is(kCoordinator) ? 0 : 1);
  c.negated = g.negated;
  c.adverb = g.adverb;
  c.voice = c.voice == Voice::existential ? Voice::existential : g.voice;
  if (g.aux != kNone) c.auxiliary = to_lower_ascii(t[g.aux].core);
  if (c.auxiliary == "cannot" || c.auxiliary == "can't") c.auxiliary = "can";
  if (c.auxiliary == "won't") c.auxiliary = "will";
  if (c.auxiliary.ends_with("n't")) c.auxiliary = c.auxiliary.substr(0, c.auxiliary.size() - 3);
  c.verb = base_form(t[g.main].core);
  if (c.verb.empty() && g.voice == Voice::passive && t[g.main].core.ends_with("ed")) c.verb = t[g.main].core.substr(0, t[g.main].core.size() - 2);
  if (c.verb.empty()) c.verb = "be";
  c.past = g.aux == kNone && t[g.main].is(kPast) && !t[g.main].is(kBase | kThird);
  size_t text_from = g.aux == kNone ? g.main : g.aux + 1;
  std::string words;
  for (size_t i = text_from; i <= g.main && i < end; ++i) {
    if (t[i].is(kNot) || (g.aux != kNone && i != g.main && t[i].is(kAdverb) && !t[i].is(kBe | kHave))) continue;
    if (g.voice == Voice::copula && g.aux == g.main) continue;
    if (!words.empty()) words += ' ';
    words += t[i].text;
  }
  c.verb_text = words;
  size_t relative_at = kNone;
  for (size_t i = from; i + 2 < first_end && relative_at == kNone; ++i)
    if (t[i].mark == ',' && is_word(t[i + 1], {"which"}) && t[i + 2].is(kFinite | kThird | kBase | kPast)) relative_at = i + 1;
  c.listed = from > 0 && from < end && t[from - 1].mark == ':';
  read_complement(t, from, relative_at == kNone ? first_end : relative_at, c);
  while (!c.tail.empty() && (c.tail.ends_with(" however") || c.tail.ends_with(" too"))) {
    for (auto* text : {&c.tail, &c.object}) *text = text->substr(0, std::min(text->size(), text->rfind(' ')));
  }
  if (c.object == "however") c.object.clear(), c.tail.clear();
  out.push_back(c);
  if (relative_at != kNone) relative_clause(t, relative_at, first_end, c, out);
  if (predicate_cut != kNone && predicate_cut + 2 < stop) {
    size_t k = predicate_cut + 1;
    const bool own_verb = g.aux != kNone && t[k].is(kThird) && !t[k].is(kBase | kNoun);
    if (t[k].is(kFinite) || own_verb) {
      auto g2 = read_verb_group(t, k, stop);
      Clause next = c;
      next.object.clear(), next.phrases.clear(), next.adverb.clear(), next.auxiliary.clear();
      if (g2.valid) finish_predicate(t, g2, stop, next, out);
    } else {
      while (k < stop && t[k].is(kAdverb) && !t[k].is(kNoun)) ++k;
      Clause next = c;
      next.phrases.clear(), next.adverb.clear();
      const bool be = t[k].is(kBe) && t[k + 1].is(kParticiple) && k + 2 < stop;  // "will be saved … and be restored"
      if (be) ++k;
      next.verb = base_form(t[k].core);
      if (be && g.voice != Voice::passive) next.voice = Voice::passive;  // "must contain … and be terminated with"
      auto lead = be && g.voice != Voice::passive ? std::string("be ") : g.voice == Voice::passive && g.aux != kNone ? c.verb_text.substr(0, c.verb_text.rfind(' ') == kNone ? 0 : c.verb_text.rfind(' ') + 1) : std::string();
      next.verb_text = lead + t[k].text;
      read_complement(t, k + 1, stop, next);
      if (!next.verb.empty()) out.push_back(next);
    }
  }
  if (behind != kNone) {
    const auto other = read_verb_group(t, behind, whole);
    Clause next;
    next.subject = c.subject, next.subject_head = c.subject_head, next.subject_plural = c.subject_plural;
    if (other.valid) finish_predicate(t, other, whole, next, out);
    auto& last = out.back();
    if (last.tail == "if not" && c.condition.starts_with("if ")) last.condition = "unless " + c.condition.substr(3), last.tail.clear(), last.object.clear();
  }
  if (clause_cut != kNone) {
    size_t start = t[clause_cut].is(kCoordinator) || is_word(t[clause_cut], {"so"}) ? clause_cut + 1 : clause_cut;
    Clause base;
    base.introduction = c.introduction;
    base.condition = leading;  // "if A, B and C": both under it
    parse_main(t, start, end, base, out);
  }
}

/// "Bismuth, the heaviest member of group 15, is …": the end of what stands before the apposition.
size_t without_apposition(const Tokens& t, size_t begin, size_t end) {
  if (end < begin + 3 || t[end - 1].mark != ',') return end;
  for (size_t i = begin; i + 2 < end; ++i) {
    if (t[i].mark != ',') continue;
    for (size_t k = i + 1; k < end; ++k)
      if (t[k].is(kCoordinator) && t[k - 1].mark == ',') return end;  // a list
    return is_word(t[i + 1], {"a", "an", "the", "also", "which", "who", "or", "one"}) ? i + 1 : end;
  }
  return end;
}

}  // namespace

void parse_main(const Tokens& t, size_t begin, size_t end, const Clause& base, std::vector<Clause>& out) {
  if (begin < end && is_word(t[begin], {"not"})) return;  // "not every number is valid" is no statement about every number
  while (begin < end && t[begin].is(kAdverb) && !t[begin].is(kNoun | kNumber | kDeterminer | kPronoun | kPreposition) && begin + 1 < end && (!is_word(t[begin], {"only"}) || t[begin + 1].is(kBase))) ++begin;
  if (begin < end && is_word(t[begin], {"then"})) ++begin;
  bool imperative = false;
  size_t verb = find_main_verb(t, begin, end, imperative);
  if (verb == kNone) return;
  Clause c = base;
  if (imperative) {
    VerbGroup g;
    g.main = verb, g.behind = verb + 1, g.valid = true, g.voice = Voice::imperative;
    c.subject = "you", c.subject_head = "you", c.subject_plural = true;
    return finish_predicate(t, g, end, c, out);
  }
  if (is_word(t[begin], {"there"}) && t[verb].is(kBe)) c.voice = Voice::existential;
  size_t subject_end = verb;
  while (subject_end > begin + 1 && t[subject_end - 1].is(kAdverb) && !t[subject_end - 1].is(kNoun | kPronoun | kNumber | kPreposition)) --subject_end;
  if (subject_end < verb) c.adverb = join_tokens(t, subject_end, verb);
  c.subject = lower_first(join_tokens(t, begin, without_apposition(t, begin, subject_end)));
  c.subject_head = c.voice == Voice::existential ? "there" : c.subject == "this" ? "this" : head_noun(c.subject);
  c.subject_plural = is_plural_phrase(c.subject) || is_word(t[verb], {"are", "were", "have"});
  if (is_word(t[verb], {"is", "was", "has"})) c.subject_plural = false;
  auto g = read_verb_group(t, verb, end);
  if (!g.valid || c.subject_head.empty() || verb - begin > 16) return;
  const bool phrase = t[begin].is(kPreposition) && !t[begin].is(kAdverb | kNoun | kDeterminer | kNumber | kGerund | kParticiple);     // "in example S100 …"
  const bool participle = t[begin].is(kParticiple) && !t[begin].is(kNoun) && begin + 1 < verb && t[begin + 1].is(kPreposition | kTo);  // "nested within each call …"
  if (phrase || participle || is_no_subject(t, begin, verb) || is_list_subject(t, verb, end)) return;
  auto adverb = c.adverb;
  size_t first = out.size();
  finish_predicate(t, g, end, c, out);
  if (!adverb.empty() && first < out.size() && out[first].adverb.empty()) out[first].adverb = adverb;
}

std::string Clause::predicate() const {
  std::string out;
  auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!out.empty()) out += ' ';
    out += part;
  };
  add(auxiliary);
  if (negated) add(auxiliary.empty() ? "does not" : "not");
  if (!adverb.empty()) add(adverb);
  add(verb_text);
  add(tail);
  return out;
}
std::string Clause::statement() const { return voice == Voice::imperative ? predicate() : subject + " " + predicate(); }

}  // namespace jangin::synthesize::english
