// Tables `verdicts` and `text_edits`.
#include "record/schema.h"

namespace jangin::record {
namespace {

const Schema<Verdict>& verdict_schema() {
  static const Schema<Verdict> schema = [] {
    Schema<Verdict> s{.table = "verdicts", .fields = {}};
    s.text("subject_id", &Verdict::subject_id)
        .text("step", &Verdict::step)
        .whole("step_version", &Verdict::step_version)
        .flag("pass", &Verdict::pass);
    s.text("reason", &Verdict::reason).real("score", &Verdict::score).text("detail", &Verdict::detail);
    return s;
  }();
  return schema;
}

/// A text edit with its map as one column of text.
struct EditRow {
  std::string doc_id, step;
  uint32_t step_version = 1;
  std::string text_id_before, text_id_after, edits;
};

const Schema<EditRow>& edit_schema() {
  static const Schema<EditRow> schema = [] {
    Schema<EditRow> s{.table = "text_edits", .fields = {}};
    s.text("doc_id", &EditRow::doc_id).text("step", &EditRow::step).whole("step_version", &EditRow::step_version);
    s.text("text_id_before", &EditRow::text_id_before).text("text_id_after", &EditRow::text_id_after).text("edits", &EditRow::edits);
    return s;
  }();
  return schema;
}

class EditWriter : public RecordSink<TextEdit> {
 public:
  explicit EditWriter(std::unique_ptr<ShardWriter<EditRow>> shard) : shard_(std::move(shard)) {}
  Status append(const TextEdit& edit) override {
    return shard_->append({edit.doc_id, edit.step, edit.step_version, edit.text_id_before, edit.text_id_after, edit.map.serialize()});
  }
  Result<ShardInfo> finish() override { return shard_->finish(); }

 private:
  std::unique_ptr<ShardWriter<EditRow>> shard_;
};

}  // namespace

Result<std::unique_ptr<RecordSink<Verdict>>> open_verdicts(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto shard, ShardWriter<Verdict>::open(path, verdict_schema()));
  return std::unique_ptr<RecordSink<Verdict>>(std::move(shard));
}
Result<ShardInfo> write_verdicts(const std::filesystem::path& path, const std::vector<Verdict>& rows) {
  JANGIN_ASSIGN(auto sink, open_verdicts(path));
  return write_all(*sink, rows);
}
Result<std::vector<Verdict>> read_verdicts(const std::filesystem::path& path) { return read_records(path, verdict_schema()); }

Result<std::unique_ptr<RecordSink<TextEdit>>> open_text_edits(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto shard, ShardWriter<EditRow>::open(path, edit_schema()));
  return std::unique_ptr<RecordSink<TextEdit>>(new EditWriter(std::move(shard)));
}
Result<ShardInfo> write_text_edits(const std::filesystem::path& path, const std::vector<TextEdit>& rows) {
  JANGIN_ASSIGN(auto sink, open_text_edits(path));
  return write_all(*sink, rows);
}

Result<std::vector<TextEdit>> read_text_edits(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto flat, read_records(path, edit_schema()));
  std::vector<TextEdit> rows;
  for (EditRow& row : flat) {
    JANGIN_ASSIGN(EditMap map, EditMap::parse(row.edits));
    rows.push_back(
        {std::move(row.doc_id), std::move(row.step), row.step_version, std::move(row.text_id_before), std::move(row.text_id_after), std::move(map)});
  }
  return rows;
}

}  // namespace jangin::record
