// Questions in several wordings, both ways: the method that transfers.
#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/random.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {

uint64_t sample_seed(uint64_t seed, std::string_view id, std::string_view method, uint64_t ordinal) {
  auto hex = hash_fields({std::to_string(seed), id, method, std::to_string(ordinal)});
  return std::stoull(hex.substr(0, 16), nullptr, 16);
}

namespace {

/// A code or a name is asked for as often as what it stands for.
constexpr double kReverseOfNames = 0.5;

bool is_named(const MinedFact& fact) {
  if (auto* meaning = std::get_if<MeaningFrame>(&fact.frame)) return english::is_code_like(meaning->term) || !meaning->term_class.empty();
  if (auto* clause = std::get_if<ClauseFrame>(&fact.frame)) return english::is_code_like(clause->clause.subject) || english::is_code_like(clause->clause.subject_head);
  return false;
}

}  // namespace

std::vector<Asking> choose_askings(const MinedFact& fact, int64_t count, double reverse_share, uint64_t seed) {
  auto all = phrase(fact);
  bool many_answers = std::holds_alternative<ListFrame>(fact.frame);  // items of one list share their questions: each starts with another form
  if (many_answers && all.size() > 1) std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(seed % all.size()), all.end());
  std::vector<std::string> angles;
  std::map<std::string, std::vector<Asking>> by_angle;
  for (auto& asking : all) {
    auto angle = asking.angle();
    if (!by_angle.contains(angle)) angles.push_back(angle);
    by_angle[angle].push_back(std::move(asking));
  }
  std::vector<Asking> chosen;
  bool named = is_named(fact);
  if (named) reverse_share = std::max(reverse_share, kReverseOfNames);
  int64_t reverse_left = std::max<int64_t>(1, static_cast<int64_t>(reverse_share * static_cast<double>(count) + 0.5));
  Random random(seed);
  for (size_t round = 0; round < 8 && static_cast<int64_t>(chosen.size()) < count; ++round) {
    bool any = false;
    for (size_t a = 0; a < angles.size() && static_cast<int64_t>(chosen.size()) < count; ++a) {
      // The first angle is the fact's own question: it has a second turn in each round.
      for (size_t turn = 0; turn < (a == 0 && !named ? 2U : 1U); ++turn) {
        auto& list = by_angle[angles[a]];
        if (list.empty() || static_cast<int64_t>(chosen.size()) >= count) break;
        if (list.front().reverse && reverse_left <= 0) break;
        reverse_left -= list.front().reverse;
        chosen.push_back(list.front());
        list.erase(list.begin());
        any = true;
      }
    }
    if (!any) break;
  }
  // More wordings are wanted than there are forms: the same forms again, in other words and another context.
  for (size_t i = 0, first = chosen.size(); first > 0 && static_cast<int64_t>(chosen.size()) < count && i < 2 * first; ++i) {
    Asking again = chosen[i % first];
    if (again.reverse && reverse_left <= 0) continue;
    reverse_left -= again.reverse;
    again.question = with_synonyms(again.question, 1 + random.below(15));
    again.wording += i < first ? "_again" : "_third";
    chosen.push_back(std::move(again));
  }
  return chosen;
}

void write_questions(const MethodInput& input, SampleSink& sink) {
  for (const MinedFact* fact : input.taught) {
    if (sink.full()) return;
    auto seed = sample_seed(input.seed, fact->fact.fact_id, "questions", 0);
    auto askings = choose_askings(*fact, input.wordings, input.config.reverse_share, seed);
    std::set<std::string> seen;
    Random random(seed, 1);
    uint64_t style = random.below(5);
    for (size_t k = 0; k < askings.size(); ++k) {
      auto asking = askings[k];
      if (k >= 2 && fact->language == "en") asking.question = with_synonyms(asking.question, random.below(4));
      Draft draft;
      for (int tries = 0; tries < 5; ++tries, ++style) {
        draft.question = in_context(asking, *fact->topic, fact->language, style);
        if (seen.insert(draft.question).second) break;
        draft.question.clear();
      }
      ++style;
      if (draft.question.empty()) continue;
      draft.kind = asking.reverse ? "reverse_question" : "question";
      draft.wording = asking.wording;
      draft.answer = asking.answer;
      draft.fact = fact;
      draft.language = fact->language;
      if (sink.offer(draft) || !std::holds_alternative<ListFrame>(fact->frame)) continue;
      // Items of one list share their questions: in another context the question is this item's own.
      for (int tries = 0; tries < 3; ++tries, ++style) {
        draft.question = in_context(asking, *fact->topic, fact->language, style);
        if (seen.insert(draft.question).second && sink.offer(draft)) break;
      }
    }
  }
}

}  // namespace jangin::synthesize
