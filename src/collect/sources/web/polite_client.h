// Asks hosts as they wish to be asked: one request at a time, with time between them, again when they are busy, and no more when they do not
// answer. In the caller's process; it looks at no body.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "collect/source.h"
#include "collect/sources/web/http_get.h"
#include "collect/sources/web/url.h"

namespace jangin::collect::web {

inline constexpr int kTries = 3;           // of a request whose answer may be better later
inline constexpr double kMostPause = 120;  // seconds; a host that asks for a longer one is left alone in this run
inline constexpr int kSilencesInARow = 3;  // pages that a host did not answer; it is left alone then

/// Not thread-safe.
class PoliteClient {
 public:
  /// Hosts of `config.start` may have private addresses, if the first connection of this run to them has one.
  explicit PoliteClient(const WebsiteConfig& config);
  /// A longer time between requests than the recipe's.
  void set_delay(const std::string& authority, double seconds);
  /// Why a host is not asked any more; null: it is.
  const std::string* given_up(const std::string& authority) const;
  /// Waits for its turn, asks, and asks again. The answer may be of status 0. Errors: interrupted.
  Result<GetAnswer> get(const Url& url, GetRequest request, const HttpGet::Wants& wants, const HttpGet::Takes& takes);

 private:
  using Clock = std::chrono::steady_clock;
  struct Host {
    Clock::time_point next;  // not asked before
    double delay = 0;
    int silences = 0;
    bool has_answered = false;
    std::optional<bool> is_private;  // where its first connection led
    std::string given_up;
  };
  Host& host(const std::string& authority);
  Result<GetAnswer> ask(const Url& url, Host& host, GetRequest& request, const HttpGet::Wants& wants, const HttpGet::Takes& takes);
  double pause_after(const GetAnswer& answer, const Host& host, int attempt) const;

  const WebsiteConfig& config_;
  std::set<std::string> start_hosts_;
  std::map<std::string, Host> hosts_;
  HttpGet http_;
};

/// "jangin", and who runs it, when the recipe says so.
std::string user_agent(const WebsiteConfig& config);

}  // namespace jangin::collect::web
