// The server as a whole: models behind routes behind keys behind HTTP.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "serve/http/http_server.h"
#include "serve/models.h"

namespace jangin::serve {

struct ServerOptions {
  HttpOptions http = {};
  std::filesystem::path keys = {};  // the key file; empty: no keys
  bool no_keys = false;             // listens beyond loopback without keys
  int choices = 16;                 // most replies of one request
  int max_tokens = 1 << 20;         // most tokens of one reply; the context bounds it, too
};

/// Thread-safe.
class Server {
 public:
  /// Opens models and keys, then listens. Errors: invalid_argument (an address beyond loopback without keys), those of Models, KeyRing and HttpServer.
  static Result<std::unique_ptr<Server>> start(std::vector<ModelSource> sources, const ServerOptions& options);
  /// As stop(0).
  ~Server();

  uint16_t port() const;
  /// Models and keys are read again while requests go on (Models::reload); `done` is called from a thread of its own.
  void reload(std::function<void(Status)> done);
  /// No new requests; those under way may go on for this long, then they are cancelled. Returns when all is closed.
  void stop(std::chrono::milliseconds grace);

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// 127.0.0.0/8, ::1 and "localhost".
bool is_loopback(const std::string& host);

}  // namespace jangin::serve
