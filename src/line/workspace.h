// A workspace: the folder that holds everything one recipe makes (default `out/<recipe name>`). Paths, and the locks that keep two
// builds, or a build and workers with a share, from writing into one folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/share.h"

namespace jangin::line {

struct Workspace {
  std::filesystem::path root;

  std::filesystem::path recipe() const { return root / "recipe.toml"; }  // as resolved: budgets as counts
  std::filesystem::path catalog() const { return root / "catalog.sqlite"; }
  std::filesystem::path stage(const std::string& name) const { return root / name; }
  std::filesystem::path manifest(const std::string& name) const { return root / name / "manifest.json"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path expert() const { return root / "expert"; }
  std::filesystem::path report() const { return root / "report" / "index.html"; }
  std::filesystem::path log() const { return root / "jangin.log"; }
};

/// Holds `<root>/.lock` until destroyed; released by the system when the process dies. Between machines as far as their file system carries locks (flock).
class WorkspaceLock {
 public:
  /// For a build: alone. Error: conflict when another process holds it, workers among them.
  static Result<WorkspaceLock> take(const Workspace& workspace);
  /// For a worker: beside other workers, and `<root>/.lock.<share>` alone. Error: conflict when a build runs, or a worker with the same share.
  static Result<WorkspaceLock> take_share(const Workspace& workspace, const Share& share);
  WorkspaceLock(WorkspaceLock&& other) noexcept;
  WorkspaceLock& operator=(WorkspaceLock&&) = delete;
  ~WorkspaceLock();

 private:
  WorkspaceLock() = default;
  Status add(const std::filesystem::path& file, bool shared, const std::string& held, const std::string& hint);
  std::vector<int> descriptors_;
};

}  // namespace jangin::line
