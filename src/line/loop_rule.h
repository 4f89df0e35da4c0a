// The closed loop's rules: how the tokens are divided, when the loop ends, which round is kept. Plain functions of what was measured; the loop itself
// is in loop.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"

namespace jangin::line {

/// The recipe's [loop] table. The loop divides train.tokens among its rounds, it adds none.
struct LoopConfig {
  /// Most rounds of training and examining. 1: no loop.
  int64_t rounds = 1;
  /// Share of the steering questions right that ends the loop. 1: only when all are.
  double target = 1.0;
  /// Of train.tokens, those of the first round; the later rounds share the rest alike.
  double first_share = 0.5;
  /// Facts that are asked to steer the loop, beside synthesize.examination, whose figures are reported and steer nothing.
  int64_t questions = 240;
  /// Questions of a fact in the next round against an even share of the tokens: of one that was missed, of one that was known.
  double missed = 2.0, known = 0.5;
};
Status read_config(ConfigTable table, LoopConfig& config);
/// Over every field; empty when there is no loop.
std::string config_text(const LoopConfig& config);

/// Tokens of a round (from 1) of `rounds`; those of all rounds together are `tokens`.
int64_t round_tokens(const LoopConfig& config, int64_t tokens, int64_t round);

struct Tally {
  uint64_t right = 0, of = 0;
};
struct ExaminationResult {
  Tally choice, short_answer;
  uint64_t right() const { return choice.right + short_answer.right; }
  uint64_t of() const { return choice.of + short_answer.of; }
};

/// One round as the report shows it.
struct LoopRound {
  int64_t round = 0;  // 0: the base
  int64_t tokens = 0;
  uint64_t samples = 0, new_samples = 0;         // trained on; those that no earlier round has
  uint64_t facts_raised = 0, facts_lowered = 0;  // got more, fewer questions than an even share
  ExaminationResult steering, reported;
  uint64_t learned = 0, lost = 0;  // steering questions: wrong before and right now, and the other way round
  bool guarded = false;            // general text was measured
  double rise = 0;                 // of its bits per byte over the base, as trained
  double kept_rise = 0;            // the same, of the weights that the guard left
  double share = 1;                // of the way from the base that the guard left
  bool within_bound = true;        // of the weights that the guard left
};

/// What a loop did.
struct LoopTable {
  std::vector<LoopRound> rounds;  // the base first
  int64_t kept = 0;               // best_round
  std::string ended;              // why_ended
};

/// Why the loop ends after the last of `rounds` (base first): "target", "forgetting" (general text rose beyond the guard's bound before the guard took
/// weights back: a further round would be taken back, too) or "tokens" (all are used); nothing: it goes on.
std::optional<std::string> why_ended(const LoopConfig& config, const std::vector<LoopRound>& rounds);
/// The number of the round that is kept: of those whose guarded weights are within the bound the one with most steering questions right, of equals the
/// first; when none is within, the one whose general text rose least.
int64_t best_round(const std::vector<LoopRound>& rounds);

}  // namespace jangin::line
