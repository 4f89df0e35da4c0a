// The stage collect: sources → originals by hash, documents, verdicts. Reading happens in the sandbox; a document that cannot be read
// costs only itself and is listed with its reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "collect/reader.h"
#include "collect/source.h"
#include "record/manifest.h"
#include "record/records.h"

namespace jangin::collect {

struct CollectConfig {
  std::vector<SourceConfig> sources;
  double timeout_seconds = 300;     // wall clock and processor time for one document
  int64_t memory_mb = 2000;         // for one document
  int64_t max_file_mb = 2000;       // a larger file is listed as too_large
  int64_t max_text_mb = 64;         // of one document's text; a larger one is listed as too_large
  int64_t max_pages = 100'000;
  int64_t parallel = 2;             // documents read side by side
  bool share_readers = true;        // small texts of one source are read in turn by one process; false: a process for each (docs/security.md)
};

/// Reads the table [collect] with its [[collect.sources]]. Errors: those of ConfigTable.
Status read_config(ConfigTable table, CollectConfig& config);

struct CollectRequest {
  std::filesystem::path workspace;
  std::filesystem::path base;       // relative source paths start here: the recipe's folder
  CollectConfig config;
  /// For tests and for programs with readers of their own; null: readers().
  const std::vector<Reader>* registry = nullptr;
};

struct CollectReport {
  record::Manifest manifest;
  bool current = false;             // nothing had changed: nothing was read
  uint64_t found = 0;               // files
  uint64_t read = 0, from_cache = 0, failed = 0;
  uint64_t pages = 0, bytes = 0, text_bytes = 0;
  double seconds = 0;
  std::vector<record::SourceVersion> sources;  // for Catalog::put_sources; fetched_at is filled here only, not in the shard
  std::vector<record::Verdict> failures;  // `detail` begins with the source's id
};

/// Writes `<workspace>/collect/{sources,rights,documents,verdicts}.parquet`, manifest.json last; originals go to
/// `<workspace>/sources/<blob_id>`, answers of readers to `<workspace>/collect/cache/`, what is known of unchanged files to
/// `<workspace>/collect/file_stamps`. found = read + from_cache + failed.
/// Errors: not_found (no document at all), invalid_argument (no document could be read: the first reasons are named), io_error,
/// interrupted (work so far is kept: the next run reads only what is missing).
Result<CollectReport> collect(const CollectRequest& request);

}  // namespace jangin::collect
