// The stage: list, keep originals, read in the sandbox (or from the cache), write shards, manifest last. A worker with a share stops before the shards.
#include "collect/collect.h"

#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/progress.h"
#include "collect/answer_cache.h"
#include "collect/entry.h"
#include "collect/fetch.h"
#include "collect/originals.h"
#include "collect/read_entries.h"
#include "collect/shards.h"
#include "record/shard.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr const char* kStamps = "file_stamps";

std::string config_hash(const CollectConfig& config) {
  Sha256 hash;
  hash.field("collect").field(static_cast<uint64_t>(config.max_file_mb)).field(static_cast<uint64_t>(config.max_text_mb));
  hash.field(static_cast<uint64_t>(config.max_pages)).field(static_cast<uint64_t>(config.memory_mb));
  hash.field(static_cast<uint64_t>(config.timeout_seconds * 1000)).field(config.sources.size());
  hash.field(static_cast<uint64_t>(config.max_unpacked_mb))
      .field(static_cast<uint64_t>(config.max_members))
      .field(static_cast<uint64_t>(config.max_depth));
  for (const SourceConfig& source : config.sources) {
    hash.field(rights_of(source).rights_id)
        .field(opener_options(source))
        .field(source.open_archives)
        .field(source.hidden)
        .field(source.exclude.size());
    for (const std::string& glob : source.exclude) hash.field(glob);
  }
  return hash.hex();
}

class Stage {
 public:
  explicit Stage(const CollectRequest& request)
      : request_(request), config_(request.config), all_(request.registry ? *request.registry : readers()), folder_(request.workspace / "collect") {}

  Result<CollectReport> run() {
    Stopwatch watch;
    JANGIN_ASSIGN(SourceListing listing, list_sources(request_.base, config_.sources));
    JANGIN_TRY(fetch_sources({request_.workspace, config_, all_}, listing));
    report_.found = listing.items.size();
    report_.passed_over = std::move(listing.passed_over);
    report_.notes = std::move(listing.notes);
    const fs::path stamps = folder_ / kStamps;
    JANGIN_TRY(keep_originals(std::move(listing.items), stamps));
    FileStamps::remove_of_workers(stamps);
    record::Manifest manifest = describe();
    if (record::is_current(folder_ / "manifest.json", request_.workspace, manifest.key())) {
      JANGIN_ASSIGN(report_.manifest, record::read_manifest(folder_ / "manifest.json"));
      JANGIN_ASSIGN(report_.sources, record::read_sources(folder_ / "sources.parquet"));
      stamp();
      report_.current = true;
      report_.found = static_cast<uint64_t>(report_.manifest.figures["files"]);
      report_.from_cache = report_.found;
      report_.seconds = watch.seconds();
      return std::move(report_);
    }
    JANGIN_TRY(open_and_read({request_.workspace, config_, all_}, ""));
    JANGIN_TRY(write(manifest, watch));
    return std::move(report_);
  }

  Result<CollectShareReport> run_share(const Share& share) {
    Stopwatch watch;
    JANGIN_ASSIGN(SourceListing listing, list_sources(request_.base, config_.sources));
    HandOut hand_out(share.count);
    JANGIN_TRY(keep_originals(own_items(std::move(listing.items), share, hand_out), folder_ / (std::string(kStamps) + "." + share.file_name())));
    for (Entry& entry : entries_) entry.divided = divided_.contains(entry.item.source_id);
    CollectShareReport done;
    done.files = entries_.size();
    done.bytes = report_.bytes;
    JANGIN_TRY(open_and_read({request_.workspace, config_, all_, share, &hand_out}, share.file_name()));
    for (const Entry& entry : entries_) {
      const uint64_t documents = entry.documents + (entry.stands_for_members ? 0 : 1);
      done.documents += documents;
      if (entry.from_cache) done.from_cache += documents;
      if (entry.failure) ++done.failed;
    }
    done.seconds = watch.seconds();
    return done;
  }

