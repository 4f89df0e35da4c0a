// What a run writes beside its checkpoints: the loss curve (curve.jsonl, one StepRecord a line) and the hash chain (chain.jsonl), which
// binds data, steps and checkpoints: link = SHA-256(previous link, step, batch, bits of the loss, arithmetic).
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/result.h"
#include "train/train.h"

namespace jangin::train {

/// The first link: what the run starts from.
std::string first_link(const std::string& run);
/// The link of a step. `loss` enters with its bits.
std::string step_link(const std::string& previous, int64_t step, const std::string& batch_hash, double loss, double divergence,
                      const std::string& arithmetic);
/// The link after a checkpoint whose file has this hash. Checkpoints are links of their own, beside the steps' chain.
std::string checkpoint_link(const std::string& chain, const std::string& file_hash);

/// Appends to both files. Not thread-safe.
class RunLog {
 public:
  /// Keeps the lines of steps up to `step` (a run that goes on), drops later and broken ones. Errors: io_error.
  static Result<RunLog> open(const std::filesystem::path& folder, int64_t step);

  Status add_step(const StepRecord& record, const std::string& batch_hash, const std::string& link, const std::string& arithmetic);
  Status add_checkpoint(int64_t step, const std::string& file_hash, const std::string& link);
  const std::vector<StepRecord>& curve() const { return curve_; }

 private:
  std::vector<StepRecord> curve_;
  std::ofstream curve_file_;
  std::ofstream chain_file_;
  std::filesystem::path folder_;
};

}  // namespace jangin::train
