// POSIX files behind Result.
#include "base/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/shared_files.h"
#include "base/system_error.h"

namespace jangin {
namespace fs = std::filesystem;
namespace {

std::unexpected<Error> system_error(const fs::path& path) { return jangin::system_error(path, errno); }

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

Status write_all(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(path);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Status sync_file(const fs::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) return system_error(path);
  return {};
}

}  // namespace

Result<std::string> read_file(const fs::path& path, uint64_t max_bytes) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_error(path);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return system_error(path);
  if (S_ISDIR(status.st_mode)) return fail(ErrorCode::io_error, "is a folder, not a file", path.string());
  std::string bytes;
  bytes.reserve(static_cast<size_t>(status.st_size));
  std::string buffer(1 << 16, '\0');
  while (true) {
    ssize_t n = ::read(file.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(path);
    if (n == 0) return bytes;
    bytes.append(buffer.data(), static_cast<size_t>(n));
    if (max_bytes != 0 && bytes.size() > max_bytes) {
      return fail(ErrorCode::limit_exceeded, "larger than the limit of " + std::to_string(max_bytes) + " bytes", path.string());
    }
  }
}

Status write_file(const fs::path& path, std::string_view bytes) {
  return write_through_temporary(path, [&](const fs::path& temporary) -> Status {
    Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file) return system_error(temporary);
    return write_all(file.get(), bytes, path);
  });
}

Status write_through_temporary(const fs::path& path, const std::function<Status(const fs::path&)>& write) {
  if (path.has_parent_path()) JANGIN_TRY(make_folders(path.parent_path()));
  fs::path temporary = path;
  temporary += ".part-" + process_token();
  Status status = write(temporary);
  if (status) status = sync_file(temporary);
  if (status && ::rename(temporary.c_str(), path.c_str()) != 0) status = system_error(path);
  if (!status) ::unlink(temporary.c_str());
  return status;
}

Status make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return system_error(folder, error.value());
  return {};
}

Result<uint64_t> free_bytes(const fs::path& path) {
  std::error_code error;
  fs::path place = fs::absolute(path, error);
  while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  struct statvfs status{};
  if (::statvfs(place.c_str(), &status) != 0) return system_error(place);
  return static_cast<uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<MappedFile> MappedFile::open(const fs::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_error(path);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return system_error(path);
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::io_error, "is not a regular file", path.string());
  size_t size = static_cast<size_t>(status.st_size);
  if (size == 0) return MappedFile(nullptr, 0);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return system_error(path);
  return MappedFile(static_cast<const std::byte*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void MappedFile::let_go() const {
  if (data_) ::madvise(const_cast<std::byte*>(data_), size_, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace jangin
