// Manifests: what a stage made, from what, with which configuration and components. Equal key → the stage is not run again.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/shard.h"

namespace jangin::record {

/// Stored as `<workspace>/<stage>/manifest.json`, written last (temporary name, rename).
struct Manifest {
  std::string stage;                           // "collect", "refine", …
  std::string config_hash;                     // of the stage's resolved configuration
  std::map<std::string, std::string> inputs;   // name → hash: parents' manifest hashes, blobs, base model
  std::map<std::string, uint32_t> components;  // reader/step/method → version (a new build of the program alone changes nothing)
  std::vector<ShardInfo> shards;
  std::map<std::string, std::string> artifacts;  // other files made: relative path → SHA-256
  std::map<std::string, double> figures;         // counts, seconds, bytes: for the report; not part of the hash
  std::string created_at;                        // not part of the hash

  /// Identity of what went in: hash(stage, config_hash, inputs, components).
  std::string key() const;
  /// Identity of what came out: hash(key, shards' rows_hash, artifacts).
  std::string hash() const;
};

Status write_manifest(const std::filesystem::path& path, const Manifest& manifest);
/// Errors: not_found; invalid_format.
Result<Manifest> read_manifest(const std::filesystem::path& path);
/// True when `path` holds a manifest with this key and every shard and artifact it names exists with the stated size of rows/hash.
/// `folder` is what relative paths start from.
bool is_current(const std::filesystem::path& path, const std::filesystem::path& folder, const std::string& key);

}  // namespace jangin::record
