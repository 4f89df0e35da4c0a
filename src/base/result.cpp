// Names and one-line text of errors.
#include "base/result.h"

namespace jangin {

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
  line += message;
  if (!hint.empty()) line += " (" + hint + ")";
  return line;
}

}  // namespace jangin
