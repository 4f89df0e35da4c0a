// Work that several processes do without speaking to one another: which of them takes what. Each works it out by itself and comes to the same answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin {

/// One worker's part: `index` of `count`, from 0.
struct Share {
  int index = 0;
  int count = 1;
  bool is_all() const { return count == 1; }
  /// For people, from 1: "2/8".
  std::string text() const;
  /// For names of files: "2-of-8".
  std::string file_name() const;
};
/// The most workers that one piece of work is shared out to.
inline constexpr int kMostWorkers = 512;

/// "2/8": the second of eight. Errors: invalid_argument.
Result<Share> parse_share(std::string_view text);
/// The part of this task of a Slurm job array (sbatch --array), by the variables that Slurm sets: SLURM_ARRAY_TASK_ID, _MIN, _MAX, _STEP, _COUNT.
/// Errors: invalid_argument (not such a task; numbers that are not evenly spaced, so that nobody could tell which task is which).
Result<Share> share_of_slurm_array();

/// Hands out pieces of work, call after call, so that each worker gets about as many bytes: the heaviest piece first, each to the worker that has least
/// by then, of several the first. No worker is left with more than a fair part and the heaviest piece.
class HandOut {
 public:
  explicit HandOut(int workers) : loads_(static_cast<size_t>(workers), 0) {}
  /// The worker of each piece; what earlier calls handed out counts. A piece of no bytes still costs something.
  std::vector<int> give(std::span<const uint64_t> bytes);

 private:
  std::vector<uint64_t> loads_;
};

}  // namespace jangin
