// A shard's files on disk: a table and its sibling parts, tied together by hashes in the table's own metadata.
#include <fmt/format.h>

#include "record/schema.h"

namespace jangin::record {
namespace {

constexpr std::string_view kPartPrefix = "part.";

/// The shard's identity from the table's metadata: its own rows' hash, joined with those of its parts.
std::string combined_hash(const std::map<std::string, std::string>& notes) {
  auto own = notes.find("rows_hash");
  std::string rows_hash = own == notes.end() ? "" : own->second;
  Sha256 hash;
  hash.field(rows_hash);
  bool has_parts = false;
  for (const auto& [key, value] : notes) {
    if (!key.starts_with(kPartPrefix)) continue;
    hash.field(key).field(value);
    has_parts = true;
  }
  return has_parts ? hash.hex() : rows_hash;
}

}  // namespace

std::filesystem::path part_path(const std::filesystem::path& path, const std::string& part) {
  return path.parent_path() / (path.stem().string() + "." + part + path.extension().string());
}

std::vector<Column> part_columns(const std::string& id_name, std::vector<Column> rest) {
  std::vector<Column> columns = {{"row", ColumnType::whole}};
  if (!id_name.empty()) columns.push_back({id_name, ColumnType::text});
  columns.insert(columns.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
  return columns;
}

Result<ShardInfo> finish_shard(const std::filesystem::path& path, const std::string& table, TableWriter& writer,
                               std::map<std::string, TableWriter>& parts) {
  std::map<std::string, std::string> notes;
  for (auto& [name, part] : parts) {
    JANGIN_ASSIGN(notes[std::string(kPartPrefix) + name], part.write({}));
  }
  uint64_t rows = writer.rows();
  JANGIN_ASSIGN(notes["rows_hash"], writer.write(notes));
  return ShardInfo{path.string(), table, rows, combined_hash(notes)};
}

Status check_part(const std::filesystem::path& path, const std::string& part) {
  std::filesystem::path file = part_path(path, part);
  JANGIN_ASSIGN(auto notes, read_table_notes(path));
  JANGIN_ASSIGN(auto part_notes, read_table_notes(file));
  if (notes[std::string(kPartPrefix) + part] != part_notes["rows_hash"]) {
    return fail(ErrorCode::invalid_format, "does not belong to " + path.filename().string(), file.string(), "run the stage that writes it again");
  }
  return {};
}

Status read_part(const std::filesystem::path& path, const std::string& part, const std::vector<Column>& columns,
                 const std::function<Status(std::span<const Cell> row)>& take) {
  JANGIN_TRY(check_part(path, part));
  return read_table(part_path(path, part), columns, take);
}

Result<ShardInfo> read_shard_info(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto notes, read_table_notes(path));
  for (const auto& [key, value] : notes) {
    if (!key.starts_with(kPartPrefix)) continue;
    std::filesystem::path file = part_path(path, key.substr(kPartPrefix.size()));
    JANGIN_ASSIGN(auto part_notes, read_table_notes(file));
    if (part_notes["rows_hash"] != value) {
      return fail(ErrorCode::invalid_format, "does not belong to " + path.filename().string(), file.string(), "run the stage that writes it again");
    }
  }
  if (!notes.contains("rows_hash")) return fail(ErrorCode::invalid_format, "is no shard of this program", path.string());
  return ShardInfo{path.string(), notes["table"], std::strtoull(notes["rows"].c_str(), nullptr, 10), combined_hash(notes)};
}

}  // namespace jangin::record
