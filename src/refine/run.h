// One document through the steps and cut into passages. Knows neither files nor other documents.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/records.h"
#include "refine/balance/measure.h"
#include "refine/refine.h"
#include "refine/step.h"

namespace jangin::refine {

/// Version of the cutting of passages; a component of the manifest like a step's.
inline constexpr uint32_t kPassagesVersion = 1;
/// What the cutting is called among the steps.
inline constexpr const char* kPassagesStep = "passages";

struct NamedStep {
  std::string name;
  uint32_t version = 1;
  std::unique_ptr<RefineStep> step;
};
/// The steps that the configuration asks for, in the registry's order.
/// Errors: those of the makers.
Result<std::vector<NamedStep>> make_steps(const RefineConfig& config);
record::Verdict make_verdict(const std::string& subject, const NamedStep& step, Judgement judgement);

/// A passage that was cut, and what was said of it.
struct CutPassage {
  record::Passage passage;
  record::Verdict verdict;  // pass with all else empty: nothing to say
};

/// A document after everything that needs no other document.
struct RefinedDocument {
  record::Document document;
  uint64_t bytes_in = 0;  // of the text as read
  bool kept = true;       // passed every step that judges one document by itself
  std::vector<record::Verdict> verdicts;
  std::vector<record::TextEdit> edits;
  std::map<std::string, uint64_t> counts;
  DocumentBalance balance;           // of one that is kept so far
  std::vector<Sketch> sketches;      // of the comparing steps, in their order; none when not kept
  std::vector<CutPassage> passages;  // of rejected documents too (a kept one may have the same text), those unjudged
};

/// Seconds of processor time, summed over threads: one for each step, then one for the cutting.
using StepSeconds = std::vector<double>;

/// Refines a batch, in its order, on the shared thread pool. Consumes the documents. Errors: interrupted.
Result<std::vector<RefinedDocument>> refine_batch(std::vector<record::Document> documents, std::span<const NamedStep> steps,
                                                  const RefineConfig& config, StepSeconds& seconds);

}  // namespace jangin::refine
