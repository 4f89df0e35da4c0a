// The later rounds of a loop: after an examination, more samples for facts that the expert got wrong and fewer for those it got right. What is taught
// and which wordings are held back is the stage's own choice, the same in every round. Deterministic; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "synthesize/synthesize.h"

namespace jangin::synthesize {

struct ExaminedFact {
  std::string fact_id;
  bool right = false;
};

struct RoundRequest {
  SynthesizeRequest stage;              // as the stage was run
  int64_t round = 2;                    // counts from 1, which the stage itself writes
  int64_t tokens = 0;                   // of this round's samples
  std::vector<ExaminedFact> answers;    // to the steering questions, after the round before
  std::vector<record::Sample> written;  // by all rounds before
  /// Questions of a fact against an even share of the tokens: of one that was missed, and of one that was known.
  double missed = 2, known = 0.5;
};

struct RoundSamples {
  std::vector<record::Sample> samples;  // as the stage's: a sample of an earlier round keeps its id
  std::vector<record::Verdict> verdicts;
  int64_t tokens = 0;
  uint64_t facts_raised = 0, facts_lowered = 0;  // more, fewer questions than an even share
  uint64_t new_samples = 0;                      // that no earlier round has
};

/// A fact that was not asked gets what facts like it need: `known` to `missed` by the share of wrong answers among asked facts of its miner and of its
/// chapter. A fact gets new wordings first, then those that it had. Samples are written by rules, whether or not the recipe has a teacher.
/// Errors: those of the stage.
Result<RoundSamples> write_round(const RoundRequest& request);

}  // namespace jangin::synthesize
