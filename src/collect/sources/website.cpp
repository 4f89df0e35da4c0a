// See website.h.
#include "collect/sources/website.h"

#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/progress.h"
#include "base/strings.h"
#include "collect/opener.h"
#include "collect/sources/warc.h"
#include "collect/sources/web/link_finder.h"
#include "collect/sources/web/page_fetcher.h"

namespace jangin::collect {
namespace {

using web::Url;

constexpr int kMostHops = 5;             // redirects from one link
constexpr size_t kMostSeen = 1'000'000;  // URLs that are remembered
constexpr size_t kMostSiteMaps = 100;    // of one source
constexpr uint64_t kMostSiteMapBytes = 60'000'000;
constexpr int64_t kAsksAPage = 10;             // requests in all, for each of max_pages
constexpr int64_t kKeptSeconds = 90 * 86'400;  // what nobody asked for since is forgotten

/// A page's way to it.
struct Step {
  Url url;
  int64_t depth = 0;
  int hops = 0;
  bool is_start = false;
};

bool is_picture_or_code(const Url& url) {
  static constexpr std::array<std::string_view, 26> kEnds{".png",  ".jpg",  ".jpeg", ".gif", ".svg", ".webp", ".ico",   ".bmp", ".tif",
                                                          ".tiff", ".css",  ".js",   ".mjs", ".map", ".woff", ".woff2", ".ttf", ".mp3",
                                                          ".mp4",  ".webm", ".avi",  ".mov", ".wav", ".ogg",  ".exe",   ".iso"};
  const std::string path = to_lower_ascii(url.path);
  return std::ranges::any_of(kEnds, [&](std::string_view end) { return path.ends_with(end); });
}

/// What reads a body of this type under this URL, as a file's name; empty: nothing does.
std::string read_as(const FetchContext& context, const SourceConfig& source, const std::string& type, const std::string& path) {
  if (const std::string_view end = extension_of_type(type); !end.empty()) return "x." + std::string(end);
  // "application/octet-stream", "application/zip" and the like say less than the end of the name.
  if (!type.empty() && !type.starts_with("application/") && !type.starts_with("binary/") && !type.starts_with("text/")) return {};
  const bool is_known = find_reader(context.all, path, {}) || (source.open_archives && opener_of_name(path, {}));
  return is_known ? path : std::string();
}

bool matches_any(const std::vector<std::string>& globs, const std::string& url) {
  return std::ranges::any_of(globs, [&](const std::string& glob) { return matches_glob(glob, url); });
}

class Crawl {
 public:
  Crawl(const FetchContext& context, size_t index, FetchLog& log, web::LinkFinder& links, SourceListing& out)
      : context_(context),
        source_(context.config.sources[index]),
        config_(source_.website),
        index_(index),
        links_(links),
        out_(out),
        pages_(context, config_, log) {}

  Status run() {
    for (const std::string& start : config_.start) hosts_.insert(web::parse_url(start)->authority());
    for (const std::string& host : config_.hosts) hosts_.insert(web::parse_url("http://" + host)->authority());
    for (const std::string& start : config_.start) {
      const Url url = *web::parse_url(start);
      if (seen_.insert(url.text()).second) queue_.push_back({url, 0, 0, true});
    }
    if (config_.sitemaps && config_.depth > 0) JANGIN_TRY(add_site_maps());
    Progress progress("fetching " + config_.start[0], 0, "pages");
    while (!queue_.empty()) {
      if (interrupted()) return std::unexpected(interrupted_error());
      if (is_full()) break;
      const Step step = std::move(queue_.front());
      queue_.pop_front();
      progress.note(step.url.text());
      JANGIN_TRY(visit(step));
      progress.set(static_cast<uint64_t>(bodies_));
    }
    if (!queue_.empty()) pass_over("page_limit", queue_.size());
    add_note();
    return {};
  }

 private:
  void pass_over(const std::string& reason, uint64_t count = 1) { out_.passed_over[reason] += count; }
  bool is_full() const {
    return bodies_ >= config_.max_pages || asks_ >= config_.max_pages * kAsksAPage + 100 ||
           bytes_ >= static_cast<uint64_t>(config_.max_mb) * 1'000'000;
  }
  uint64_t most_bytes() const { return static_cast<uint64_t>(std::min(context_.config.max_file_mb, config_.max_mb)) * 1'000'000; }

