// The body of an HTTP response as its bytes come: chunked transfer (RFC 9112, 7.1) and the content encodings gzip and deflate undone, in bounded memory. Inside the sandbox.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collect/reader.h"

namespace jangin::collect {

/// Crawlers may have undone a coding and kept its field: the first 64 KB tell whether the bytes are what the fields say.
class HttpBody {
 public:
  using Take = std::function<void(std::string_view)>;
  /// Values of Transfer-Encoding and Content-Encoding, lower case; empty: none. `take` gets the body; what it got counts for nothing when finish() fails.
  HttpBody(std::string_view transfer, std::string_view content, uint64_t max_bytes, Take take);
  HttpBody(HttpBody&&) noexcept;
  ~HttpBody();
  void data(std::string_view piece);
  /// Failures: content_encoding (neither gzip nor deflate), too_large, damaged.
  std::optional<ReadFailure> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jangin::collect
