// What is taught, decided before a sample is written: facts mined, contradictions found, facts chosen within the budget, wordings held back for the
// examination. The stage, its plan and the later rounds of a loop all start from here. Deterministic.
#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include "synthesize/carry.h"
#include "synthesize/conflicts.h"
#include "synthesize/examination.h"
#include "synthesize/mine.h"
#include "synthesize/synthesize.h"

namespace jangin::synthesize {

/// Pointers are into `mined`; they stay good when the whole is moved.
struct Teaching {
  std::vector<record::Document> documents;
  std::vector<record::Passage> passages;
  Mined mined;
  std::vector<Conflict> conflicts;
  Selection selection;
  std::unordered_set<const MinedFact*> carried;     // of the taught facts: taught by the earlier run, too
  HeldWordings held;                                // of both examinations
  std::vector<judge::Question> reported, steering;  // examination.h
};

/// The budget that a request names: the recipe's synthesize.tokens, else its own.
int64_t token_budget(const SynthesizeRequest& request);

/// Reads refine/'s tables; passages that `store` holds are not mined. Of an earlier run (null: none) the facts of unchanged passages stay taught, facts of
/// changed ones join them as a choice from nothing would take them; when that teaches less than nine tenths or more than 1.05 times of what a choice from
/// nothing would, the choice is made from nothing. Errors: not_found (refine has not run), invalid_argument (focus, conflicts), interrupted.
Result<Teaching> choose_teaching(const SynthesizeRequest& request, const EarlierRun* earlier, MinedStore& store);
/// What the stage's last run, which is current, chose: for the later rounds of a loop. Errors: not_found when its files are missing or of other documents.
Result<Teaching> chosen_teaching(const SynthesizeRequest& request);

}  // namespace jangin::synthesize
