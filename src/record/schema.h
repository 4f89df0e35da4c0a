// How a record's members become columns: one list of fields a table, used for writing and for reading. Internal to record/.
#pragma once

#include <concepts>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "record/shard.h"
#include "record/table.h"

namespace jangin::record {

inline std::string_view as_text(const Cell& cell) {
  const auto* text = std::get_if<std::string_view>(&cell);
  return text ? *text : std::string_view();
}
inline uint64_t as_whole(const Cell& cell) {
  const auto* whole = std::get_if<uint64_t>(&cell);
  return whole ? *whole : 0;
}
inline double as_real(const Cell& cell) {
  const auto* real = std::get_if<double>(&cell);
  return real ? *real : 0;
}
inline bool as_flag(const Cell& cell) {
  const auto* flag = std::get_if<bool>(&cell);
  return flag && *flag;
}

/// One column and the member behind it. `get` gives a view that lives as long as the record.
template <typename R>
struct Field {
  Column column;
  std::function<Cell(const R&)> get;
  std::function<void(R&, const Cell&)> set;
};

template <typename R>
struct Schema {
  std::string table;
  std::vector<Field<R>> fields;
  uint64_t rows_per_group = 122880;  // DuckDB's own; fewer where one row holds a whole document

  std::vector<Column> columns() const {
    std::vector<Column> all;
    for (const Field<R>& field : fields) all.push_back(field.column);
    return all;
  }
  void get(const R& record, std::vector<Cell>& row) const {
    for (const Field<R>& field : fields) row.push_back(field.get(record));
  }
  R make(std::span<const Cell> row) const {
    R record{};
    for (size_t i = 0; i < fields.size(); ++i) fields[i].set(record, row[i]);
    return record;
  }

  Schema& text(std::string name, std::string R::* member) {
    fields.push_back({{std::move(name), ColumnType::text},
                      [member](const R& r) { return Cell(std::string_view(r.*member)); },
                      [member](R& r, const Cell& cell) { r.*member = as_text(cell); }});
    return *this;
  }
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Schema& whole(std::string name, T R::* member) {
    fields.push_back({{std::move(name), ColumnType::whole},
                      [member](const R& r) { return Cell(uint64_t{r.*member}); },
                      [member](R& r, const Cell& cell) { r.*member = static_cast<T>(as_whole(cell)); }});
    return *this;
  }
  template <std::floating_point T>
  Schema& real(std::string name, T R::* member) {
    fields.push_back({{std::move(name), ColumnType::real},
                      [member](const R& r) { return Cell(static_cast<double>(r.*member)); },
                      [member](R& r, const Cell& cell) { r.*member = static_cast<T>(as_real(cell)); }});
    return *this;
  }
  Schema& flag(std::string name, bool R::* member) {
    fields.push_back({{std::move(name), ColumnType::flag},
                      [member](const R& r) { return Cell(r.*member); },
                      [member](R& r, const Cell& cell) { r.*member = as_flag(cell); }});
    return *this;
  }
  Schema& flag(std::string name, std::optional<bool> R::* member) {
    fields.push_back({{std::move(name), ColumnType::flag},
                      [member](const R& r) { return (r.*member).has_value() ? Cell(*(r.*member)) : Cell(); },
                      [member](R& r, const Cell& cell) {
                        const auto* value = std::get_if<bool>(&cell);
                        r.*member = value ? std::optional<bool>(*value) : std::nullopt;
                      }});
    return *this;
  }
  Schema& texts(std::string name, std::vector<std::string> R::* member) {
    fields.push_back({{std::move(name), ColumnType::texts},
                      [member](const R& r) { return Cell(Texts((r.*member).begin(), (r.*member).end())); },
                      [member](R& r, const Cell& cell) {
                        if (const auto* texts = std::get_if<Texts>(&cell)) (r.*member).assign(texts->begin(), texts->end());
                      }});
    return *this;
  }
  /// Two columns, `<name>_begin` and `<name>_end`.
  Schema& span(const std::string& name, Span R::* member) {
    for (uint64_t Span::* side : {&Span::begin, &Span::end}) {
      fields.push_back({{name + (side == &Span::begin ? "_begin" : "_end"), ColumnType::whole},
                        [member, side](const R& r) { return Cell((r.*member).*side); },
                        [member, side](R& r, const Cell& cell) { (r.*member).*side = as_whole(cell); }});
    }
    return *this;
  }
};

/// A sibling table: rows of a part that many of one record may have. Its first columns are `row` (of the record in its table, from 0) and
/// the record's id under `id_name` (none when empty). `fill` appends the rows of one record.
template <typename R>
struct Part {
  std::string name;
  std::vector<Column> columns;
  std::function<Status(TableWriter& writer, uint64_t row, const R& record)> fill;
};

/// `documents.parquet` → `documents.places.parquet`.
std::filesystem::path part_path(const std::filesystem::path& path, const std::string& part);
std::vector<Column> part_columns(const std::string& id_name, std::vector<Column> rest);
/// Errors: invalid_format when the part is not the one that the table was written with.
Status check_part(const std::filesystem::path& path, const std::string& part);
/// Reads a part whole. Errors: as read_table and check_part.
Status read_part(const std::filesystem::path& path, const std::string& part, const std::vector<Column>& columns,
                 const std::function<Status(std::span<const Cell> row)>& take);
/// The parts first, then the table itself, which names the hashes of its parts: a table and parts of different writes are refused.
Result<ShardInfo> finish_shard(const std::filesystem::path& path, const std::string& table, TableWriter& writer,
                               std::map<std::string, TableWriter>& parts);

/// A shard written record after record. `schema` must outlive it.
template <typename R>
class ShardWriter : public RecordSink<R> {
 public:
  static Result<std::unique_ptr<ShardWriter>> open(const std::filesystem::path& path, const Schema<R>& schema, std::vector<Part<R>> parts = {}) {
    JANGIN_ASSIGN(TableWriter table, TableWriter::open(path, schema.table, schema.columns(), schema.rows_per_group));
    std::unique_ptr<ShardWriter> shard(new ShardWriter(path, schema, std::move(table)));
    for (const Part<R>& part : parts) {
      JANGIN_ASSIGN(TableWriter writer, TableWriter::open(part_path(path, part.name), schema.table + "." + part.name, part.columns, 122880));
      shard->writers_.emplace(part.name, std::move(writer));
    }
    shard->parts_ = std::move(parts);
    return shard;
  }

