// Errors as values: what went wrong, where, and what the user can do about it. No exceptions cross a folder's border.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace jangin {

enum class ErrorCode : uint8_t {
  invalid_argument,  // the caller's value is outside what the function accepts
  not_found,         // a file, key, id or component does not exist
  invalid_format,    // outside bytes do not follow their format
  unsupported,       // well-formed, but not something this program or machine does
  io_error,          // the operating system refused (message holds its words)
  limit_exceeded,    // time, memory or size bound reached
  interrupted,       // the user asked to stop; work so far is kept
  conflict,          // two inputs contradict one another
  internal,          // a broken promise of ours
};

std::string_view error_code_name(ErrorCode code);

/// One failure. `message` says what, `place` says where (file, byte, page, key), `hint` says what to do. All may be shown to users.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string place;
  std::string hint;

  /// One line: "place: message (hint)".
  std::string text() const;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

/// `return fail(ErrorCode::not_found, "no such file", path, "check the name")`.
inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string place = {}, std::string hint = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(place), std::move(hint)});
}
/// Passes an error on: `if (!r) return pass(r);`.
template <typename T>
std::unexpected<Error> pass(std::expected<T, Error>& failed) {
  return std::unexpected(std::move(failed.error()));
}

}  // namespace jangin

// The only macros of the house: they return from the caller, which a function cannot.
#define JANGIN_CONCAT_(a, b) a##b
#define JANGIN_CONCAT(a, b) JANGIN_CONCAT_(a, b)
/// `JANGIN_ASSIGN(auto bytes, read_file(path));` — assigns the value or returns the error.
#define JANGIN_ASSIGN(declaration, expression)                                                                  \
  auto JANGIN_CONCAT(jangin_result_, __LINE__) = (expression);                                                  \
  if (!JANGIN_CONCAT(jangin_result_, __LINE__)) return ::jangin::pass(JANGIN_CONCAT(jangin_result_, __LINE__)); \
  declaration = std::move(*JANGIN_CONCAT(jangin_result_, __LINE__))
/// `JANGIN_TRY(write_file(path, bytes));` — returns the error if there is one.
#define JANGIN_TRY(expression)                                  \
  do {                                                          \
    auto jangin_status_ = (expression);                         \
    if (!jangin_status_) return ::jangin::pass(jangin_status_); \
  } while (false)
