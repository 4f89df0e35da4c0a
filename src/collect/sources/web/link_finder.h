// Where fetched pages lead: asks the sandboxed readers of links.h, and remembers what they answered. In the caller's process.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "collect/answer_cache.h"
#include "collect/sandbox.h"
#include "collect/sources/web/links.h"

namespace jangin::collect::web {

/// Not thread-safe.
class LinkFinder {
 public:
  /// Answers are kept with those of all readers. Errors: io_error.
  static Result<LinkFinder> open(const std::filesystem::path& workspace, const SandboxLimits& limits, const std::vector<Reader>& all);
  /// `reader`: kPageLinks or kSiteMapLinks, for the original `blob_id` that stands under `url`. No links when the reader failed on it.
  /// Errors: io_error, interrupted.
  Result<Links> find(std::string_view reader, const std::string& blob_id, const std::string& url);

 private:
  LinkFinder(std::filesystem::path originals, AnswerCache cache, const SandboxLimits& limits, const std::vector<Reader>& all)
      : originals_(std::move(originals)), cache_(std::move(cache)), limits_(limits), all_(&all) {}
  std::filesystem::path originals_;
  AnswerCache cache_;
  SandboxLimits limits_;
  const std::vector<Reader>* all_;
  std::optional<ReaderHost> host_;  // started when the first page is looked at
};

}  // namespace jangin::collect::web
