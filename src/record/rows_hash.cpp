// The hash over ordered rows, and the names of the types that are part of it; see table.h.
#include <bit>

#include "record/records.h"
#include "record/table.h"

namespace jangin::record {
namespace {

void append_number(std::string& to, uint64_t number) {
  for (int i = 0; i < 8; ++i) to += static_cast<char>(number >> (8 * i) & 0xFF);
}

void append_text(std::string& to, std::string_view text) {
  append_number(to, text.size());
  to += text;
}

}  // namespace

std::string_view sql_type(ColumnType type) {
  switch (type) {
    case ColumnType::text: return "VARCHAR";
    case ColumnType::whole: return "UBIGINT";
    case ColumnType::real: return "DOUBLE";
    case ColumnType::flag: return "BOOLEAN";
    case ColumnType::texts: return "VARCHAR[]";
  }
  return "";
}

RowsHash::RowsHash(std::string_view table, std::span<const Column> columns) {
  hash_.field(table).field(uint64_t{kSchemaVersion});
  for (const Column& column : columns) hash_.field(column.name).field(sql_type(column.type));
}

void RowsHash::add(std::span<const Cell> row) {
  for (const Cell& cell : row) {
    buffer_ += cell.index() == 0 ? '\0' : '\1';
    if (const auto* text = std::get_if<std::string_view>(&cell)) append_text(buffer_, *text);
    if (const auto* whole = std::get_if<uint64_t>(&cell)) append_number(buffer_, *whole);
    if (const auto* real = std::get_if<double>(&cell)) append_number(buffer_, std::bit_cast<uint64_t>(*real));
    if (const auto* flag = std::get_if<bool>(&cell)) append_number(buffer_, *flag ? 1 : 0);
    if (const auto* texts = std::get_if<Texts>(&cell)) {
      append_number(buffer_, texts->size());
      for (std::string_view text : *texts) append_text(buffer_, text);
    }
  }
  if (buffer_.size() > 1 << 16) flush();
}

void RowsHash::flush() {
  hash_.update(buffer_);
  buffer_.clear();
}

std::string RowsHash::finish() {
  flush();
  return hash_.hex();
}

}  // namespace jangin::record
