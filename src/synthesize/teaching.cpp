// Reading, mining, choosing; what an earlier run chose comes first.
#include "synthesize/teaching.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "record/shard.h"
#include "synthesize/teacher/teacher_stage.h"

namespace jangin::synthesize {
namespace {

constexpr double kLeastShare = 0.9, kLargestShare = 1.05;  // of the tokens of a choice from nothing, between which an earlier run's choice stays

double cost_of(const Selection& selection) { return std::accumulate(selection.costs.begin(), selection.costs.end(), 0.0); }

/// Facts of unchanged passages that the earlier run taught, and what `fresh` takes of changed ones.
Selection carry_on(const EarlierRun& earlier, const Teaching& t, const Selection& fresh, const TokenCounter& count,
                   std::unordered_set<const MinedFact*>& carried) {
  const auto held_back = facts_of(t.conflicts);
  std::unordered_set<std::string_view> unchanged;
  for (size_t p = 0; p < t.passages.size(); ++p)
    if (t.mined.carried[p]) unchanged.insert(t.passages[p].passage_id);
  Selection selection = fresh;
  std::erase_if(selection.taught, [&](const MinedFact* fact) { return unchanged.contains(fact->fact.passage_id); });
  for (const MinedFact& fact : t.mined.facts) {
    if (!unchanged.contains(fact.fact.passage_id) || held_back.contains(&fact) || !earlier.taught.contains(fact.fact.fact_id)) continue;
    selection.taught.push_back(&fact);
    carried.insert(&fact);
  }
  std::ranges::sort(selection.taught);  // facts stand in one vector: the order in which they were mined
  std::ranges::stable_sort(selection.taught, [](const MinedFact* a, const MinedFact* b) { return taught_before(*a, *b); });
  selection.costs.clear();
  for (const MinedFact* fact : selection.taught) selection.costs.push_back(question_cost(*fact, count));
  return selection;
}

std::vector<judge::Question> in_order(std::vector<judge::Question> questions, const std::vector<const MinedFact*>& taught) {
  std::map<std::string_view, size_t> place;
  for (size_t i = 0; i < taught.size(); ++i) place[taught[i]->fact.fact_id] = i;
  std::ranges::stable_sort(questions, {}, [&](const judge::Question& question) { return place.at(question.id); });
  return questions;
}

/// The examination: questions on carried facts as they were, on the others new ones for as many as are wanted beside them.
void hold_back(const SynthesizeRequest& request, const EarlierRun* earlier, Teaching& t) {
  std::map<std::string_view, const MinedFact*> carried;
  for (const MinedFact* fact : t.carried) carried[fact->fact.fact_id] = fact;
  std::vector<const MinedFact*> fresh;
  std::ranges::copy_if(t.selection.taught, std::back_inserter(fresh), [&](const MinedFact* fact) { return !t.carried.contains(fact); });
  if (earlier) {
    const auto keep = [&](const auto& from, auto& to) {
      std::ranges::copy_if(from, std::back_inserter(to), [&](const auto& question) { return carried.contains(question.id); });
    };
    keep(earlier->reported, t.reported), keep(earlier->steering, t.steering);
    for (const auto& [id, family] : earlier->held)
      if (const auto fact = carried.find(id); fact != carried.end()) t.held.emplace(fact->second, family);
  }
  const auto wanted = [](int64_t all, size_t there) { return static_cast<size_t>(std::max<int64_t>(0, all - static_cast<int64_t>(there))); };
  const size_t reported = wanted(request.config.examination, t.reported.size()), steering = wanted(request.steering, t.steering.size());
  const HeldWordings held = hold_wordings(fresh, reported + steering, request.config.seed);
  const ExaminationParts parts = split_examination(held, fresh, reported, steering);
  const auto write = [&](const HeldWordings& part, std::vector<judge::Question>& questions) {
    for (auto& question : write_examination(part, t.selection.taught, t.passages, t.documents, request.config.seed))
      questions.push_back(std::move(question));
    questions = in_order(std::move(questions), t.selection.taught);
  };
  write(parts.reported, t.reported), write(parts.steering, t.steering);
  t.held.insert(held.begin(), held.end());
}

/// All but the choice.
Result<Teaching> read_and_mine(const SynthesizeRequest& request, MinedStore& store) {
  const auto from = request.workspace / "refine";
  Teaching t;
  JANGIN_ASSIGN(t.documents, record::read_documents(from / "documents.parquet"));
  JANGIN_ASSIGN(t.passages, record::read_passages(from / "passages.parquet"));
  JANGIN_ASSIGN(t.mined, mine_facts(t.documents, t.passages, request.config, &store));
  JANGIN_ASSIGN(const ConflictRule rule, conflict_rule(request.config.conflicts));
  t.conflicts = find_conflicts(t.mined.facts, t.passages, t.documents, rule, request.config.decided);
  return t;
}

Selection choose_from_nothing(const SynthesizeRequest& request, const Teaching& t, const TokenCounter& count) {
  return select_facts(t.mined, request.config, tokens_of_rules(request.config.teacher, token_budget(request)), count, facts_of(t.conflicts));
}

}  // namespace

int64_t token_budget(const SynthesizeRequest& request) { return request.config.tokens > 0 ? request.config.tokens : request.token_budget; }

Result<Teaching> choose_teaching(const SynthesizeRequest& request, const EarlierRun* earlier, MinedStore& store) {
  JANGIN_ASSIGN(Teaching t, read_and_mine(request, store));
  const TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  t.selection = choose_from_nothing(request, t, count);
  if (earlier) {
    std::unordered_set<const MinedFact*> carried;
    Selection kept = carry_on(*earlier, t, t.selection, count, carried);
    const double share = cost_of(kept) / std::max(1.0, cost_of(t.selection));
    if (share >= kLeastShare && share <= kLargestShare) t.selection = std::move(kept), t.carried = std::move(carried);
  }
  hold_back(request, t.carried.empty() ? nullptr : earlier, t);
  return t;
}

Result<Teaching> chosen_teaching(const SynthesizeRequest& request) {
  const auto folder = request.workspace / "synthesize";
  JANGIN_ASSIGN(const auto manifest, record::read_manifest(folder / "manifest.json"));
  JANGIN_ASSIGN(auto own, read_earlier_run(folder, manifest));
  if (!own)
    return fail(ErrorCode::not_found, "what the stage chose to teach cannot be read", folder.string(),
                "delete the folder synthesize and build again");
  JANGIN_ASSIGN(Teaching t, read_and_mine(request, own->store));
  const TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  t.selection = carry_on(*own, t, choose_from_nothing(request, t, count), count, t.carried);
  hold_back(request, &*own, t);
  return t;
}

}  // namespace jangin::synthesize
