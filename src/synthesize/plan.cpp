// What a budget teaches, what twice of it would, and the accuracy to expect of both (expectation.h).
#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/strings.h"
#include "synthesize/expectation.h"
#include "synthesize/teacher/teacher_stage.h"
#include "synthesize/teaching.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kHeadings = 20;

TeachingPlan plan_of(const Selection& selection, uint64_t facts_in_focus, int64_t tokens) {
  TeachingPlan plan;
  plan.tokens = tokens;
  plan.facts_taught = selection.taught.size();
  plan.facts_taught_in_focus = static_cast<uint64_t>(std::ranges::count_if(selection.taught, &MinedFact::in_focus));
  plan.exposures = exposures_of(selection);
  plan.tokens_per_fact = selection.taught.empty() ? 0 : static_cast<double>(tokens) / static_cast<double>(plan.facts_taught);
  plan.examination = expect_examination(plan.exposures);
  plan.questions = expect_questions(facts_in_focus == 0 ? 0 : static_cast<double>(plan.facts_taught_in_focus) / static_cast<double>(facts_in_focus),
                                    plan.tokens_per_fact);
  return plan;
}

/// Headings of facts in focus that are not taught.
std::vector<SynthesisPlan::Heading> beyond(const Teaching& teaching) {
  const std::unordered_set<const MinedFact*> taught(teaching.selection.taught.begin(), teaching.selection.taught.end());
  std::unordered_map<std::string, std::string> heading_of;
  for (const auto& passage : teaching.passages) heading_of[passage.passage_id] = join(passage.heading_path, " > ");
  std::map<std::string, SynthesisPlan::Heading> headings;
  for (const auto& fact : teaching.mined.facts) {
    if (!fact.in_focus) continue;
    auto& heading = headings[heading_of[fact.fact.passage_id]];
    ++heading.facts, heading.taught += taught.contains(&fact);
  }
  std::vector<SynthesisPlan::Heading> ranked;
  for (auto& [name, heading] : headings)
    if (heading.taught < heading.facts) heading.heading = name, ranked.push_back(heading);
  std::ranges::stable_sort(ranked, std::greater<>(), [](const auto& heading) { return heading.facts - heading.taught; });
  if (ranked.size() > kHeadings) ranked.resize(kHeadings);
  return ranked;
}

}  // namespace

Result<SynthesisPlan> plan_synthesis(const SynthesizeRequest& request) {
  MinedStore store = read_mined(request.workspace / "synthesize" / kMinedFile);
  JANGIN_ASSIGN(const Teaching teaching, choose_teaching(request, nullptr, store));
  const TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  const int64_t budget = tokens_of_rules(request.config.teacher, token_budget(request));
  SynthesisPlan plan;
  plan.facts = teaching.mined.facts.size();
  plan.facts_in_focus = static_cast<uint64_t>(std::ranges::count_if(teaching.mined.facts, &MinedFact::in_focus));
  plan.wordings = static_cast<double>(teaching.selection.wordings);
  const double share = method_share_of_questions(request.config);
  plan.tokens_for_all =
      static_cast<int64_t>(teaching.selection.tokens_per_question *
                           static_cast<double>(request.config.max_wordings * static_cast<int64_t>(plan.facts_in_focus)) / std::max(0.05, share));
  plan.budget = plan_of(teaching.selection, plan.facts_in_focus, budget);
  plan.twice =
      plan_of(select_facts(teaching.mined, request.config, 2 * budget, count, facts_of(teaching.conflicts)), plan.facts_in_focus, 2 * budget);
  plan.headings_beyond = beyond(teaching);
  return plan;
}

}  // namespace jangin::synthesize
