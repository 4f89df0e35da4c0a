// See containers.h.
#include "collect/containers.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "collect/member_store.h"
#include "collect/sandbox.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr double kWaitSeconds = 0.2;
constexpr uint64_t kBytesOfADocument = 100'000'000;  // the time for one document holds for so many bytes of a file that holds many

uint64_t megabytes(int64_t n) { return static_cast<uint64_t>(n) * 1'000'000; }

}  // namespace

Containers::Containers(const fs::path& workspace, const CollectConfig& config, const std::vector<Reader>& all)
    : originals_(workspace / "sources"), cache_(workspace / "collect/cache"), config_(config), all_(all) {}

std::string Containers::opening_id(const Opening& opening) const {
  return hash_fields({"opening", opening.blob_id, opening.opener->name, std::to_string(opening.opener->version), opening.name, opening.options,
                      std::to_string(config_.max_file_mb), std::to_string(config_.max_text_mb)});
}

std::optional<Listing> Containers::remembered(const std::string& id, const Opening& opening) const {
  auto pack = PackReader::open(pack_path(id));
  if (!pack) return std::nullopt;
  Listing listing;
  listing.from_cache = true;
  std::error_code ignored;
  while (auto record = pack->next()) {
    switch (record->kind) {
      case PackRecord::Kind::member:
        if (fs::file_size(originals_ / record->blob_id, ignored) != record->bytes) return std::nullopt;  // −1: not there
        [[fallthrough]];
      case PackRecord::Kind::refused: listing.members.push_back(std::move(*record)); break;
      case PackRecord::Kind::document: ++listing.documents; break;
      case PackRecord::Kind::passed_over: listing.passed_over[record->name] += record->bytes; break;
      case PackRecord::Kind::end:
        if (!record->failure.reason.empty()) listing.failure = std::move(record->failure);
        // Bounds may be tighter than when it was opened.
        if (listing.members.size() > opening.budget->members || record->bytes > opening.budget->bytes) return std::nullopt;
        opening.budget->members -= listing.members.size();
        opening.budget->bytes -= record->bytes;
        return listing;
    }
  }
  return std::nullopt;
}

Result<std::map<std::string, Listing>> Containers::open(const std::vector<Opening>& openings) {
  std::map<std::string, Listing> out;
  std::vector<const Opening*> queue;
  for (const Opening& opening : openings) {
    const std::string id = opening_id(opening);
    if (out.contains(id)) continue;
    auto listing = remembered(id, opening);
    if (!listing) queue.push_back(&opening);
    out[id] = listing ? std::move(*listing) : Listing{};
  }
  if (!queue.empty()) JANGIN_TRY(run(queue, out));
  return out;
}

Status Containers::run(const std::vector<const Opening*>& queue, std::map<std::string, Listing>& out) {
  JANGIN_TRY(make_folders(cache_));
  JANGIN_ASSIGN(ReaderHost host, ReaderHost::start(all_, {config_.timeout_seconds, megabytes(config_.memory_mb)}));
  uint64_t total = 0;
  for (const Opening* opening : queue) total += opening->bytes;
  Progress progress("opening", total, "bytes");
  struct Job {
    Job(const Opening& opening, const fs::path& originals, const fs::path& pack, uint64_t member_bytes, uint64_t text_bytes, MemberUses& uses)
        : store(opening, originals, pack, member_bytes, uses), decoder(store, text_bytes) {}
    MemberStore store;
    FrameDecoder decoder;
  };
  MemberUses uses;
  std::map<uint64_t, std::unique_ptr<Job>> jobs;
  const ReadLimits limits{megabytes(config_.max_text_mb), static_cast<uint32_t>(config_.max_pages)};
  for (size_t next = 0, done = 0; done < queue.size();) {
    if (interrupted()) return std::unexpected(interrupted_error());
    while (next < queue.size() && host.running() < static_cast<size_t>(config_.parallel)) {
      const Opening& opening = *queue[next];
      Job& job = *(jobs[next] = std::make_unique<Job>(opening, originals_, pack_path(opening_id(opening)), megabytes(config_.max_file_mb),
                                                      limits.max_text_bytes, uses));
      ReadJob request{next, std::string(opening.opener->name), originals_ / opening.blob_id, opening.name, limits};
      request.options = opening.options;
      request.max_member_bytes = megabytes(config_.max_file_mb);
      request.seconds = config_.timeout_seconds * static_cast<double>(1 + opening.bytes / kBytesOfADocument);
      request.take = [&job](std::string_view bytes) { return !interrupted() && job.decoder.feed(bytes); };
      JANGIN_TRY(host.begin(request));
      ++next;
    }
    JANGIN_ASSIGN(std::vector<FinishedJob> finished, host.wait(kWaitSeconds));
    for (FinishedJob& end : finished) {
      if (interrupted()) return std::unexpected(interrupted_error());
      Job& job = *jobs.at(end.id);
      std::optional<ReadFailure> failure;
      if (!end.outcome) failure = std::move(end.outcome.error());
      if (job.decoder.damaged()) failure = ReadFailure{"reader_answer", "a member breaks the rules of the answer"};
      JANGIN_ASSIGN(out[opening_id(*queue[end.id])], job.store.finish(std::move(failure)));
      jobs.erase(end.id);
      ++done;
      progress.add(queue[end.id]->bytes);
    }
  }
  return {};
}

}  // namespace jangin::collect
