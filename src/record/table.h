// Tables of plain columns, written to and read from Parquet row by row. Knows nothing of the records in it. Internal to record/.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace jangin::record {

enum class ColumnType : uint8_t { text, whole, real, flag, texts };  // VARCHAR, UBIGINT, DOUBLE, BOOLEAN, VARCHAR[]
struct Column {
  std::string name;
  ColumnType type = ColumnType::text;
};
/// DuckDB's own name, as DESCRIBE states it.
std::string_view sql_type(ColumnType type);

/// One value; monostate is NULL. Views point into the record (writing) or into the chunk at hand (reading).
using Texts = std::vector<std::string_view>;
using Cell = std::variant<std::monostate, std::string_view, uint64_t, double, bool, Texts>;

/// The hash over ordered rows: SHA-256 of the table's name, its columns and every cell (a presence byte, then 8 bytes little-endian or
/// a length and bytes). Independent of Parquet, of compression and of the library's version.
class RowsHash {
 public:
  RowsHash(std::string_view table, std::span<const Column> columns);
  void add(std::span<const Cell> row);
  std::string finish();

 private:
  void flush();
  Sha256 hash_;
  std::string buffer_;
};

/// A table being collected, then written. What exceeds some megabytes waits beside `path` in temporary files. Every table gets one more
/// column, `schema_version`.
class TableWriter {
 public:
  /// `rows_per_group`: rows of one Parquet row group at most; where rows are large (a whole document) a group holds as many as make some
  /// megabytes, so that a reader needs little memory.
  static Result<TableWriter> open(std::filesystem::path path, std::string table, std::vector<Column> columns, uint64_t rows_per_group);
  TableWriter(TableWriter&&) noexcept;
  ~TableWriter();

  /// Cells in the order of the columns. Errors: invalid_argument when a text is not UTF-8 (names column and row); io_error.
  Status append(std::span<const Cell> row);
  uint64_t rows() const;
  /// Replaces the file atomically by the rows so far. `notes` go to its key-value metadata beside `rows`, `rows_hash` and `table`.
  /// Gives back the rows' hash. The writer is used up.
  Result<std::string> write(const std::map<std::string, std::string>& notes);

 private:
  struct State;
  explicit TableWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The rows of a table in order, one after another; some megabytes of them are in memory. Columns are found by name.
class TableCursor {
 public:
  /// `where`: a condition in SQL on the columns and on file_row_number, the row's number from 0; empty: all rows.
  /// Errors: not_found; invalid_format (a column is missing or of another type).
  static Result<TableCursor> open(const std::filesystem::path& path, const std::vector<Column>& columns, const std::string& where = "");
  TableCursor(TableCursor&&) noexcept;
  ~TableCursor();

  /// The next row, valid until the next call; empty at the end. Errors: invalid_format; unsupported (a newer schema_version).
  Result<std::span<const Cell>> next();

 private:
  struct State;
  explicit TableCursor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Hands out all rows in order. Errors: those of TableCursor, or what `take` returns.
Status read_table(const std::filesystem::path& path, const std::vector<Column>& columns,
                  const std::function<Status(std::span<const Cell> row)>& take);

/// A file's own metadata ("rows", "rows_hash", "table", "part.<name>": hash of a sibling), without reading its rows.
Result<std::map<std::string, std::string>> read_table_notes(const std::filesystem::path& path);

}  // namespace jangin::record
