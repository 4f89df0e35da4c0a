// Checkpoints: one safetensors file with what is trained (the weights under Hugging Face names, or the adapter under peft's), the optimizer's
// buffers ("optimizer.m." …) and, in its metadata, where the run stood. Written under a temporary name and renamed; the bytes depend on the run alone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/network.h"
#include "train/trainer.h"

namespace jangin::train {

struct CheckpointState {
  std::string run;  // hash of configuration, plan and start: only the same run goes on from it
  int64_t step = 0;
  int64_t tokens = 0;
  std::string chain;  // link of the hash chain after this step
};

/// "step-00000200.safetensors".
std::filesystem::path checkpoint_path(const std::filesystem::path& folder, int64_t step);
/// `optimizer`: Trainer::state(). Errors: io_error; limit_exceeded when the disk has no room (checked first).
Status write_checkpoint(const std::filesystem::path& path, const model::Network& network, const Trainer::Buffers& optimizer,
                        const CheckpointState& state);
/// Fills the network, or its adapter where one is attached, and the buffers (Trainer::blank_state()). Errors: those of the file.
Result<CheckpointState> read_checkpoint(const std::filesystem::path& path, model::Network& network, const Trainer::Buffers& optimizer);
/// The newest readable checkpoint of `run` in `folder`, or nothing. Damaged files are passed over.
std::optional<std::filesystem::path> find_checkpoint(const std::filesystem::path& folder, const std::string& run);
/// Removes all but the newest `keep` checkpoints, and remains of interrupted writes.
void prune_checkpoints(const std::filesystem::path& folder, int64_t keep);

}  // namespace jangin::train
