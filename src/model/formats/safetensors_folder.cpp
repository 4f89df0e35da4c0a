// Shards are made in a folder beside their places: what is not whole is never under a name that is read.
#include "model/formats/safetensors_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "base/system_error.h"
#include "model/formats/checked_size.h"
#include "model/formats/safetensors.h"

namespace jangin::model {
namespace {
namespace fs = std::filesystem;

constexpr const char* kSingleName = "model.safetensors";
constexpr const char* kIndexName = "model.safetensors.index.json";
constexpr const char* kUnfinishedName = "model.safetensors.parts";
const std::map<std::string, std::string> kMetadata = {{"format", "pt"}};  // transformers asks for it

struct Shard {
  std::string name;
  std::vector<WeightInfo> weights;
};

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// model-00001-of-00002.safetensors, of any numbers.
bool is_shard_name(const std::string& name) {
  const std::string_view like = "model-#####-of-#####.safetensors";
  return std::equal(name.begin(), name.end(), like.begin(), like.end(),
                    [](char c, char wanted) { return wanted == '#' ? c >= '0' && c <= '9' : c == wanted; });
}

Result<uint64_t> written_bytes(const WeightSource& source, const WeightInfo& weight, StoredType type) {
  const auto bytes = checked_bytes(weight.shape, type);
  if (!bytes) return fail(ErrorCode::invalid_argument, fmt::format("weight `{}` is too large", weight.name), source.place());
  return *bytes;
}

/// Weights in order, a new file where the next would pass the limit.
Result<std::vector<Shard>> divide(const WeightSource& source, StoredType type, uint64_t shard_bytes) {
  std::vector<Shard> shards(1);
  uint64_t filled = 0;
  for (const WeightInfo& weight : source.weights()) {
    JANGIN_ASSIGN(const uint64_t bytes, written_bytes(source, weight, type));
    if (shard_bytes != 0 && !shards.back().weights.empty() && (bytes > shard_bytes || filled > shard_bytes - bytes)) {
      shards.emplace_back();
      filled = 0;
    }
    shards.back().weights.push_back(weight);
    filled += bytes;
  }
  for (size_t i = 0; i < shards.size(); ++i) shards[i].name = fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, shards.size());
  return shards;
}

Result<std::string> index_of(const WeightSource& source, const std::vector<Shard>& shards, StoredType type) {
  uint64_t bytes = 0;
  int64_t parameters = 0;
  nlohmann::json map = nlohmann::json::object();
  for (const Shard& shard : shards) {
    for (const WeightInfo& weight : shard.weights) {
      JANGIN_ASSIGN(const uint64_t size, written_bytes(source, weight, type));
      bytes += size;
      parameters += weight.elements();
      map[weight.name] = shard.name;
    }
  }
  return nlohmann::json{{"metadata", {{"total_parameters", parameters}, {"total_size", bytes}}}, {"weight_map", map}}.dump(2) + "\n";
}

Status remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) return system_error(path, error.value());
  return {};
}

/// Shards other than `kept`, of whatever model: nothing names them any more.
Status remove_shards(const fs::path& folder, const std::vector<Shard>& kept) {
  std::error_code error;
  std::vector<fs::path> stale;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (is_shard_name(name) && std::none_of(kept.begin(), kept.end(), [&](const Shard& shard) { return shard.name == name; }))
      stale.push_back(entry->path());
  }
  if (error) return system_error(folder, error.value());
  for (const fs::path& path : stale) JANGIN_TRY(remove_file(path));
  return {};
}

/// Moves finished shards to their names and makes them the model.
Status take_places(const fs::path& folder, const fs::path& unfinished, const std::vector<Shard>& shards, const std::string& index) {
  const bool replaced = std::any_of(shards.begin(), shards.end(), [&](const Shard& shard) { return is_there(folder / shard.name); });
  if (replaced) JANGIN_TRY(remove_file(folder / kIndexName));  // it would name old and new shards
  for (const Shard& shard : shards) {
    std::error_code error;
    fs::rename(unfinished / shard.name, folder / shard.name, error);
    if (error) return system_error(folder / shard.name, error.value());
  }
  JANGIN_TRY(write_file(folder / kIndexName, index));
  JANGIN_TRY(remove_file(folder / kSingleName));
  return remove_shards(folder, shards);
}

Status write_shards(const fs::path& folder, const WeightSource& source, StoredType type, const std::vector<Shard>& shards) {
  JANGIN_ASSIGN(const std::string index, index_of(source, shards, type));
  const fs::path unfinished = folder / kUnfinishedName;
  std::error_code error;
  fs::remove_all(unfinished, error);
  const Status status = [&]() -> Status {
    for (const Shard& shard : shards) JANGIN_TRY(write_safetensors(unfinished / shard.name, WeightSelection(source, shard.weights), type, kMetadata));
    return take_places(folder, unfinished, shards, index);
  }();
  fs::remove_all(unfinished, error);
  return status;
}

}  // namespace

Result<fs::path> find_weights(const fs::path& folder) {
  for (const char* name : {kSingleName, kIndexName}) {
    if (is_there(folder / name)) return folder / name;
  }
  return fail(ErrorCode::not_found, fmt::format("holds neither {} nor {}", kSingleName, kIndexName), folder.string(),
              "name a Hugging Face folder, a .safetensors or a .gguf file");
}

bool is_index(const fs::path& path) { return path.filename() == kIndexName; }

Result<std::vector<fs::path>> weight_files(const fs::path& path) {
  if (!is_there(path)) return fail(ErrorCode::not_found, "no such model", path.string());
  std::error_code error;
  fs::path file = path;
  if (fs::is_directory(path, error)) {
    JANGIN_ASSIGN(file, find_weights(path));
  }
  if (!is_index(file)) return std::vector{file};
  JANGIN_ASSIGN(const auto shards, read_safetensors_index(file));
  std::vector<fs::path> files;
  for (const auto& [name, weights] : shards) files.push_back(file.parent_path() / name);
  files.push_back(file);
  return files;
}

Result<std::string> hash_weights(const fs::path& path) {
  JANGIN_ASSIGN(const std::vector<fs::path> files, weight_files(path));
  if (files.size() == 1) return sha256_file_hex(files.front());
  Sha256 all;
  for (const fs::path& file : files) {
    if (is_index(file)) continue;
    JANGIN_ASSIGN(const std::string one, sha256_file_hex(file));
    all.field(file.filename().string()).field(one);
  }
  return all.hex();
}

Status write_weights(const fs::path& folder, const WeightSource& source, StoredType type, uint64_t shard_bytes) {
  JANGIN_ASSIGN(const std::vector<Shard> shards, divide(source, type, shard_bytes));
  if (shards.size() > 1) return write_shards(folder, source, type, shards);
  JANGIN_TRY(write_safetensors(folder / kSingleName, source, type, kMetadata));
  JANGIN_TRY(remove_file(folder / kIndexName));
  return remove_shards(folder, {});
}

}  // namespace jangin::model
