// Which tokens go into which step: an explicit list, decided before training from the sources, the configuration and the seed alone.
// Documents are packed first-fit into rows; sources are mixed by share, those behind the first spread over the rows; nothing depends on time or
// threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "train/objectives/objective.h"
#include "train/sequence.h"
#include "train/train.h"

namespace jangin::train {

/// `length` tokens of one sequence from `begin` on, each predicting the one behind it; it attends to itself only.
struct RowPart {
  uint32_t source = 0;
  uint32_t sequence = 0;
  uint32_t begin = 0;
  uint32_t length = 0;
};
struct Row {
  std::vector<RowPart> parts;
  int64_t tokens = 0;  // ≤ sequence_length
};

class BatchPlan {
 public:
  /// Errors: invalid_argument when a sequence is malformed, or nothing is left to train on.
  static Result<BatchPlan> make(std::span<const TrainSource> sources, const TrainConfig& config);

  int64_t steps() const { return (static_cast<int64_t>(rows_.size()) + batch_rows_ - 1) / batch_rows_; }
  int64_t tokens() const { return tokens_; }
  const std::vector<Row>& rows() const { return rows_; }
  /// Over the sources' content and the rows.
  const std::string& hash() const { return hash_; }
  /// Rows of step `step` (from 1).
  std::span<const Row> batch(int64_t step) const;

 private:
  std::vector<Row> rows_;
  int64_t batch_rows_ = 1;
  int64_t tokens_ = 0;
  std::string hash_;
};

/// The micro-batches of a step, in order.
std::vector<MicroBatch> make_micro_batches(std::span<const TrainSource> sources, std::span<const Row> rows, int64_t micro_batch_rows);
/// SHA-256 over ids, positions, targets and weights.
std::string hash_micro_batches(std::span<const MicroBatch> batches);
/// What the samples of steps 1 … `steps` were exposed to, in order of steps and rows; the parts of a sample in one step are added up.
std::vector<SampleExposure> list_exposures(std::span<const TrainSource> sources, const BatchPlan& plan, int64_t steps);

}  // namespace jangin::train
