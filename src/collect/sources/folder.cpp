// Walks a folder without recursion of ours; what cannot be looked at is listed, never passed over in silence.
#include "collect/sources/folder.h"

#include <algorithm>
#include <set>

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr int kMaxDepth = 64;

bool wanted(const SourceConfig& config, const std::string& below) {
  auto any = [&](const std::vector<std::string>& globs) {
    return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return matches_glob(glob, below); });
  };
  return (config.include.empty() || any(config.include)) && !any(config.exclude);
}

struct Folder {
  fs::path path;
  std::string below;  // "" or "sub/"
  int depth;
};

}  // namespace

void list_file(const fs::path& file, const std::string& id, size_t index, SourceListing& out) {
  SourceItem item{id, file, index, 0, {}, {}};
  std::error_code error;
  fs::file_status status = fs::status(file, error);
  if (error) {
    item.problem = "unreadable";
    item.detail = error.message();
  } else if (!fs::is_regular_file(status)) {
    item.problem = "not_a_file";
    item.detail = "neither a file nor a folder";
  } else {
    uint64_t bytes = fs::file_size(file, error);
    if (!error) item.bytes = bytes;
  }
  out.items.push_back(std::move(item));
}

void list_folder(const fs::path& folder, const std::string& prefix, const SourceConfig& config, size_t index, SourceListing& out) {
  std::vector<Folder> pending{{folder, "", 0}};
  std::set<fs::path> seen;  // folders behind links may run in circles
  while (!pending.empty()) {
    Folder here = std::move(pending.back());
    pending.pop_back();
    std::error_code error;
    if (config.follow_symlinks && !seen.insert(fs::canonical(here.path, error)).second) continue;
    fs::directory_iterator entries(here.path, error), end;
    if (error) {
      out.items.push_back({prefix + here.below, here.path, index, 0, "unreadable", error.message()});
      continue;
    }
    for (; entries != end; entries.increment(error)) {
      std::string name = entries->path().filename().string();
      std::string below = here.below + name;
      if (name.starts_with('.') && !config.hidden) {
        ++out.hidden;
        continue;
      }
      std::error_code ignored;
      bool link = entries->is_symlink(ignored);
      bool is_folder = entries->is_directory(ignored);
      if (is_folder && (!link || config.follow_symlinks) && here.depth < kMaxDepth) {
        pending.push_back({entries->path(), below + '/', here.depth + 1});
        continue;
      }
      if (!wanted(config, below)) {
        ++out.filtered;
      } else if (link && !config.follow_symlinks) {
        out.items.push_back({prefix + below, entries->path(), index, 0, "symlink", "a symbolic link; set follow_symlinks to read it"});
      } else {
        list_file(entries->path(), prefix + below, index, out);
      }
      if (error) break;
    }
    if (error) out.items.push_back({prefix + here.below, here.path, index, 0, "unreadable", error.message()});
  }
}

}  // namespace jangin::collect
