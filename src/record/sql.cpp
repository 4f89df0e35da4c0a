// `jangin sql`: a question to the Parquet files of a workspace. It can neither write nor look outside the folder.
#include <fmt/format.h>

#include "base/strings.h"
#include "record/duckdb_session.h"
#include "record/shard.h"

namespace jangin::record {
namespace {

using TextRows = std::vector<std::vector<std::string>>;

/// Owns the statements that a query text holds.
struct Statements {
  duckdb_extracted_statements value = nullptr;
  Statements() = default;
  Statements(const Statements&) = delete;
  Statements& operator=(const Statements&) = delete;
  ~Statements() { duckdb_destroy_extracted(&value); }
};

/// One statement that only reads; anything else is refused before it is run.
Status check_reads_only(Session& session, const std::string& query) {
  Statements statements;
  idx_t count = duckdb_extract_statements(session.connection(), query.c_str(), &statements.value);
  if (count == 0) {
    const char* message = duckdb_extract_statements_error(statements.value);
    return fail(ErrorCode::invalid_argument, message && *message ? message : "is empty", "query");
  }
  if (count > 1) return fail(ErrorCode::invalid_argument, "holds more than one statement", "query", "ask one question at a time");
  duckdb_prepared_statement prepared = nullptr;
  duckdb_state state = duckdb_prepare_extracted_statement(session.connection(), statements.value, 0, &prepared);
  const char* message = duckdb_prepare_error(prepared);
  Error error{ErrorCode::invalid_argument, message ? message : "cannot be prepared", "query", ""};
  duckdb_statement_type type = state == DuckDBSuccess ? duckdb_prepared_statement_type(prepared) : DUCKDB_STATEMENT_TYPE_INVALID;
  duckdb_destroy_prepare(&prepared);
  if (state != DuckDBSuccess) return std::unexpected(error);
  if (type != DUCKDB_STATEMENT_TYPE_SELECT) {
    return fail(ErrorCode::unsupported, "only reading is possible", "query", "write a SELECT, DESCRIBE or SUMMARIZE");
  }
  return {};
}

/// Every value as text: the query inside `SELECT CAST(column AS VARCHAR)`, which DuckDB does for all columns at once.
std::string as_text_query(const std::string& query) {
  std::string inner = query;
  while (!inner.empty() && (inner.back() == ';' || inner.back() == ' ' || inner.back() == '\n')) inner.pop_back();
  return "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + inner + "\n)";
}

void take_rows(duckdb_data_chunk chunk, size_t columns, TextRows& rows) {
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
    std::vector<std::string>& texts = rows.emplace_back(columns);
    for (size_t i = 0; i < columns; ++i) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      uint64_t* validity = duckdb_vector_get_validity(vector);
      if (validity && !duckdb_validity_row_is_valid(validity, row)) continue;
      texts[i] = string_at(static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector)), row);
    }
  }
}

std::string absolute_root(const std::filesystem::path& folder) {
  std::string root = std::filesystem::absolute(folder).lexically_normal().string();
  return root.ends_with('/') ? root : root + '/';
}

Status shut_doors(Session& session, const std::string& root) {
  JANGIN_TRY(session.run("SET allowed_directories = [" + sql_literal(root) + "]", root));
  JANGIN_TRY(session.run("SET enable_external_access = false", root));
  return session.run("SET lock_configuration = true", root);
}

/// Does the text before a literal say that the literal names a file: FROM, JOIN, read_parquet( or parquet_…(?
bool names_file(std::string_view before) {
  std::string words = to_lower_ascii(trim(before));
  std::string_view rest = words;
  auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  bool call = !rest.empty() && rest.back() == '(';
  if (call) rest = trim(rest.substr(0, rest.size() - 1));
  size_t begin = rest.size();
  while (begin > 0 && is_name(rest[begin - 1])) --begin;
  std::string_view word = rest.substr(begin);
  return call ? word == "read_parquet" || word.starts_with("parquet_") : word == "from" || word == "join";
}

/// File names of a query start in the folder, wherever the program was started: relative ones get `root` before them.
std::string from_root(const std::string& query, const std::string& root) {
  std::string resolved;
  size_t at = 0;
  while (at < query.size()) {
    size_t open = query.find('\'', at);
    size_t close = open == std::string::npos ? open : query.find('\'', open + 1);
    if (close == std::string::npos) break;
    resolved += query.substr(at, open - at);
    bool relative = close > open + 1 && query[open + 1] != '/' && query.substr(open, close - open).find("://") == std::string::npos;
    resolved += relative && names_file(resolved) ? sql_literal(root).substr(0, sql_literal(root).size() - 1) : std::string("'");
    resolved += query.substr(open + 1, close - open);
    at = close + 1;
  }
  return resolved + query.substr(at);
}

}  // namespace

Result<TextRows> run_sql(const std::filesystem::path& folder, const std::string& query) {
  JANGIN_ASSIGN(Session session, Session::open_own({.threads = 2, .memory = "4GiB"}));
  std::string root = absolute_root(folder);
  std::string resolved = from_root(query, root);
  JANGIN_TRY(shut_doors(session, root));
  JANGIN_TRY(check_reads_only(session, resolved));
  TextRows rows(1);
  auto take = [&](duckdb_data_chunk chunk) -> Status {
    take_rows(chunk, rows.front().size(), rows);
    return {};
  };
  Status status = session.query(as_text_query(resolved), "query", take, &rows.front());
  if (!status) {
    if (status.error().code == ErrorCode::invalid_format) status.error().code = ErrorCode::invalid_argument;
    return pass(status);
  }
  return rows;
}

}  // namespace jangin::record
