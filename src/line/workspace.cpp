// flock on a file of the workspace.
#include "line/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file.h"

namespace jangin::line {

Result<WorkspaceLock> WorkspaceLock::take(const Workspace& workspace) {
  JANGIN_TRY(make_folders(workspace.root));
  std::filesystem::path path = workspace.root / ".lock";
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(ErrorCode::io_error, std::strerror(errno), path.string());
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return fail(ErrorCode::conflict, "another jangin works in this workspace", workspace.root.string(),
                "wait for it, stop it, or choose another folder with --workspace");
  }
  return WorkspaceLock(descriptor);
}

WorkspaceLock::WorkspaceLock(WorkspaceLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WorkspaceLock::~WorkspaceLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace jangin::line
