// Each folder is collected in a workspace of its own, so that its figures are its own.
#include "line/quality_training.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/clock.h"
#include "base/hash.h"
#include "collect/collect.h"
#include "record/shard.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

/// Removed at the end, whatever happens.
struct TemporaryFolder {
  fs::path path;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::string hash_texts(std::vector<std::string> text_hashes) {
  std::sort(text_hashes.begin(), text_hashes.end());
  Sha256 hash;
  for (const std::string& text : text_hashes) hash.field(text);
  return hash.hex();
}

Result<refine::QualitySource> read_source(const std::string& path, bool good, const fs::path& workspace,
                                          std::vector<refine::QualityExample>& examples) {
  collect::CollectRequest request{workspace, fs::current_path(), {}};
  request.config.sources.emplace_back().path = path;
  JANGIN_ASSIGN(const collect::CollectReport report, collect::collect(request));
  JANGIN_ASSIGN(std::vector<record::Document> documents, record::read_documents(workspace / "collect" / "documents.parquet"));
  JANGIN_ASSIGN(documents, refine::prepare_for_quality(std::move(documents)));
  refine::QualitySource source{path, good, report.found, report.failed, documents.size(), 0, {}};
  std::vector<std::string> hashes;
  for (record::Document& document : documents) {
    source.bytes += document.text.size();
    hashes.push_back(sha256_hex(document.text));
    examples.push_back({std::move(document.text), std::move(document.language), good});
  }
  source.hash = hash_texts(std::move(hashes));
  return source;
}

}  // namespace

Result<QualityTrainingReport> train_quality(const QualityTrainingRequest& request) {
  Stopwatch watch;
  QualityTrainingReport report;
  for (bool good : {true, false}) {
    if (!(good ? request.good : request.bad).empty()) continue;
    return fail(ErrorCode::invalid_argument, fmt::format("no folder of {} documents", good ? "good" : "bad"), good ? "--good" : "--bad",
                "both classes are needed");
  }
  const TemporaryFolder reading{request.output.string() + fmt::format(".reading-{}", ::getpid())};
  std::vector<refine::QualityExample> examples;
  for (bool good : {true, false}) {
    for (const std::string& path : good ? request.good : request.bad) {
      JANGIN_ASSIGN(refine::QualitySource source, read_source(path, good, reading.path / std::to_string(report.sources.size()), examples));
      report.sources.push_back(std::move(source));
    }
  }
  JANGIN_ASSIGN(refine::TrainedQuality trained, refine::train_quality(std::move(examples), request.config));
  JANGIN_TRY(refine::write_quality_model(request.output, trained, report.sources, request.config));
  report.figures = std::move(trained.figures);
  report.seconds = watch.seconds();
  return report;
}

}  // namespace jangin::line
