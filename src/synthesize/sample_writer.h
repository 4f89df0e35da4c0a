// Drafts → samples: gates, ids, seeds, evidence rows, token counts, the ledger. Not for use outside this stage.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "judge/gate.h"
#include "synthesize/coverage.h"
#include "synthesize/methods/method.h"
#include "synthesize/mine.h"

namespace jangin::synthesize {

class SampleWriter : public SampleSink {
 public:
  SampleWriter(judge::GateRow gates, const std::vector<record::Passage>& passages, const TokenCounter& count, uint64_t seed);

  /// Starts a method: its drafts are counted against `tokens`.
  void begin_method(const SynthesisMethod& method, int64_t tokens);
  bool offer(const Draft& draft) override;
  bool full() const override { return method_tokens_ >= method_budget_; }
  /// Questions of an examination: a sample that asks one of them is rejected ("examination: asked").
  void keep_apart(const std::vector<judge::Question>& examination);

  // For samples that are made elsewhere (teacher/):
  /// The gates' verdict; a rejection is booked, with what was said. `gates`: others than the writer's own, which remember what they passed.
  record::Verdict admit(const judge::GateInput& input, const std::string& said, judge::GateRow* gates = nullptr);
  /// A rejection by others than the gates.
  void book(record::Verdict verdict);
  /// A sample that was admitted.
  void keep(record::Sample sample);
  /// A sample of an earlier run that stays: counted against its method's tokens, and known to the gates that remember.
  void carry(const record::Sample& sample);
  /// Verdicts of samples; the others are of sentences that a kept text lost.
  uint64_t rejected_samples() const;
  /// Tokens of its messages in training.
  int64_t cost_of(const record::Sample& sample) const;

  std::vector<record::Sample> samples;    // kept
  std::vector<record::Verdict> verdicts;  // of rejected ones, and of their texts: detail holds question and answer
  std::map<std::string, FactCoverage> ledger;
  std::map<std::string, uint64_t> rejections;
  std::map<std::string, std::vector<std::string>> rejected_of_passage;  // passage → ids of rejected samples on its facts
  int64_t tokens = 0;

 private:
  record::Sample make(const Draft& draft) const;
  std::string evidence_text(const Draft& draft) const;

  judge::GateRow gates_;
  std::map<std::string, const record::Passage*> passages_;
  const TokenCounter& count_;
  uint64_t seed_;
  const SynthesisMethod* method_ = nullptr;
  int64_t method_tokens_ = 0, method_budget_ = 0;
  std::map<std::string, int64_t> carried_tokens_;  // by method
  std::set<std::string> carried_ids_;
  uint64_t ordinal_ = 0;
  std::set<std::string> ids_;
  std::unordered_set<std::string> apart_;  // letters and digits of questions
};

}  // namespace jangin::synthesize
