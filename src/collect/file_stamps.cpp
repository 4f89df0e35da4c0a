// On disk: magic, a row a file (numbers as this machine holds them, 64 hex digits), SHA-256 of all that.
#include "collect/file_stamps.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <vector>

#include "base/file.h"
#include "base/hash.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMagic = "jangin file stamps 1\n";
constexpr size_t kHashDigits = 64;
constexpr size_t kRowBytes = sizeof(FileStamp) + kHashDigits;
static_assert(sizeof(FileStamp) == 5 * 8);

int64_t nanoseconds(const timespec& time) { return static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec; }

std::vector<fs::path> files_of_workers(const fs::path& path) {
  const std::string prefix = path.filename().string() + ".";
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(path.parent_path(), error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().filename().string().starts_with(prefix)) files.push_back(entry->path());
  }
  return files;
}

}  // namespace

FileStamp stamp_of(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<uint64_t>(info.st_size), nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

bool is_still(const FileStamp& stamp, double still_seconds) {
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  return static_cast<double>(now - std::max(stamp.modified_ns, stamp.changed_ns)) > still_seconds * 1e9;
}

FileStamps FileStamps::read(const fs::path& path) {
  FileStamps out;
  for (const fs::path& file : files_of_workers(path)) out.add(file);
  out.add(path);
  return out;
}

void FileStamps::remove_of_workers(const fs::path& path) {
  std::error_code ignored;
  for (const fs::path& file : files_of_workers(path)) fs::remove(file, ignored);
}

void FileStamps::add(const fs::path& path) {
  auto bytes = read_file(path);
  if (!bytes || !bytes->starts_with(kMagic) || bytes->size() < kMagic.size() + kHashDigits) return;
  std::string_view rows = std::string_view(*bytes).substr(0, bytes->size() - kHashDigits);
  if (sha256_hex(rows) != std::string_view(*bytes).substr(rows.size())) return;
  for (rows.remove_prefix(kMagic.size()); rows.size() >= kRowBytes; rows.remove_prefix(kRowBytes)) {
    Known known;
    std::memcpy(&known.stamp, rows.data(), sizeof known.stamp);
    known.blob_id = rows.substr(sizeof known.stamp, kHashDigits);
    known_.insert_or_assign({known.stamp.device, known.stamp.inode}, std::move(known));
  }
}

std::optional<std::string> FileStamps::find(const FileStamp& stamp) const {
  auto at = known_.find({stamp.device, stamp.inode});
  return at != known_.end() && at->second.stamp == stamp ? std::optional(at->second.blob_id) : std::nullopt;
}

void FileStamps::note(const FileStamp& stamp, const std::string& blob_id) {
  noted_.insert_or_assign({stamp.device, stamp.inode}, Known{stamp, blob_id});
}

Status FileStamps::write(const std::filesystem::path& path) const {
  std::string bytes(kMagic);
  for (const auto& [file, known] : noted_) {
    bytes.append(reinterpret_cast<const char*>(&known.stamp), sizeof known.stamp);
    bytes += known.blob_id;
  }
  bytes += sha256_hex(bytes);
  return write_file(path, bytes);
}

}  // namespace jangin::collect
