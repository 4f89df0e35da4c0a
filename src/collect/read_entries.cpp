// The cache first; what is missing in groups (reading_groups.h).
#include "collect/read_entries.h"

#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/progress.h"
#include "collect/reading_groups.h"
#include "collect/sandbox.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

constexpr double kWaitSeconds = 0.2;

class Readings {
 public:
  Readings(const OpenFiles& how, AnswerCache& cache, std::vector<Entry>& entries)
      : how_(how), config_(how.config), cache_(cache), entries_(entries) {}

  Status run() {
    std::vector<size_t> queue = missing();
    uint64_t total = 0;
    for (size_t i : queue) total += entries_[i].original.bytes;
    if (!queue.empty()) {
      Progress progress("reading", total, "bytes");
      JANGIN_TRY(run_readers(reading_groups(entries_, std::move(queue), config_.share_readers), progress));
    }
    share_outcomes();
    return {};
  }

 private:
  bool read_cache(Entry& entry) const {
    auto outcome = cache_.read(entry.doc_id);
    if (!outcome) return false;
    // A size limit may have been raised since.
    if (!*outcome && outcome->error().reason == "too_large") return false;
    if (*outcome && (*outcome)->text.size() > limits().max_text_bytes) return false;
    if (!*outcome) entry.failure = std::move(outcome->error());
    entry.settled = entry.from_cache = true;
    return true;
  }

  ReadLimits limits() const { return {static_cast<uint64_t>(config_.max_text_mb) * 1'000'000, static_cast<uint32_t>(config_.max_pages)}; }

  /// Indices of entries that must be read: one for each doc_id, the others take its outcome.
  std::vector<size_t> missing() {
    std::vector<size_t> out;
    std::set<std::string> seen;
    for (size_t i = 0; i < entries_.size(); ++i) {
      if (!entries_[i].settled && seen.insert(entries_[i].doc_id).second && !read_cache(entries_[i])) out.push_back(i);
    }
    return out;
  }

  std::vector<ReadJob> jobs_of(const std::vector<size_t>& group) const {
    std::vector<ReadJob> jobs;
    for (size_t i : group) {
      const Entry& entry = entries_[i];
      jobs.push_back({i, std::string(entry.reader->name), how_.workspace / "sources" / entry.original.blob_id, entry.name(), limits()});
    }
    return jobs;
  }

  Status run_readers(const std::vector<std::vector<size_t>>& groups, Progress& progress) {
    SandboxLimits bounds{config_.timeout_seconds, static_cast<uint64_t>(config_.memory_mb) * 1'000'000};
    JANGIN_ASSIGN(ReaderHost host, ReaderHost::start(how_.all, bounds));
    size_t next = 0, begun = 0, done = 0;
    uint64_t pages = 0;
    while (next < groups.size() || done < begun) {
      if (interrupted()) return std::unexpected(interrupted_error());
      while (next < groups.size() && host.running() < static_cast<size_t>(config_.parallel)) {
        JANGIN_TRY(host.begin(jobs_of(groups[next])));
        begun += groups[next++].size();
      }
      JANGIN_ASSIGN(std::vector<FinishedJob> finished, host.wait(kWaitSeconds));
      for (FinishedJob& job : finished) {
        Entry& entry = entries_[job.id];
        ++done;
        bool keep = job.outcome || !is_passing(job.outcome.error().reason);
        if (keep) JANGIN_TRY(cache_.write(entry.doc_id, job.answer.empty() ? encode_outcome(job.outcome) : job.answer));
        if (job.outcome) pages += job.outcome->pages;
        if (!job.outcome) entry.failure = std::move(job.outcome.error());
        entry.settled = true;
        progress.note(fmt::format("{} pages", format_count(pages)));
        progress.add(entry.original.bytes);
      }
    }
    return {};
  }

  /// The same bytes under several names are read once.
  void share_outcomes() {
    std::map<std::string, const Entry*> first;
    for (Entry& entry : entries_) {
      auto [at, added] = first.try_emplace(entry.doc_id, &entry);
      if (entry.settled || added) continue;
      entry.failure = at->second->failure;
      entry.settled = entry.from_cache = true;
    }
  }

  const OpenFiles& how_;
  const CollectConfig& config_;
  AnswerCache& cache_;
  std::vector<Entry>& entries_;
};

}  // namespace

Status read_entries(const OpenFiles& how, AnswerCache& cache, std::vector<Entry>& entries) { return Readings(how, cache, entries).run(); }

}  // namespace jangin::collect
