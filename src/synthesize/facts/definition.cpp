// Definitions: "A word is a letter other than N followed by a real value".
#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {

bool is_definition(const english::Clause& c) {
  if (c.voice != english::Voice::copula || c.negated || !c.condition.empty() || !c.introduction.empty()) return false;
  if (!c.auxiliary.empty() && c.auxiliary != "is" && c.auxiliary != "are") return false;
  if (english::count_words(c.subject) > 5 || c.subject.starts_with("the ") || c.subject == "you") return false;
  bool article = c.object.starts_with("a ") || c.object.starts_with("an ") || c.object.starts_with("the ");
  // "an error to program it", "a little special", "a good idea": what is said of the subject, not what it is
  auto head = english::head_noun(c.tail);
  if (c.tail.starts_with("an error") || head == "idea" || head == "way") return false;
  if (english::count_words(c.tail) <= 4 && !(english::classify(to_lower_ascii(head)) & english::kNoun)) return false;
  return article && english::count_words(c.tail) >= 3 && english::count_words(c.tail) <= 22;
}

std::vector<MinedFact> mine_definition(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (const auto& [clause, span, run_in, first, worked] : clauses_of(input)) {
    if (!is_definition(clause)) continue;
    MeaningFrame frame;
    frame.term = clause.subject;
    frame.description = clause.tail;
    auto fact = make_fact(input, "definition", frame, clause.subject, "is", clause.tail, "", span, worked ? 0.4 : 0.68);
    fact.statement = english::upper_first(clause.statement()) + ".";
    out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace jangin::synthesize
