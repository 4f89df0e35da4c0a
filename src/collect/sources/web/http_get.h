// One HTTP request after another, asked for with GET, in the caller's process (libcurl). Redirects are not followed, proxies and cookies not
// used; what comes is bounded in bytes and time. What a page says is not looked at here.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace jangin::collect::web {

struct GetRequest {
  std::string url;
  std::string user_agent;
  std::string etag, last_modified;  // of what is there already: If-None-Match, If-Modified-Since; empty: not sent
  bool public_only = true;          // connections to addresses that is_private_address() names are refused
  double timeout_seconds = 60;      // without a byte; the whole may take twenty times as long
  uint64_t max_bytes = 0;           // of the body, unpacked
};

/// Why there is no whole answer.
enum class GetProblem { none, unreachable, timeout, private_address, too_large, bomb, damaged, unwanted, interrupted };

struct GetAnswer {
  long status = 0;  // 0: no answer came
  GetProblem problem = GetProblem::none;
  std::string detail;                                 // of the problem, for people
  std::string content_type;                           // lower case, without parameters
  std::string etag, last_modified, location, robots;  // fields of the head, robots: X-Robots-Tag, a line each
  double retry_after_seconds = 0;                     // 0: not told
  bool to_private = false;                            // the connection that was opened for it led to a private address
};

/// Not thread-safe. Connections are kept for the next request.
class HttpGet {
 public:
  /// Of an answer of status 200, when its head is whole: false: the body is not wanted (GetProblem::unwanted).
  using Wants = std::function<bool(const GetAnswer&)>;
  /// Its body, unpacked, as it comes; false ends the request (GetProblem::unwanted).
  using Takes = std::function<bool(std::string_view)>;

  HttpGet();
  ~HttpGet();
  HttpGet(const HttpGet&) = delete;
  HttpGet& operator=(const HttpGet&) = delete;
  /// Returns early when the user asks to stop (base/interrupt.h).
  GetAnswer get(const GetRequest& request, const Wants& wants, const Takes& takes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Loopback, private, link-local, shared, multicast and reserved ranges (RFC 6890), also as IPv4 within IPv6; families that are no IP.
bool is_private_address(const sockaddr& address);

}  // namespace jangin::collect::web
