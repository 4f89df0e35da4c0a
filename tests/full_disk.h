// Disks that are full, for tests: a limit on the size of files (anywhere, in this process), and a real small file system (in a child).
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace jangin {

/// While it lives, no file of this process grows beyond `bytes`: writing more fails as on a full disk ("File too large").
class FileSizeLimit {
 public:
  explicit FileSizeLimit(uint64_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, before_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*before_)(int);
  rlimit old_{};
};

inline constexpr int kNoSmallDisk = 99;  // exit status: this machine lets nobody mount
inline constexpr const char* kSmallDisk = "JANGIN_SMALL_DISK";

/// In a child only: a mount namespace of its own (as root, or as root of a user namespace) with a tmpfs of `size` ("1m") at `folder`.
inline bool mount_small_disk(const char* folder, const char* size) {
  const std::string map = "0 " + std::to_string(getuid()) + " 1";
  if (unshare(CLONE_NEWNS) != 0) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    const int file = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, map.data(), map.size()) != static_cast<ssize_t>(map.size())) return false;
    close(file);
  }
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return mount("tmpfs", folder, "tmpfs", 0, (std::string("size=") + size).c_str()) == 0;
}

/// In the child: the disk gets another size; what is on it stays.
inline bool resize_small_disk(const std::string& size) {
  return mount(nullptr, std::getenv(kSmallDisk), nullptr, MS_REMOUNT, ("size=" + size).c_str()) == 0;
}

/// Runs this test program again for `filter` (tests named DISABLED_…) with a tmpfs of `size` at `folder`, which the child finds in the
/// environment as kSmallDisk. Returns its exit status, kNoSmallDisk where mounting is not allowed.
inline int run_on_small_disk(const std::filesystem::path& folder, const char* size, const char* filter) {
  std::filesystem::create_directories(folder);
  const std::string argument = std::string("--gtest_filter=") + filter;
  const pid_t child = fork();
  if (child == 0) {
    if (!mount_small_disk(folder.c_str(), size)) _exit(kNoSmallDisk);
    setenv(kSmallDisk, folder.c_str(), 1);
    execl("/proc/self/exe", "test", argument.c_str(), "--gtest_also_run_disabled_tests", "--gtest_brief=1", nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace jangin
