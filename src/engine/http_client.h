// HTTP requests that are under way together, on one thread (libcurl's multi interface). No redirects are followed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace jangin::engine {

struct HttpRequest {
  std::string url;
  std::string body = {};  // JSON; empty: a GET
  std::string key = {};   // sent as a bearer token; empty: none
  double timeout_seconds = 600;
};

struct HttpAnswer {
  long status = 0;           // 0: no answer came
  std::string failure = {};  // why no whole answer came, in libcurl's words; empty: it did
  std::string body = {};     // of an answer that is not 2xx, its first 64 KB
  double retry_after = 0;    // seconds, as told; 0: not told
};

/// Not thread-safe.
class HttpClient {
 public:
  using OnBytes = std::function<bool(std::string_view)>;  // of a 2xx answer, as they come; false ends the request
  using OnEnd = std::function<void(HttpAnswer)>;

  HttpClient();
  /// Breaks off whatever is under way, without calls.
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  void start(const HttpRequest& request, OnBytes on_bytes, OnEnd on_end);
  size_t under_way() const;
  /// Moves bytes and calls back, for at most this long.
  void poll(int milliseconds);

 private:
  struct Transfer;
  void collect_ended();
  void* multi_ = nullptr;
  std::map<void*, std::unique_ptr<Transfer>> transfers_;  // by libcurl's handle
};

}  // namespace jangin::engine
