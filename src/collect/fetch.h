// Sources that are no files: what they hold is fetched before the stage begins to read, put among the originals by hash, and listed like files: an
// item a page or row, named so that it is the same in each run. What cannot be fetched now is taken as an earlier run fetched it. Internal to
// collect/.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "collect/collect.h"
#include "collect/reader.h"
#include "collect/source.h"

namespace jangin::collect {

struct FetchContext {
  const std::filesystem::path& workspace;
  const CollectConfig& config;
  const std::vector<Reader>& all;
  std::filesystem::path originals() const { return workspace / "sources"; }
  std::filesystem::path log(const std::string& name) const { return workspace / "collect/fetched" / name; }
};

/// Adds what the fetched sources hold, in the listing's order; what cannot be had at all stands there with its problem.
/// Errors: io_error, interrupted (what was fetched is kept), not_found (the listing is empty then, too).
Status fetch_sources(const FetchContext& context, SourceListing& listing);

}  // namespace jangin::collect
