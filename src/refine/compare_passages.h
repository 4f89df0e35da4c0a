// Comparing steps over all passages of kept documents: gathers their texts from the parts, runs one step after another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "refine/binary_id.h"
#include "refine/parts.h"
#include "refine/run.h"

namespace jangin::refine {

/// What the steps said of passages, by id; nothing of most. Of one id in the steps' order; one that rejects is the last.
using PassageVerdicts = std::unordered_map<BinaryId, std::vector<record::Verdict>, BinaryIdHash>;

/// In the steps' order, each on what the ones before left. `kept` [documents]: who passed everything. `scratch`: a file that is written, left
/// behind and may be removed afterwards. `seconds`: as in run.h; the time of each step is added. Errors: those of PartStore::read, of the file
/// and of the steps; internal (a step does not judge every passage).
Result<PassageVerdicts> compare_passages(const PartStore& store, std::span<const PartInfo> parts, std::span<const NamedStep> steps,
                                         const std::vector<uint8_t>& kept, const std::filesystem::path& scratch, StepSeconds& seconds);

}  // namespace jangin::refine
