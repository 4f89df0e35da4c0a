// Right value against a neighbour's: facts of one list, table or section are told apart.
#include <unordered_map>

#include "base/random.h"
#include "base/strings.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {
namespace {

bool difference(const MinedFact& fact, const MinedFact& other, Draft& draft) {
  auto* a = std::get_if<MeaningFrame>(&fact.frame);
  auto* b = std::get_if<MeaningFrame>(&other.frame);
  if (!a || !b || a->shape != b->shape || a->term == b->term || a->description == b->description || a->term.starts_with("the line")) return false;
  draft.wording = "contrast_difference";
  draft.question = in_context({"", "what is the difference between " + a->term + " and " + b->term, "", false, true, false}, *fact.topic, "en", 0);
  draft.answer = a->term + ": " + a->description + ". " + b->term + ": " + b->description + ".";
  return true;
}

}  // namespace

bool could_be_confused(const std::string& a, const std::string& b) {
  if (a == b || a.find(b) != std::string::npos || b.find(a) != std::string::npos) return false;
  bool number_a = !english::number_value(a).empty(), number_b = !english::number_value(b).empty();
  bool code_a = english::is_code_like(a), code_b = english::is_code_like(b);
  if (number_a != number_b || code_a != code_b) return false;
  auto words_a = english::count_words(a), words_b = english::count_words(b);
  return words_a <= 10 && words_b <= 10 && words_a <= 3 * words_b && words_b <= 3 * words_a;
}

void write_contrasts(const MethodInput& input, SampleSink& sink) {
  std::unordered_map<std::string, std::vector<const MinedFact*>> by_passage;
  for (const MinedFact* fact : input.taught) by_passage[fact->fact.passage_id].push_back(fact);
  for (const MinedFact* fact : input.taught) {
    if (sink.full()) return;
    if (std::holds_alternative<ListFrame>(fact->frame)) continue;  // the items of one list hold together: neither is the wrong one
    const auto& near = by_passage[fact->fact.passage_id];
    if (near.size() < 2) continue;
    auto seed = sample_seed(input.seed, fact->fact.fact_id, "contrasts", 0);
    Random random(seed);
    auto own = phrase(*fact);
    size_t start = random.below(static_cast<uint32_t>(near.size()));
    bool written = false;
    for (size_t k = 0; k < near.size() && !written; ++k) {
      const MinedFact* other = near[(start + k) % near.size()];
      if (other == fact || other->frame.index() != fact->frame.index() || other->language != fact->language) continue;
      Draft draft;
      draft.kind = "contrast", draft.fact = fact, draft.neighbour = other, draft.language = fact->language;
      if (fact->language == "en" && random.below(5) == 0 && difference(*fact, *other, draft)) {
        written = sink.offer(draft);
        continue;
      }
      auto theirs = phrase(*other);
      for (const auto& asking : own) {
        if (asking.imperative || asking.whole || written || wording_family(asking.wording) == held_family(input, *fact)) continue;
        for (const auto& rival : theirs) {
          if (rival.wording != asking.wording || !could_be_confused(asking.answer, rival.answer)) continue;
          bool first = random.below(2) == 0;
          Asking pair = asking;
          auto right = english::lower_first(asking.answer), wrong = english::lower_first(rival.answer);
          pair.question += fact->language == "ko" ? "" : ": " + (first ? right : wrong) + " or " + (first ? wrong : right);
          draft.wording = "contrast_or";
          draft.question = in_context(pair, *fact->topic, fact->language, random.below(5));
          if (fact->language == "ko") draft.question += " " + (first ? right : wrong) + " 또는 " + (first ? wrong : right) + " 중에서 고르세요.";
          draft.answer = asking.answer;
          written = sink.offer(draft);
          break;
        }
      }
    }
  }
}

}  // namespace jangin::synthesize
