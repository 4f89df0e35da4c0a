// Process id and a random number; flock.
#include "base/shared_files.h"

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <random>

#include <fmt/format.h>

#include "base/system_error.h"

namespace jangin {

std::string process_token() {
  static const unsigned machine = std::random_device{}();  // a pid alone is one machine's
  return fmt::format("{}-{:08x}", ::getpid(), machine);
}

Result<bool> try_lock(int descriptor, bool shared, const std::filesystem::path& path) {
  if (::flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  if (errno == ENOSYS || errno == EOPNOTSUPP || errno == ENOLCK) return true;
  return system_error(path, errno);
}

}  // namespace jangin
