// All miners over all passages: the stage's facts in a stable order.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include "synthesize/facts/mined_fact.h"
#include "synthesize/mined_store.h"
#include "synthesize/synthesize.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {

struct Mined {
  std::unique_ptr<Vocabulary> vocabulary;
  std::vector<MinedFact> facts;   // by passage, then by miner; no two with the same subject and value in one passage
  std::vector<bool> in_focus;     // by passage
  std::vector<std::string> keys;  // by passage: mined_store.h
  std::vector<bool> carried;      // by passage: its facts were taken from the store
};

/// Runs the configured miners on every passage that `store` does not hold under its key, in parallel; the order does not depend on the number of threads.
/// Facts from the store are moved out of it as they were found, with what the documents of then said of words and products. Errors: invalid_argument (focus), interrupted.
Result<Mined> mine_facts(const std::vector<record::Document>& documents, const std::vector<record::Passage>& passages, const SynthesizeConfig& config,
                         MinedStore* store = nullptr);

/// The order in which facts are chosen: those in focus first, then by importance.
bool taught_before(const MinedFact& a, const MinedFact& b);
/// Tokens of one question on a fact; 0: it cannot be asked.
double question_cost(const MinedFact& fact, const TokenCounter& count);

/// What is taught: most important first, within the budget.
struct Selection {
  std::vector<const MinedFact*> taught;
  std::vector<double> costs;       // of each taught fact: tokens of one question
  int64_t wordings = 0;            // of each taught fact
  double tokens_per_question = 0;  // mean over the candidates
  int64_t question_tokens = 0;     // the questions' part of the budget
};
/// `budget` in trained tokens. Facts out of focus follow those in focus only when these have all their wordings; `held` are not taught.
Selection select_facts(const Mined& mined, const SynthesizeConfig& config, int64_t budget, const TokenCounter& count,
                       const std::unordered_set<const MinedFact*>& held);

/// Trained questions of each taught fact: the questions' tokens over what one of each fact costs. More than its wordings where the budget is left over:
/// training then starts again.
double exposures_of(const Selection& selection);

/// The share of the budget that questions get.
double method_share_of_questions(const SynthesizeConfig& config);

/// Tokens that a turn costs beside its texts: the chat template's marks, measured on ChatML.
inline constexpr int64_t kTurnOverheadTokens = 9;

}  // namespace jangin::synthesize
