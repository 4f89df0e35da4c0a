// Manifests as JSON, their identities, and whether what they name is still there.
#include "record/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"

namespace jangin::record {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// `<workspace>/<stage>/manifest.json` → the shard's path from the workspace; a path outside it stays as it is.
std::string relative_path(const fs::path& shard, const fs::path& manifest) {
  if (shard.empty()) return {};
  fs::path workspace = fs::absolute(manifest).lexically_normal().parent_path().parent_path();
  fs::path relative = fs::absolute(shard).lexically_normal().lexically_relative(workspace);
  return relative.empty() || *relative.begin() == ".." ? shard.string() : relative.string();
}

Json to_json(const Manifest& manifest, const fs::path& path) {
  Json shards = Json::array();
  for (const ShardInfo& shard : manifest.shards) {
    shards.push_back({{"path", relative_path(shard.path, path)}, {"table", shard.table}, {"rows", shard.rows}, {"rows_hash", shard.rows_hash}});
  }
  return Json{{"schema_version", kSchemaVersion},
              {"stage", manifest.stage},
              {"created_at", manifest.created_at},
              {"key", manifest.key()},
              {"hash", manifest.hash()},
              {"config_hash", manifest.config_hash},
              {"inputs", manifest.inputs},
              {"components", manifest.components},
              {"shards", shards},
              {"artifacts", manifest.artifacts},
              {"figures", manifest.figures}};
}

Manifest from_json(const Json& json) {
  Manifest manifest;
  manifest.stage = json.at("stage").get<std::string>();
  manifest.created_at = json.at("created_at").get<std::string>();
  manifest.config_hash = json.at("config_hash").get<std::string>();
  json.at("inputs").get_to(manifest.inputs);
  json.at("components").get_to(manifest.components);
  json.at("artifacts").get_to(manifest.artifacts);
  json.at("figures").get_to(manifest.figures);
  for (const Json& shard : json.at("shards")) {
    manifest.shards.push_back({shard.at("path").get<std::string>(), shard.at("table").get<std::string>(), shard.at("rows").get<uint64_t>(),
                               shard.at("rows_hash").get<std::string>()});
  }
  return manifest;
}

bool is_intact(const ShardInfo& shard, const fs::path& folder) {
  auto found = read_shard_info(folder / shard.path);
  return found && found->rows == shard.rows && found->rows_hash == shard.rows_hash && found->table == shard.table;
}

}  // namespace

std::string Manifest::key() const {
  Sha256 hash;
  hash.field("manifest key").field(stage).field(config_hash).field(inputs.size());
  for (const auto& [name, value] : inputs) hash.field(name).field(value);
  hash.field(components.size());
  for (const auto& [name, version] : components) hash.field(name).field(uint64_t{version});
  return hash.hex();
}

std::string Manifest::hash() const {
  Sha256 hash;
  hash.field("manifest").field(key()).field(shards.size());
  for (const ShardInfo& shard : shards) hash.field(shard.table).field(shard.rows).field(shard.rows_hash);
  hash.field(artifacts.size());
  for (const auto& [path, sha256] : artifacts) hash.field(path).field(sha256);
  return hash.hex();
}

Status write_manifest(const fs::path& path, const Manifest& manifest) {
  return write_file(path, to_json(manifest, path).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<Manifest> read_manifest(const fs::path& path) {
  JANGIN_ASSIGN(std::string bytes, read_file(path, 64U << 20));
  Json json = Json::parse(bytes, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::invalid_format, "is no JSON", path.string(), "delete it: its stage runs again");
  try {
    if (json.at("schema_version").get<int>() > kSchemaVersion) return fail(ErrorCode::unsupported, "was written by a newer program", path.string());
    return from_json(json);
  } catch (const Json::exception& error) {
    return fail(ErrorCode::invalid_format, error.what(), path.string(), "delete it: its stage runs again");
  }
}

bool is_current(const fs::path& path, const fs::path& folder, const std::string& key) {
  auto manifest = read_manifest(path);
  if (!manifest || manifest->key() != key) return false;
  bool shards = std::all_of(manifest->shards.begin(), manifest->shards.end(), [&](const ShardInfo& shard) { return is_intact(shard, folder); });
  return shards && std::all_of(manifest->artifacts.begin(), manifest->artifacts.end(), [&](const auto& artifact) {
           auto sha256 = sha256_file_hex(folder / artifact.first);
           return sha256 && *sha256 == artifact.second;
         });
}

}  // namespace jangin::record