  Status append(const R& record) override {
    row_.clear();
    schema_.get(record, row_);
    for (const Part<R>& part : parts_) JANGIN_TRY(part.fill(writers_.at(part.name), table_.rows(), record));
    return table_.append(row_);
  }
  Result<ShardInfo> finish() override { return finish_shard(path_, schema_.table, table_, writers_); }
  TableWriter& part(const std::string& name) { return writers_.at(name); }

 private:
  ShardWriter(std::filesystem::path path, const Schema<R>& schema, TableWriter table)
      : path_(std::move(path)), schema_(schema), table_(std::move(table)) {}
  std::filesystem::path path_;
  const Schema<R>& schema_;
  TableWriter table_;
  std::vector<Part<R>> parts_;
  std::map<std::string, TableWriter> writers_;
  std::vector<Cell> row_;
};

template <typename R>
Result<ShardInfo> write_all(RecordSink<R>& sink, const std::vector<R>& rows) {
  for (const R& record : rows) JANGIN_TRY(sink.append(record));
  return sink.finish();
}

template <typename R>
Result<ShardInfo> write_records(const std::filesystem::path& path, const Schema<R>& schema, const std::vector<R>& rows,
                                std::vector<Part<R>> parts = {}) {
  JANGIN_ASSIGN(auto shard, ShardWriter<R>::open(path, schema, std::move(parts)));
  return write_all<R>(*shard, rows);
}

template <typename R>
Result<std::vector<R>> read_records(const std::filesystem::path& path, const Schema<R>& schema) {
  std::vector<R> rows;
  JANGIN_TRY(read_table(path, schema.columns(), [&](std::span<const Cell> row) -> Status {
    rows.push_back(schema.make(row));
    return {};
  }));
  return rows;
}

/// A part whose rows are members of a vector in each record. `schema` must outlive it.
template <typename R, typename T>
Part<R> vector_part(std::string name, std::string id_name, std::string R::* id, std::vector<T> R::* member, const Schema<T>& schema) {
  bool with_id = !id_name.empty();
  auto fill = [&schema, id, member, with_id](TableWriter& writer, uint64_t at, const R& record) -> Status {
    std::vector<Cell> row;
    for (const T& value : record.*member) {
      row.assign(1, Cell(at));
      if (with_id) row.emplace_back(std::string_view(record.*id));
      schema.get(value, row);
      JANGIN_TRY(writer.append(row));
    }
    return {};
  };
  return Part<R>{std::move(name), part_columns(id_name, schema.columns()), std::move(fill)};
}

template <typename R, typename T>
Status read_vector_part(const std::filesystem::path& path, const std::string& name, std::vector<T> R::* member, const Schema<T>& schema,
                        std::vector<R>& rows) {
  return read_part(path, name, part_columns("", schema.columns()), [&](std::span<const Cell> row) -> Status {
    uint64_t at = as_whole(row[0]);
    if (at >= rows.size()) return fail(ErrorCode::invalid_format, "a row belongs to no record", part_path(path, name).string());
    (rows[at].*member).push_back(schema.make(row.subspan(1)));
    return {};
  });
}

}  // namespace jangin::record
