// Hashes and manifests that several stages need.
#include "line/context.h"

#include <algorithm>

#include "base/clock.h"
#include "base/hash.h"

namespace jangin::line {
namespace fs = std::filesystem;

Result<std::string> hash_weights(const fs::path& model) {
  std::error_code error;
  if (!fs::is_directory(model, error)) return sha256_file_hex(model);
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(model, error)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  if (files.empty()) return fail(ErrorCode::not_found, "holds no .safetensors file", model.string());
  if (files.size() == 1) return sha256_file_hex(files[0]);
  std::sort(files.begin(), files.end());
  Sha256 all;
  for (const fs::path& file : files) {
    JANGIN_ASSIGN(std::string hash, sha256_file_hex(file));
    all.field(file.filename().string()).field(hash);
  }
  return all.hex();
}

Status finish_manifest(Context& context, record::Manifest manifest, double seconds) {
  manifest.figures["seconds"] = seconds;
  manifest.figures["peak_memory_bytes"] = static_cast<double>(peak_memory_bytes());
  manifest.created_at = timestamp_now();
  JANGIN_TRY(record::write_manifest(context.workspace.manifest(manifest.stage), manifest));
  return context.catalog->put_manifest(context.run_id, manifest);
}

std::string manifest_hash(const Workspace& workspace, const std::string& stage) {
  auto manifest = record::read_manifest(workspace.manifest(stage));
  return manifest ? manifest->hash() : "";
}

}  // namespace jangin::line
