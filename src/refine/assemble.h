// The last passes: parts and comparisons → the stage's shards and its report.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "base/result.h"
#include "record/shard.h"
#include "refine/balance/report.h"
#include "refine/compare.h"
#include "refine/compare_passages.h"
#include "refine/licence/detected_rights.h"
#include "refine/parts.h"

namespace jangin::refine {

struct Assembly {
  const PartStore& store;
  std::span<const PartInfo> parts;
  std::span<const NamedStep> steps;
  std::span<const Comparison> comparisons;
  const std::vector<uint8_t>& kept;  // [documents], after all comparisons
  const PassageVerdicts& passage_verdicts;
};

/// Writes `<workspace>/refine/{documents,passages,verdicts,text_edits}.parquet` and `<workspace>/rejected/refine/{documents,passages}.parquet`; adds to `report` all that
/// is counted, to `balance` the kept documents, to `rights` all. The shards, in this order: documents, passages, verdicts, text_edits, rejected documents, rejected passages.
/// Errors: those of the parts and of the shards; interrupted.
Result<std::vector<record::ShardInfo>> assemble(const Assembly& assembly, const std::filesystem::path& workspace, RefineReport& report,
                                                BalanceCounter& balance, DetectedRights& rights);

}  // namespace jangin::refine
