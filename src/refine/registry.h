// The refine steps of this program, in the order in which they run. Adding one: README.md.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "refine/refine.h"
#include "refine/step.h"

namespace jangin::refine {

struct StepEntry {
  std::string_view name;
  uint32_t version;  // raised whenever the step may judge or rewrite any text differently
  /// Errors: those of the files that a step reads once (lists, models, evaluation sets).
  Result<std::unique_ptr<RefineStep>> (*make)(const RefineConfig& config);
};

const std::vector<StepEntry>& steps();
/// nullptr when there is none of this name.
const StepEntry* find_step(std::string_view name);

Result<std::unique_ptr<RefineStep>> make_broken_text(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_normalise(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_personal_data(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_licence(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_contamination(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_language(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_toxicity(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_gopher_repetition(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_gopher_quality(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_c4(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_fineweb(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_quality_model(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_exact_duplicates(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_near_duplicates(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_perplexity(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_contents_lists(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_near_duplicate_passages(const RefineConfig& config);
Result<std::unique_ptr<RefineStep>> make_repeated_spans(const RefineConfig& config);

}  // namespace jangin::refine
