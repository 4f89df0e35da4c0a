// Bytes of a connection → one HTTP/1.x request (RFC 9112) within bounds. No sockets: a caller hands it what it has.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/http/http.h"

namespace jangin::serve {

struct ReaderLimits {
  uint32_t head_bytes = 16 << 10;
  uint64_t body_bytes = 8 << 20;
};

struct ReadFailure {
  unsigned status = 400;  // 400, 413 or 431
  std::string message;
};

/// Reads one request; a new one for the next. One thread.
class RequestReader {
 public:
  explicit RequestReader(const ReaderLimits& limits);
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  /// How many of these bytes were taken: offer the rest again, together with what comes after them. Stops behind the head (go on by
  /// calling it again), at the request's end and at a failure.
  size_t take(std::string_view bytes);
  bool started() const;  // a byte was taken or waits
  bool head_done() const;
  bool done() const;
  const std::optional<ReadFailure>& failure() const;
  /// Valid once head_done().
  const HttpHead& head() const;
  /// Valid once done().
  std::string release_body();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jangin::serve