  /// Site maps that name others are followed; what they name is one link from the start.
  Status add_site_maps() {
    std::deque<std::string> waiting;
    std::set<std::string> origins;
    for (const std::string& start : config_.start) {
      const Url url = *web::parse_url(start);
      if (!origins.insert(url.origin()).second) continue;
      JANGIN_ASSIGN(const auto* rules, pages_.rules_of(url));
      waiting.insert(waiting.end(), rules->robots.sitemaps().begin(), rules->robots.sitemaps().end());
    }
    std::set<std::string> looked_at;
    while (!waiting.empty() && looked_at.size() < kMostSiteMaps) {
      auto url = web::parse_url(waiting.front());
      waiting.pop_front();
      if (!url || !hosts_.contains(url->authority()) || !looked_at.insert(url->text()).second) continue;
      JANGIN_ASSIGN(const auto* rules, pages_.rules_of(*url));
      if (!rules->robots.allows(url->path_and_query())) continue;
      JANGIN_ASSIGN(const web::Obtained got, pages_.obtain(*url, kMostSiteMapBytes, [](const std::string&) { return true; }));
      if (!got.record.location.empty()) waiting.push_front(got.record.location);
      if (got.record.blob_id.empty()) continue;
      JANGIN_ASSIGN(const web::Links links, links_.find(web::kSiteMapLinks, got.record.blob_id, url->text()));
      waiting.insert(waiting.end(), links.sitemaps.begin(), links.sitemaps.end());
      for (const std::string& page : links.urls) enqueue(*web::parse_url(page), 1);
    }
    return {};
  }

  /// Why a page is not even asked for; null: it may be. robots.txt comes later, it has to be fetched.
  const char* refusal(const Url& url, int64_t depth, bool is_start) const {
    if (!hosts_.contains(url.authority())) return "other_host";
    if (depth > config_.depth) return "depth";
    const std::string text = url.text();
    if (matches_any(source_.exclude, text) || (!is_start && !source_.include.empty() && !matches_any(source_.include, text))) return "excluded";
    return is_picture_or_code(url) ? "content_type" : nullptr;
  }

  void enqueue(const Url& url, int64_t depth) {
    if (seen_.size() >= kMostSeen || !seen_.insert(url.text()).second) return;
    if (const char* reason = refusal(url, depth, false)) return pass_over(reason);
    queue_.push_back({url, depth, 0, false});
  }

  Status visit(const Step& step) {
    ++asks_;
    JANGIN_ASSIGN(const auto* rules, pages_.rules_of(step.url));
    if (!rules->problem.reason.empty()) {
      note_trouble(rules->problem, 0, 1);
      return refuse(step, rules->problem, true), Status();
    }
    if (!rules->robots.allows(step.url.path_and_query())) return refuse(step, {"robots", "robots.txt does not allow it"}, false), Status();
    const std::string path = step.url.path;
    auto wants = [&](const std::string& type) { return !read_as(context_, source_, type, path).empty(); };
    JANGIN_ASSIGN(const web::Obtained got, pages_.obtain(step.url, most_bytes(), wants));
    const Fetched& record = got.record;
    if (!got.trouble.empty()) note_trouble({record.reason, got.trouble}, record.reason.empty() ? 1 : 0, got.is_known ? 0 : 1);
    if (!record.location.empty()) return follow(step, *web::parse_url(record.location)), Status();
    if (record.blob_id.empty()) return refuse(step, {record.reason, record.detail}, !got.was_asked), Status();
    return take(step, record);
  }

  /// Pages that the site does not have, or does not want to be read, are no documents; those that it failed to give are. `is_told`: the source's note
  /// says it.
  void refuse(const Step& step, const ReadFailure& failure, bool is_told) {
    static constexpr std::array<std::string_view, 4> kNoDocuments{"http_status", "robots", "content_type", "private_address"};
    if (!step.is_start && std::ranges::find(kNoDocuments, failure.reason) != kNoDocuments.end()) return pass_over(failure.reason);
    if (!step.is_start && is_told) return;
    SourceItem item;
    item.source_id = step.url.text();
    item.config = index_;
    item.problem = failure.reason, item.detail = failure.detail;
    out_.items.push_back(std::move(item));
  }

