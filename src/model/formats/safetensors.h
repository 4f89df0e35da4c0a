// safetensors files (huggingface/safetensors README, "Format"): one file, or several named by model.safetensors.index.json.
// Reading is by memory map; writing streams and replaces the file atomically. Several files are written by safetensors_folder.h.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "model/formats/weight_source.h"

namespace jangin::model {

/// One checked header: names, types and places of the tensors; every field was compared with the file.
struct SafetensorsHeader {
  std::vector<WeightInfo> weights;              // sorted by name
  std::vector<uint64_t> offsets;                // beside `weights`: from the start of the file
  std::map<std::string, std::string> metadata;  // "__metadata__"
};
Result<SafetensorsHeader> parse_safetensors(std::span<const std::byte> file, const std::string& place);

/// model.safetensors.index.json: the files, in its own folder, and what tensors each is said to hold (sorted).
Result<std::map<std::string, std::vector<std::string>>> read_safetensors_index(const std::filesystem::path& path);

class SafetensorsSource : public WeightSource {
 public:
  /// A .safetensors file, or a model.safetensors.index.json. Shards must lie in the index's folder and hold what it says.
  static Result<std::unique_ptr<SafetensorsSource>> open(const std::filesystem::path& path);

  const std::vector<WeightInfo>& weights() const override { return infos_; }
  std::span<const std::byte> raw(const WeightInfo& weight) const override;
  const std::string& place() const override { return place_; }
  void let_go() const override {
    for (const MappedFile& map : maps_) map.let_go();
  }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  Status add_file(const std::filesystem::path& path, const std::vector<std::string>* wanted);
  std::string place_;
  std::vector<MappedFile> maps_;
  std::vector<WeightInfo> infos_;
  std::vector<std::span<const std::byte>> bytes_;  // beside infos_
  std::map<std::string, std::string> metadata_;
};

/// Writes all weights of `source` in `type` (f32, bf16 or f16), in the source's order, aligned to 64 bytes. Memory used: a few megabytes.
Status write_safetensors(const std::filesystem::path& path, const WeightSource& source, StoredType type,
                         const std::map<std::string, std::string>& metadata = {});

}  // namespace jangin::model
