// See polite_client.h.
#include "collect/sources/web/polite_client.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/progress.h"

namespace jangin::collect::web {
namespace {

constexpr double kLeastPause = 0.05;              // before the second try, doubled before each further one
constexpr std::chrono::milliseconds kSlice{100};  // between looks whether to stop

bool is_silence(const GetAnswer& answer) { return answer.problem == GetProblem::unreachable || answer.problem == GetProblem::timeout; }

bool may_be_better_later(const GetAnswer& answer) {
  const bool is_busy = answer.status == 408 || answer.status == 429 || answer.status >= 500;
  return is_silence(answer) || (answer.problem == GetProblem::none && is_busy);
}

/// False: the user asked to stop.
bool wait_until(std::chrono::steady_clock::time_point time) {
  while (!interrupted()) {
    const auto left = time - std::chrono::steady_clock::now();
    if (left <= left.zero()) return true;
    std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(left, kSlice));
  }
  return false;
}

}  // namespace

std::string user_agent(const WebsiteConfig& config) { return config.contact.empty() ? "jangin" : fmt::format("jangin (+{})", config.contact); }

PoliteClient::PoliteClient(const WebsiteConfig& config) : config_(config) {
  for (const std::string& start : config.start) {
    if (auto url = parse_url(start)) start_hosts_.insert(url->authority());
  }
}

PoliteClient::Host& PoliteClient::host(const std::string& authority) {
  auto [at, is_new] = hosts_.try_emplace(authority);
  if (is_new) at->second.delay = config_.rate_seconds;
  return at->second;
}

void PoliteClient::set_delay(const std::string& authority, double seconds) {
  Host& which = host(authority);
  which.delay = std::max(which.delay, seconds);
}

const std::string* PoliteClient::given_up(const std::string& authority) const {
  auto at = hosts_.find(authority);
  return at == hosts_.end() || at->second.given_up.empty() ? nullptr : &at->second.given_up;
}

double PoliteClient::pause_after(const GetAnswer& answer, const Host& host, int attempt) const {
  return std::max(answer.retry_after_seconds, std::max(host.delay, kLeastPause) * std::exp2(attempt));
}

Result<GetAnswer> PoliteClient::ask(const Url& url, Host& host, GetRequest& request, const HttpGet::Wants& wants, const HttpGet::Takes& takes) {
  const auto seconds = [](double s) { return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(s)); };
  for (int attempt = 0;; ++attempt) {
    if (!wait_until(host.next)) return std::unexpected(interrupted_error());
    request.public_only = !start_hosts_.contains(url.authority()) || host.is_private == std::optional(false);
    GetAnswer answer = http_.get(request, wants, takes);
    if (answer.problem == GetProblem::interrupted) return std::unexpected(interrupted_error());
    if (answer.status != 0 && !host.is_private) host.is_private = answer.to_private;
    host.next = Clock::now() + seconds(host.delay);
    if (!may_be_better_later(answer)) return answer;
    const double pause = pause_after(answer, host, attempt);
    if (pause > kMostPause) host.given_up = fmt::format("it asks to be left alone for {}", format_duration(pause));
    if (pause > kMostPause || attempt + 1 == kTries) return answer;
    host.next = Clock::now() + seconds(pause);
  }
}

Result<GetAnswer> PoliteClient::get(const Url& url, GetRequest request, const HttpGet::Wants& wants, const HttpGet::Takes& takes) {
  Host& which = host(url.authority());
  request.url = url.text();
  request.user_agent = user_agent(config_);
  request.timeout_seconds = config_.timeout_seconds;
  JANGIN_ASSIGN(GetAnswer answer, ask(url, which, request, wants, takes));
  if (is_silence(answer)) {
    // A host that has not said a word yet is not there; one page of many may be slow.
    if (++which.silences >= (which.has_answered ? kSilencesInARow : 1)) which.given_up = answer.detail;
  } else {
    which.silences = 0;
    which.has_answered = which.has_answered || answer.status != 0;
  }
  return answer;
}

}  // namespace jangin::collect::web