 private:
  /// `writer`: as in AnswerCache.
  Status open_and_read(const OpenFiles& how, const std::string& writer) {
    JANGIN_TRY(open_files(how, entries_, report_.passed_over));
    JANGIN_TRY(sync_originals(request_.workspace / "sources"));
    JANGIN_ASSIGN(AnswerCache cache, AnswerCache::open(folder_ / "cache", writer));
    cache_.emplace(std::move(cache));
    return read_entries(how, *cache_, entries_);
  }

  /// The items of one worker. Those that all have to open come to all (divided_).
  std::vector<SourceItem> own_items(std::vector<SourceItem> items, const Share& share, HandOut& hand_out) {
    std::erase_if(items, [](const SourceItem& item) { return !item.problem.empty(); });
    uint64_t total = 0;
    for (const SourceItem& item : items) total += item.bytes;
    std::vector<uint64_t> bytes;
    for (const SourceItem& item : items) {
      const bool divided = !share.is_all() && item.bytes > total / static_cast<uint64_t>(share.count) && holds_members(item);
      if (divided)
        divided_.insert(item.source_id);
      else
        bytes.push_back(item.bytes);
    }
    const std::vector<int> owner = hand_out.give(bytes);
    size_t next = 0;
    std::erase_if(items, [&](const SourceItem& item) { return !divided_.contains(item.source_id) && owner[next++] != share.index; });
    return items;
  }

  /// It will be opened, and what is in it are files, not rows.
  bool holds_members(const SourceItem& item) const {
    const SourceConfig& source = config_.sources[item.config];
    if (!source.kind.empty()) return false;
    const std::string first = first_bytes_of(item.path);
    return !find_reader(all_, item.source_id, first) && opener_of_source(source, item.source_id, first);
  }

  Status keep_originals(std::vector<SourceItem> items, const fs::path& stamps) {
    stamps_ = FileStamps::read(folder_ / kStamps);
    uint64_t total = 0;
    for (const SourceItem& item : items) total += item.bytes;
    Progress progress("hashing", total, "bytes");
    for (SourceItem& item : items) {
      if (interrupted()) return std::unexpected(interrupted_error());
      Entry entry;
      entry.item = std::move(item);
      entry.metadata = std::move(entry.item.metadata);
      if (!entry.item.problem.empty()) {
        settle(entry, ReadFailure{entry.item.problem, entry.item.detail});
      } else {
        JANGIN_TRY(keep(entry));
      }
      progress.add(entry.item.bytes);
      entries_.push_back(std::move(entry));
    }
    JANGIN_TRY(sync_originals(request_.workspace / "sources"));
    return stamps_.write(stamps);
  }

  Status keep(Entry& entry) {
    const fs::path originals = request_.workspace / "sources";
    std::expected<Original, ReadFailure> kept = read_failure("unreadable", "");
    if (entry.item.blob_id.empty()) {
      JANGIN_ASSIGN(kept, keep_original(entry.item, originals, static_cast<uint64_t>(config_.max_file_mb) * 1'000'000, stamps_));
    } else {
      kept = stored_original(originals, entry.item.blob_id, entry.item.bytes);
    }
    if (!kept) {
      settle(entry, kept.error());
      return {};
    }
    entry.original = std::move(*kept);
    report_.bytes += entry.original.bytes;
    if (entry.original.stamp) stamps_.note(*entry.original.stamp, entry.original.blob_id);
    const SourceConfig& source = config_.sources[entry.item.config];
    const std::string& name = entry.item.read_as.empty() ? entry.item.source_id : entry.item.read_as;
    if (source.kind.empty() || is_fetched(source)) entry.reader = find_reader(all_, name, entry.original.first_bytes);
    if (!entry.reader) entry.opener = opener_of_source(source, name, entry.original.first_bytes);
    entry.original.first_bytes = {};  // some hundred thousand files add up
    if (entry.opener) {
      auto problem = entry.opener->look_beside ? entry.opener->look_beside(entry.item.path) : std::nullopt;
      if (problem) settle(entry, std::move(problem));
      return {};
    }
    if (!entry.reader) {
      settle(entry, ReadFailure{"no_reader", "no reader for this kind of file"});
      return {};
    }
    std::string version = std::to_string(entry.reader->version);
    entry.doc_id = hash_fields({entry.original.blob_id, "", entry.reader->name, version});
    return {};
  }

