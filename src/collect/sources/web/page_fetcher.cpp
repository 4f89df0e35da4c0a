// See page_fetcher.h.
#include "collect/sources/web/page_fetcher.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"

namespace jangin::collect::web {
namespace {

constexpr uint64_t kMostRobotsAsked = 5'000'000;  // bytes; a longer robots.txt cannot be had
constexpr int kRobotsHops = 5;                    // RFC 9309, 2.3.1.2
constexpr double kRobotsFreshSeconds = 86'400;    // 2.4

bool is_redirect(long status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

std::string_view reason_of(GetProblem problem) {
  switch (problem) {
    case GetProblem::timeout: return "timeout";
    case GetProblem::private_address: return "private_address";
    case GetProblem::too_large: return "too_large";
    case GetProblem::bomb: return "archive_bomb";
    case GetProblem::damaged: return "damaged";
    case GetProblem::unwanted: return "content_type";
    default: return "unreachable";
  }
}

/// Answers that say something of the server's state and not of the page.
bool is_trouble(const GetAnswer& answer) {
  if (answer.problem == GetProblem::unreachable || answer.problem == GetProblem::timeout || answer.problem == GetProblem::private_address)
    return true;
  return answer.problem == GetProblem::none && (answer.status >= 500 || answer.status == 408 || answer.status == 429);
}

/// Bounds may be others in the next run.
bool is_of_bounds(const Fetched& record) { return record.reason == "too_large" || record.reason == "archive_bomb"; }

}  // namespace

const Fetched* PageFetcher::usable(const std::string& id, uint64_t max_bytes) const {
  const Fetched* known = log_.find(id);
  if (!known || known->blob_id.empty()) return known;
  std::error_code error;
  const auto bytes = std::filesystem::file_size(context_.originals() / known->blob_id, error);
  return !error && bytes == known->bytes && bytes <= max_bytes ? known : nullptr;
}

Result<Obtained> PageFetcher::obtain(const Url& url, uint64_t max_bytes, const Wants& wants) {
  const Fetched* known = usable(url.text(), max_bytes);
  const bool is_final = known && !is_of_bounds(*known);
  const double fresh_seconds = url.path == "/robots.txt" ? std::min(config_.refresh_seconds, kRobotsFreshSeconds) : config_.refresh_seconds;
  if (is_final && static_cast<double>(seconds_since_1970() - known->asked_at) < fresh_seconds) return Obtained{*known};
  if (const std::string* why = client_.given_up(url.authority())) {
    if (is_final) return Obtained{*known, *why, true, false};
    Fetched nothing;
    nothing.id = url.text(), nothing.reason = "unreachable", nothing.detail = *why;
    return Obtained{std::move(nothing), *why, false, false};
  }
  GetRequest request;
  request.max_bytes = max_bytes;
  if (known && !known->blob_id.empty()) request.etag = known->etag, request.last_modified = known->last_modified;
  OriginalWriter writer(context_.originals());
  Status written;
  auto begin = [&](const GetAnswer& head) {
    if (!wants(head.content_type)) return false;
    written = writer.begin();
    return written.has_value();
  };
  auto take = [&](std::string_view bytes) { return (written = writer.append(bytes)).has_value(); };
  JANGIN_ASSIGN(GetAnswer answer, client_.get(url, std::move(request), begin, take));
  if (!written) return pass(written);
  return judge(url, known, answer, writer);
}

Result<Obtained> PageFetcher::judge(const Url& url, const Fetched* known, const GetAnswer& answer, OriginalWriter& writer) {
  Obtained out;
  Fetched& record = out.record;
  record.id = url.text();
  record.asked_at = seconds_since_1970();
  if (is_trouble(answer)) {
    out.trouble = answer.problem == GetProblem::none ? fmt::format("the server answers with status {}", answer.status) : answer.detail;
    out.is_known = known && !is_of_bounds(*known);
    if (out.is_known) return out.record = *known, out;
    record.reason = answer.problem == GetProblem::none ? "server_error" : reason_of(answer.problem);
    record.detail = out.trouble;
    return out;  // not remembered: the next run asks again
  }
  if (answer.status == 304 && known && !known->blob_id.empty()) {
    const int64_t now = record.asked_at;
    record = *known;
    record.asked_at = now;
  } else if (answer.problem != GetProblem::none) {
    record.reason = reason_of(answer.problem);
    record.detail = answer.problem == GetProblem::unwanted ? "content type " + answer.content_type : answer.detail;
  } else if (is_redirect(answer.status) && resolve_url(url, answer.location)) {
    record.location = resolve_url(url, answer.location)->text();
  } else if (answer.status != 200 || writer.bytes() == 0) {
    record.reason = answer.status == 200 ? "zero_bytes" : "http_status";
    record.detail = answer.status == 200 ? "the page is empty" : fmt::format("the server answers with status {}", answer.status);
  } else {
    record.bytes = writer.bytes();
    record.blob_id = writer.end_hash();
    JANGIN_TRY(writer.keep(record.blob_id));
    record.content_type = answer.content_type, record.etag = answer.etag, record.last_modified = answer.last_modified, record.robots = answer.robots;
  }
  JANGIN_TRY(log_.put(record));
  return out;
}

Result<PageFetcher::Rules> PageFetcher::fetch_rules(const Url& robots) {
  Url at = robots;
  for (int hop = 0; hop <= kRobotsHops; ++hop) {
    JANGIN_ASSIGN(const Obtained got, obtain(at, kMostRobotsAsked, [](const std::string&) { return true; }));
    const Fetched& record = got.record;
    if (!record.location.empty()) {
      at = *parse_url(record.location);
      continue;
    }
    if (!record.blob_id.empty()) {
      JANGIN_ASSIGN(const std::string text, read_file(context_.originals() / record.blob_id));
      return Rules{Robots::parse(text, "jangin"), {}};
    }
    // Not there: everything is allowed. Not to be had: nothing is.
    const bool is_absent = got.is_known && (record.reason == "http_status" || record.reason == "zero_bytes");
    return is_absent ? Rules{Robots::all(true), {}} : Rules{Robots::all(false), {record.reason, "robots.txt: " + record.detail}};
  }
  return Rules{Robots::all(true), {}};
}

Result<const PageFetcher::Rules*> PageFetcher::rules_of(const Url& url) {
  auto known = rules_.find(url.origin());
  if (known == rules_.end()) {
    JANGIN_ASSIGN(Rules rules, fetch_rules(*parse_url(url.origin() + "/robots.txt")));
    if (rules.robots.crawl_delay_seconds() > 0) client_.set_delay(url.authority(), rules.robots.crawl_delay_seconds());
    known = rules_.emplace(url.origin(), std::move(rules)).first;
  }
  return &known->second;
}

}  // namespace jangin::collect::web
