// Parquet → rows: columns by name, types checked before the first row is handed out.
#include <fmt/format.h>

#include <algorithm>

#include "record/duckdb_session.h"
#include "record/records.h"
#include "record/table.h"

namespace jangin::record {
namespace {

/// Two text columns of a query, as pairs in order.
Result<std::vector<std::pair<std::string, std::string>>> query_pairs(Session& session, const std::string& sql, const std::string& place) {
  std::vector<std::pair<std::string, std::string>> pairs;
  JANGIN_TRY(session.query(sql, place, [&](duckdb_data_chunk chunk) -> Status {
    auto* first = static_cast<duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    auto* second = static_cast<duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 1)));
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) pairs.emplace_back(string_at(first, row), string_at(second, row));
    return {};
  }));
  return pairs;
}

Status check_columns(Session& session, const std::string& place, const std::string& file, const std::vector<Column>& columns) {
  JANGIN_ASSIGN(auto found, query_pairs(session, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(" + file + "))", place));
  for (const Column& column : columns) {
    auto at = std::find_if(found.begin(), found.end(), [&](const auto& pair) { return pair.first == column.name; });
    if (at == found.end()) return fail(ErrorCode::invalid_format, "column `" + column.name + "` is missing", place);
    if (at->second != sql_type(column.type)) {
      return fail(ErrorCode::invalid_format, fmt::format("column `{}` is {}, not {}", column.name, at->second, sql_type(column.type)), place);
    }
  }
  return {};
}

/// One column of the chunk at hand.
class ColumnView {
 public:
  ColumnView(duckdb_vector vector, ColumnType type)
      : type_(type), data_(duckdb_vector_get_data(vector)), validity_(duckdb_vector_get_validity(vector)) {
    if (type == ColumnType::texts) child_ = static_cast<duckdb_string_t*>(duckdb_vector_get_data(duckdb_list_vector_get_child(vector)));
  }

  Cell at(idx_t row) const {
    if (validity_ && !duckdb_validity_row_is_valid(validity_, row)) return std::monostate{};
    switch (type_) {
      case ColumnType::text: return string_at(static_cast<duckdb_string_t*>(data_), row);
      case ColumnType::whole: return static_cast<uint64_t*>(data_)[row];
      case ColumnType::real: return static_cast<double*>(data_)[row];
      case ColumnType::flag: return static_cast<bool*>(data_)[row];
      case ColumnType::texts: break;
    }
    const duckdb_list_entry& entry = static_cast<duckdb_list_entry*>(data_)[row];
    Texts texts;
    texts.reserve(entry.length);
    for (idx_t i = 0; i < entry.length; ++i) texts.push_back(string_at(child_, entry.offset + i));
    return texts;
  }

 private:
  ColumnType type_;
  void* data_;
  uint64_t* validity_;
  duckdb_string_t* child_ = nullptr;
};

}  // namespace

struct TableCursor::State {
  std::string place;
  std::vector<Column> columns;  // schema_version is the last
  Session session;
  Query query;
  std::vector<ColumnView> views;  // of the chunk at hand
  std::vector<Cell> row;
  idx_t at = 0, in_chunk = 0;

  Status take_chunk(duckdb_data_chunk chunk);
};

Status TableCursor::State::take_chunk(duckdb_data_chunk chunk) {
  views.clear();
  at = 0;
  in_chunk = duckdb_data_chunk_get_size(chunk);
  for (size_t i = 0; i < columns.size(); ++i) views.emplace_back(duckdb_data_chunk_get_vector(chunk, i), columns[i].type);
  for (idx_t r = 0; r < in_chunk; ++r) {
    Cell version = views.back().at(r);
    const auto* number = std::get_if<uint64_t>(&version);
    if (!number || *number > kSchemaVersion) {
      return fail(ErrorCode::unsupported, "was written by a newer program", place, "use that program, or build the workspace again");
    }
  }
  return {};
}

TableCursor::TableCursor(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableCursor::TableCursor(TableCursor&&) noexcept = default;
TableCursor::~TableCursor() = default;

Result<TableCursor> TableCursor::open(const std::filesystem::path& path, const std::vector<Column>& columns, const std::string& where) {
  JANGIN_ASSIGN(Session session, Session::open());
  std::string place = path.string();
  std::string file = sql_path(place);
  std::vector<Column> wanted = columns;
  wanted.push_back({"schema_version", ColumnType::whole});
  JANGIN_TRY(check_columns(session, place, file, wanted));
  std::string names;
  for (const Column& column : wanted) names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column.name);
  std::string from = where.empty() ? "read_parquet(" + file + ")" : "read_parquet(" + file + ", file_row_number = true) WHERE " + where;
  JANGIN_ASSIGN(Query query, Query::start(session, "SELECT " + names + " FROM " + from, place));
  std::vector<Cell> row(columns.size());
  return TableCursor(
      std::unique_ptr<State>(new State{std::move(place), std::move(wanted), std::move(session), std::move(query), {}, std::move(row)}));
}

Result<std::span<const Cell>> TableCursor::next() {
  State& s = *state_;
  while (s.at == s.in_chunk) {
    JANGIN_ASSIGN(duckdb_data_chunk chunk, s.query.next());
    if (!chunk) return std::span<const Cell>();
    JANGIN_TRY(s.take_chunk(chunk));
  }
  for (size_t i = 0; i < s.row.size(); ++i) s.row[i] = s.views[i].at(s.at);
  ++s.at;
  return std::span<const Cell>(s.row);
}

Status read_table(const std::filesystem::path& path, const std::vector<Column>& columns,
                  const std::function<Status(std::span<const Cell> row)>& take) {
  JANGIN_ASSIGN(TableCursor cursor, TableCursor::open(path, columns));
  while (true) {
    JANGIN_ASSIGN(std::span<const Cell> row, cursor.next());
    if (row.empty()) return {};
    JANGIN_TRY(take(row));
  }
}

Result<std::map<std::string, std::string>> read_table_notes(const std::filesystem::path& path) {
  JANGIN_ASSIGN(Session session, Session::open());
  JANGIN_ASSIGN(auto pairs,
                query_pairs(session, "SELECT decode(key), decode(value) FROM parquet_kv_metadata(" + sql_path(path.string()) + ")", path.string()));
  return std::map<std::string, std::string>(pairs.begin(), pairs.end());
}

}  // namespace jangin::record
