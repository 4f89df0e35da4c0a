// HTTP as the rest of serve/ sees it: a request, its answer, and who handles it. No sockets here.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jangin::serve {

/// Everything before the body.
struct HttpHead {
  std::string method;  // "GET"
  std::string path;    // without the query
  std::string host;
  std::string authorization;
  std::string content_type;
  std::string request_id;  // the client's, if it is 1–64 letters, digits, - _ .; else one of ours
  bool keep_alive = true;
  bool http_1_0 = false;
  bool expects_continue = false;
};

struct HttpReply {
  unsigned status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers = {};  // further ones; values of ours only
};
std::string_view status_text(unsigned status);

enum class Abort : uint8_t {
  gone,      // the client closed the connection: nothing can be answered
  too_slow,  // it reads too slowly: likewise
  timeout,   // the request took too long: an answer may still be given
  stopping,  // the server ends: likewise
};

/// The answer to one request. All functions may be called from any thread; they do not block. Either reply() or begin_events() …
/// end_events(), once.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual void reply(HttpReply reply) = 0;
  /// 200 with server-sent events.
  virtual void begin_events() = 0;
  /// "data: " + data. False: the client is gone or has fallen too far behind; nothing more will reach it.
  virtual bool event(std::string_view data) = 0;
  virtual void end_events() = 0;
  /// Called at most once, from the server's thread, when the answer is not wanted any more or out of time (at once, when it is so already).
  virtual void on_abort(std::function<void(Abort)> callback) = 0;
};

/// How a request ended, for the log and the metrics.
struct HttpOutcome {
  unsigned status = 0;    // 0: nothing was sent
  bool complete = false;  // the whole answer was taken by the system
  double seconds = 0;     // from the first byte of the head
};

/// What the handler knows of a request between its head and its end; owned by whoever handles.
struct CallContext {
  virtual ~CallContext() = default;
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  /// On the I/O thread, before the body is read: the request's context, or the reply that refuses it.
  virtual std::expected<std::shared_ptr<CallContext>, HttpReply> check(const HttpHead& head) = 0;
  /// On the handling thread, one call at a time. Must see to it that the exchange is answered.
  virtual void handle(const HttpHead& head, std::string body, std::shared_ptr<CallContext> context, std::shared_ptr<Exchange> exchange) = 0;
  /// On the I/O thread, once for each request that was answered or passed check(); `context` is null for those that were refused.
  virtual void ended(const HttpHead& head, const std::shared_ptr<CallContext>& context, const HttpOutcome& outcome) = 0;
  /// The body of an error that the HTTP layer itself answers (408, 413, 431, 400).
  virtual HttpReply failure(unsigned status, std::string_view message) = 0;
};

}  // namespace jangin::serve
