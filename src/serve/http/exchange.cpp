// Answers as bytes: heads, chunks of server-sent events, and the buffer between the thread that generates and the one that sends.
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "serve/http/connection.h"

namespace jangin::serve {

std::string_view status_text(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Status";
  }
}

ConnectionExchange::ConnectionExchange(std::shared_ptr<ConnectionHome> home, std::weak_ptr<Connection> connection, const HttpHead& head)
    : home_(std::move(home)),
      connection_(std::move(connection)),
      request_id_(head.request_id),
      http_1_0_(head.http_1_0),
      head_only_(head.method == "HEAD"),
      close_(!head.keep_alive) {}

std::string ConnectionExchange::head_of(unsigned status, std::string_view content_type) const {
  return fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nX-Request-Id: {}\r\nConnection: {}\r\n", status, status_text(status), content_type,
                     request_id_, close_ ? "close" : "keep-alive");
}

void ConnectionExchange::reply(HttpReply reply) {
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::open) return;
    phase_ = Phase::ended;
    status_ = reply.status;
    std::string bytes = head_of(reply.status, reply.content_type);
    for (const auto& [name, value] : reply.headers) bytes += fmt::format("{}: {}\r\n", name, value);
    bytes += fmt::format("Content-Length: {}\r\n\r\n", reply.body.size());
    if (!head_only_) bytes += reply.body;
    append(bytes, false);
  }
  wake();
}

void ConnectionExchange::begin_events() {
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::open) return;
    phase_ = Phase::events;
    status_ = 200;
    if (http_1_0_) close_ = true;  // the end of the connection is the end of the answer
    append(head_of(200, "text/event-stream; charset=utf-8") + "Cache-Control: no-cache\r\n" +
               (http_1_0_ ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n"),
           false);
  }
  wake();
}

bool ConnectionExchange::append(std::string_view bytes, bool bounded) {
  if (dead_) return false;
  if (bounded && pending_.size() + in_flight_ + bytes.size() > home_->options.unsent_bytes) return false;
  pending_ += bytes;
  return true;
}

bool ConnectionExchange::event(std::string_view data) {
  bool taken = false;
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::events || dead_) return false;
    const std::string line = fmt::format("data: {}\n\n", data);
    taken = append(http_1_0_ ? line : fmt::format("{:x}\r\n{}\r\n", line.size(), line), true);
    if (!taken) dead_ = true;
  }
  if (taken) {
    wake();
  } else {
    boost::asio::post(home_->io, [connection = connection_] {
      if (auto alive = connection.lock()) alive->abort(Abort::too_slow);
    });
  }
  return taken;
}

void ConnectionExchange::keep_alive() {
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::events) return;
    constexpr std::string_view kComment = ": waiting\n\n";
    append(http_1_0_ ? std::string(kComment) : fmt::format("{:x}\r\n{}\r\n", kComment.size(), kComment), true);
  }
  wake();
}

void ConnectionExchange::end_events() {
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::events) return;
    phase_ = Phase::ended;
    if (!http_1_0_) append("0\r\n\r\n", false);
  }
  wake();
}

void ConnectionExchange::wake() {
  {
    std::lock_guard lock(mutex_);
    if (woken_) return;
    woken_ = true;
  }
  boost::asio::post(home_->io, [connection = connection_] {
    if (auto alive = connection.lock()) alive->wake();
  });
}

bool ConnectionExchange::fetch(std::string& out) {
  std::lock_guard lock(mutex_);
  woken_ = false;
  out.clear();
  out.swap(pending_);
  in_flight_ = out.size();
  return !out.empty();
}

void ConnectionExchange::on_abort(std::function<void(Abort)> callback) {
  std::optional<Abort> reason;
  {
    std::lock_guard lock(mutex_);
    if (aborted_) {
      reason = aborted_;
    } else if (phase_ != Phase::ended) {
      on_abort_ = std::move(callback);
    }
  }
  if (reason) callback(*reason);
}

void ConnectionExchange::abort(Abort reason) {
  std::function<void(Abort)> callback;
  {
    std::lock_guard lock(mutex_);
    if (reason == Abort::gone || reason == Abort::too_slow) dead_ = true;
    if (!aborted_) aborted_ = reason;
    callback = std::exchange(on_abort_, nullptr);
  }
  if (callback) callback(reason);
}

bool ConnectionExchange::ended() const {
  std::lock_guard lock(mutex_);
  return phase_ == Phase::ended && pending_.empty();
}
bool ConnectionExchange::streaming() const {
  std::lock_guard lock(mutex_);
  return phase_ == Phase::events;
}
unsigned ConnectionExchange::status() const {
  std::lock_guard lock(mutex_);
  return status_;
}
void ConnectionExchange::close_after() {
  std::lock_guard lock(mutex_);
  close_ = true;
}
bool ConnectionExchange::closes() const {
  std::lock_guard lock(mutex_);
  return close_;
}

}  // namespace jangin::serve
