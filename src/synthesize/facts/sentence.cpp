// Plain sentences: what stands in most of a document and what most questions ask. A clause is one fact, or two: its parts and its predicate as a
// whole.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"
#include "synthesize/phrasing/asking.h"
#include "synthesize/phrasing/clause_words.h"

namespace jangin::synthesize {
namespace {

bool has_word(const std::string& text, std::initializer_list<std::string_view> words) {
  auto padded = " " + to_lower_ascii(text) + " ";
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return padded.find(" " + std::string(w) + " ") != padded.npos; });
}
bool has_code(const std::string& text) {
  for (const auto& token : english::tokenize(text))
    if (token.is(english::kCode) && token.core.size() > 1) return true;
  return false;
}
/// A capitalised word that does not begin the phrase.
bool has_name(const std::string& text) {
  auto tokens = english::tokenize(text);
  for (size_t i = 1; i < tokens.size(); ++i)
    if (tokens[i].core.size() > 2 && std::isupper(static_cast<unsigned char>(tokens[i].core[0]))) return true;
  return false;
}
/// A number on its own: "25 g", not the 6 of "C6H8O7".
bool has_figure(const std::string& text) {
  for (const auto& token : english::tokenize(text))
    if (!english::number_value(token.core).empty() && std::isdigit(static_cast<unsigned char>(token.core[0]))) return true;
  return false;
}
bool has_number(const std::string& text) { return text.find_first_of("0123456789") != std::string::npos; }

/// "the solution", "the value": a thing of the kind that the text has many of, and no word that tells which.
bool is_vague(const english::Clause& c, const Topic& topic) {
  if (english::count_words(c.subject) > 2 || !c.subject.starts_with("the ") || english::is_code_like(c.subject_head)) return false;
  return (" " + to_lower_ascii(topic.phrase) + " ").find(" " + to_lower_ascii(c.subject_head)) == std::string::npos;
}

constexpr double kBesideTheField = 0.3;
constexpr double kVague = 0.1;
constexpr double kPredicateAfterParts = 0.06;
constexpr double kSubjectAfterParts = 0.12;
constexpr size_t kFewestSaid = 3;       // words of what is said of a subject that is asked for
constexpr double kWorkedExample = 0.2;  // less for made-up values: "the X value is 4"

/// What a person would ask first: defaults, limits, errors, what a code or a name does, numbers; last: what one may do, remarks, long
/// conditions. The weights follow how often sentences of each kind are asked about in question sets on technical manuals.
double importance_of(const english::Clause& c, bool first_of_passage) {
  auto all = c.statement() + " " + c.condition + " " + c.introduction;
  bool typed = has_code(all) || has_number(c.tail);
  double score = 0.44;
  if (has_word(all, {"default", "maximum", "minimum", "error", "errors", "limit"})) score += 0.25;
  if (typed) score += 0.1;
  if (has_number(c.tail)) score += 0.06;
  if (has_name(c.tail)) score += 0.1;
  if (has_word(all, {"must", "only", "always", "never", "should", "ignored", "required", "automatically", "instead"})) score += 0.05;
  if (c.condition.starts_with("if ")) score += 0.03;
  if (first_of_passage) score += 0.03;
  if (english::count_words(c.condition) > 8) score -= 0.12;
  if (c.negated) score -= 0.12;
  if (c.voice == english::Voice::imperative) score -= 0.1;
  if (has_word(all, {"may", "can", "could", "probably", "typically", "often", "sometimes", "many", "might", "useful", "easy", "better", "example"}))
    score -= 0.1;
  if (!typed && english::count_words(c.subject) <= 2) score -= 0.06;  // "the speed", "an alternative": of what?
  if (english::count_words(c.subject) > 9) score -= 0.1;
  if (has_word(all, {"this", "these", "those"}) || c.subject.find(" that ") != std::string::npos) score -= 0.2;  // of what was said before
  for (std::string_view back : {" at that ", " of that ", " by that ", " for that ", " with that ", " to that ", " from that ", " on that "})
    if ((" " + c.tail + " ").find(back) != std::string::npos) score -= 0.3;  // "at that speed"
  if (english::count_words(c.tail) > 12) score -= 0.1;
  return score;
}

}  // namespace

