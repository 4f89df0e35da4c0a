// Answers → how much each fact needs → how many questions it gets → samples.
#include "synthesize/rounds.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "synthesize/methods/method.h"
#include "synthesize/sample_writer.h"
#include "synthesize/teaching.h"

namespace jangin::synthesize {
namespace {

constexpr double kPrior = 4;  // answers that a group's share of wrong ones is drawn to the mean by: a group of two says little

struct Tally {
  double wrong = 0, of = 0;
  void add(bool right) { wrong += right ? 0 : 1, of += 1; }
};

/// How likely the expert is to miss a fact.
class MissRates {
 public:
  MissRates(const Teaching& teaching, const std::vector<ExaminedFact>& answers) {
    for (const auto& passage : teaching.passages) chapters_[passage.passage_id] = passage.heading_path.empty() ? "" : passage.heading_path.front();
    for (const auto& answer : answers) right_[answer.fact_id] = answer.right;
    for (const MinedFact* fact : teaching.selection.taught) {
      const auto answer = right_.find(fact->fact.fact_id);
      if (answer == right_.end()) continue;
      all_.add(answer->second);
      by_miner_[fact->fact.miner].add(answer->second);
      by_chapter_[chapter(*fact)].add(answer->second);
    }
  }
  /// 0 or 1 for a fact that was asked.
  double of(const MinedFact& fact) const {
    const auto answer = right_.find(fact.fact.fact_id);
    if (answer != right_.end()) return answer->second ? 0 : 1;
    return (rate(by_miner_, fact.fact.miner) + rate(by_chapter_, chapter(fact))) / 2;
  }

 private:
  const std::string& chapter(const MinedFact& fact) const { return chapters_.at(fact.fact.passage_id); }
  double rate(const std::map<std::string, Tally>& groups, const std::string& group) const {
    const double mean = all_.of > 0 ? all_.wrong / all_.of : 0.5;
    const auto found = groups.find(group);
    return found == groups.end() ? mean : (found->second.wrong + kPrior * mean) / (found->second.of + kPrior);
  }

  std::unordered_map<std::string, bool> right_;
  std::unordered_map<std::string, std::string> chapters_;
  Tally all_;
  std::map<std::string, Tally> by_miner_, by_chapter_;
};

/// The taught facts, those that need most first, each with its questions.
struct Shares {
  std::vector<const MinedFact*> facts;
  FactTurns turns;
  uint64_t raised = 0, lowered = 0;
};

Shares share_out(const Teaching& teaching, const RoundRequest& request, double question_tokens) {
  const auto& taught = teaching.selection.taught;
  const auto& costs = teaching.selection.costs;
  const MissRates rates(teaching, request.answers);
  std::vector<double> needs;
  double needed = 0;
  for (size_t i = 0; i < taught.size(); ++i) {
    needs.push_back(request.known + (request.missed - request.known) * rates.of(*taught[i]));
    needed += needs[i] * costs[i];
  }
  const double even = std::accumulate(costs.begin(), costs.end(), 0.0), scale = needed > 0 ? question_tokens / needed : 0;
  std::vector<size_t> order(taught.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](size_t i) { return needs[i]; });
  Shares shares;
  double owed = 0;  // parts of questions: the next fact gets what the one before left
  for (const size_t i : order) {
    owed += scale * needs[i];
    const auto count = static_cast<int64_t>(owed);
    owed -= static_cast<double>(count);
    shares.facts.push_back(taught[i]);
    shares.turns[taught[i]].count = count;
    const double against_even = needs[i] * even - needed;
    shares.raised += against_even > 1e-9 * needed, shares.lowered += against_even < -1e-9 * needed;
  }
  return shares;
}

void add_written(const std::vector<record::Sample>& written, Shares& shares) {
  std::unordered_map<std::string_view, const MinedFact*> by_id;
  for (const MinedFact* fact : shares.facts) by_id[fact->fact.fact_id] = fact;
  std::unordered_set<std::string_view> seen;
  for (const auto& sample : written) {
    if ((sample.kind != "question" && sample.kind != "reverse_question") || sample.messages.size() < 2 || !sample.generator.empty()) continue;
    const auto fact = by_id.find(sample.fact_id);
    if (fact != by_id.end() && seen.insert(sample.sample_id).second) shares.turns[fact->second].before.push_back(&sample);
  }
}

}  // namespace

Result<RoundSamples> write_round(const RoundRequest& request) {
  const SynthesizeConfig& config = request.stage.config;
  JANGIN_ASSIGN(auto gates, judge::GateRow::make({request.stage.evaluation_questions}, config.gates));
  JANGIN_ASSIGN(const Teaching teaching, chosen_teaching(request.stage));
  const auto tokens = static_cast<double>(request.tokens);
  Shares shares = share_out(teaching, request, tokens * method_share_of_questions(config));
  add_written(request.written, shares);
  const TokenCounter count = request.stage.count ? request.stage.count : TokenCounter(estimate_tokens);
  const uint64_t seed = sample_seed(config.seed, "", "round", static_cast<uint64_t>(request.round));
  SampleWriter writer(std::move(gates), teaching.passages, count, seed);
  writer.keep_apart(teaching.reported);
  writer.keep_apart(teaching.steering);
  const MethodInput input{
      shares.facts,  teaching.passages, teaching.mined.in_focus, *teaching.mined.vocabulary, config, teaching.selection.wordings, seed,
      teaching.held, &shares.turns};
  JANGIN_TRY(write_methods(input, tokens, writer));

  RoundSamples out;
  std::unordered_set<std::string_view> before;
  for (const auto& sample : request.written) before.insert(sample.sample_id);
  out.new_samples =
      static_cast<uint64_t>(std::ranges::count_if(writer.samples, [&](const auto& sample) { return !before.contains(sample.sample_id); }));
  out.samples = std::move(writer.samples), out.verdicts = std::move(writer.verdicts);
  out.tokens = writer.tokens, out.facts_raised = shares.raised, out.facts_lowered = shares.lowered;
  return out;
}

}  // namespace jangin::synthesize
