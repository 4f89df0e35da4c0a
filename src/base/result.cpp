// Names and one-line text of errors.
#include "base/result.h"

#include <algorithm>

namespace jangin {
namespace {

constexpr size_t kMaxMessageBytes = 2000;
constexpr size_t kMaxLineBytes = 8000;

/// Messages quote what files hold: a line stays one line of a size that a person reads, whatever that is.
std::string one_line(std::string line, size_t max_bytes) {
  if (line.size() > max_bytes) {
    size_t end = max_bytes;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;  // not inside a character
    line = line.substr(0, end) + " …";
  }
  std::replace_if(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return line;
}

}  // namespace

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::invalid_format: return "invalid_format";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::io_error: return "io_error";
    case ErrorCode::limit_exceeded: return "limit_exceeded";
    case ErrorCode::interrupted: return "interrupted";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

std::string Error::text() const {
  std::string line;
  if (!place.empty()) line += place + ": ";
  line += one_line(message, kMaxMessageBytes);
  if (!hint.empty()) line += " (" + hint + ")";
  return one_line(std::move(line), kMaxLineBytes);
}

}  // namespace jangin
