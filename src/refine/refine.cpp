// The stage: parts of all documents, or a worker's share of them; what compares them; shards and report. What need not be done again is not.
#include "refine/refine.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "record/manifest.h"
#include "record/shard.h"
#include "record/text_bytes.h"
#include "refine/assemble.h"
#include "refine/licence/declared.h"
#include "refine/part_maker.h"
#include "refine/report.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSeconds = "seconds.";  // of a step, among the manifest's figures

Result<record::Manifest> start_manifest(const RefineRequest& request, const std::vector<NamedStep>& steps, uint64_t& documents_in) {
  fs::path collect = request.workspace / "collect";
  auto documents = record::read_shard_info(collect / "documents.parquet");
  if (!documents) {
    if (documents.error().code == ErrorCode::not_found) documents.error().hint = "run `jangin collect` first";
    return pass(documents);
  }
  documents_in = documents->rows;
  record::Manifest manifest;
  manifest.stage = "refine";
  manifest.config_hash = config_hash(request.config);
  manifest.inputs["collect/documents"] = documents->rows_hash;
  for (const char* table : {"verdicts", "items", "sources", "rights"}) {  // for the report and for licences
    if (auto info = record::read_shard_info(collect / (std::string(table) + ".parquet")))
      manifest.inputs["collect/" + std::string(table)] = info->rows_hash;
  }
  for (const NamedStep& step : steps) manifest.components[step.name] = step.version;
  manifest.components[kPassagesStep] = kPassagesVersion;
  manifest.components[kBalanceComponent] = kBalanceVersion;
  return manifest;
}

Result<RefineReport> last_report(const fs::path& folder) {
  JANGIN_ASSIGN(std::string json, read_file(folder / "report.json"));
  JANGIN_ASSIGN(RefineReport report, report_from_json(json, (folder / "report.json").string()));
  JANGIN_ASSIGN(record::Manifest manifest, record::read_manifest(folder / "manifest.json"));
  for (StepFigures& step : report.steps) step.seconds = manifest.figures[kSeconds + step.step];
  report.seconds = manifest.figures["seconds"];
  report.peak_memory_bytes = static_cast<uint64_t>(manifest.figures["peak_memory_bytes"]);
  report.skipped = true;
  return report;
}

/// What workers and the whole stage begin with.
struct Prepared {
  RefineConfig config;
  std::vector<NamedStep> steps;
  record::Manifest manifest;
  uint64_t documents = 0;  // of collect
};

Result<Prepared> prepare(const RefineRequest& request) {
  Prepared prepared;
  prepared.config = request.config;
  JANGIN_TRY(read_declared_licences(request.workspace, prepared.config.licence));
  JANGIN_ASSIGN(prepared.steps, make_steps(prepared.config));
  JANGIN_ASSIGN(prepared.manifest, start_manifest(request, prepared.steps, prepared.documents));
  return prepared;
}

bool is_current(const RefineRequest& request, const Prepared& prepared) {
  return record::is_current(request.workspace / "refine" / "manifest.json", request.workspace, prepared.manifest.key());
}

fs::path parts_folder(const RefineRequest& request) { return request.workspace / "refine" / "parts"; }

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
  for (const StepFigures& step : report.steps) figures[kSeconds + step.step] = step.seconds;
  figures["seconds"] = report.seconds;
  figures["peak_memory_bytes"] = static_cast<double>(report.peak_memory_bytes);
}

}  // namespace

Result<RefineReport> refine(const RefineRequest& request) {
  Stopwatch watch;
  fs::path folder = request.workspace / "refine";
  JANGIN_ASSIGN(Prepared prepared, prepare(request));
  auto& [config, steps, manifest, documents] = prepared;
  if (is_current(request, prepared)) return last_report(folder);
  PartStore store(parts_folder(request), manifest.key());
  PartMaker maker(request, steps, store, documents);
  JANGIN_ASSIGN(const std::vector<PartInfo> parts, maker.make({0, documents}));
  std::vector<uint8_t> kept;
  StepSeconds seconds(steps.size() + 1);
  for (const PartInfo& part : parts) {
    kept.insert(kept.end(), part.kept.begin(), part.kept.end());
    std::transform(seconds.begin(), seconds.end(), part.seconds.begin(), seconds.begin(), std::plus<>());
  }
  JANGIN_ASSIGN(const auto comparisons, compare_documents(store, parts, steps, kept, seconds));
  JANGIN_ASSIGN(const auto passage_verdicts, compare_passages(store, parts, steps, kept, folder / "parts" / "passages.text", seconds));
  RefineReport report;
  report.documents_ready = maker.documents_ready();
  JANGIN_ASSIGN(report.collected, read_collected(request.workspace));
  BalanceCounter balance(config.licence);
  DetectedRights rights(config.licence, manifest.components.contains(record::kLicenceStep));
  JANGIN_ASSIGN(manifest.shards, assemble({store, parts, steps, comparisons, kept, passage_verdicts}, request.workspace, report, balance, rights));
  JANGIN_ASSIGN(manifest.shards.emplace_back(), record::write_rights(folder / "rights.parquet", rights.rows()));
  for (size_t i = 0; i < seconds.size(); ++i) report.steps[i].seconds = seconds[i];
  std::string json = report_to_json(report);
  JANGIN_TRY(write_file(folder / "report.json", json));
  manifest.artifacts["refine/report.json"] = sha256_hex(json);
  const std::string balance_json = balance.to_json(config.balance, report);
  JANGIN_TRY(write_file(folder / "balance.json", balance_json));
  manifest.artifacts["refine/balance.json"] = sha256_hex(balance_json);
  report.seconds = watch.seconds();
  report.peak_memory_bytes = peak_memory_bytes();
  add_figures(report, manifest);
  manifest.created_at = timestamp_now();
  JANGIN_TRY(record::write_manifest(folder / "manifest.json", manifest));
  store.remove();
  return report;
}

Result<RefineShareReport> refine_share(const RefineRequest& request, const Share& share) {
  Stopwatch watch;
  RefineShareReport report;
  JANGIN_ASSIGN(const Prepared prepared, prepare(request));
  report.skipped = is_current(request, prepared);
  if (report.skipped) return report;
  const fs::path collected = request.workspace / "collect" / "documents.parquet";
  JANGIN_ASSIGN(const std::vector<uint64_t> text_bytes, record::read_text_bytes(collected));
  if (text_bytes.size() != prepared.documents)
    return fail(ErrorCode::conflict, "changed while it was read", collected.string(), "let collect end first");
  const std::vector<RowRange> ranges = rows_of_share(text_bytes, share);
  for (const RowRange& range : ranges) {
    report.documents += range.end - range.begin;
    report.text_bytes += std::accumulate(text_bytes.begin() + static_cast<ptrdiff_t>(range.begin),
                                         text_bytes.begin() + static_cast<ptrdiff_t>(range.end), uint64_t{0});
  }
  const PartStore store(parts_folder(request), prepared.manifest.key());
  PartMaker maker(request, prepared.steps, store, report.documents);
  for (const RowRange& range : ranges) JANGIN_TRY(maker.make(range));
  report.documents_ready = std::min(maker.documents_ready(), report.documents);
  report.seconds = watch.seconds();
  return report;
}

}  // namespace jangin::refine
