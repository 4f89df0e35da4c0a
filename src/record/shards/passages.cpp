// Table `passages` with its part `occurrences`, and table `facts`.
#include "record/schema.h"

namespace jangin::record {
namespace {

const Schema<Passage>& passage_schema() {
  static const Schema<Passage> schema = [] {
    Schema<Passage> s{.table = "passages", .fields = {}};
    s.text("passage_id", &Passage::passage_id).texts("heading_path", &Passage::heading_path);
    s.text("text", &Passage::text).text("language", &Passage::language);
    return s;
  }();
  return schema;
}

const Schema<Occurrence>& occurrence_schema() {
  static const Schema<Occurrence> schema = [] {
    Schema<Occurrence> s{.table = "occurrences", .fields = {}};
    s.text("passage_id", &Occurrence::passage_id).text("doc_id", &Occurrence::doc_id).span("span", &Occurrence::span);
    s.whole("page_first", &Occurrence::page_first).whole("page_last", &Occurrence::page_last).whole("ordinal", &Occurrence::ordinal);
    return s;
  }();
  return schema;
}

const Schema<Fact>& fact_schema() {
  static const Schema<Fact> schema = [] {
    Schema<Fact> s{.table = "facts", .fields = {}};
    s.text("fact_id", &Fact::fact_id).text("passage_id", &Fact::passage_id).text("miner", &Fact::miner).text("subject", &Fact::subject);
    s.text("relation", &Fact::relation).text("value", &Fact::value).text("unit", &Fact::unit).text("condition", &Fact::condition);
    s.span("evidence", &Fact::evidence).real("importance", &Fact::importance);
    return s;
  }();
  return schema;
}

constexpr const char* kOccurrences = "occurrences";

class PassageWriter : public PassageSink {
 public:
  explicit PassageWriter(std::unique_ptr<ShardWriter<Passage>> shard) : shard_(std::move(shard)) {}
  Status append(const Passage& passage) override { return shard_->append(passage); }
  Status append_occurrence(uint64_t row, const Occurrence& occurrence) override {
    row_.assign(1, Cell(row));
    occurrence_schema().get(occurrence, row_);
    return shard_->part(kOccurrences).append(row_);
  }
  Result<ShardInfo> finish() override { return shard_->finish(); }

 private:
  std::unique_ptr<ShardWriter<Passage>> shard_;
  std::vector<Cell> row_;
};

}  // namespace

Result<std::unique_ptr<PassageSink>> open_passages(const std::filesystem::path& path) {
  Part<Passage> occurrences = vector_part(kOccurrences, "", &Passage::passage_id, &Passage::occurrences, occurrence_schema());
  JANGIN_ASSIGN(auto shard, ShardWriter<Passage>::open(path, passage_schema(), {std::move(occurrences)}));
  return std::unique_ptr<PassageSink>(new PassageWriter(std::move(shard)));
}

Result<ShardInfo> write_passages(const std::filesystem::path& path, const std::vector<Passage>& rows) {
  JANGIN_ASSIGN(auto sink, open_passages(path));
  return write_all<Passage>(*sink, rows);
}

Result<std::vector<Passage>> read_passages(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto rows, read_records(path, passage_schema()));
  JANGIN_TRY(read_vector_part(path, "occurrences", &Passage::occurrences, occurrence_schema(), rows));
  return rows;
}

Result<ShardInfo> write_facts(const std::filesystem::path& path, const std::vector<Fact>& rows) { return write_records(path, fact_schema(), rows); }
Result<std::vector<Fact>> read_facts(const std::filesystem::path& path) { return read_records(path, fact_schema()); }

}  // namespace jangin::record