  void follow(const Step& step, Url target) {
    if (step.hops >= kMostHops) return refuse_redirect(step, "redirects", "more than five redirects, one after another");
    if (const char* reason = refusal(target, step.depth, step.is_start)) {
      return refuse_redirect(
          step, reason,
          fmt::format("leads to {}{}", target.text(), reason == std::string_view("other_host") ? ": name its host in start or hosts" : ""));
    }
    if (seen_.insert(target.text()).second) queue_.push_front({std::move(target), step.depth, step.hops + 1, step.is_start});
  }

  void refuse_redirect(const Step& step, const char* reason, std::string detail) {
    if (!step.is_start) return pass_over(reason);
    refuse(step, {reason, std::move(detail)}, false);
  }

  Status take(const Step& step, const Fetched& record) {
    ++bodies_;
    web::Links links;
    const std::string reader = read_as(context_, source_, record.content_type, step.url.path);
    const Reader* which = find_reader(context_.all, reader, {});
    if (which && which->name == "html") {
      JANGIN_ASSIGN(links, links_.find(web::kPageLinks, record.blob_id, record.id));
    }
    web::take_directives(record.robots, links);
    if (!links.nofollow) {
      for (const std::string& url : links.urls) enqueue(*web::parse_url(url), step.depth + 1);
    }
    if (links.noindex) return pass_over("noindex"), Status();
    if (step.is_start && !source_.include.empty() && !matches_any(source_.include, record.id)) return pass_over("excluded"), Status();
    SourceItem item;
    item.source_id = record.id;
    item.path = context_.originals() / record.blob_id;
    item.config = index_;
    item.bytes = record.bytes;
    item.blob_id = record.blob_id;
    item.read_as = reader;
    item.metadata = {{"uri", record.id}, {"content_type", record.content_type}};
    bytes_ += record.bytes;
    out_.items.push_back(std::move(item));
    return {};
  }

  void note_trouble(const ReadFailure& trouble, uint64_t from_before, uint64_t missing) {
    if (trouble.reason == "private_address") return;  // nothing of this site
    if (trouble_.empty()) trouble_ = trouble.detail;
    from_before_ += from_before;
    missing_ += missing;
  }

  void add_note() {
    if (from_before_ + missing_ == 0) return;
    out_.notes.push_back(fmt::format("{}: {} pages could not be fetched ({}); {} of them are taken as an earlier run fetched them", config_.start[0],
                                     format_count(from_before_ + missing_), trouble_, format_count(from_before_)));
  }

  const FetchContext& context_;
  const SourceConfig& source_;
  const WebsiteConfig& config_;
  size_t index_;
  web::LinkFinder& links_;
  SourceListing& out_;
  web::PageFetcher pages_;
  std::set<std::string> hosts_, seen_;
  std::deque<Step> queue_;
  int64_t bodies_ = 0, asks_ = 0;
  uint64_t bytes_ = 0, from_before_ = 0, missing_ = 0;
  std::string trouble_;
};

}  // namespace

std::string website_problem(const SourceConfig& source) {
  const WebsiteConfig& config = source.website;
  if (config.start.empty()) return "a source of kind website names no start page";
  for (const std::string& start : config.start) {
    if (!web::parse_url(start)) return fmt::format("start: \"{}\" is no http or https URL, or holds a user's name", start);
  }
  for (const std::string& host : config.hosts) {
    auto url = web::parse_url("http://" + host);
    if (!url || url->path_and_query() != "/") return fmt::format("hosts: \"{}\" is no host", host);
  }
  if (config.contact.find_first_of("\r\n()") != std::string::npos) return "contact: an address or a URL";
  return {};
}

Status fetch_website(const FetchContext& context, size_t index, SourceListing& listing) {
  JANGIN_ASSIGN(FetchLog log, FetchLog::open(context.log("pages")));
  const SandboxLimits limits{context.config.timeout_seconds, static_cast<uint64_t>(context.config.memory_mb) * 1'000'000};
  JANGIN_ASSIGN(web::LinkFinder links, web::LinkFinder::open(context.workspace, limits, context.all));
  JANGIN_TRY(Crawl(context, index, log, links, listing).run());
  return log.compact(seconds_since_1970() - kKeptSeconds);
}

}  // namespace jangin::collect
