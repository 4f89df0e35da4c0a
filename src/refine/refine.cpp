// The stage: batches in, parts between, shards out; what need not be done again is not.
#include "refine/refine.h"

#include <algorithm>
#include <functional>
#include <future>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "record/manifest.h"
#include "record/shard.h"
#include "refine/assemble.h"
#include "refine/licence/declared.h"
#include "refine/report.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSeconds = "seconds.";  // of a step, among the manifest's figures

Result<record::Manifest> start_manifest(const RefineRequest& request, const std::vector<NamedStep>& steps) {
  fs::path collect = request.workspace / "collect";
  auto documents = record::read_shard_info(collect / "documents.parquet");
  if (!documents) {
    if (documents.error().code == ErrorCode::not_found) documents.error().hint = "run `jangin collect` first";
    return pass(documents);
  }
  record::Manifest manifest;
  manifest.stage = "refine";
  manifest.config_hash = config_hash(request.config);
  manifest.inputs["collect/documents"] = documents->rows_hash;
  for (const char* table : {"verdicts", "items", "sources", "rights"}) {  // for the report and for licences
    if (auto info = record::read_shard_info(collect / (std::string(table) + ".parquet"))) manifest.inputs["collect/" + std::string(table)] = info->rows_hash;
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

/// What belongs to a document in memory, about.
uint64_t weight(const record::Document& document) { return document.text.size() + document.places.size() * sizeof(record::TextPlace) + 1000; }

/// Documents up to about so many bytes; empty at the end.
Result<std::vector<record::Document>> read_batch(record::DocumentReader& reader, uint64_t most_bytes) {
  std::vector<record::Document> documents;
  for (uint64_t bytes = 0; documents.empty() || bytes < most_bytes;) {
    JANGIN_ASSIGN(std::optional<record::Document> document, reader.next());
    if (!document) break;
    bytes += weight(*document);
    documents.push_back(std::move(*document));
  }
  return documents;
}

/// Makes the parts that a run before has not left. Each batch is read while the one before is worked on.
class PartMaker {
 public:
  PartMaker(const RefineRequest& request, const std::vector<NamedStep>& steps, const PartStore& store, uint64_t rows)
      : request_(request), steps_(steps), store_(store), rows_(rows), progress_("refining", rows, "documents") {}

  Result<std::vector<PartInfo>> run() {
    std::vector<PartInfo> parts;
    uint64_t row = 0;
    while (row < rows_) {
      auto part = store_.find(row);
      if (!part) {
        JANGIN_TRY(make_from(row));
        part = store_.find(row);
        if (!part) return fail(ErrorCode::io_error, "what was just written is not there", store_.place(row));
      }
      row += part->kept.size();
      progress_.set(row);
      parts.push_back(std::move(*part));
    }
    return parts;
  }

 private:
  /// Makes parts from `row` on, up to the end or to a part that is there.
  Status make_from(uint64_t row) {
    auto read = [&](record::DocumentReader& reader) { return read_batch(reader, request_.batch_bytes); };
    JANGIN_ASSIGN(record::DocumentReader reader, record::DocumentReader::open(request_.workspace / "collect" / "documents.parquet", row));
    auto next = read(reader);
    while (next && !next->empty()) {
      std::vector<record::Document> batch = std::move(*next);
      auto ahead = std::async(std::launch::async, [&] { return read(reader); });
      StepSeconds seconds(steps_.size() + 1);
      uint64_t count = batch.size();
      auto refined = refine_batch(std::move(batch), steps_, request_.config, seconds);
      Status status = refined ? store_.write(row, *refined, seconds) : pass(refined);
      next = ahead.get();
      JANGIN_TRY(std::move(status));
      row += count;
      progress_.set(row);
      if (store_.find(row)) return {};
    }
    return next ? Status() : pass(next);
  }

  const RefineRequest& request_;
  const std::vector<NamedStep>& steps_;
  const PartStore& store_;
  uint64_t rows_;
  Progress progress_;
};

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
  RefineConfig config = request.config;
  JANGIN_TRY(read_declared_licences(request.workspace, config.licence));
  JANGIN_ASSIGN(const std::vector<NamedStep> steps, make_steps(config));
  JANGIN_ASSIGN(record::Manifest manifest, start_manifest(request, steps));
  if (record::is_current(folder / "manifest.json", request.workspace, manifest.key())) return last_report(folder);
  JANGIN_ASSIGN(record::ShardInfo input, record::read_shard_info(request.workspace / "collect" / "documents.parquet"));
  PartStore store(folder / "parts", manifest.key());
  JANGIN_ASSIGN(const std::vector<PartInfo> parts, PartMaker(request, steps, store, input.rows).run());
  std::vector<uint8_t> kept;
  StepSeconds seconds(steps.size() + 1);
  for (const PartInfo& part : parts) {
    kept.insert(kept.end(), part.kept.begin(), part.kept.end());
    std::transform(seconds.begin(), seconds.end(), part.seconds.begin(), seconds.begin(), std::plus<>());
  }
  JANGIN_ASSIGN(const auto comparisons, compare_documents(store, parts, steps, kept, seconds));
  JANGIN_ASSIGN(const auto passage_verdicts, compare_passages(store, parts, steps, kept, folder / "parts" / "passages.text", seconds));
  RefineReport report;
  JANGIN_ASSIGN(report.collected, read_collected(request.workspace));
  BalanceCounter balance(config.licence);
  JANGIN_ASSIGN(manifest.shards, assemble({store, parts, steps, comparisons, kept, passage_verdicts}, request.workspace, report, balance));
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

}  // namespace jangin::refine
