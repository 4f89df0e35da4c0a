// The stage: what it reads, what it writes, when it need not run.
#include "refine/refine.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "record/manifest.h"
#include "record/shard.h"
#include "refine/report.h"
#include "refine/run.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

Result<record::Manifest> start_manifest(const RefineRequest& request) {
  auto documents = record::read_shard_info(request.workspace / "collect" / "documents.parquet");
  if (!documents) {
    if (documents.error().code == ErrorCode::not_found) documents.error().hint = "run `jangin collect` first";
    return pass(documents);
  }
  record::Manifest manifest;
  manifest.stage = "refine";
  manifest.config_hash = config_hash(request.config);
  manifest.inputs["collect/documents"] = documents->rows_hash;
  JANGIN_ASSIGN(auto steps, make_steps(request.config));
  for (const NamedStep& step : steps) manifest.components[step.name] = step.version;
  manifest.components["passages"] = kPassagesVersion;
  return manifest;
}

Result<RefineReport> last_report(const fs::path& path) {
  JANGIN_ASSIGN(std::string json, read_file(path));
  JANGIN_ASSIGN(RefineReport report, report_from_json(json, path.string()));
  report.skipped = true;
  return report;
}

Status write_all(const fs::path& workspace, const RunResult& result, record::Manifest& manifest) {
  auto keep = [&](Result<record::ShardInfo> shard) -> Status {
    if (!shard) return pass(shard);
    manifest.shards.push_back(std::move(*shard));
    return {};
  };
  fs::path folder = workspace / "refine", rejected = workspace / "rejected" / "refine";
  JANGIN_TRY(keep(record::write_documents(folder / "documents.parquet", result.documents)));
  JANGIN_TRY(keep(record::write_passages(folder / "passages.parquet", result.passages)));
  JANGIN_TRY(keep(record::write_verdicts(folder / "verdicts.parquet", result.verdicts)));
  JANGIN_TRY(keep(record::write_text_edits(folder / "text_edits.parquet", result.edits)));
  JANGIN_TRY(keep(record::write_documents(rejected / "documents.parquet", result.rejected_documents)));
  JANGIN_TRY(keep(record::write_passages(rejected / "passages.parquet", result.rejected_passages)));
  std::string json = report_to_json(result.report);
  JANGIN_TRY(write_file(folder / "report.json", json));
  manifest.artifacts["refine/report.json"] = sha256_hex(json);
  return {};
}

void add_figures(const RefineReport& report, record::Manifest& manifest) {
  auto& figures = manifest.figures;
  figures["documents_in"] = static_cast<double>(report.documents_in);
  figures["documents_kept"] = static_cast<double>(report.documents_kept);
  figures["documents_rejected"] = static_cast<double>(report.documents_rejected);
  figures["passages_kept"] = static_cast<double>(report.passages_kept);
  figures["passages_merged"] = static_cast<double>(report.passages_merged);
  figures["passages_rejected"] = static_cast<double>(report.passages_rejected);
  for (const auto& [kind, count] : report.masked) figures["masked_" + kind] = static_cast<double>(count);
  figures["bytes_in"] = static_cast<double>(report.bytes_in);
  figures["bytes_kept"] = static_cast<double>(report.bytes_kept);
  figures["seconds"] = report.seconds;
  figures["peak_memory_bytes"] = static_cast<double>(peak_memory_bytes());
}

}  // namespace

Result<RefineReport> refine(const RefineRequest& request) {
  Stopwatch watch;
  fs::path manifest_path = request.workspace / "refine" / "manifest.json";
  JANGIN_ASSIGN(record::Manifest manifest, start_manifest(request));
  if (record::is_current(manifest_path, request.workspace, manifest.key())) return last_report(request.workspace / "refine" / "report.json");
  JANGIN_ASSIGN(auto documents, record::read_documents(request.workspace / "collect" / "documents.parquet"));
  JANGIN_ASSIGN(RunResult result, run_steps(std::move(documents), request.config));
  if (interrupted()) return std::unexpected(interrupted_error());
  JANGIN_TRY(write_all(request.workspace, result, manifest));
  result.report.seconds = watch.seconds();
  add_figures(result.report, manifest);
  manifest.created_at = timestamp_now();
  JANGIN_TRY(record::write_manifest(manifest_path, manifest));
  return std::move(result.report);
}

}  // namespace jangin::refine