namespace {

/// Under exercises: givens and results, what was done once, what is to be done.
bool is_of_exercise(const english::Clause& c) {
  const bool told = c.past || c.auxiliary == "was" || c.auxiliary == "were" || c.auxiliary == "had";
  const auto words = english::count_words(c.subject);
  const bool some = ((c.subject.starts_with("a ") || c.subject.starts_with("an ")) && words <= 3) || (c.subject.starts_with("the ") && words <= 6);
  const bool counted = !english::number_value(c.subject.substr(0, c.subject.find(' '))).empty() || c.subject.starts_with("only ");
  const bool defines =
      c.voice == english::Voice::copula && (c.object.starts_with("a") || c.object.starts_with("the ")) && c.tail.find(" that ") != c.tail.npos;
  if (defines && !told && c.subject.starts_with("a")) return false;  // "a Lewis acid is any species that can accept a pair of electrons"
  return has_figure(c.subject) || has_figure(c.tail) || told || some || counted || c.subject == "you" ||
         c.subject.find(" needed") != std::string::npos;
}

/// What of the clause is taught apart: its parts, and its predicate as a whole, each with its own questions, where it has both.
std::vector<Asked> asked_apart(const english::Clause& clause, const Topic& topic) {
  const auto parts = phrase_clause(clause, topic, Asked::parts);
  const bool forward = std::any_of(parts.begin(), parts.end(), [](const Asking& asking) { return !asking.reverse; });
  if (!forward || phrase_clause(clause, topic, Asked::predicate).empty()) return {Asked::all};
  return {Asked::parts, Asked::predicate};
}

MinedFact fact_of(const MinerInput& input, const SentenceClause& sentence, Asked asked, double importance) {
  const auto& clause = sentence.clause;
  auto circumstance = clause.condition.empty()      ? clause.introduction
                      : clause.introduction.empty() ? clause.condition
                                                    : clause.introduction + ", " + clause.condition;
  if (!clause.reason.empty()) circumstance += (circumstance.empty() ? "because " : ", because ") + clause.reason;
  const auto all = clause.predicate() + (clause.purpose.starts_with("so that ") ? " " + clause.purpose : "");
  if (asked == Asked::predicate)
    return make_fact(input, "sentence", ClauseFrame{clause, asked}, clause.subject, "predicate", all, circumstance, sentence.span,
                     importance - kPredicateAfterParts);
  std::string value = clause.tail.empty() ? clause.verb_text : clause.tail;
  auto relation = clause.auxiliary.empty() ? clause.verb_text
                                           : clause.auxiliary + (clause.negated ? " not" : "") + (clause.adverb.empty() ? "" : " " + clause.adverb) +
                                                 (clause.verb_text.empty() ? "" : " " + clause.verb_text);
  if (const auto space = value.find(' '); opens_with_particle(clause) && space != value.npos)
    relation += " " + value.substr(0, space), value = value.substr(space + 1);  // "carries out"
  auto fact = make_fact(input, "sentence", ClauseFrame{clause, asked}, clause.subject, relation, value, circumstance, sentence.span, importance);
  auto statement = clause.introduction.empty() ? clause.statement() : clause.introduction + ", " + clause.statement();
  if (!clause.condition.empty()) statement += " " + clause.condition;
  fact.statement = english::upper_first(statement) + ".";
  return fact;
}

/// "a chip erase cannot be suspended": what cannot be suspended? The subject alone, where it is more than one word and neither it nor the rest has a
/// code or a name by which the clause's other questions ask for it.
bool asks_subject(const english::Clause& clause, const Topic& topic) {
  if (clause.subject == "you" || english::count_words(clause.subject) < 2 || is_vague(clause, topic) || has_code(clause.subject) ||
      has_code(clause.tail))
    return false;
  if (has_word(clause.subject, {"following", "other", "others", "further"}) || has_word(clause.tail, {"here", "there", "probably", "following"}) ||
      has_word(clause.condition, {"they", "it", "them"}))
    return false;
  if (clause.voice == english::Voice::copula && english::is_noun_phrase(clause.object))
    return false;  // "the white lines are the cutting moves": what it is, is asked
  if (clause.auxiliary.empty() && clause.object.empty() && clause.verb_text.ends_with("ed"))
    return false;  // "position in scaled units, interpolated between …"
  if (english::count_words(clause.predicate() + " " + clause.condition + " " + clause.introduction) < kFewestSaid) return false;  // "what is ignored"
  return !phrase_clause(clause, topic, Asked::subject).empty();
}

MinedFact subject_of(const MinerInput& input, const SentenceClause& sentence, double importance) {
  const auto& clause = sentence.clause;
  const auto circumstance = clause.condition.empty() ? clause.introduction : clause.condition;
  return make_fact(input, "sentence", ClauseFrame{clause, Asked::subject}, clause.predicate(), "subject", clause.subject, circumstance, sentence.span,
                   importance);
}

}  // namespace

std::vector<MinedFact> mine_sentence(const MinerInput& input) {
  std::vector<MinedFact> out;
  const bool beside = is_beside_the_field(input.passage);
  for (const auto& sentence : clauses_of(input)) {
    const auto& clause = sentence.clause;
    if (is_definition(clause) || is_limit(clause)) continue;
    if (clause.subject == "it" || clause.subject_head.empty()) continue;
    if (clause.tail.starts_with("that,")) continue;
    if (beside && is_of_exercise(clause)) continue;
    const double importance = importance_of(clause, sentence.first_of_passage) - (sentence.worked_example ? kWorkedExample : 0) -
                              (beside ? kBesideTheField : 0) - (is_vague(clause, *input.topic) ? kVague : 0);
    for (Asked asked : asked_apart(clause, *input.topic)) out.push_back(fact_of(input, sentence, asked, importance));
    if (asks_subject(clause, *input.topic)) out.push_back(subject_of(input, sentence, importance - kSubjectAfterParts));
  }
  return out;
}

}  // namespace jangin::synthesize
