// Bytes of a connection, in pieces whose sizes the input chooses: what is read is the same as in one piece, and within its bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "serve/http/request_reader.h"

namespace {

using namespace jangin::serve;
constexpr ReaderLimits kLimits{.head_bytes = 2048, .body_bytes = 4096};

/// What a connection with these bytes does: every request as text, then the failure if there is one.
std::string read_all(std::string_view bytes, size_t step) {
  std::string told, waiting;
  RequestReader reader(kLimits);
  size_t at = 0;
  while (true) {
    const size_t taken = reader.take(waiting);
    if (taken > waiting.size()) std::abort();
    waiting.erase(0, taken);
    if (reader.failure()) return told + "failure " + std::to_string(reader.failure()->status);
    if (reader.done()) {
      const HttpHead head = reader.head();
      const std::string body = reader.release_body();
      if (body.size() > kLimits.body_bytes || head.path.size() > kLimits.head_bytes) std::abort();
      told += head.method + " " + head.path + " " + head.host + " " + std::to_string(head.keep_alive) + " " + body + "\n";
      reader = RequestReader(kLimits);
      continue;
    }
    if (taken > 0 && !waiting.empty()) continue;
    if (at >= bytes.size()) return told + (reader.started() ? "more" : "");
    waiting += bytes.substr(at, step);
    at += step;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)read_all(bytes, 1 + data[0]);
  (void)read_all(bytes, bytes.size() + 1);
  return 0;
}
