// A workspace: the folder that holds everything one recipe makes (default `out/<recipe name>`). Paths, and the lock that keeps two
// builds from writing into one folder.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace jangin::line {

struct Workspace {
  std::filesystem::path root;

  std::filesystem::path recipe() const { return root / "recipe.toml"; }          // as resolved: budgets as counts
  std::filesystem::path catalog() const { return root / "catalog.sqlite"; }
  std::filesystem::path stage(const std::string& name) const { return root / name; }
  std::filesystem::path manifest(const std::string& name) const { return root / name / "manifest.json"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path expert() const { return root / "expert"; }
  std::filesystem::path report() const { return root / "report" / "index.html"; }
  std::filesystem::path log() const { return root / "jangin.log"; }
};

/// Holds `<root>/.lock` until destroyed; released by the system when the process dies. Error: conflict when another process holds it.
class WorkspaceLock {
 public:
  static Result<WorkspaceLock> take(const Workspace& workspace);
  WorkspaceLock(WorkspaceLock&& other) noexcept;
  WorkspaceLock& operator=(WorkspaceLock&&) = delete;
  ~WorkspaceLock();

 private:
  explicit WorkspaceLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace jangin::line
