// The stage collect: sources → originals by hash, documents, verdicts. Reading happens in the sandbox; a document that cannot be read
// costs only itself and is listed with its reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "base/share.h"
#include "collect/reader.h"
#include "collect/source.h"
#include "record/manifest.h"
#include "record/records.h"

namespace jangin::collect {

struct CollectConfig {
  std::vector<SourceConfig> sources;
  double timeout_seconds = 300;  // wall clock and processor time for one document
  int64_t memory_mb = 2000;      // for one document
  int64_t max_file_mb = 2000;    // a larger file is listed as too_large
  int64_t max_text_mb = 64;      // of one document's text; a larger one is listed as too_large
  int64_t max_pages = 100'000;
  int64_t parallel = 2;              // documents read side by side
  int64_t max_unpacked_mb = 20'000;  // of all that one archive (data set, …) holds, in archives within it, too; more: it is listed as archive_bomb
  int64_t max_members = 200'000;     // files in one archive, in archives within it, too (rows of data sets do not count); more: archive_bomb
  int64_t max_depth = 4;             // archives within archives that are opened; deeper ones are listed as too_deep
  bool share_readers = true;         // small texts of one source are read in turn by one process; false: a process for each (docs/security.md)
};

/// Reads the table [collect] with its [[collect.sources]]. Errors: those of ConfigTable.
Status read_config(ConfigTable table, CollectConfig& config);

struct CollectRequest {
  std::filesystem::path workspace;
  std::filesystem::path base;  // relative source paths start here: the recipe's folder
  CollectConfig config;
  /// For tests and for programs with readers of their own; null: readers().
  const std::vector<Reader>* registry = nullptr;
};

struct CollectReport {
  record::Manifest manifest;
  bool current = false;  // nothing had changed: nothing was read
  uint64_t found = 0;    // files that were not opened, files in archives, rows; what an archive holds counts, not the archive
  /// Parts that are no documents, by reason: hidden, excluded (names in archives), and what openers pass over (README.md).
  std::map<std::string, uint64_t> passed_over;
  /// A line for each web site or database that could not be asked for all of it.
  std::vector<std::string> notes;
  uint64_t read = 0, from_cache = 0, failed = 0;
  uint64_t pages = 0, bytes = 0, text_bytes = 0;
  double seconds = 0;
  std::vector<record::SourceVersion> sources;  // for Catalog::put_sources; fetched_at is filled here only, not in the shard
  std::vector<record::Verdict> failures;       // the first kMostFailures; `detail` begins with the source's id. All stand in verdicts.parquet
};
inline constexpr size_t kMostFailures = 1000;

/// Writes `<workspace>/collect/{sources,rights,documents,verdicts,items}.parquet`, manifest.json last; originals go to
/// `<workspace>/sources/<blob_id>`, answers of readers to `<workspace>/collect/cache/`, what is known of unchanged files to
/// `<workspace>/collect/file_stamps`, what is known of pages and rows to `<workspace>/collect/fetched/`. found = read + from_cache + failed.
/// Errors: not_found (no document at all), invalid_argument (no document could be read: the first reasons are named), io_error,
/// interrupted (work so far is kept: the next run reads only what is missing).
Result<CollectReport> collect(const CollectRequest& request);

/// What one worker did: the files of its share, and their documents, rows and members of archives among them.
struct CollectShareReport {
  uint64_t files = 0, bytes = 0;
  uint64_t documents = 0, from_cache = 0, failed = 0;  // documents: read, or found in the cache, or failed
  double seconds = 0;
};
/// Does one worker's share of what collect() does file by file: keeps originals, opens archives, reads; its answers go to packs of its own in `<workspace>/collect/cache/`. The
/// shards are written by collect(), which finds all of it. Files are handed out by bytes; an archive that is more than a fair part is opened by every worker and its members
/// are handed out. Workers may run side by side and on several machines with one file system, in any order; two with one share do the same work twice and no harm.
/// Errors: not_found, io_error, interrupted.
Result<CollectShareReport> collect_share(const CollectRequest& request, const Share& share);

}  // namespace jangin::collect
