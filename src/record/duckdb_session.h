// DuckDB behind a few functions: one in-memory database with bounded threads and memory and no way to the network. Internal to record/.
#pragma once

#include <duckdb.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::record {

/// What DuckDB may use. The memory bound covers its own buffers; nothing is spilled to disk.
struct SessionLimits {
  int threads = 1;  // 1 keeps rows in order and Parquet bytes repeatable
  std::string memory = "4GiB";
};

/// A connection to a database in memory. Not thread-safe; several sessions may be used at once. Extensions are never fetched or loaded:
/// Parquet and JSON are part of the library.
class Session {
 public:
  /// A connection to the one database that the process keeps for its tables (opening one takes 25 ms). Its tables must be TEMP: they end
  /// with the session.
  static Result<Session> open();
  /// A database of its own, whose settings may be changed.
  static Result<Session> open_own(const SessionLimits& limits);
  Session(Session&& other) noexcept;
  Session& operator=(Session&&) = delete;
  ~Session();

  duckdb_connection connection() const { return connection_; }
  /// Runs one statement and throws its rows away. Errors: see translate().
  Status run(const std::string& sql, const std::string& place);
  /// Runs one statement and hands out its rows in chunks, in order; stops at the first error that `take` returns. `names` gets the columns'.
  Status query(const std::string& sql, const std::string& place, const std::function<Status(duckdb_data_chunk chunk)>& take,
               std::vector<std::string>* names = nullptr);

 private:
  Session(duckdb_database own, duckdb_connection connection) : own_(own), connection_(connection) {}
  duckdb_database own_ = nullptr;  // closed with the session; null: the process's
  duckdb_connection connection_ = nullptr;
};

/// A running SELECT whose rows are fetched chunk by chunk: only some are in memory. The session must outlive it and run nothing else meanwhile.
class Query {
 public:
  static Result<Query> start(const Session& session, const std::string& sql, const std::string& place);
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  /// The next chunk, valid until the next call; null at the end. Errors: see translate().
  Result<duckdb_data_chunk> next();
  std::vector<std::string> column_names();

 private:
  explicit Query(std::string place) : place_(std::move(place)) {}
  std::string place_;
  duckdb_prepared_statement statement_ = nullptr;
  duckdb_result result_{};
  duckdb_data_chunk chunk_ = nullptr;
};

/// DuckDB's words as an error: disk full and other refusals of the system are io_error, a missing file not_found, bytes that are no
/// Parquet invalid_format, the memory bound limit_exceeded.
std::unexpected<Error> translate(std::string_view message, const std::string& place);

/// 'it''s' — a text as an SQL literal.
std::string sql_literal(std::string_view text);
/// A path as the literal of a Parquet file: `*`, `?` and `[` stand for themselves.
std::string sql_path(std::string_view path);
/// The bytes of row `row` of a VARCHAR vector; valid as long as its chunk.
std::string_view string_at(duckdb_string_t* rows, idx_t row);

}  // namespace jangin::record