  /// Files without a document still need a name for their verdict.
  static void settle(Entry& entry, std::optional<ReadFailure> failure) {
    entry.failure = std::move(failure);
    entry.settled = true;
    if (entry.doc_id.empty()) entry.doc_id = hash_fields({"unread", entry.item.source_id, entry.original.blob_id});
  }

  record::Manifest describe() const {
    record::Manifest manifest;
    manifest.stage = "collect";
    manifest.config_hash = config_hash(config_);
    Sha256 hash;
    for (const Entry& entry : entries_) {
      hash.field(entry.item.source_id).field(entry.original.blob_id).field(entry.item.config);
      for (const auto& [key, value] : entry.metadata) hash.field(key).field(value);
      if (entry.failure) hash.field(entry.failure->reason);
    }
    manifest.inputs["sources"] = hash.hex();
    for (const Reader& reader : all_) manifest.components["reader:" + std::string(reader.name)] = reader.version;
    for (const Opener& opener : openers()) manifest.components["opener:" + std::string(opener.name)] = opener.version;
    return manifest;
  }

  Status write(record::Manifest& manifest, const Stopwatch& watch) {
    JANGIN_TRY(make_folders(folder_));
    JANGIN_ASSIGN(manifest.shards, write_shards({folder_, config_, all_, *cache_, entries_}, report_));
    stamp();
    const uint64_t documents = report_.found - report_.failed;
    if (documents == 0) return none_read();
    report_.seconds = watch.seconds();
    manifest.figures = {{"files", static_cast<double>(report_.found)},
                        {"documents", static_cast<double>(documents)},
                        {"failed", static_cast<double>(report_.failed)},
                        {"pages", static_cast<double>(report_.pages)},
                        {"bytes", static_cast<double>(report_.bytes)},
                        {"text_bytes", static_cast<double>(report_.text_bytes)},
                        {"seconds", report_.seconds}};
    for (const auto& [reason, count] : report_.passed_over) manifest.figures["passed_over:" + reason] = static_cast<double>(count);
    manifest.created_at = timestamp_now();
    JANGIN_TRY(record::write_manifest(folder_ / "manifest.json", manifest));
    report_.manifest = manifest;
    log_info("collect: {} documents, {} read, {} from earlier runs, {} failed, {} pages", report_.found, report_.read, report_.from_cache,
             report_.failed, report_.pages);
    return {};
  }

  /// The time is for the catalog: in the shard it would make equal builds differ.
  void stamp() {
    for (record::SourceVersion& source : report_.sources) source.fetched_at = timestamp_now();
  }

  Status none_read() const {
    std::string reasons;
    for (size_t i = 0; i < report_.failures.size() && i < 3; ++i) {
      reasons += (i ? "; " : "") + report_.failures[i].detail + " [" + report_.failures[i].reason + "]";
    }
    if (report_.failed > 3) reasons += fmt::format("; and {} more", report_.failed - 3);
    return fail(ErrorCode::invalid_argument, "none of the files could be read: " + reasons, "collect",
                "supply at least one PDF, Markdown or text file");
  }

  const CollectRequest& request_;
  const CollectConfig& config_;
  const std::vector<Reader>& all_;
  fs::path folder_;
  FileStamps stamps_;
  std::optional<AnswerCache> cache_;  // from open_and_read() on
  std::vector<Entry> entries_;
  std::set<std::string> divided_;  // source ids
  CollectReport report_;
};

}  // namespace

Result<CollectReport> collect(const CollectRequest& request) { return Stage(request).run(); }
Result<CollectShareReport> collect_share(const CollectRequest& request, const Share& share) { return Stage(request).run_share(share); }

}  // namespace jangin::collect
