// The stage synthesize: refined passages → facts → samples, gated, within a budget of trained tokens; the ledger of what is taught and why the
// rest is not. Rules, and where the recipe names one, a teacher (teacher/) through engine/generator.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "judge/question_file.h"
#include "record/manifest.h"
#include "synthesize/expectation.h"
#include "synthesize/focus.h"
#include "synthesize/teacher/teacher_access.h"
#include "synthesize/teacher/teacher_config.h"

namespace jangin::synthesize {

/// The recipe's [synthesize] table.
struct SynthesizeConfig {
  /// What is taught first ([[synthesize.focus]]); empty: everything alike. What is outside is taught only when the budget is left over.
  std::vector<Focus> focus;
  /// Wordings of each taught fact; 0: as many as the budget gives, between the two bounds below.
  int64_t wordings = 0;
  int64_t min_wordings = 4;
  int64_t max_wordings = 10;
  /// Facts below this importance (0..1) are not taught; 0: all may be.
  double min_importance = 0.0;
  /// Shares of the samples' tokens; the rest are questions both ways. 0 turns a kind off.
  double statements = 0.12;
  double contrasts = 0.08;
  double refusals = 0.10;
  double text = 0.0;
  /// Most reverse questions (from the value back to the subject) among a fact's wordings.
  double reverse_share = 0.2;
  /// Facts of the line's own examination (examination.h); 0: none. Each loses one family of wordings to it.
  int64_t examination = 120;
  /// Trained tokens to write samples for; 0: the line says (its training budget less replay).
  int64_t tokens = 0;
  uint64_t seed = 1;
  /// Of facts from different documents that contradict each other: "hold" (none is taught), "newest" (by the documents' dates) or "first" (source).
  std::string conflicts = "hold";
  /// Ids of facts (`jangin coverage --conflicts`) that a person has found right: they are taught, what stands against them is not.
  std::vector<std::string> decided;
  /// Names from the registries; empty: all.
  std::vector<std::string> miners, methods, gates;
  /// [synthesize.teacher]: a model that writes samples, too; off unless it names one.
  TeacherConfig teacher;
};
/// Reads and finishes the table. Errors: invalid_format, invalid_argument (a name that no registry has names the nearest).
Status read_config(ConfigTable table, SynthesizeConfig& config);
/// True when a list of the recipe chooses `name`: it names it, or nothing.
bool is_named(const std::vector<std::string>& names, std::string_view name);
/// Hash over every field.
std::string config_hash(const SynthesizeConfig& config);

/// Tokens of a text as the base model's tokenizer counts them.
using TokenCounter = std::function<size_t(std::string_view)>;
/// Where no tokenizer is at hand: bytes over a language's usual bytes a token.
size_t estimate_tokens(std::string_view text);

struct SynthesizeRequest {
  std::filesystem::path workspace;  // reads refine/, writes synthesize/
  SynthesizeConfig config;
  int64_t token_budget = 600'000;                     // used when config.tokens is 0; once through all samples
  std::string counter_name;                           // names the tokenizer behind `count` (its hash): part of the manifest's key
  TokenCounter count;                                 // empty: estimate_tokens
  std::vector<judge::Question> evaluation_questions;  // kept apart from the samples
  TeacherAccess teacher;                              // needed when config.teacher names a model
  int64_t steering = 0;                               // facts whose examination steers a loop (rounds.h), beside config.examination; 0: no loop
  double first_share = 1;  // of the budget's tokens that samples are written for now; a loop's rounds write the rest (rounds.h)
};

struct SynthesizeReport {
  record::Manifest manifest;
  bool skipped = false;  // its manifest was current
  uint64_t passages = 0, passages_with_facts = 0, passages_mined = 0;
  uint64_t documents = 0, documents_mined = 0;  // mined: with a passage whose facts were not carried over from an earlier run
  uint64_t facts = 0, facts_in_focus = 0, facts_taught = 0, facts_beyond_budget = 0, facts_outside_focus = 0, facts_rejected = 0,
           facts_in_conflict = 0;
  uint64_t samples = 0, samples_carried = 0, rejected_samples = 0, tokens = 0;
  double wordings = 0;       // mean of the taught facts
  ExpectedAnswers expected;  // of the own examination, before training
  double distinct_2 = 0;     // distinct word pairs ÷ word pairs over all questions
  std::map<std::string, uint64_t> samples_by_kind, facts_by_miner, rejections;
  std::map<std::string, double> teacher;  // figures of the teacher (teacher_stage.h); empty: none was asked
};

/// Writes `<workspace>/synthesize/{facts,samples,verdicts,coverage}.parquet`, examination.jsonl, steering.jsonl, teaching.json, mined.jsonl and
/// manifest.json. Where an earlier run differs in the documents alone, passages that did not change are not mined again and keep their samples
/// (carry.h, teaching.h); delete the folder for a run from nothing. With a teacher also preferences.parquet and
/// teacher/replies.jsonl (kept for later runs). Deterministic for given replies. Errors: not_found (refine has not run; prompts), io_error (a
/// teacher out of reach for longer than its patience: the same call goes on from there), interrupted, and the teacher's own.
Result<SynthesizeReport> synthesize(const SynthesizeRequest& request);

/// What a budget teaches, and the accuracy to expect of it.
struct TeachingPlan {
  int64_t tokens = 0;  // of samples
  uint64_t facts_taught = 0, facts_taught_in_focus = 0;
  double exposures = 0;  // trained questions of each taught fact
  double tokens_per_fact = 0;
  ExpectedAnswers examination;  // the line's own
  ExpectedAnswers questions;    // people's, on the focus (or on everything)
};
/// What the stage would do: facts found, what falls beyond the budget, the accuracy to expect, and the same for twice the budget.
struct SynthesisPlan {
  uint64_t facts = 0, facts_in_focus = 0;
  double wordings = 0;
  int64_t tokens_for_all = 0;  // to teach every fact (in focus, when there is one) with max_wordings
  TeachingPlan budget, twice;
  /// Headings with facts beyond the budget, those with most first.
  struct Heading {
    std::string heading;
    uint64_t facts = 0, taught = 0;
  };
  std::vector<Heading> headings_beyond;
};
Result<SynthesisPlan> plan_synthesis(const SynthesizeRequest& request);

}  // namespace jangin::synthesize
