// Tables on disk: records ↔ Parquet (zstd) through DuckDB, plain columns so that SQL reads them directly. Rows keep their order.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/records.h"

namespace jangin::record {

/// A shard's identity: a hash over its ordered rows (not over the Parquet bytes, which may differ between library versions).
struct ShardInfo {
  std::string path;   // as written; write_manifest makes it relative to the workspace
  std::string table;  // "documents", "passages", …
  uint64_t rows = 0;
  std::string rows_hash;
};

/// Writers replace the file atomically. Nested rows (occurrences, places, messages, evidence) go to sibling tables named
/// `<stem>.<part>.parquet` and are read back with the record; see README.md for the columns of each table.
/// Errors: io_error (disk full names the path), invalid_argument (a text is not UTF-8: whoever reads outside bytes repairs or escapes them).
Result<ShardInfo> write_sources(const std::filesystem::path& path, const std::vector<SourceVersion>& rows);
Result<ShardInfo> write_items(const std::filesystem::path& path, const std::vector<CollectedItem>& rows);
Result<ShardInfo> write_rights(const std::filesystem::path& path, const std::vector<Rights>& rows);
Result<ShardInfo> write_documents(const std::filesystem::path& path, const std::vector<Document>& rows);
Result<ShardInfo> write_text_edits(const std::filesystem::path& path, const std::vector<TextEdit>& rows);
Result<ShardInfo> write_verdicts(const std::filesystem::path& path, const std::vector<Verdict>& rows);
Result<ShardInfo> write_passages(const std::filesystem::path& path, const std::vector<Passage>& rows);
Result<ShardInfo> write_facts(const std::filesystem::path& path, const std::vector<Fact>& rows);
Result<ShardInfo> write_samples(const std::filesystem::path& path, const std::vector<Sample>& rows);
Result<ShardInfo> write_exposures(const std::filesystem::path& path, const std::vector<Exposure>& rows);

/// A shard being written record after record, in bounded memory; nothing stands under its name until finish(). Errors: those of the writers.
template <typename R>
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual Status append(const R& record) = 0;
  /// Replaces the file atomically. The sink is used up.
  virtual Result<ShardInfo> finish() = 0;
};
/// Passages whose further occurrences are known only later: append() takes those at hand, append_occurrence() the rest, which must come in
/// the order of their passages' rows.
class PassageSink : public RecordSink<Passage> {
 public:
  virtual Status append_occurrence(uint64_t row, const Occurrence& occurrence) = 0;
};
Result<std::unique_ptr<RecordSink<Document>>> open_documents(const std::filesystem::path& path);
Result<std::unique_ptr<RecordSink<TextEdit>>> open_text_edits(const std::filesystem::path& path);
Result<std::unique_ptr<RecordSink<CollectedItem>>> open_items(const std::filesystem::path& path);
Result<std::unique_ptr<RecordSink<Verdict>>> open_verdicts(const std::filesystem::path& path);
Result<std::unique_ptr<PassageSink>> open_passages(const std::filesystem::path& path);

/// Documents one after another, in order, in bounded memory.
class DocumentReader {
 public:
  /// Starts with document `first_row` (from 0). Errors: those of read_documents.
  static Result<DocumentReader> open(const std::filesystem::path& path, uint64_t first_row = 0);
  DocumentReader(DocumentReader&&) noexcept;
  ~DocumentReader();
  /// Empty at the end.
  Result<std::optional<Document>> next();

 private:
  struct State;
  explicit DocumentReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What a shard's own metadata says, parts included, without reading its rows. Errors: not_found; invalid_format (a part is missing, or is
/// not the one that the table was written with).
Result<ShardInfo> read_shard_info(const std::filesystem::path& path);

/// Errors: not_found, invalid_format (a column is missing or of another type; names file and column).
Result<std::vector<SourceVersion>> read_sources(const std::filesystem::path& path);
Result<std::vector<CollectedItem>> read_items(const std::filesystem::path& path);
Result<std::vector<Rights>> read_rights(const std::filesystem::path& path);
Result<std::vector<Document>> read_documents(const std::filesystem::path& path);
Result<std::vector<TextEdit>> read_text_edits(const std::filesystem::path& path);
Result<std::vector<Verdict>> read_verdicts(const std::filesystem::path& path);
Result<std::vector<Passage>> read_passages(const std::filesystem::path& path);
Result<std::vector<Fact>> read_facts(const std::filesystem::path& path);
Result<std::vector<Sample>> read_samples(const std::filesystem::path& path);
Result<std::vector<Exposure>> read_exposures(const std::filesystem::path& path);

/// `jangin sql`: runs a query in `folder`; the answer as rows of text (first row: column names; NULL is ""). Read-only: one
/// SELECT, DESCRIBE or the like, which sees files below `folder` only. Relative paths start there: SELECT * FROM 'refine/passages.parquet'.
Result<std::vector<std::vector<std::string>>> run_sql(const std::filesystem::path& folder, const std::string& query);

}  // namespace jangin::record
