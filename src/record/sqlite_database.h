// SQLite behind a few functions: one connection, statements bound by position, transactions. Internal to record/.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace jangin::record {

/// A prepared statement. Bind all values with run() or query(); reusable. Not thread-safe; must not outlive its database.
class Statement {
 public:
  Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  Statement(Statement&& other) noexcept : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  /// Binds the values and runs to the end, rows ignored.
  template <typename... Values>
  Status run(const Values&... values) {
    return query([](const Statement&) {}, values...);
  }
  /// Binds the values and calls `take` for each row.
  template <typename... Values>
  Status query(const std::function<void(const Statement& row)>& take, const Values&... values) {
    int at = 0;
    (bind(++at, values), ...);
    return step(take);
  }

  std::string text(int column) const;
  int64_t whole(int column) const { return sqlite3_column_int64(statement_, column); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  void bind(int at, std::string_view value) {
    sqlite3_bind_text64(statement_, at, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void bind(int at, uint64_t value) { sqlite3_bind_int64(statement_, at, static_cast<int64_t>(value)); }
  void bind(int at, int64_t value) { sqlite3_bind_int64(statement_, at, value); }
  void bind(int at, uint32_t value) { sqlite3_bind_int64(statement_, at, value); }
  void bind(int at, int value) { sqlite3_bind_int(statement_, at, value); }
  void bind(int at, double value) { sqlite3_bind_double(statement_, at, value); }
  void bind(int at, std::nullptr_t) { sqlite3_bind_null(statement_, at); }
  Status step(const std::function<void(const Statement& row)>& take);

  sqlite3* database_;
  sqlite3_stmt* statement_;
};

/// One connection in WAL mode. Not thread-safe.
class Database {
 public:
  /// Creates the file when absent. Errors: io_error, invalid_format (not a database).
  static Result<Database> open(const std::filesystem::path& path);
  Database(Database&& other) noexcept : database_(std::exchange(other.database_, nullptr)), place_(std::move(other.place_)) {}
  Database& operator=(Database&&) = delete;
  ~Database() { sqlite3_close(database_); }

  /// One or more statements without values.
  Status run(const std::string& sql);
  Result<Statement> prepare(const std::string& sql);
  /// All of `body` or nothing, also after kill -9.
  Status transaction(const std::function<Status()>& body);

 private:
  Database(sqlite3* database, std::string place) : database_(database), place_(std::move(place)) {}
  sqlite3* database_ = nullptr;
  std::string place_;
};

}  // namespace jangin::record
