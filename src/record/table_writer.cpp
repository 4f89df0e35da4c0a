// Rows → an in-memory DuckDB table (what exceeds kMostBytes: temporary Parquet files) → Parquet (zstd).
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "base/shared_files.h"
#include "record/duckdb_session.h"
#include "record/records.h"
#include "record/table.h"

namespace jangin::record {
namespace {

/// Of cells that a writer holds in memory, and of a row group.
constexpr uint64_t kMostBytes = 32U << 20;

duckdb_logical_type make_type(ColumnType type) {
  switch (type) {
    case ColumnType::text: return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    case ColumnType::whole: return duckdb_create_logical_type(DUCKDB_TYPE_UBIGINT);
    case ColumnType::real: return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    case ColumnType::flag: return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case ColumnType::texts: break;
  }
  duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  duckdb_logical_type list = duckdb_create_list_type(text);
  duckdb_destroy_logical_type(&text);
  return list;
}

/// Well-formed UTF-8 (Unicode 15, table 3-7). DuckDB takes any bytes here and refuses the file when it is read.
bool is_utf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    unsigned first = byte(0);
    if (first < 0x80) {
      ++at;
      continue;
    }
    // Most of Korean: letters of three bytes whose first asks nothing more of the second.
    if (first >= 0xE1 && first <= 0xEC && (byte(1) & 0xC0) == 0x80 && (byte(2) & 0xC0) == 0x80) {
      at += 3;
      continue;
    }
    size_t more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2 : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
    unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (more == 0 || byte(1) < low || byte(1) > high) return false;
    for (size_t i = 2; i <= more; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    at += more + 1;
  }
  return true;
}

bool is_utf8(const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) return is_utf8(*text);
  if (const auto* texts = std::get_if<Texts>(&cell)) {
    for (std::string_view text : *texts) {
      if (!is_utf8(text)) return false;
    }
  }
  return true;
}

bool fits(const Cell& cell, ColumnType type) { return cell.index() == 0 || cell.index() == static_cast<size_t>(type) + 1; }

uint64_t bytes_of(const Cell& cell) {
  constexpr uint64_t kNumber = 8, kString = 16;  // as DuckDB holds them
  if (const auto* text = std::get_if<std::string_view>(&cell)) return kString + text->size();
  uint64_t bytes = kNumber;
  if (const auto* texts = std::get_if<Texts>(&cell)) {
    for (std::string_view text : *texts) bytes += kString + text.size();
  }
  return bytes;
}

/// Writes one cell into row `row` of `vector`. The vector's type is the cell's.
void put(duckdb_vector vector, idx_t row, const Cell& cell) {
  if (cell.index() == 0) {
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    duckdb_vector_assign_string_element_len(vector, row, text->data() ? text->data() : "", text->size());
  } else if (const auto* whole = std::get_if<uint64_t>(&cell)) {
    static_cast<uint64_t*>(duckdb_vector_get_data(vector))[row] = *whole;
  } else if (const auto* real = std::get_if<double>(&cell)) {
    static_cast<double*>(duckdb_vector_get_data(vector))[row] = *real;
  } else if (const auto* flag = std::get_if<bool>(&cell)) {
    static_cast<bool*>(duckdb_vector_get_data(vector))[row] = *flag;
  } else if (const auto* texts = std::get_if<Texts>(&cell)) {
    idx_t first = duckdb_list_vector_get_size(vector);
    duckdb_list_vector_reserve(vector, first + texts->size());
    duckdb_list_vector_set_size(vector, first + texts->size());
    duckdb_vector child = duckdb_list_vector_get_child(vector);
    for (size_t i = 0; i < texts->size(); ++i) put(child, first + i, Cell((*texts)[i]));
    static_cast<duckdb_list_entry*>(duckdb_vector_get_data(vector))[row] = {first, texts->size()};
  }
}

}  // namespace

struct TableWriter::State {
  std::filesystem::path path;
  std::string table;
  std::vector<Column> columns;
  uint64_t rows_per_group;
  Session session;
  RowsHash hash;
  std::vector<std::string> waiting;  // files with the rows before those in memory
  duckdb_appender appender = nullptr;
  duckdb_data_chunk chunk = nullptr;
  idx_t in_chunk = 0;
  uint64_t rows = 0, bytes = 0, bytes_in_memory = 0;

  State(std::filesystem::path path_, std::string table_, std::vector<Column> columns_, uint64_t rows_per_group_, Session session_)
      : path(std::move(path_)),
        table(std::move(table_)),
        columns(std::move(columns_)),
        rows_per_group(rows_per_group_),
        session(std::move(session_)),
        hash(table, columns) {}
  ~State() {
    remove_waiting();
    if (chunk) duckdb_destroy_data_chunk(&chunk);
    if (appender) duckdb_appender_destroy(&appender);
  }

  void remove_waiting() {
    std::error_code ignored;
    for (const std::string& file : waiting) std::filesystem::remove(file, ignored);
    waiting.clear();
  }
  /// What a killed writer of the same file has set aside.
  void remove_left_behind() {
    const std::string prefix = path.filename().string() + ".part-";
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(path.has_parent_path() ? path.parent_path() : ".", ignored)) {
      if (entry.path().filename().string().starts_with(prefix)) std::filesystem::remove(entry.path(), ignored);
    }
  }
  Status start();
  Status flush();
  Status close_appender();
  Status set_aside();
  void put_row(std::span<const Cell> row);
};

