// Errors as OpenAI's JSON.
#include "serve/api_error.h"

#include "serve/json.h"

namespace jangin::serve {

std::string ApiError::body() const {
  auto or_null = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return dump(
      {{"error", {{"message", message}, {"type", type.empty() ? "server_error" : type}, {"param", or_null(param)}, {"code", or_null(code)}}}});
}

ApiError invalid_field(std::string param, std::string message) {
  return {.status = 400, .message = std::move(message), .type = "invalid_request_error", .param = std::move(param), .code = "invalid_value"};
}

ApiError unknown_model(const std::string& name) {
  return {.status = 404,
          .message = "The model `" + name + "` is not served here; GET /v1/models lists those that are",
          .type = "invalid_request_error",
          .param = "model",
          .code = "model_not_found"};
}

ApiError stopping_error() {
  return {.status = 503, .message = "The server is stopping", .type = "server_error", .code = "stopping", .retry_after_seconds = 5};
}

ApiError from_engine(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::invalid_format:
    case ErrorCode::unsupported:
      return {.status = 400,
              .message = error.hint.empty() ? error.message : error.message + " (" + error.hint + ")",
              .type = "invalid_request_error",
              .code = "invalid_request"};
    case ErrorCode::limit_exceeded:
      return {.status = 429, .message = "Too many requests are waiting", .type = "rate_limit_error", .code = "queue_full", .retry_after_seconds = 1};
    case ErrorCode::interrupted: return stopping_error();
    default: return {.status = 500, .message = "The model failed on this request", .type = "server_error", .code = "internal_error"};
  }
}

}  // namespace jangin::serve
