// Table `documents` with its parts `places` (text ↔ page, box, bytes) and `metadata` (key, value).
#include "record/schema.h"

namespace jangin::record {
namespace {

const Schema<Document>& document_schema() {
  static const Schema<Document> schema = [] {
    Schema<Document> s{.table = "documents", .fields = {}, .rows_per_group = 2048};
    s.text("doc_id", &Document::doc_id).text("text_id", &Document::text_id).text("source_id", &Document::source_id);
    s.text("blob_id", &Document::blob_id).text("path_inside", &Document::path_inside).text("reader", &Document::reader);
    s.whole("reader_version", &Document::reader_version).text("title", &Document::title).text("language", &Document::language);
    s.whole("pages", &Document::pages).text("text", &Document::text).texts("missing_references", &Document::missing_references);
    return s;
  }();
  return schema;
}

const Schema<TextPlace>& place_schema() {
  static const Schema<TextPlace> schema = [] {
    Schema<TextPlace> s{.table = "places", .fields = {}};
    s.span("text", &TextPlace::text).whole("page", &TextPlace::page).real("left", &TextPlace::left).real("top", &TextPlace::top);
    s.real("right", &TextPlace::right).real("bottom", &TextPlace::bottom).span("bytes", &TextPlace::bytes);
    return s;
  }();
  return schema;
}

const std::vector<Column>& metadata_columns() {
  static const std::vector<Column> columns = {{"key", ColumnType::text}, {"value", ColumnType::text}};
  return columns;
}

Part metadata_part(const std::vector<Document>& rows) {
  return Part{"metadata", part_columns("doc_id", metadata_columns()), [&rows](TableWriter& writer) -> Status {
                for (size_t i = 0; i < rows.size(); ++i) {
                  for (const auto& [key, value] : rows[i].metadata) {
                    Cell row[] = {uint64_t{i}, std::string_view(rows[i].doc_id), std::string_view(key), std::string_view(value)};
                    JANGIN_TRY(writer.append(row));
                  }
                }
                return {};
              }};
}

}  // namespace

Result<ShardInfo> write_documents(const std::filesystem::path& path, const std::vector<Document>& rows) {
  return write_records(path, document_schema(), rows,
                       {vector_part("places", "doc_id", &Document::doc_id, &Document::places, place_schema(), rows), metadata_part(rows)});
}

Result<std::vector<Document>> read_documents(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto rows, read_records(path, document_schema()));
  JANGIN_TRY(read_vector_part(path, "places", &Document::places, place_schema(), rows));
  JANGIN_TRY(read_part(path, "metadata", part_columns("", metadata_columns()), [&](std::span<const Cell> row) -> Status {
    uint64_t at = as_whole(row[0]);
    if (at >= rows.size()) return fail(ErrorCode::invalid_format, "a row belongs to no record", part_path(path, "metadata").string());
    rows[at].metadata.emplace(as_text(row[1]), as_text(row[2]));
    return {};
  }));
  return rows;
}

}  // namespace jangin::record