Status TableWriter::State::start() {
  std::string sql = "CREATE OR REPLACE TEMP TABLE t (schema_version UBIGINT";
  std::vector<duckdb_logical_type> types = {make_type(ColumnType::whole)};
  for (const Column& column : columns) {
    sql += fmt::format(", \"{}\" {}", column.name, sql_type(column.type));
    types.push_back(make_type(column.type));
  }
  Status status = session.run(sql + ")", table);
  if (status && duckdb_appender_create(session.connection(), nullptr, "t", &appender) != DuckDBSuccess) {
    status = translate(duckdb_appender_error(appender), table);
  }
  if (status && !chunk) chunk = duckdb_create_data_chunk(types.data(), types.size());
  for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
  return status;
}

void TableWriter::State::put_row(std::span<const Cell> row) {
  put(duckdb_data_chunk_get_vector(chunk, 0), in_chunk, Cell(uint64_t{kSchemaVersion}));
  for (size_t i = 0; i < row.size(); ++i) put(duckdb_data_chunk_get_vector(chunk, i + 1), in_chunk, row[i]);
  uint64_t row_bytes = 8;
  for (const Cell& cell : row) row_bytes += bytes_of(cell);
  bytes += row_bytes;
  bytes_in_memory += row_bytes;
}

Status TableWriter::State::flush() {
  if (in_chunk == 0) return {};
  duckdb_data_chunk_set_size(chunk, in_chunk);
  if (duckdb_append_data_chunk(appender, chunk) != DuckDBSuccess) return translate(duckdb_appender_error(appender), table);
  duckdb_data_chunk_reset(chunk);
  in_chunk = 0;
  return {};
}

Status TableWriter::State::close_appender() {
  JANGIN_TRY(flush());
  if (duckdb_appender_close(appender) != DuckDBSuccess) return translate(duckdb_appender_error(appender), table);
  duckdb_appender_destroy(&appender);
  return {};
}

/// Moves the rows in memory to a file of their own, which write() joins with the others.
Status TableWriter::State::set_aside() {
  JANGIN_TRY(close_appender());
  if (path.has_parent_path()) JANGIN_TRY(make_folders(path.parent_path()));
  if (waiting.empty()) remove_left_behind();
  waiting.push_back(fmt::format("{}.part-{}-{}", path.string(), process_token(), waiting.size()));
  JANGIN_TRY(session.run(fmt::format("COPY t TO {} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {}, USE_TMP_FILE false)",
                                     sql_literal(waiting.back()), rows_per_group),
                         path.string()));
  bytes_in_memory = 0;
  return start();
}

TableWriter::TableWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableWriter::TableWriter(TableWriter&&) noexcept = default;
TableWriter::~TableWriter() = default;

Result<TableWriter> TableWriter::open(std::filesystem::path path, std::string table, std::vector<Column> columns, uint64_t rows_per_group) {
  JANGIN_ASSIGN(Session session, Session::open());
  auto state = std::make_unique<State>(std::move(path), std::move(table), std::move(columns), rows_per_group, std::move(session));
  JANGIN_TRY(state->start());
  return TableWriter(std::move(state));
}

Status TableWriter::append(std::span<const Cell> row) {
  State& s = *state_;
  if (row.size() != s.columns.size()) return fail(ErrorCode::internal, "a row has the wrong number of cells", s.table);
  for (size_t i = 0; i < row.size(); ++i) {
    auto place = [&] { return fmt::format("{}.{}, row {}", s.table, s.columns[i].name, s.rows); };
    if (!fits(row[i], s.columns[i].type)) return fail(ErrorCode::internal, "a cell has the wrong type", place());
    if (!is_utf8(row[i])) return fail(ErrorCode::invalid_argument, "a text is not UTF-8", place(), "the step that made it must repair or escape it");
  }
  s.hash.add(row);
  s.put_row(row);
  ++s.rows;
  ++s.in_chunk;
  if (s.bytes_in_memory > kMostBytes) return s.set_aside();
  if (s.in_chunk == duckdb_vector_size()) return s.flush();
  return {};
}

uint64_t TableWriter::rows() const { return state_->rows; }

Result<std::string> TableWriter::write(const std::map<std::string, std::string>& notes) {
  State& s = *state_;
  std::string from = "t";
  if (s.waiting.empty()) {
    JANGIN_TRY(s.close_appender());
  } else {
    JANGIN_TRY(s.set_aside());
    from.clear();
    for (const std::string& file : s.waiting) from += (from.empty() ? "" : ", ") + sql_path(file);
    from = "(SELECT * FROM read_parquet([" + from + "]))";
  }
  std::string rows_hash = s.hash.finish();
  uint64_t rows_per_group = std::min(s.rows_per_group, std::max<uint64_t>(1, s.rows * kMostBytes / std::max<uint64_t>(1, s.bytes)));
  std::string metadata = fmt::format("\"table\": {}, rows: '{}', rows_hash: '{}'", sql_literal(s.table), s.rows, rows_hash);
  for (const auto& [key, value] : notes) metadata += fmt::format(", \"{}\": {}", key, sql_literal(value));
  JANGIN_TRY(write_through_temporary(s.path, [&](const std::filesystem::path& temporary) {
    std::string sql = fmt::format("COPY {} TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}, USE_TMP_FILE false, KV_METADATA {{{}}})", from,
                                  sql_literal(temporary.string()), rows_per_group, metadata);
    return s.session.run(sql, s.path.string());
  }));
  s.remove_waiting();
  return rows_hash;
}

}  // namespace jangin::record
