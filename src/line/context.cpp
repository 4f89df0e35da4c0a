// Hashes and manifests that several stages need.
#include "line/context.h"

#include "base/clock.h"
#include "engine/local_generator.h"

namespace jangin::line {
namespace fs = std::filesystem;

Status finish_manifest(Context& context, record::Manifest manifest, double seconds) {
  manifest.figures["seconds"] = seconds;
  manifest.figures["peak_memory_bytes"] = static_cast<double>(peak_memory_bytes());
  manifest.created_at = timestamp_now();
  JANGIN_TRY(record::write_manifest(context.workspace.manifest(manifest.stage), manifest));
  return context.catalog->put_manifest(context.run_id, manifest);
}

std::function<Result<std::unique_ptr<engine::Generator>>()> model_opener(const Context& context, fs::path path) {
  return [device = context.device, path = std::move(path)]() -> Result<std::unique_ptr<engine::Generator>> {
    engine::LocalOptions options;
    options.device = device;
    JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::LocalGenerator::open(path, options));
    return generator;
  };
}

std::string manifest_hash(const Workspace& workspace, const std::string& stage) {
  auto manifest = record::read_manifest(workspace.manifest(stage));
  return manifest ? manifest->hash() : "";
}

}  // namespace jangin::line
