// flock on files of the workspace.
#include "line/workspace.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file.h"
#include "base/shared_files.h"
#include "base/system_error.h"

namespace jangin::line {
namespace fs = std::filesystem;

Status WorkspaceLock::add(const fs::path& file, bool shared, const std::string& held, const std::string& hint) {
  JANGIN_TRY(make_folders(file.parent_path()));
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return system_error(file, errno);
  descriptors_.push_back(descriptor);
  JANGIN_ASSIGN(const bool locked, try_lock(descriptor, shared, file));
  if (locked) return {};
  return fail(ErrorCode::conflict, held, file.parent_path().string(), hint);
}

Result<WorkspaceLock> WorkspaceLock::take(const Workspace& workspace) {
  WorkspaceLock lock;
  JANGIN_TRY(lock.add(workspace.root / ".lock", false, "another jangin works in this workspace",
                      "wait for it, stop it, or choose another folder with --workspace"));
  return lock;
}

Result<WorkspaceLock> WorkspaceLock::take_share(const Workspace& workspace, const Share& share) {
  WorkspaceLock lock;
  JANGIN_TRY(
      lock.add(workspace.root / ".lock", true, "a build works in this workspace", "workers with a share come before it: wait for it or stop it"));
  JANGIN_TRY(lock.add(workspace.root / (".lock." + share.file_name()), false, "another jangin works on share " + share.text(),
                      "give each worker its own number"));
  return lock;
}

WorkspaceLock::WorkspaceLock(WorkspaceLock&& other) noexcept : descriptors_(std::exchange(other.descriptors_, {})) {}

WorkspaceLock::~WorkspaceLock() {
  for (int descriptor : descriptors_) ::close(descriptor);
}

}  // namespace jangin::line
