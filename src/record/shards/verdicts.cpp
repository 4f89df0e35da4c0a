// Tables `verdicts` and `text_edits`.
#include "record/schema.h"

namespace jangin::record {
namespace {

const Schema<Verdict>& verdict_schema() {
  static const Schema<Verdict> schema = [] {
    Schema<Verdict> s{.table = "verdicts", .fields = {}};
    s.text("subject_id", &Verdict::subject_id).text("step", &Verdict::step).whole("step_version", &Verdict::step_version).flag("pass", &Verdict::pass);
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

}  // namespace

Result<ShardInfo> write_verdicts(const std::filesystem::path& path, const std::vector<Verdict>& rows) { return write_records(path, verdict_schema(), rows); }
Result<std::vector<Verdict>> read_verdicts(const std::filesystem::path& path) { return read_records(path, verdict_schema()); }

Result<ShardInfo> write_text_edits(const std::filesystem::path& path, const std::vector<TextEdit>& rows) {
  std::vector<EditRow> flat;
  for (const TextEdit& edit : rows) flat.push_back({edit.doc_id, edit.step, edit.step_version, edit.text_id_before, edit.text_id_after, edit.map.serialize()});
  return write_records(path, edit_schema(), flat);
}

Result<std::vector<TextEdit>> read_text_edits(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto flat, read_records(path, edit_schema()));
  std::vector<TextEdit> rows;
  for (EditRow& row : flat) {
    JANGIN_ASSIGN(EditMap map, EditMap::parse(row.edits));
    rows.push_back({std::move(row.doc_id), std::move(row.step), row.step_version, std::move(row.text_id_before), std::move(row.text_id_after), std::move(map)});
  }
  return rows;
}

}  // namespace jangin::record
