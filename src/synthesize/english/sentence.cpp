// Sentence → clauses: sentences inside it, leading phrase or condition, then the main clause (clause.cpp).
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"

namespace jangin::synthesize::english {
namespace {

/// Verbs that open an instruction in the middle of a sentence: "To …, use G41".
bool opens_instruction(const Token& token) {
  return is_word(token, {"use",  "program", "set",   "select", "enter", "press", "type",  "click", "add",    "issue",  "specify", "run", "choose",
                         "open", "make",    "check", "see",    "put",   "write", "place", "edit",  "change", "create", "start",   "call"}) &&
         token.is(kBase);
}

/// A verb in base form that is no noun, before its object: "suffix an ampersand" behind "to continue processing the file".
bool is_bare_order(const Tokens& t, size_t i) {
  return t[i].is(kBase) && !t[i].is(kNoun | kAdjective | kPreposition | kParticiple | kFinite) && !t[i - 1].mark && t[i - 1].is(kNoun | kCode) &&
         i + 1 < t.size() && t[i + 1].is(kDeterminer) && !t[i].mark;
}

/// Index behind the first mark at which a main clause can start; kNone when there is none.
size_t main_after_mark(const Tokens& t, size_t begin, size_t end, bool leading_needs_verb) {
  for (size_t i = begin; i + 1 < end; ++i) {
    if (t[i].mark != ',' && t[i].mark != ';') continue;
    bool imperative = false;
    size_t verb = find_main_verb(t, i + 1, end, imperative);
    if (verb == kNone) continue;
    if (leading_needs_verb && !has_finite(t, begin + 1, i + 1) && !t[begin + 1].is(kGerund | kParticiple) && !t[begin].is(kPreposition)) continue;
    if (is_word(t[i + 1], {"and", "or", "but"})) continue;
    const bool phrase = t[i + 1].is(kPreposition) && !t[i + 1].is(kAdverb | kNoun | kDeterminer | kNumber | kGerund | kParticiple |
                                                                  kSubordinator);  // "once a week, on the day LEGDAY, …"
    if (phrase && std::any_of(t.begin() + static_cast<std::ptrdiff_t>(i) + 1, t.begin() + static_cast<std::ptrdiff_t>(std::max(i + 1, verb)),
                              [](const Token& token) { return token.mark == ','; }))
      continue;
    return i + 1;
  }
  return kNone;
}

/// "if the moves are exactly co-linear | movement will not stop", "if compensation was on | the next move must be a line": behind the one word that
/// "be" says of the condition's subject the main clause begins, and its verb follows soon.
bool follows_state(const Tokens& t, size_t begin, size_t i, size_t end) {
  if (i < begin + 4 || i + 1 >= end || t[i - 1].mark || !t[i].is(kNoun | kDeterminer) || t[i].is(kPreposition | kAdverb | kCoordinator)) return false;
  size_t state = i - 1, be = state - 1;
  if (t[be].is(kAdverb) && !t[be].is(kNoun)) --be;
  if (be < begin + 2 || !t[be].is(kBe) || !t[be].is(kFinite) || t[state].is(kDeterminer | kPronoun | kNumber | kTo | kNot | kGerund)) return false;
  const bool particle = is_word(t[state], {"on", "off", "up", "down"});
  const bool one_word = particle || (!t[state].is(kPreposition) && (be + 2 == state || t[state].is(kAdjective | kParticiple)));
  if (!one_word) return false;
  bool imperative = false;
  const size_t verb = find_main_verb(t, i, end, imperative);
  for (size_t k = i + 1; k < end && k < verb; ++k)
    if (t[k].is(kDeterminer) && !t[k - 1].is(kPreposition)) return false;  // "on the left the motor …"
  const bool soon = verb != kNone && !imperative && verb > i && verb - i <= (t[i].is(kDeterminer) ? 5U : 1U);
  return soon && t[verb].is(kModal | kBe | kDo);
}

/// The same where no mark stands: "When the tool is loaded the radius is 0", "In the default files its value is 1".
size_t main_without_mark(const Tokens& t, size_t begin, size_t end, bool leading_needs_verb) {
  for (size_t i = begin + 2; i + 1 < end; ++i) {
    bool opens = is_word(t[i], {"the", "a", "an", "it", "they", "you", "this", "its", "all", "no", "each"}) ||
                 (leading_needs_verb && t[i].is(kGerund) && !t[i].is(kPreposition));
    const bool plural = !leading_needs_verb && i > begin + 2 && !(t[begin].is(kGerund) && !t[begin].is(kPreposition)) && is_plural_noun(t[i].core) &&
                        t[i].classes == kNoun && t[i + 1].is(kModal | kBe) && t[i - 1].is(kNoun) && !t[i - 1].is(kAdjective | kPreposition) &&
                        !is_plural_noun(t[i - 1].core) && t[begin + 1].is(kDeterminer | kNumber);  // "after the probation period employees may …"
    if (plural && !t[i - 1].mark) return i;
    bool bare = leading_needs_verb && !t[i - 2].is(kDeterminer) && t[i].is(kNoun) && !t[i].is(kParticiple) && t[i + 1].is(kFinite) &&
                t[i - 1].is(kAdjective | kParticiple) && !t[i - 1].is(kNoun);
    if (leading_needs_verb && follows_state(t, begin, i, end)) return i;
    if ((!opens && !bare) || t[i - 1].mark) continue;
    if (!t[i - 1].is(kNoun | kCode | kNumber | kParticiple | kAdjective) || (t[i - 1].is(kPreposition | kTo) && !bare)) continue;
    if (leading_needs_verb && !has_finite(t, begin + 1, i)) continue;
    bool imperative = false;
    size_t verb = find_main_verb(t, i, end, imperative);
    if (verb != kNone && !imperative && verb - i < 10) return i;
  }
  return kNone;
}

/// Where a second sentence begins inside: behind a colon ("Units: in LinuxCNC, lengths are …") or a full stop before a small letter; npos: nowhere.
size_t inner_sentence(const std::string& text) {
  for (size_t at = text.find(' '); at != std::string::npos; at = text.find(' ', at + 1)) {
    if (at < 4 || at + 1 >= text.size()) continue;
    const bool colon = text[at - 1] == ':' && std::isupper(static_cast<unsigned char>(text[at + 1]));
    const bool stop =
        text[at - 1] == '.' && std::islower(static_cast<unsigned char>(text[at + 1])) && std::islower(static_cast<unsigned char>(text[at - 2]));
    if (!colon && !stop) continue;
    const size_t before = text.rfind(' ', at - 1);
    const std::string word =
        to_lower_ascii(text.substr(before == std::string::npos ? 0 : before + 1, at - 1 - (before == std::string::npos ? 0 : before + 1)));
    if (stop && (word.size() < 4 || word.find('.') != word.npos || word == "approx" || word == "resp" || word == "incl"))
      continue;  // "e.g.", "etc.", "vs."
    const Tokens rest = tokenize(text.substr(at + 1));
    if (rest.size() >= 3 && has_finite(rest, 0, rest.size())) return at;
  }
  return std::string::npos;
}

}  // namespace

std::vector<Clause> parse_sentence(std::string_view sentence) {
  const bool bracketed =
      sentence.starts_with('(') && sentence.ends_with(".)") && std::ranges::count(sentence, '(') == 1;  // a whole sentence, no aside
  if (bracketed) sentence = sentence.substr(1, sentence.size() - 2);
  auto plain = plainer(replace_all(strip_asides(sentence), "’", "'"));
  for (std::string_view pointer : {", see ", "; see ", ", refer to ", " as described in section "}) {  // a pointer elsewhere behind the statement
    if (auto at = to_lower_ascii(plain).find(pointer); at != plain.npos) plain.resize(at);
  }
  std::vector<Clause> clauses;
  for (const auto& simple : simple_sentences(std::move(plain)))
    for (auto& clause : parse_simple(simple)) clauses.push_back(std::move(clause));
  return clauses;
}

std::vector<Clause> parse_simple(std::string_view sentence) {
  std::string plain(sentence);
  if (const size_t at = inner_sentence(plain); at != std::string::npos) {
    auto clauses = parse_simple(plain.substr(0, at - 1));
    for (auto& clause : parse_simple(plain.substr(at + 1))) clauses.push_back(std::move(clause));
    return clauses;
  }
  if (plain.find('?') != plain.npos) return {};
  plain = without_remark(std::move(plain));
  auto t = tokenize(plain);
  std::vector<Clause> out;
  if (t.size() < 3 || t.size() > 60) return out;
  size_t begin = 0, end = t.size();
  while (begin + 2 < end && !t[begin].is(kCode) &&
         (is_word(t[begin], {"and",          "but",           "or",           "so",          "thus",     "therefore", "however",      "hence",
                             "also",         "then",          "furthermore",  "moreover",    "likewise", "similarly", "consequently", "conversely",
                             "nevertheless", "alternatively", "additionally", "accordingly", "finally",  "further"})))
    ++begin;
  Clause base;
  const bool once_a = is_word(t[begin], {"once"}) && t[begin + 1].is(kDeterminer);  // "once a week, …"
  bool leading_clause = t[begin].is(kSubordinator) && !is_word(t[begin], {"so"}) && !once_a;
  bool leading_phrase = t[begin].is(kPreposition | kTo) && !leading_clause && !is_word(t[begin], {"like"});
  if (is_word(t[begin], {"as", "before", "after", "since", "until"}) || once_a) leading_phrase = true;
  if (leading_clause || leading_phrase || t[begin].is(kGerund)) {
    size_t main = main_after_mark(t, begin, end, leading_clause && !leading_phrase);
    if (main == kNone && leading_phrase && !t[begin].is(kTo)) main = main_without_mark(t, begin, end, false);
    if (main == kNone && (leading_phrase || leading_clause))
      for (size_t i = begin + 3; i + 1 < end && main == kNone; ++i)
        if ((opens_instruction(t[i]) || (t[begin].is(kTo) && is_bare_order(t, i))) &&
            !t[i - 1].is(kTo | kDeterminer | kFinite | kBe | kAdverb | kPreposition | kCoordinator | kPronoun | kNot))
          main = i;
    if (main == kNone) main = main_without_mark(t, begin, end, leading_clause && !leading_phrase);
    if (main != kNone && leading_clause && !leading_phrase) {  // two clauses before the comma: the condition ends earlier
      size_t earlier = main_without_mark(t, begin, main, true);
      if (earlier != kNone) main = earlier;
    }
    if (main != kNone && leading_phrase && !t[begin].is(kTo) && is_word(t[main], {"so"})) {  // "above 400 °C it decomposes, so …"
      const size_t earlier = main_without_mark(t, begin, main, false);
      if (earlier != kNone) main = earlier;
    }
    bool gerund_subject = t[begin].is(kGerund) && main != kNone && has_finite(t, begin, main);
    if (main == kNone && leading_clause) return out;
    if (main != kNone && !gerund_subject) {
      auto text = lower_first(join_tokens(t, begin, main));
      if (t[begin].is(kTo))
        base.purpose = text.substr(3);
      else if (text.starts_with("in order to "))
        base.purpose = text.substr(12);
      else if (is_word(t[begin], {"because", "since"}))
        base.reason = text.substr(text.find(' ') + 1);
      else if (leading_clause && (has_finite(t, begin + 1, main) || !is_word(t[begin], {"as", "before", "after", "since", "until", "once"})))
        base.condition = text;
      else if (text != "for example" && text != "for instance" && text != "in general" && text != "in addition" && text != "in this case" &&
               text != "in that case")
        base.introduction = text;
      begin = main;
    }
  } else if (t[begin].mark == ',' && t[begin].is(kAdverb) && begin + 2 < end) {
    ++begin;
  }
  parse_main(t, begin, end, base, out);
  return out;
}

}  // namespace jangin::synthesize::english
