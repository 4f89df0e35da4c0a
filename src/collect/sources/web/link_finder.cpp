// See link_finder.h.
#include "collect/sources/web/link_finder.h"

#include "base/hash.h"
#include "base/interrupt.h"
#include "collect/wire.h"

namespace jangin::collect::web {

Result<LinkFinder> LinkFinder::open(const std::filesystem::path& workspace, const SandboxLimits& limits, const std::vector<Reader>& all) {
  JANGIN_ASSIGN(AnswerCache cache, AnswerCache::open(workspace / "collect/cache"));
  return LinkFinder(workspace / "sources", std::move(cache), limits, all);
}

Result<Links> LinkFinder::find(std::string_view reader, const std::string& blob_id, const std::string& url) {
  const std::string id = hash_fields({"links", blob_id, url, reader, std::to_string(kLinksVersion)});
  if (auto known = cache_.read(id)) return *known ? links_of(**known) : Links{};
  if (!host_) {
    JANGIN_ASSIGN(ReaderHost host, ReaderHost::start(*all_, limits_));
    host_.emplace(std::move(host));
  }
  ReadJob job;
  job.reader = reader;
  job.file = originals_ / blob_id;
  job.name = url;
  JANGIN_TRY(host_->begin(job));
  for (;;) {
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_ASSIGN(std::vector<FinishedJob> finished, host_->wait(0.2));
    if (finished.empty()) continue;
    const ReadOutcome& outcome = finished.front().outcome;
    if (outcome || !is_passing(outcome.error().reason)) JANGIN_TRY(cache_.write(id, encode_outcome(outcome)));
    return outcome ? links_of(*outcome) : Links{};
  }
}

}  // namespace jangin::collect::web
