// What a budget teaches and a rough estimate of the accuracy to expect. The curve's points from 330 trained tokens a fact on follow measurements on
// SmolLM2-135M-Instruct (100–200 facts of one manual, hand-written questions in wordings that were not trained); the point at 160 and what rules lose
// against hand-written questions are estimates. It says which of two budgets does better, not what an examination gives.
#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/strings.h"
#include "record/shard.h"
#include "synthesize/conflicts.h"
#include "synthesize/mine.h"
#include "synthesize/synthesize.h"
#include "synthesize/teacher/teacher_stage.h"

namespace jangin::synthesize {
namespace {

struct CurvePoint {
  double tokens_per_fact, choice, short_answer;
};
/// Natural questions both ways, of facts that are taught. The first point is the untrained base.
constexpr std::array kCurve = {CurvePoint{0, 0.29, 0.01}, CurvePoint{160, 0.62, 0.18}, CurvePoint{330, 0.85, 0.42}, CurvePoint{660, 0.93, 0.54}, CurvePoint{1320, 0.96, 0.85}};
/// Estimate. Rules word less naturally than people, and ask for another part of a sentence than the examination does: share of taught facts that help.
constexpr double kTransfer = 0.6;
/// Of the questions that people ask, those whose fact the miners find: `jangin coverage --questions` on the two development sets (162 of 200 in
/// English, 122 of 134 in Korean; the miners were written with these questions in view).
constexpr double kMiningRecall = 0.8;

double interpolate(double x, double CurvePoint::*field) {
  for (size_t i = 1; i < kCurve.size(); ++i)
    if (x <= kCurve[i].tokens_per_fact) {
      double t = (x - kCurve[i - 1].tokens_per_fact) / (kCurve[i].tokens_per_fact - kCurve[i - 1].tokens_per_fact);
      return kCurve[i - 1].*field + t * (kCurve[i].*field - kCurve[i - 1].*field);
    }
  return kCurve.back().*field;
}

}  // namespace

Result<SynthesisPlan> plan_synthesis(const SynthesizeRequest& request) {
  auto folder = request.workspace / "refine";
  JANGIN_ASSIGN(auto documents, record::read_documents(folder / "documents.parquet"));
  JANGIN_ASSIGN(auto passages, record::read_passages(folder / "passages.parquet"));
  JANGIN_ASSIGN(auto mined, mine_facts(documents, passages, request.config));
  TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  int64_t budget = tokens_of_rules(request.config.teacher, request.config.tokens > 0 ? request.config.tokens : request.token_budget);
  JANGIN_ASSIGN(const ConflictRule rule, conflict_rule(request.config.conflicts));
  const auto conflicts = find_conflicts(mined.facts, passages, documents, rule, request.config.decided);
  auto selection = select_facts(mined, request.config, budget, count, facts_of(conflicts));
  SynthesisPlan plan;
  plan.facts = mined.facts.size();
  std::unordered_set<const MinedFact*> taught(selection.taught.begin(), selection.taught.end());
  std::unordered_map<std::string, const record::Passage*> by_id;
  for (const auto& passage : passages) by_id[passage.passage_id] = &passage;
  std::map<std::string, uint64_t> beyond;
  uint64_t taught_in_focus = 0;
  for (const auto& fact : mined.facts) {
    if (!fact.in_focus) continue;
    ++plan.facts_in_focus;
    if (taught.contains(&fact)) ++taught_in_focus;
    else ++beyond[join(by_id[fact.fact.passage_id]->heading_path, " > ")];
  }
  plan.facts_taught = selection.taught.size();
  plan.wordings = static_cast<double>(selection.wordings);
  plan.tokens_per_fact = selection.taught.empty() ? 0 : static_cast<double>(budget) / static_cast<double>(selection.taught.size());
  double share = method_share_of_questions(request.config);
  plan.tokens_for_all = static_cast<int64_t>(selection.tokens_per_question * static_cast<double>(request.config.max_wordings * static_cast<int64_t>(plan.facts_in_focus)) / std::max(0.05, share));
  double known = plan.facts_in_focus == 0 ? 0 : static_cast<double>(taught_in_focus) / static_cast<double>(plan.facts_in_focus) * kMiningRecall * kTransfer;
  plan.expected_choice = kCurve[0].choice + known * (interpolate(plan.tokens_per_fact, &CurvePoint::choice) - kCurve[0].choice);
  plan.expected_short = kCurve[0].short_answer + known * (interpolate(plan.tokens_per_fact, &CurvePoint::short_answer) - kCurve[0].short_answer);
  std::vector<std::pair<uint64_t, std::string>> ranked;
  for (auto& [heading, facts] : beyond) ranked.emplace_back(facts, heading);
  std::sort(ranked.rbegin(), ranked.rend());
  for (size_t i = 0; i < ranked.size() && i < 20; ++i) plan.headings_beyond.push_back(ranked[i].second);
  return plan;
}

}  // namespace jangin::synthesize
