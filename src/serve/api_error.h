// What a client is told when its request cannot be answered: status and body as OpenAI's clients expect them.
#pragma once

#include <expected>
#include <string>

#include "base/result.h"

namespace jangin::serve {

struct ApiError {
  unsigned status = 500;
  std::string message;
  std::string type = {};             // "invalid_request_error", "rate_limit_error", "server_error", …
  std::string param = {};            // the field at fault; empty: null
  std::string code = {};             // stable snake_case name; empty: null
  unsigned retry_after_seconds = 0;  // 0: no Retry-After

  /// {"error": {"message", "type", "param", "code"}}
  std::string body() const;
};

template <typename T>
using ApiResult = std::expected<T, ApiError>;

/// 400 naming the field.
ApiError invalid_field(std::string param, std::string message);
/// 404 for a model that is not served.
ApiError unknown_model(const std::string& name);
/// 503 of a server that stops.
ApiError stopping_error();
/// An error of the engine: the request's fault (400), a full queue (429), or ours (500; its text is not shown).
ApiError from_engine(const Error& error);

}  // namespace jangin::serve
