// Which original a file was when it was last hashed, so that a file that has not changed since is not hashed at every run.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"

namespace jangin::collect {

/// How long a file must have been still before it was hashed, for its times to be believed later: longer than the clocks of file systems are
/// coarse, and than a page that is written through a memory map waits for the disk (30 s; until then it changes without a new time).
inline constexpr double kStillSeconds = 60;

/// A file's identity and state. Two equal stamps of a still file mean equal bytes.
struct FileStamp {
  uint64_t device = 0, inode = 0, bytes = 0;
  int64_t modified_ns = 0, changed_ns = 0;  // mtime, ctime
  bool operator==(const FileStamp&) const = default;
};
FileStamp stamp_of(const struct stat& info);
/// Neither time of the stamp is within `still_seconds` of now, or ahead of it. Ask before the file is read.
bool is_still(const FileStamp& stamp, double still_seconds = kStillSeconds);

class FileStamps {
 public:
  /// Reads what write() left under this name, and what workers left beside it, `path` + "." + Share::file_name(); nothing of what is damaged.
  static FileStamps read(const std::filesystem::path& path);
  /// The blob_id of the file with this stamp; nothing when it is not known. Thread-safe.
  std::optional<std::string> find(const FileStamp& stamp) const;
  /// For the next run: write() keeps only what was noted since read().
  void note(const FileStamp& stamp, const std::string& blob_id);
  /// Atomic. Errors: io_error.
  Status write(const std::filesystem::path& path) const;
  /// Removes what workers left: write() has what was of use.
  static void remove_of_workers(const std::filesystem::path& path);

 private:
  void add(const std::filesystem::path& path);
  using File = std::pair<uint64_t, uint64_t>;  // device, inode
  struct Known {
    FileStamp stamp;
    std::string blob_id;
  };
  std::map<File, Known> known_, noted_;
};

}  // namespace jangin::collect
