// Files: whole reads, atomic writes (temporary name, fsync, rename), read-only memory maps.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jangin {

/// The whole file. Errors: not_found, io_error, limit_exceeded when larger than `max_bytes` (0: no limit).
Result<std::string> read_file(const std::filesystem::path& path, uint64_t max_bytes = 0);

/// Writes to `path` + ".part-<process_token()>" (base/shared_files.h), syncs, renames. A reader sees the old bytes or the new, never half. Makes parent folders.
Status write_file(const std::filesystem::path& path, std::string_view bytes);

/// Calls `write` with a temporary name in the same folder, then syncs and renames it to `path`; removes it on error.
Status write_through_temporary(const std::filesystem::path& path, const std::function<Status(const std::filesystem::path&)>& write);

Status make_folders(const std::filesystem::path& folder);
/// Free bytes for this user on the file system that holds `path` (or its nearest existing parent).
Result<uint64_t> free_bytes(const std::filesystem::path& path);

/// A file mapped read-only; the span lives as long as the object. Thread-safe to read. Truncation by others while mapped is the caller's risk.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {data_, size_}; }
  /// Pages that were read leave this process's memory; they come back when they are read again.
  void let_go() const;

 private:
  MappedFile(const std::byte* data, size_t size) : data_(data), size_(size) {}
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace jangin
