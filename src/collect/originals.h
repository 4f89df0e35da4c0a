// Originals by hash: `<workspace>/sources/<blob_id>`. Everything after this reads the copy, so that a file that changes meanwhile does
// no harm.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "collect/file_stamps.h"
#include "collect/reader.h"
#include "collect/source.h"

namespace jangin::collect {

struct Original {
  std::string blob_id;
  uint64_t bytes = 0;
  std::string first_bytes;      // enough to recognise the format
  std::optional<FileStamp> stamp;  // of a file that was still when it was hashed: for FileStamps::note()
};

/// The beginning of a file, as Original::first_bytes has it; empty when it cannot be read.
std::string first_bytes_of(const std::filesystem::path& file);

/// Hashes the source and keeps a copy unless one is there; a file that `stamps` knows and whose copy is there is not read. The outer error is the workspace's (disk full); the inner one is the
/// source's: unreadable, zero_bytes, too_large, changed_while_reading (twice in a row).
/// Copies are atomic; that they outlast a power failure is sync_originals()'s work. Thread-safe.
Result<std::expected<Original, ReadFailure>> keep_original(const SourceItem& item, const std::filesystem::path& folder, uint64_t max_bytes, const FileStamps& stamps = {});
/// Makes all copies lasting, at once: a sync for each would take most of the time where files are small. Errors: io_error.
Status sync_originals(const std::filesystem::path& folder);

}  // namespace jangin::collect
