// Names, codes, numbers and nouns behind prepositions of plain sentences, each asked for where it stands: "M6 will stop the spindle if which HAL
// component is loaded?" Needs no parse of the sentence, so it also reaches what stands in conditions, instructions, steps and sentences that the
// clause parser gave up. What the grammar of clauses asks for already is left to it.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/strings.h"
#include "synthesize/facts/sentence_filters.h"
#include "synthesize/facts/slots.h"
#include "synthesize/phrasing/asking.h"
#include "synthesize/phrasing/clause_words.h"

namespace jangin::synthesize {
namespace {

using english::Token;
using english::Tokens;

constexpr size_t kFewestWords = 5, kMostWords = 40;  // of a sentence
constexpr size_t kLongestAnswer = 8;
constexpr size_t kLongestClause = 16;  // words of a subordinate clause that is an answer

/// Words that point out of the sentence.
bool points_away(const Tokens& t) {
  static constexpr std::array<std::string_view, 17> kPointers = {
      "this", "these", "those", "such", "here", "following", "previous", "former", "latter", "i", "we", "our", "he", "she", "his", "her", "him"};
  const auto first = t.empty() ? std::string() : to_lower_ascii(t[0].core), second = t.size() < 2 ? std::string() : to_lower_ascii(t[1].core);
  if (first == "that" || (first == "when" && (second == "true" || second == "false"))) return true;  // "that thread", "when true": what?
  // "do not use it, since its value …": nothing was named
  const bool order = !t.empty() && t[0].is(english::kBase | english::kDo) && !t[0].is(english::kNoun | english::kAdjective);
  for (size_t i = 0; i < t.size(); ++i) {
    const auto word = to_lower_ascii(t[i].core);
    const bool of_text = (word == "above" || word == "below") &&
                         (i + 1 == t.size() || t[i].mark || (i > 0 && t[i - 1].is(english::kParticiple)) ||
                          !t[i + 1].is(english::kNumber | english::kCode | english::kDeterminer | english::kNoun));  // not "below 60 %"
    if (of_text || std::ranges::find(kPointers, word) != kPointers.end() || (i == 0 && word == "that")) return true;
    if ((i < 3 || order) && (word == "it" || word == "they" || word == "its" || word == "their" || word == "them")) return true;
  }
  return false;
}

/// Sent elsewhere, or cut where a link stood.
bool is_navigation(const std::string& lower) {
  if (lower.ends_with(':') || lower.find(" as in,") != std::string::npos) return true;
  static constexpr std::array<std::string_view, 11> kOpenings = {"for information ", "for details ", "for more ",        "see ",
                                                                 "visit ",           "refer ",       "information ",     "as you can see",
                                                                 "more information", "details ",     "if configured as "};
  return std::ranges::any_of(kOpenings, [&](std::string_view opening) { return lower.starts_with(opening); });
}

/// "It is reset" → "the counter is reset", where what it stands for is known.
std::string with_named_subject(const StandingSentence& sentence) {
  const auto space = sentence.text.find(' ');
  const auto first = sentence.text.substr(0, space);
  const bool stands = (first == "It" && !sentence.subject_plural) || (first == "They" && sentence.subject_plural);
  return stands && !sentence.subject.empty() && space != std::string::npos ? english::upper_first(sentence.subject) + sentence.text.substr(space)
                                                                           : sentence.text;
}

/// What is left when articles and prepositions in front go, in lower case: two answers with one core say the same.
std::string core_of(const std::string& answer) {
  auto t = english::tokenize(to_lower_ascii(answer));
  size_t at = 0;
  while (at + 1 < t.size() && t[at].is(english::kPreposition | english::kDeterminer | english::kTo)) ++at;
  return english::join_tokens(t, at, t.size());
}

/// One of the answers is the slot's, with no more around it than its kind: "the VAR file" for VAR.
bool is_asked(const std::set<std::string>& answers, const Slot& slot) {
  const auto own = core_of(slot.answer);
  const size_t words = english::count_words(own) + english::count_words(slot.kind) + 1;
  return std::ranges::any_of(answers, [&](const std::string& answer) {
    return english::count_words(answer) <= words && (" " + answer + " ").find(" " + own + " ") != std::string::npos;
  });
}

/// "until it stops" at the end of an order: what stops is not said.
bool holds_pronoun(const Tokens& t, const Slot& slot) {
  for (size_t i = slot.begin; i < slot.end && i < slot.begin + 3; ++i) {
    const auto word = to_lower_ascii(t[i].core);
    if ((word == "it" || word == "they") && t[0].is(english::kBase) && !t[0].is(english::kNoun)) return true;
  }
  return false;
}

/// Answers that the grammar of clauses asks for, by sentence.
std::map<size_t, std::set<std::string>> asked_already(const MinerInput& input, const std::vector<SentenceClause>& clauses,
                                                      const std::vector<StandingSentence>& sentences) {
  std::map<size_t, std::set<std::string>> asked;
  for (const auto& [clause, span, run_in, first, worked] : clauses) {
    const auto found = std::ranges::find_if(
        sentences, [&](const StandingSentence& sentence) { return sentence.span.begin < span.end && span.end <= sentence.span.end; });
    const size_t end = found == sentences.end() ? span.end : found->span.end;
    for (const auto& asking : phrase_clause(clause, *input.topic))
      if (!asking.whole) asked[end].insert(core_of(asking.answer));
  }
  return asked;
}

double importance_of(const Tokens& t, const Slot& slot) {
  const auto has = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(t, [&](const Token& token) { return std::ranges::find(words, to_lower_ascii(token.core)) != words.end(); });
  };
  double score = 0.42 + slot.worth;
  if (has({"default", "maximum", "minimum", "error", "limit"})) score += 0.15;
  if (has({"must", "only", "always", "never", "should", "required"})) score += 0.05;
  if (has({"may", "can", "could", "might", "typically", "often", "example"})) score -= 0.1;
  if (slot.kind.empty() && slot.which == "what") score -= 0.1;
  if (t.size() > 18) score -= 0.1;
  return score;
}

/// Typed ones, then phrases that hold none of them.
std::vector<Slot> slots_of(const MinerInput& input, const Tokens& t) {
  auto slots = typed_slots(input, t);
  const size_t typed = slots.size();
  auto others = phrase_slots(t);
  for (auto& part : object_slots(t)) others.push_back(std::move(part));
  for (auto& phrase : others) {
    const bool overlaps = std::any_of(slots.begin(), slots.begin() + static_cast<std::ptrdiff_t>(typed),
                                      [&](const Slot& other) { return other.begin < phrase.end && phrase.begin < other.end; });
    if (!overlaps) slots.push_back(std::move(phrase));
  }
  for (auto& clause : clause_slots(t)) slots.push_back(std::move(clause));
  return slots;
}

/// "A is B; C is D" as two, each with its own evidence.
struct Part : StandingSentence {
  size_t whole_end = 0;  // of the sentence
};
std::vector<Part> parts_of(const record::Passage& passage, const std::vector<StandingSentence>& sentences) {
  std::vector<Part> parts;
  for (const auto& sentence : sentences) {
    const auto raw = span_text(passage, sentence.span);
    for (size_t from = 0; from < sentence.text.size();) {
      const auto cut = std::min(sentence.text.find("; ", from), sentence.text.size());
      Part part{sentence, sentence.span.end};
      part.text = sentence.text.substr(from, cut - from);
      if (const auto at = raw.find(part.text); at != raw.npos && part.text.size() < sentence.text.size())
        part.span.begin += at, part.span.end = part.span.begin + part.text.size();
      if (from > 0) part.subject.clear();
      parts.push_back(std::move(part));
      from = cut + 2;
    }
  }
  return parts;
}

MinedFact fact_of(const MinerInput& input, const StandingSentence& sentence, const Tokens& t, const Slot& slot) {
  SlotFrame frame;
  frame.before = slot.begin == 0 ? std::string() : english::lower_first(english::join_tokens(t, 0, slot.begin));
  if (slot.begin > 0 && t[slot.begin - 1].mark) frame.before += t[slot.begin - 1].mark;
  frame.after = english::join_tokens(t, slot.end, t.size());
  if (t[slot.end - 1].mark && slot.end < t.size()) frame.after = std::string(1, t[slot.end - 1].mark) + " " + frame.after;
  frame.which = slot.which, frame.kind = slot.kind, frame.answer = slot.answer;
  const auto relation = std::string(trim(frame.before + " … " + frame.after));
  auto fact = make_fact(input, "slot", frame, slot.kind, relation, slot.answer, "", sentence.span, importance_of(t, slot));
  fact.statement = english::upper_first(english::join_tokens(t, 0, t.size())) + ".";
  return fact;
}

}  // namespace

