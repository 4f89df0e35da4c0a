// The source is hashed, and copied only when no copy is there; its state before and after must be the same.
#include "collect/originals.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/shared_files.h"
#include "base/system_error.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr size_t kBufferBytes = 1 << 20;
constexpr size_t kFirstBytes = 1024;

using Kept = std::expected<Original, ReadFailure>;

struct Descriptor {
  int number = -1;
  explicit Descriptor(int n) : number(n) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

Status write_all(int out, std::string_view bytes, const fs::path& target) {
  while (!bytes.empty()) {
    ssize_t written = ::write(out, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(target, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

/// Reads `in` to its end into `out` (-1: only hashed). A file that is shorter than `buffer` stands in it afterwards. The inner failure is
/// the source's.
Result<Kept> copy_and_hash(int in, int out, const fs::path& target, std::span<char> buffer) {
  Original original;
  Sha256 hash;
  for (size_t at = 0;;) {
    ssize_t n = ::read(in, buffer.data() + at, buffer.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Kept(read_failure("unreadable", std::strerror(errno)));
    if (n == 0) break;
    std::string_view piece(buffer.data() + at, static_cast<size_t>(n));
    if (original.first_bytes.size() < kFirstBytes) original.first_bytes += piece.substr(0, kFirstBytes - original.first_bytes.size());
    hash.update(piece);
    original.bytes += piece.size();
    at = (at + piece.size()) % buffer.size();
    if (out >= 0) JANGIN_TRY(write_all(out, piece, target));
  }
  original.blob_id = hash.hex();
  return Kept(std::move(original));
}

/// What a copy is known to hold. Nothing when it is not there.
std::optional<Original> known_original(const fs::path& folder, const std::string& blob_id, const FileStamp& stamp) {
  Descriptor copy(::open((folder / blob_id).c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info{};
  if (copy.number < 0 || ::fstat(copy.number, &info) != 0 || static_cast<uint64_t>(info.st_size) != stamp.bytes) return std::nullopt;
  char first[kFirstBytes];
  ssize_t n = ::read(copy.number, first, sizeof first);
  if (n <= 0) return std::nullopt;
  return Original{blob_id, stamp.bytes, std::string(first, static_cast<size_t>(n)), stamp};
}

/// Writes the copy. The source is read once more unless it stands in `buffer`.
Result<Kept> write_copy(int in, const Original& hashed, const fs::path& folder, std::span<char> buffer) {
  fs::path target = folder / hashed.blob_id;
  fs::path temporary = folder / fmt::format(".part-{}-{}", process_token(), ::gettid());
  Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (out.number < 0) return system_error(temporary, errno);
  Result<Kept> copied = Kept(hashed);
  if (hashed.bytes < buffer.size()) {
    if (Status written = write_all(out.number, {buffer.data(), hashed.bytes}, temporary); !written) copied = pass(written);
  } else if (::lseek(in, 0, SEEK_SET) != 0) {
    copied = Kept(read_failure("unreadable", std::strerror(errno)));
  } else {
    copied = copy_and_hash(in, out.number, temporary, buffer);
  }
  const bool keep = copied && *copied && (*copied)->blob_id == hashed.blob_id;
  if (keep && ::rename(temporary.c_str(), target.c_str()) == 0) return copied;
  const int number = errno;
  std::error_code ignored;
  fs::remove(temporary, ignored);
  if (keep) return system_error(target, number);
  return copied;
}

Result<Kept> keep_once(const SourceItem& item, const fs::path& folder, uint64_t max_bytes, const FileStamps& stamps, bool& changed) {
  Descriptor in(::open(item.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat before{}, after{};
  if (in.number < 0 || ::fstat(in.number, &before) != 0) return Kept(read_failure("unreadable", std::strerror(errno)));
  if (!S_ISREG(before.st_mode)) return Kept(read_failure("not_a_file", "not a regular file"));
  uint64_t size = static_cast<uint64_t>(before.st_size);
  if (size == 0) return Kept(read_failure("zero_bytes", "the file is empty"));
  if (size > max_bytes) {
    return Kept(read_failure("too_large", fmt::format("{}, the limit is {} (max_file_mb)", format_bytes(size), format_bytes(max_bytes))));
  }
  const FileStamp stamp = stamp_of(before);
  if (auto blob_id = stamps.find(stamp)) {
    if (auto known = known_original(folder, *blob_id, stamp)) return Kept(std::move(*known));
  }
  const bool still = is_still(stamp);
  const auto bytes = std::make_unique_for_overwrite<char[]>(kBufferBytes);
  const std::span<char> buffer(bytes.get(), kBufferBytes);
  auto is_whole = [&](const Kept& read) { return ::fstat(in.number, &after) == 0 && stamp_of(after) == stamp && read->bytes == size; };
  JANGIN_ASSIGN(Kept kept, copy_and_hash(in.number, -1, {}, buffer));
  changed = kept && !is_whole(kept);
  if (!kept || changed) return kept;
  std::error_code ignored;
  fs::path target = folder / kept->blob_id;
  if (!fs::exists(target, ignored) || fs::file_size(target, ignored) != size) {
    const std::string blob_id = kept->blob_id;
    JANGIN_ASSIGN(kept, write_copy(in.number, *kept, folder, buffer));
    changed = kept && (!is_whole(kept) || kept->blob_id != blob_id);
  }
  if (kept && still) kept->stamp = stamp;
  return kept;
}

}  // namespace

std::string first_bytes_of(const fs::path& file) {
  std::string bytes(kFirstBytes, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return bytes;
}

Result<std::expected<Original, ReadFailure>> keep_original(const SourceItem& item, const fs::path& folder, uint64_t max_bytes,
                                                           const FileStamps& stamps) {
  JANGIN_TRY(make_folders(folder));
  for (int attempt = 0; attempt < 2; ++attempt) {
    bool changed = false;
    auto kept = keep_once(item, folder, max_bytes, stamps, changed);
    if (!changed) return kept;
  }
  return Kept(read_failure("changed_while_reading", "the file kept changing while it was read; run again when it is still"));
}

std::expected<Original, ReadFailure> stored_original(const fs::path& folder, const std::string& blob_id, uint64_t bytes) {
  FileStamp stamp;
  stamp.bytes = bytes;
  auto known = known_original(folder, blob_id, stamp);
  if (!known) return read_failure("unreadable", "what was fetched is no longer there; run the same command again");
  known->stamp.reset();  // it is no file of a folder
  return std::move(*known);
}

OriginalWriter::OriginalWriter(fs::path folder) : folder_(std::move(folder)) {
  static std::atomic<int> count = 0;
  temporary_ = folder_ / fmt::format(".part-{}-piece-{}", process_token(), ++count);
}

Status OriginalWriter::begin() {
  drop();
  bytes_ = 0;
  hash_.emplace();
  file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return file_ >= 0 ? Status() : Status(system_error(temporary_, errno));
}

Status OriginalWriter::append(std::string_view bytes) {
  bytes_ += bytes.size();
  hash_->update(bytes);
  return write_all(file_, bytes, folder_);
}

Result<bool> OriginalWriter::keep(const std::string& blob_id) {
  const fs::path target = folder_ / blob_id;
  std::error_code ignored;
  if (fs::exists(target, ignored) && fs::file_size(target, ignored) == bytes_) return drop(), false;
  ::close(std::exchange(file_, -1));
  if (::rename(temporary_.c_str(), target.c_str()) == 0) return true;
  const int number = errno;
  ::unlink(temporary_.c_str());
  return system_error(target, number);
}

void OriginalWriter::drop() {
  if (file_ < 0) return;
  ::close(std::exchange(file_, -1));
  ::unlink(temporary_.c_str());
}

Status sync_originals(const fs::path& folder) {
  Descriptor here(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (here.number < 0) return errno == ENOENT ? Status() : Status(system_error(folder, errno));  // nothing was kept
  if (::syncfs(here.number) != 0) return system_error(folder, errno);
  return {};
}

}  // namespace jangin::collect
