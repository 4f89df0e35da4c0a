// Definitions: "A word is a letter other than N followed by a real value", what something is called, and noun phrases beside a term.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/facts/definitions.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {

bool is_definition(const english::Clause& c) {
  if (c.voice != english::Voice::copula || c.negated || c.adverb == "never" || c.adverb == "rarely" || c.adverb == "seldom" || c.adverb == "hardly" ||
      !c.condition.empty() || !c.introduction.empty())
    return false;
  if (!c.auxiliary.empty() && c.auxiliary != "is" && c.auxiliary != "are") return false;
  if (english::count_words(c.subject) > 5 || c.subject.starts_with("the ") || c.subject == "you") return false;
  if (c.subject == "default" || c.subject == "defaults") return false;  // of what?
  bool article = c.object.starts_with("a ") || c.object.starts_with("an ") || c.object.starts_with("the ");
  // "an error to program it", "a little special", "a good idea": what is said of the subject, not what it is
  auto head = english::head_noun(c.tail);
  if (c.tail.starts_with("an error") || head == "idea" || head == "way") return false;
  if (english::count_words(c.tail) <= 4 && !(english::classify(to_lower_ascii(head)) & english::kNoun)) return false;
  return article && english::count_words(c.tail) >= 3 && english::count_words(c.tail) <= 22;
}

namespace {

constexpr double kDefined = 0.56, kNamed = 0.5, kInPassing = 0.46;  // asked about less often than what things do and hold

/// "this action", "such nuclei", "these": what the sentence before told.
bool points_back(const english::Tokens& t) {
  const auto word = t.empty() ? std::string() : to_lower_ascii(t[0].core);
  return word == "this" || word == "these" || word == "such";
}
bool points_anywhere(const english::Tokens& t, size_t from, size_t name) {
  static constexpr std::array<std::string_view, 12> kPointers = {"this", "these", "those", "such",  "it",   "they",
                                                                 "he",   "she",   "above", "below", "here", "previous"};
  for (size_t i = from; i < t.size(); ++i) {
    const bool asked = i + 1 == name && i > 0 && t[i - 1].is(english::kBase);  // "we call this a single bond": told in the sentence itself
    if (!asked && std::ranges::find(kPointers, to_lower_ascii(t[i].core)) != kPointers.end()) return true;
  }
  return false;
}

/// What something is called, asked for where it stands; a sentence that opens with "this action" brings the one before along.
void mine_naming(const MinerInput& input, const std::vector<StandingSentence>& sentences, size_t k, std::vector<MinedFact>& out) {
  constexpr size_t kFewestWords = 5, kMostWords = 40;
  const auto& sentence = sentences[k];
  const auto t = english::tokenize(english::strip_asides(sentence.text));
  for (const auto& naming : namings_of(t)) {
    const bool back = points_back(t);
    if (naming.name.empty() || points_anywhere(t, back ? 1 : 0, naming.begin)) continue;
    std::string before = english::join_tokens(t, 0, naming.begin);
    auto span = sentence.span;
    if (back) {
      const bool follows =
          k > 0 && sentences[k - 1].span.end <= span.begin && span.begin - sentences[k - 1].span.end < 4 && !sentences[k - 1].worked_example;
      if (!follows) continue;
      auto told = english::strip_asides(sentences[k - 1].text);
      const auto before_it = english::tokenize(told);
      if (points_anywhere(before_it, 0, 0)) continue;
      while (!told.empty() && std::string_view(".;: ").find(told.back()) != std::string_view::npos) told.pop_back();
      before = told + "; " + english::lower_first(before);
      span.begin = sentences[k - 1].span.begin;
    }
    const auto after = english::join_tokens(t, naming.end, t.size());
    const auto words = english::count_words(before) + english::count_words(after);
    if (words < kFewestWords || words > kMostWords) continue;
    if ((" " + to_lower_ascii(before) + " " + to_lower_ascii(after) + " ").find(" " + to_lower_ascii(naming.name) + " ") != std::string::npos)
      continue;
    SlotFrame frame{english::lower_first(before), after, "what", "", naming.name};
    if (t[naming.end - 1].mark && !after.empty()) frame.after = std::string(1, t[naming.end - 1].mark) + " " + after;
    auto fact = make_fact(input, "definition", frame, "", std::string(trim(frame.before + " … " + frame.after)), naming.name, "", span, kNamed);
    const bool mark = !frame.after.empty() && std::string_view(",;:").find(frame.after[0]) != std::string_view::npos;
    fact.statement = english::upper_first(before) + " " + naming.name + (frame.after.empty() || mark ? "" : " ") + frame.after + ".";
    out.push_back(std::move(fact));
  }
}

void mine_apposition(const MinerInput& input, const StandingSentence& sentence, std::vector<MinedFact>& out) {
  for (const auto& [term, description] : appositions_of(sentence.text)) {
    MeaningFrame frame;
    frame.term = term, frame.description = description;
    auto fact =
        make_fact(input, "definition", frame, term, english::is_plural_phrase(term) ? "are" : "is", description, "", sentence.span, kInPassing);
    fact.statement = english::upper_first(term) + " – " + description + ".";
    out.push_back(std::move(fact));
  }
}

}  // namespace

std::vector<MinedFact> mine_definition(const MinerInput& input) {
  std::vector<MinedFact> out;
  std::vector<StandingSentence> sentences;
  for (const auto& [clause, span, run_in, first, worked] : clauses_of(input, &sentences)) {
    if (!is_definition(clause) || is_beside_the_field(input.passage)) continue;
    const bool relative =
        (clause.subject.starts_with("a ") || clause.subject.starts_with("an ")) &&
        span_text(input.passage, span).find(clause.subject.substr(clause.subject.find(' ')) + ", which is") != std::string_view::npos;
    if (relative) continue;  // "X is a molecule, which is a liquid" says it of X
    MeaningFrame frame;
    frame.term = clause.subject;
    frame.description = clause.tail;
    auto fact = make_fact(input, "definition", frame, clause.subject, "is", clause.tail, "", span, worked ? 0.4 : kDefined);
    fact.statement = english::upper_first(clause.statement()) + ".";
    out.push_back(std::move(fact));
  }
  if (is_beside_the_field(input.passage)) return out;
  for (size_t k = 0; k < sentences.size(); ++k) {
    if (sentences[k].worked_example) continue;
    mine_naming(input, sentences, k, out);
    mine_apposition(input, sentences[k], out);
  }
  return out;
}

}  // namespace jangin::synthesize
