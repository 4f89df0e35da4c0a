// The weights of a Hugging Face folder: model.safetensors, or, where that would be too large a file, shards with an index, named as
// transformers names them (huggingface_hub, serialization/_base.py: model-00001-of-0000N.safetensors, model.safetensors.index.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/formats/weight_source.h"

namespace jangin::model {

/// Most bytes of weights in one file; what transformers 4 takes (5 takes ten times as many). A weight that is larger has a file of its own.
inline constexpr uint64_t kShardBytes = 5'000'000'000;

/// model.safetensors if it is there (transformers looks for it first, too), else the index. Errors: not_found.
Result<std::filesystem::path> find_weights(const std::filesystem::path& folder);

/// Whether a path is that of an index, by its name.
bool is_index(const std::filesystem::path& path);

/// Every file that holds weights of the model at `path`, which open_model() takes: one; or the shards by name and, last, their index.
/// Errors: not_found, and those of reading an index.
Result<std::vector<std::filesystem::path>> weight_files(const std::filesystem::path& path);

/// SHA-256 (hexadecimal) that names the weights: of the file; of several shards, of their names and hashes in order.
Result<std::string> hash_weights(const std::filesystem::path& path);

/// Writes all weights of `source` in `type` (f32, bf16 or f16), in its order; one file when they take at most `shard_bytes` (0: however many). What was
/// there stays whole until everything new is on the disk; then files are renamed, the one that is opened first last, and shards, index or single
/// file of before are removed. Only where shards replace as many shards is there a moment, of renames alone, in which the folder holds
/// no model; never one in which it mixes two. Memory used: a few megabytes.
Status write_weights(const std::filesystem::path& folder, const WeightSource& source, StoredType type, uint64_t shard_bytes);

}  // namespace jangin::model
