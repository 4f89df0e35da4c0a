// Drafts → samples: gates, ids, seeds, evidence rows, token counts, the ledger. Not for use outside this stage.
#pragma once

#include <map>
#include <set>
#include <string>
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

  std::vector<record::Sample> samples;       // kept
  std::vector<record::Verdict> verdicts;     // of rejected ones, and of their texts: detail holds question and answer
  std::map<std::string, FactCoverage> ledger;
  std::map<std::string, uint64_t> rejections;
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
  uint64_t ordinal_ = 0;
  std::set<std::string> ids_;
};

}  // namespace jangin::synthesize
