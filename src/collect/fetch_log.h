// What was fetched, and when: pages of web sites, rows of databases. Their bytes lie among the originals; this says which are whose, so that a
// run that was stopped goes on, an unchanged page is not fetched again, and a run without network has what earlier runs had. Internal to collect/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace jangin::collect {

/// One page or row, as it was found last. Without a blob: why there is none (`reason`), or where it leads instead (`location`).
struct Fetched {
  std::string id;  // URL, or the row's name
  std::string blob_id;
  uint64_t bytes = 0;
  std::string content_type;
  std::string etag, last_modified;  // as the server wrote them
  std::string location;             // of a redirect, resolved
  std::string robots;               // X-Robots-Tag
  std::string reason, detail;
  int64_t asked_at = 0;  // seconds since 1970
  std::map<std::string, std::string> metadata;
};

/// Records by id; the last of an id holds. Not thread-safe, and one object a file.
class FetchLog {
 public:
  /// What is on disk, as far as it is whole. Errors: io_error.
  static Result<FetchLog> open(std::filesystem::path path);
  FetchLog(FetchLog&& other) noexcept;
  FetchLog& operator=(FetchLog&&) = delete;
  ~FetchLog();

  /// Null: unknown. Valid until the next put().
  const Fetched* find(const std::string& id) const;
  const std::map<std::string, Fetched>& all() const { return records_; }
  /// With the system when this returns: a process that is killed leaves it. Errors: io_error.
  Status put(Fetched record);
  /// Rewrites the file with one record an id, without those that nobody asked for since `oldest` (seconds since 1970), when that is much smaller.
  Status compact(int64_t oldest);
  /// The whole file anew, atomically. Errors: io_error.
  static Status replace(const std::filesystem::path& path, const std::vector<Fetched>& records);

 private:
  explicit FetchLog(std::filesystem::path path) : path_(std::move(path)) {}
  Status begin_writing();
  std::filesystem::path path_;
  std::map<std::string, Fetched> records_;
  uint64_t written_ = 0;  // records in the file, also those that others replaced
  uint64_t whole_ = 0;    // bytes of it that are whole
  int file_ = -1;
};

int64_t seconds_since_1970();

}  // namespace jangin::collect
