// The source is hashed, and copied only when no copy is there; its state before and after must be the same.
#include "collect/originals.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
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

bool same_state(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec && a.st_ino == b.st_ino;
}

/// Reads `in` to its end into `out` (-1: only hashed). The inner failure is the source's.
Result<Kept> copy_and_hash(int in, int out, const fs::path& target) {
  Original original;
  Sha256 hash;
  std::string buffer(kBufferBytes, '\0');
  for (;;) {
    ssize_t n = ::read(in, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Kept(read_failure("unreadable", std::strerror(errno)));
    if (n == 0) break;
    std::string_view piece(buffer.data(), static_cast<size_t>(n));
    if (original.first_bytes.size() < kFirstBytes) original.first_bytes += piece.substr(0, kFirstBytes - original.first_bytes.size());
    hash.update(piece);
    original.bytes += piece.size();
    while (out >= 0 && !piece.empty()) {
      ssize_t written = ::write(out, piece.data(), piece.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return system_error(target, errno);
      piece.remove_prefix(static_cast<size_t>(written));
    }
  }
  original.blob_id = hash.hex();
  return Kept(std::move(original));
}

Result<Kept> keep_once(const SourceItem& item, const fs::path& folder, uint64_t max_bytes, bool& changed) {
  Descriptor in(::open(item.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat before {}, after {};
  if (in.number < 0 || ::fstat(in.number, &before) != 0) return Kept(read_failure("unreadable", std::strerror(errno)));
  if (!S_ISREG(before.st_mode)) return Kept(read_failure("not_a_file", "not a regular file"));
  uint64_t size = static_cast<uint64_t>(before.st_size);
  if (size == 0) return Kept(read_failure("zero_bytes", "the file is empty"));
  if (size > max_bytes) {
    return Kept(read_failure("too_large", fmt::format("{}, the limit is {} (max_file_mb)", format_bytes(size), format_bytes(max_bytes))));
  }
  auto is_whole = [&](const Kept& read) { return ::fstat(in.number, &after) == 0 && same_state(before, after) && read->bytes == size; };
  JANGIN_ASSIGN(Kept hashed, copy_and_hash(in.number, -1, {}));
  changed = hashed && !is_whole(hashed);
  if (!hashed || changed) return hashed;
  fs::path target = folder / hashed->blob_id;
  std::error_code ignored;
  if (fs::exists(target, ignored) && fs::file_size(target, ignored) == size) return hashed;
  if (::lseek(in.number, 0, SEEK_SET) != 0) return Kept(read_failure("unreadable", std::strerror(errno)));
  fs::path temporary = folder / fmt::format(".part-{}", ::getpid());
  Descriptor out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (out.number < 0) return system_error(temporary, errno);
  auto copied = copy_and_hash(in.number, out.number, temporary);
  changed = copied && *copied && (!is_whole(*copied) || (*copied)->blob_id != hashed->blob_id);
  bool keep = copied && *copied && !changed;
  if (keep && ::rename(temporary.c_str(), target.c_str()) == 0) return copied;
  int number = errno;
  fs::remove(temporary, ignored);
  if (keep) return system_error(target, number);
  return copied;
}

}  // namespace

Result<std::expected<Original, ReadFailure>> keep_original(const SourceItem& item, const fs::path& folder, uint64_t max_bytes) {
  JANGIN_TRY(make_folders(folder));
  for (int attempt = 0; attempt < 2; ++attempt) {
    bool changed = false;
    auto kept = keep_once(item, folder, max_bytes, changed);
    if (!changed) return kept;
  }
  return Kept(read_failure("changed_while_reading", "the file kept changing while it was read; run again when it is still"));
}

Status sync_originals(const fs::path& folder) {
  Descriptor here(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (here.number < 0) return errno == ENOENT ? Status() : Status(system_error(folder, errno));  // nothing was kept
  if (::syncfs(here.number) != 0) return system_error(folder, errno);
  return {};
}

}  // namespace jangin::collect
