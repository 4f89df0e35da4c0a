// Comparing steps over all documents: reads their sketches from the parts, one step at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "refine/parts.h"
#include "refine/run.h"

namespace jangin::refine {

/// What one step said: judgement i is about document `rows[i]`; rows ascend.
struct Comparison {
  const NamedStep* step = nullptr;
  std::vector<uint64_t> rows;
  std::vector<Judgement> judgements;
};

/// In the steps' order, each on what the ones before left. `kept` [documents]: in, who passed what judges one document by itself; out, who passed everything.
/// `seconds`: as in run.h; the time of each step is added. Errors: those of PartStore::read; internal (a step does not judge every document).
Result<std::vector<Comparison>> compare_documents(const PartStore& store, std::span<const PartInfo> parts, std::span<const NamedStep> steps,
                                                  std::vector<uint8_t>& kept, StepSeconds& seconds);

}  // namespace jangin::refine
