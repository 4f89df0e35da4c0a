// One run of refining over documents in memory: steps, duplicates, passages. Knows nothing of files; refine.cpp reads and writes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/records.h"
#include "refine/refine.h"
#include "refine/step.h"

namespace jangin::refine {

/// Version of the cutting of passages; a component of the manifest like a step's.
inline constexpr uint32_t kPassagesVersion = 1;

struct NamedStep {
  std::string name;
  uint32_t version = 1;
  std::unique_ptr<RefineStep> step;
};
/// The steps that the configuration asks for, in the registry's order.
/// Errors: those of the makers.
Result<std::vector<NamedStep>> make_steps(const RefineConfig& config);

struct RunResult {
  std::vector<record::Document> documents, rejected_documents;
  std::vector<record::Passage> passages, rejected_passages;
  std::vector<record::Verdict> verdicts;
  std::vector<record::TextEdit> edits;
  RefineReport report;
};

/// Consumes the documents. Errors: interrupted.
Result<RunResult> run_steps(std::vector<record::Document> documents, const RefineConfig& config);

}  // namespace jangin::refine
