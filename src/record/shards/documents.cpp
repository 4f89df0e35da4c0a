// Table `documents` with its parts `places` (text ↔ page, box, bytes) and `metadata` (key, value).
#include "record/duckdb_session.h"
#include "record/schema.h"
#include "record/text_bytes.h"

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

Part<Document> metadata_part() {
  auto fill = [](TableWriter& writer, uint64_t row, const Document& document) -> Status {
    for (const auto& [key, value] : document.metadata) {
      Cell cells[] = {row, std::string_view(document.doc_id), std::string_view(key), std::string_view(value)};
      JANGIN_TRY(writer.append(cells));
    }
    return {};
  };
  return {"metadata", part_columns("doc_id", metadata_columns()), fill};
}

/// A part read beside its table, both in the order of rows.
class PartCursor {
 public:
  static Result<PartCursor> open(const std::filesystem::path& path, const std::string& part, const std::vector<Column>& columns, uint64_t first_row) {
    JANGIN_TRY(check_part(path, part));
    std::filesystem::path file = part_path(path, part);
    JANGIN_ASSIGN(TableCursor cursor,
                  TableCursor::open(file, part_columns("", columns), first_row == 0 ? "" : "row >= " + std::to_string(first_row)));
    return PartCursor(file.string(), std::move(cursor));
  }

  /// Hands out the cells, without `row`, that belong to record `row`; rows must be asked for in order.
  Status take(uint64_t row, const std::function<void(std::span<const Cell> cells)>& use) {
    while (true) {
      JANGIN_TRY(look());
      if (row_.empty() || as_whole(row_[0]) > row) return {};
      if (as_whole(row_[0]) < row) return stray();
      use(row_.subspan(1));
      has_row_ = false;
    }
  }
  /// Nothing may be left when all records are read.
  Status finish() {
    JANGIN_TRY(look());
    if (!row_.empty()) return stray();
    return {};
  }

 private:
  PartCursor(std::string place, TableCursor cursor) : place_(std::move(place)), cursor_(std::move(cursor)) {}
  Status look() {
    if (has_row_) return {};
    JANGIN_ASSIGN(row_, cursor_.next());
    has_row_ = true;
    return {};
  }
  std::unexpected<Error> stray() const { return fail(ErrorCode::invalid_format, "a row belongs to no record", place_); }
  std::string place_;
  TableCursor cursor_;
  std::span<const Cell> row_;  // asked for, not yet used
  bool has_row_ = false;
};

}  // namespace

struct DocumentReader::State {
  TableCursor table;
  PartCursor places, metadata;
  uint64_t row = 0;
};

DocumentReader::DocumentReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
DocumentReader::DocumentReader(DocumentReader&&) noexcept = default;
DocumentReader::~DocumentReader() = default;

Result<DocumentReader> DocumentReader::open(const std::filesystem::path& path, uint64_t first_row) {
  std::string where = first_row == 0 ? "" : "file_row_number >= " + std::to_string(first_row);
  JANGIN_ASSIGN(TableCursor table, TableCursor::open(path, document_schema().columns(), where));
  JANGIN_ASSIGN(PartCursor places, PartCursor::open(path, "places", place_schema().columns(), first_row));
  JANGIN_ASSIGN(PartCursor metadata, PartCursor::open(path, "metadata", metadata_columns(), first_row));
  return DocumentReader(std::unique_ptr<State>(new State{std::move(table), std::move(places), std::move(metadata), first_row}));
}

Result<std::optional<Document>> DocumentReader::next() {
  State& s = *state_;
  JANGIN_ASSIGN(std::span<const Cell> row, s.table.next());
  if (row.empty()) {
    JANGIN_TRY(s.places.finish());
    JANGIN_TRY(s.metadata.finish());
    return std::optional<Document>();
  }
  Document document = document_schema().make(row);
  JANGIN_TRY(s.places.take(s.row, [&](std::span<const Cell> cells) { document.places.push_back(place_schema().make(cells)); }));
  JANGIN_TRY(s.metadata.take(s.row, [&](std::span<const Cell> cells) { document.metadata.emplace(as_text(cells[0]), as_text(cells[1])); }));
  ++s.row;
  return std::optional<Document>(std::move(document));
}

Result<std::vector<uint64_t>> read_text_bytes(const std::filesystem::path& documents) {
  JANGIN_ASSIGN(Session session, Session::open());
  std::vector<uint64_t> bytes;
  const std::string place = documents.string();
  JANGIN_TRY(session.query("SELECT strlen(text)::UBIGINT FROM read_parquet(" + sql_path(place) + ")", place, [&](duckdb_data_chunk chunk) -> Status {
    const auto* column = static_cast<const uint64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    bytes.insert(bytes.end(), column, column + duckdb_data_chunk_get_size(chunk));
    return {};
  }));
  return bytes;
}

Result<std::unique_ptr<RecordSink<Document>>> open_documents(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto shard, ShardWriter<Document>::open(
                                path, document_schema(),
                                {vector_part("places", "doc_id", &Document::doc_id, &Document::places, place_schema()), metadata_part()}));
  return std::unique_ptr<RecordSink<Document>>(std::move(shard));
}

Result<ShardInfo> write_documents(const std::filesystem::path& path, const std::vector<Document>& rows) {
  JANGIN_ASSIGN(auto sink, open_documents(path));
  return write_all(*sink, rows);
}

Result<std::vector<Document>> read_documents(const std::filesystem::path& path) {
  std::vector<Document> rows;
  JANGIN_ASSIGN(DocumentReader reader, DocumentReader::open(path));
  while (true) {
    JANGIN_ASSIGN(std::optional<Document> document, reader.next());
    if (!document) return rows;
    rows.push_back(std::move(*document));
  }
}

}  // namespace jangin::record
