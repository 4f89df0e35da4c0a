// Files that hold many documents, on the caller's side: opens them in the sandbox, keeps members by hash among the originals, remembers what
// was found, holds the bounds. What becomes of members is collect.cpp's business. Internal to collect/.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/collect.h"
#include "collect/member_pack.h"
#include "collect/opener.h"

namespace jangin::collect {

/// What the openings below one file of a source may write together. Shared by them; each takes from it as it goes.
struct OpenBudget {
  uint64_t bytes = 0, members = 0;
  bool exceeded = false;  // one of them was not enough
};

struct Opening {
  std::string blob_id;  // the file, among the originals
  uint64_t bytes = 0;
  std::string name;
  const Opener* opener = nullptr;
  std::string options;
  std::shared_ptr<OpenBudget> budget;
};

/// What one file holds. Names and hashes only: documents that the opener made stay in the pack.
struct Listing {
  std::vector<PackRecord> members;  // kinds member and refused, in the file's order
  uint64_t documents = 0;           // that the opener made
  std::map<std::string, uint64_t> passed_over;
  std::optional<ReadFailure> failure;
  bool exceeded = false;  // the budget it was opened with was not enough
  bool from_cache = false;
};

class Containers {
 public:
  Containers(const std::filesystem::path& workspace, const CollectConfig& config, const std::vector<Reader>& all);
  /// Of the bytes, the opener and its version, the options and the limits that decide what a member is.
  std::string opening_id(const Opening& opening) const;
  /// What each holds, by opening_id(): from earlier runs or opened now, several side by side. A file that cannot be opened is a listing with a
  /// failure. `archive_bomb` (a bound was reached) and what another run may not meet again are not remembered; a bomb's members are not kept.
  /// Errors: io_error, interrupted.
  Result<std::map<std::string, Listing>> open(const std::vector<Opening>& openings);
  /// Where the documents of an opening lie (PackReader).
  std::filesystem::path pack_path(const std::string& opening_id) const { return cache_ / opening_id; }

 private:
  std::optional<Listing> remembered(const std::string& id, const Opening& opening) const;
  Status run(const std::vector<const Opening*>& queue, std::map<std::string, Listing>& out);

  std::filesystem::path originals_, cache_;
  const CollectConfig& config_;
  const std::vector<Reader>& all_;
};

}  // namespace jangin::collect