std::vector<MinedFact> mine_slot(const MinerInput& input) {
  std::vector<MinedFact> out;
  if (is_beside_the_field(input.passage)) return out;
  std::vector<StandingSentence> sentences;
  const auto clauses = clauses_of(input, &sentences);
  const auto asked = asked_already(input, clauses, sentences);
  const auto topic = " " + to_lower_ascii(input.topic->phrase) + " ";
  for (const auto& sentence : parts_of(input.passage, sentences)) {
    const auto t = english::tokenize(english::strip_asides(with_named_subject(sentence)));
    bool imperative = false;
    const auto lower = to_lower_ascii(sentence.text);
    if (lower.starts_with("it is ") && lower.find(" to ") != std::string::npos) continue;  // "it is allowed to …": "it" stands for nothing
    const bool headless = t.size() > 1 && t[0].is(english::kThird) && !t[0].is(english::kFinite) &&
                          (!t[0].is(english::kNoun) || t[1].is(english::kDeterminer));  // "specifies the handle …": what does?
    if (sentence.fragment || headless || sentence.worked_example || is_navigation(lower) || lower.find("may or may not ") != std::string::npos)
      continue;
    if (lower.find("for example") != std::string::npos || lower.find("for instance") != std::string::npos) continue;
    if (t.size() < kFewestWords || t.size() > kMostWords || points_away(t) ||
        english::find_main_verb(t, 0, t.size(), imperative) == std::string::npos)
      continue;
    const auto known = asked.find(sentence.whole_end);
    for (const auto& slot : slots_of(input, t)) {
      const bool clause = is_circumstance(slot.which);
      if (english::count_words(slot.answer) > (clause ? kLongestClause : kLongestAnswer) || (clause && holds_pronoun(t, slot)) ||
          slot.answer.starts_with("the same"))
        continue;
      if (slot.answer.find("—") != std::string::npos || slot.answer.ends_with('^') || slot.answer.ends_with('_'))
        continue;                                                                          // two clauses, half a formula
      if (!input.topic->product.empty() && slot.answer == input.topic->product) continue;  // all of it is about that
      const auto answer = clause ? to_lower_ascii(slot.answer) : core_of(slot.answer);
      if (known != asked.end() && is_asked(known->second, slot)) continue;
      if (topic.find(" " + answer + " ") != std::string::npos) continue;  // the question's context would tell it
      const auto rest =
          " " + to_lower_ascii(english::join_tokens(t, 0, slot.begin)) + " " + to_lower_ascii(english::join_tokens(t, slot.end, t.size())) + " ";
      if (rest.find(" " + answer + " ") != std::string::npos || rest.find(" " + answer + ",") != std::string::npos) continue;
      out.push_back(fact_of(input, sentence, t, slot));
    }
  }
  return out;
}

}  // namespace jangin::synthesize
