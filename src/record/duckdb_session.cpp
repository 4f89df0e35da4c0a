// Opening DuckDB with its doors shut, and its errors as values.
#include "record/duckdb_session.h"

#include <array>
#include <utility>

namespace jangin::record {
namespace {

/// Owns a DuckDB result.
struct OwnedResult {
  duckdb_result value{};
  OwnedResult() = default;
  OwnedResult(const OwnedResult&) = delete;
  OwnedResult& operator=(const OwnedResult&) = delete;
  ~OwnedResult() { duckdb_destroy_result(&value); }
};

Status set_options(duckdb_config config, const SessionLimits& limits) {
  std::string threads = std::to_string(limits.threads);
  const std::array<std::pair<const char*, const char*>, 10> options = {{
      {"threads", threads.c_str()},
      {"memory_limit", limits.memory.c_str()},
      {"temp_directory", ""},
      {"preserve_insertion_order", "true"},
      {"enable_external_file_cache", "false"},  // shards are written again under their names: none may be read as it was before
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
      {"allow_unsigned_extensions", "false"},
      {"allow_persistent_secrets", "false"},
  }};
  for (const auto& [name, value] : options) {
    if (duckdb_set_config(config, name, value) != DuckDBSuccess) return fail(ErrorCode::internal, "DuckDB does not know this option", name);
  }
  return {};
}

Result<duckdb_database> open_database(const SessionLimits& limits) {
  duckdb_config config = nullptr;
  if (duckdb_create_config(&config) != DuckDBSuccess) return fail(ErrorCode::internal, "DuckDB makes no configuration");
  Status status = set_options(config, limits);
  duckdb_database database = nullptr;
  char* message = nullptr;
  if (status && duckdb_open_ext(nullptr, &database, config, &message) != DuckDBSuccess) {
    status = fail(ErrorCode::internal, message ? message : "DuckDB does not open");
    duckdb_free(message);
  }
  duckdb_destroy_config(&config);
  if (!status) return pass(status);
  return database;
}

}  // namespace

Result<Session> Session::open() {
  // Never closed: it ends with the process, after every session.
  static const Result<duckdb_database> shared = open_database({});
  if (!shared) return std::unexpected(shared.error());
  duckdb_connection connection = nullptr;
  if (duckdb_connect(*shared, &connection) != DuckDBSuccess) return fail(ErrorCode::internal, "DuckDB does not connect");
  return Session(nullptr, connection);
}

Result<Session> Session::open_own(const SessionLimits& limits) {
  JANGIN_ASSIGN(duckdb_database database, open_database(limits));
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database, &connection) != DuckDBSuccess) {
    duckdb_close(&database);
    return fail(ErrorCode::internal, "DuckDB does not connect");
  }
  return Session(database, connection);
}

Session::Session(Session&& other) noexcept : own_(std::exchange(other.own_, nullptr)), connection_(std::exchange(other.connection_, nullptr)) {}

Session::~Session() {
  if (connection_) duckdb_disconnect(&connection_);
  if (own_) duckdb_close(&own_);
}

Status Session::run(const std::string& sql, const std::string& place) {
  OwnedResult result;
  if (duckdb_query(connection_, sql.c_str(), &result.value) != DuckDBSuccess) return translate(duckdb_result_error(&result.value), place);
  return {};
}

Status Session::query(const std::string& sql, const std::string& place, const std::function<Status(duckdb_data_chunk chunk)>& take,
                      std::vector<std::string>* names) {
  JANGIN_ASSIGN(Query query, Query::start(*this, sql, place));
  if (names) *names = query.column_names();
  while (true) {
    JANGIN_ASSIGN(duckdb_data_chunk chunk, query.next());
    if (!chunk) return {};
    JANGIN_TRY(take(chunk));
  }
}

Result<Query> Query::start(const Session& session, const std::string& sql, const std::string& place) {
  Query query(place);
  if (duckdb_prepare(session.connection(), sql.c_str(), &query.statement_) != DuckDBSuccess) {
    const char* message = duckdb_prepare_error(query.statement_);
    return translate(message ? message : "the statement cannot be prepared", place);
  }
  if (duckdb_execute_prepared_streaming(query.statement_, &query.result_) != DuckDBSuccess)
    return translate(duckdb_result_error(&query.result_), place);
  return query;
}

Query::Query(Query&& other) noexcept
    : place_(std::move(other.place_)),
      statement_(std::exchange(other.statement_, nullptr)),
      result_(std::exchange(other.result_, duckdb_result{})),
      chunk_(std::exchange(other.chunk_, nullptr)) {}

Query::~Query() {
  if (chunk_) duckdb_destroy_data_chunk(&chunk_);
  duckdb_destroy_result(&result_);
  if (statement_) duckdb_destroy_prepare(&statement_);
}

Result<duckdb_data_chunk> Query::next() {
  if (chunk_) duckdb_destroy_data_chunk(&chunk_);
  chunk_ = duckdb_fetch_chunk(result_);
  if (!chunk_) {
    const char* message = duckdb_result_error(&result_);
    if (message && *message) return translate(message, place_);
  }
  return chunk_;
}

std::vector<std::string> Query::column_names() {
  std::vector<std::string> names;
  for (idx_t i = 0; i < duckdb_column_count(&result_); ++i) names.emplace_back(duckdb_column_name(&result_, i));
  return names;
}

std::unexpected<Error> translate(std::string_view message, const std::string& place) {
  auto says = [&](std::string_view words) { return message.find(words) != std::string_view::npos; };
  std::string line(message.substr(0, message.find('\n')));
  if (says("No space left") || says("File too large") || says("quota exceeded")) {
    return fail(ErrorCode::io_error, "the disk is full: " + line, place,
                "free some space on this disk, then run the same command again: finished work is kept");
  }
  if (says("No files found") || says("No such file")) return fail(ErrorCode::not_found, "no such file", place);
  if (says("Out of Memory")) return fail(ErrorCode::limit_exceeded, line, place, "the table does not fit into the memory that a table may take");
  if (says("Permission denied") || says("IO Error") || says("Cannot open file")) return fail(ErrorCode::io_error, line, place);
  return fail(ErrorCode::invalid_format, line, place);
}

std::string sql_literal(std::string_view text) {
  std::string literal = "'";
  for (char c : text) literal.append(c == '\'' ? 2 : 1, c);
  return literal += "'";
}

std::string sql_path(std::string_view path) {
  std::string escaped;
  for (char c : path) {
    if (c == '*' || c == '?' || c == '[') {
      escaped += '[';
      escaped += c;
      escaped += ']';
    } else {
      escaped += c;
    }
  }
  return sql_literal(escaped);
}

std::string_view string_at(duckdb_string_t* rows, idx_t row) { return {duckdb_string_t_data(&rows[row]), duckdb_string_t_length(rows[row])}; }

}  // namespace jangin::record
