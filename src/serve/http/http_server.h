// Sockets: accepts connections, bounds what each may cost in time and memory, and hands whole requests to a handler. One thread for
// bytes, one for handling; HTTP/1.1 with keep-alive and pipelining, plain text only (TLS is a proxy's work).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "serve/http/http.h"
#include "serve/http/request_reader.h"

namespace jangin::serve {

struct HttpOptions {
  std::string host = "127.0.0.1";  // an address, or a name that resolves to one
  uint16_t port = 8080;            // 0: any free one
  ReaderLimits reader = {};
  size_t connections = 1024;                          // more are told 503
  size_t unsent_bytes = 1 << 20;                      // of one event stream that its client has not taken; beyond: Abort::too_slow
  std::chrono::milliseconds head_time{15'000};        // from the first byte of a head to its end, and from connecting to the first byte
  std::chrono::milliseconds idle_time{75'000};        // between two requests of a connection
  std::chrono::milliseconds body_time{30'000};        // from the head's end to the body's
  std::chrono::milliseconds write_time{30'000};       // without the client taking a byte
  std::chrono::milliseconds request_time{600'000};    // from the body's end to the answer's: Abort::timeout
  std::chrono::milliseconds keep_alive_time{15'000};  // without an event: a comment is sent
};

struct HttpStatistics {
  size_t connections = 0;
  size_t answering = 0;   // requests handed to the handler and not yet ended
  uint64_t accepted = 0;  // connections since the start
};

class HttpServer {
 public:
  /// Binds, listens and starts. `handler` is borrowed and must outlive stop(). Errors: io_error (address in use, not ours, …).
  static Result<std::unique_ptr<HttpServer>> start(const HttpOptions& options, HttpHandler& handler);
  /// As stop(0).
  ~HttpServer();

  uint16_t port() const;
  HttpStatistics statistics() const;
  /// Stops accepting, closes idle connections, lets requests in flight end for at most this long; then Abort::stopping for the rest, a
  /// second for their last words, and all connections are closed. No call of the handler is made after it returned.
  void stop(std::chrono::milliseconds grace);

 private:
  struct State;
  explicit HttpServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace jangin::serve
