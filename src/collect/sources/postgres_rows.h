// The rows of one query of a PostgreSQL server, one at a time: libpq behind plain functions. Nothing is written: the query runs as a part of a SELECT
// of ours, in a read-only transaction. In the caller's process; what the rows say is not looked at here.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "collect/reader.h"
#include "collect/sources/rows.h"

namespace jangin::collect {

struct PostgresQuery {
  std::string uri;               // of libpq: "postgresql://…" or "host=… dbname=…"
  RowOptions columns;            // and the query
  double timeout_seconds = 600;  // statement_timeout
  uint64_t max_text_bytes = 0;   // of a row; a longer text stays at the server
};

/// Not thread-safe. Failures of all: unreachable (no connection, or it broke), timeout, bad_query, no_such_column, interrupted.
class PostgresRows {
 public:
  static std::expected<PostgresRows, ReadFailure> open(const PostgresQuery& query);
  PostgresRows(PostgresRows&&) noexcept;
  ~PostgresRows();
  /// False: there are no more. `text_bytes`: of the text, also of one that was too long and is not there.
  std::expected<bool, ReadFailure> next(Row& row, uint64_t& text_bytes);

 private:
  struct State;
  explicit PostgresRows(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What is wrong with a connection URI: libpq's words, or that it holds a password; empty: nothing.
std::string uri_problem(const std::string& uri);

}  // namespace jangin::collect
