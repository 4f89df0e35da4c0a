// Originals by hash: `<workspace>/sources/<blob_id>`. Everything after this reads the copy, so that a file that changes meanwhile does
// no harm.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "collect/file_stamps.h"
#include "collect/reader.h"
#include "collect/source.h"

namespace jangin::collect {

struct Original {
  std::string blob_id;
  uint64_t bytes = 0;
  std::string first_bytes;         // enough to recognise the format
  std::optional<FileStamp> stamp;  // of a file that was still when it was hashed: for FileStamps::note()
};

/// The beginning of a file, as Original::first_bytes has it; empty when it cannot be read.
std::string first_bytes_of(const std::filesystem::path& file);

/// Hashes the source and keeps a copy unless one is there; a file that `stamps` knows and whose copy is there is not read. The outer error is the workspace's (disk full); the inner one is the
/// source's: unreadable, zero_bytes, too_large, changed_while_reading (twice in a row).
/// Copies are atomic; that they outlast a power failure is sync_originals()'s work. Thread-safe.
Result<std::expected<Original, ReadFailure>> keep_original(const SourceItem& item, const std::filesystem::path& folder, uint64_t max_bytes,
                                                           const FileStamps& stamps = {});
/// What was kept as an original before, from a member or from what was fetched. Failure: unreadable, when it is not there or of another size.
std::expected<Original, ReadFailure> stored_original(const std::filesystem::path& folder, const std::string& blob_id, uint64_t bytes);

/// An original that comes in pieces: a member of an archive, a page, a row. Not thread-safe; what is not kept leaves no file.
class OriginalWriter {
 public:
  explicit OriginalWriter(std::filesystem::path folder);
  ~OriginalWriter() { drop(); }
  OriginalWriter(const OriginalWriter&) = delete;
  OriginalWriter& operator=(const OriginalWriter&) = delete;

  /// Begins one, from nothing. Errors of all: io_error.
  Status begin();
  Status append(std::string_view bytes);
  bool is_open() const { return file_ >= 0; }
  uint64_t bytes() const { return bytes_; }
  /// SHA-256 of what came; once, behind the last piece.
  std::string end_hash() { return hash_->hex(); }
  /// Gives it its name. False: an original of this name was there already.
  Result<bool> keep(const std::string& blob_id);
  void drop();

 private:
  std::filesystem::path folder_, temporary_;
  int file_ = -1;
  uint64_t bytes_ = 0;
  std::optional<Sha256> hash_;
};

/// Makes all copies lasting, at once: a sync for each would take most of the time where files are small. Errors: io_error.
Status sync_originals(const std::filesystem::path& folder);

}  // namespace jangin::collect
