// Main clause → its parts: subject, verb group, object and phrases, trailing condition, coordinated predicates and clauses.
#include <algorithm>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"

namespace jangin::synthesize::english {
namespace {

/// One trailing subordinate clause, by its kind; a leading condition then leads in.
void set_circumstance(const Tokens& t, size_t at, size_t end, Clause& c) {
  const bool because = is_word(t[at], {"because", "since"}) ||
                       (is_word(t[at], {"as"}) && at > 0 && t[at - 1].mark == ',' && at + 1 < end && !is_word(t[at + 1], {"long", "soon", "far"}));
  if (because && at + 1 < end) {
    c.reason = join_tokens(t, at + 1, end);
  } else if (is_word(t[at], {"so"})) {
    c.purpose = "so that " + join_tokens(t, at + 2, end);
  } else if (c.condition.empty()) {
    c.condition = lower_first(join_tokens(t, at, end));
  } else if (c.introduction.empty()) {
    c.introduction = c.condition;
    c.condition = lower_first(join_tokens(t, at, end));
  }
}

void set_circumstances(const Tokens& t, size_t at, size_t end, Clause& c) {
  while (at != kNone) {
    const size_t next = next_subordinate(t, at + 2, end);
    set_circumstance(t, at, next == kNone ? end : next, c);
    at = next;
  }
}

void finish_predicate(const Tokens& t, const VerbGroup& g, size_t end, Clause c, std::vector<Clause>& out);

/// "…, which allows a chamfer": a clause of its own about what stands before.
void relative_clause(const Tokens& t, size_t at, size_t end, const Clause& before, std::vector<Clause>& out) {
  auto noun = !before.phrases.empty() && !before.phrases.back().infinitive ? before.phrases.back().text
              : before.phrases.empty()                                     ? before.object
                                                                           : std::string();
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
    if (is_word(t[i], {"is", "are", "was", "were", "has", "must", "cannot", "does", "should", "will", "would"}) && !introduced &&
        (i == from || !t[i - 1].is(kPronoun)))
      return true;
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
    const bool compound = next.is(kNoun) && !next.is(kPreposition) && t[verb].is(kBe | kModal) && verb - begin < 8;  // "clamp force is entered in kN"
    if (ordered || (!compound && !t[begin].is(kNoun | kAdjective | kGerund) && !t[begin].is(kDeterminer | kPronoun | kNumber))) return true;
  }
  const bool order = t[begin].is(kBase) && begin + 1 < verb && t[begin + 1].is(kNoun) && t[verb].is(kNoun) && t[verb].is(kThird) &&
                     verb + 1 < t.size() && t[verb + 1].is(kPreposition);
  if (order) return true;  // "Produce output pulses from input edges"
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

/// "takes about 3 s and is refused while …", "provides an interface and can be used when …": what trails is said of the second predicate, which has a
/// verb group of its own.
bool own_circumstances(const Tokens& t, const VerbGroup& g, size_t predicate_cut, size_t end) {
  if (predicate_cut == kNone || predicate_cut + 2 >= end || !t[predicate_cut + 1].is(kBe | kModal)) return false;
  return g.aux == kNone || to_lower_ascii(t[g.aux].core) != to_lower_ascii(t[predicate_cut + 1].core);
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
  if (clause_cut != kNone && is_word(t[clause_cut], {"so"}) && t[clause_cut - 1].mark != ',')
    c.purpose = "so that " + join_tokens(t, clause_cut + 1, end);
  size_t cond = trailing_condition(t, from, stop);
  size_t behind = kNone;  // a predicate behind the condition
  const size_t whole = stop;
  if (cond != kNone) {
    behind = predicate_behind(t, cond, stop);
    set_circumstances(t, cond, behind == kNone ? stop : behind - 1, c);
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
  c.verb = verb_base(t[g.main].core);
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
  if (own_circumstances(t, g, predicate_cut, stop)) out.back().condition = leading, out.back().reason.clear(), out.back().purpose.clear();
  if (relative_at != kNone) relative_clause(t, relative_at, first_end, c, out);
  if (predicate_cut != kNone && predicate_cut + 1 < stop && relative_at == kNone) {  // behind ", which": the relative clause's
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
      const bool be = t[k].is(kBe) && k + 2 < stop && t[k + 1].is(kParticiple);  // "will be saved … and be restored"
      if (be) ++k;
      next.verb = base_form(t[k].core);
      if (be && g.voice != Voice::passive) next.voice = Voice::passive;  // "must contain … and be terminated with"
      auto lead = be && g.voice != Voice::passive ? std::string("be ")
                  : g.voice == Voice::passive && g.aux != kNone
                      ? c.verb_text.substr(0, c.verb_text.rfind(' ') == kNone ? 0 : c.verb_text.rfind(' ') + 1)
                      : std::string();
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
    if (last.tail == "if not" && c.condition.starts_with("if "))
      last.condition = "unless " + c.condition.substr(3), last.tail.clear(), last.object.clear();
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

/// "do not touch", "don't push", "never start": index of the verb of what one must not do; kNone: nothing is forbidden.
size_t order_behind_not(const Tokens& t, size_t begin, size_t end) {
  size_t verb = kNone;
  if (begin + 2 < end && is_word(t[begin], {"do"}) && t[begin + 1].is(kNot)) verb = begin + 2;
  if (begin + 1 < end && is_word(t[begin], {"don't", "never"})) verb = begin + 1;
  return verb != kNone && verb + 1 < end && t[verb].is(kBase) && !t[verb].is(kFinite & ~kBase) ? verb : kNone;
}

}  // namespace

void parse_main(const Tokens& t, size_t begin, size_t end, const Clause& base, std::vector<Clause>& out) {
  const size_t order = order_behind_not(t, begin, end);
  const bool forbidden = order != kNone;
  if (forbidden) begin = order;
  if (begin < end && is_word(t[begin], {"not"})) return;  // "not every number is valid" is no statement about every number
  while (begin < end && t[begin].is(kAdverb) && !t[begin].is(kNoun | kNumber | kDeterminer | kPronoun | kPreposition) && begin + 1 < end &&
         (!is_word(t[begin], {"only"}) || t[begin + 1].is(kBase)))
    ++begin;
  if (begin < end && is_word(t[begin], {"then"})) ++begin;
  bool imperative = false;
  size_t verb = find_main_verb(t, begin, end, imperative);
  if (verb == kNone) return;
  Clause c = base;
  if (imperative) {
    VerbGroup g;
    g.main = verb, g.behind = verb + 1, g.valid = true, g.voice = Voice::imperative, g.negated = forbidden;
    c.subject = "you", c.subject_head = "you", c.subject_plural = true;
    return finish_predicate(t, g, end, c, out);
  }
  if (is_word(t[begin], {"there"}) && t[verb].is(kBe)) c.voice = Voice::existential;
  size_t subject_end = verb;
  while (subject_end > begin + 1 && t[subject_end - 1].is(kAdverb) && !t[subject_end - 1].is(kNoun | kPronoun | kNumber | kPreposition))
    --subject_end;
  if (subject_end < verb) c.adverb = join_tokens(t, subject_end, verb);
  c.subject = lower_first(join_tokens(t, begin, without_apposition(t, begin, subject_end)));
  c.subject_head = c.voice == Voice::existential ? "there" : c.subject == "this" ? "this" : head_noun(c.subject);
  c.subject_plural = is_plural_phrase(c.subject) || is_word(t[verb], {"are", "were", "have"});
  if (is_word(t[verb], {"is", "was", "has"})) c.subject_plural = false;
  auto g = read_verb_group(t, verb, end);
  if (!g.valid || c.subject_head.empty() || verb - begin > 16) return;
  const bool phrase =
      t[begin].is(kPreposition) && !t[begin].is(kAdverb | kNoun | kDeterminer | kNumber | kGerund | kParticiple);  // "in example S100 …"
  const bool participle =
      t[begin].is(kParticiple) && !t[begin].is(kNoun) && begin + 1 < verb && t[begin + 1].is(kPreposition | kTo);  // "nested within each call …"
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
