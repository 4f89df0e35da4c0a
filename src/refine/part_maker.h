// Rows of collect's documents → parts on disk, unless they are there. Reads ahead while a batch is worked on. Internal to the stage.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "refine/parts.h"
#include "refine/refine.h"
#include "refine/row_shares.h"
#include "refine/run.h"

namespace jangin::refine {

class PartMaker {
 public:
  /// `rows`: of all calls of make() together, for the progress. What is handed in outlives the maker.
  PartMaker(const RefineRequest& request, const std::vector<NamedStep>& steps, const PartStore& store, uint64_t rows);

  /// The parts that hold the rows of the range, in order; makes those that are missing. The first begins with the range's first row, each goes on where the one before ends;
  /// the last may reach beyond. Errors: those of the shard and of the store; interrupted.
  Result<std::vector<PartInfo>> make(const RowRange& range);
  /// Documents of the parts that were there.
  uint64_t documents_ready() const { return ready_; }

 private:
  Status make_up_to(uint64_t row, uint64_t end);

  const RefineRequest& request_;
  const std::vector<NamedStep>& steps_;
  const PartStore& store_;
  Progress progress_;
  std::set<uint64_t> begins_;  // rows with which files of the store begin
  uint64_t ready_ = 0;
};

}  // namespace jangin::refine
