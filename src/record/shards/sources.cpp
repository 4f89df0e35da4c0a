// Tables `sources` and `rights`.
#include "record/declared_rights.h"
#include "record/schema.h"

namespace jangin::record {
namespace {

SourceState source_state(std::string_view name) {
  for (SourceState state : {SourceState::changed, SourceState::withdrawn, SourceState::vanished}) {
    if (source_state_name(state) == name) return state;
  }
  return SourceState::present;
}

const Schema<SourceVersion>& source_schema() {
  static const Schema<SourceVersion> schema = [] {
    Schema<SourceVersion> s{.table = "sources", .fields = {}};
    s.text("source_id", &SourceVersion::source_id).text("blob_id", &SourceVersion::blob_id).whole("bytes", &SourceVersion::bytes);
    s.text("fetched_at", &SourceVersion::fetched_at).text("valid_from", &SourceVersion::valid_from).text("valid_to", &SourceVersion::valid_to);
    s.fields.push_back({{"state", ColumnType::text},
                        [](const SourceVersion& r) { return Cell(source_state_name(r.state)); },
                        [](SourceVersion& r, const Cell& cell) { r.state = source_state(as_text(cell)); }});
    s.text("supersedes", &SourceVersion::supersedes).text("rights_id", &SourceVersion::rights_id);
    return s;
  }();
  return schema;
}

Schema<Rights> make_rights_schema(bool with_detected) {
  Schema<Rights> s{.table = "rights", .fields = {}};
  s.text("rights_id", &Rights::rights_id).text("licence_declared", &Rights::licence_declared);
  if (with_detected) s.text("licence_detected", &Rights::licence_detected);
  s.flag("may_train", &Rights::may_train)
      .flag("may_redistribute", &Rights::may_redistribute)
      .flag("may_use_commercially", &Rights::may_use_commercially);
  s.flag("share_alike", &Rights::share_alike).text("attribution", &Rights::attribution).text("classification", &Rights::classification);
  s.text("readers_allowed", &Rights::readers_allowed).text("retention", &Rights::retention);
  s.text("personal_data_basis", &Rights::personal_data_basis).text("reviewer", &Rights::reviewer);
  return s;
}
const Schema<Rights>& rights_schema() {
  static const Schema<Rights> schema = make_rights_schema(true);
  return schema;
}
const Schema<Rights>& declared_rights_schema() {
  static const Schema<Rights> schema = make_rights_schema(false);
  return schema;
}

}  // namespace

Result<ShardInfo> write_sources(const std::filesystem::path& path, const std::vector<SourceVersion>& rows) {
  return write_records(path, source_schema(), rows);
}
Result<std::vector<SourceVersion>> read_sources(const std::filesystem::path& path) { return read_records(path, source_schema()); }

Result<ShardInfo> write_rights(const std::filesystem::path& path, const std::vector<Rights>& rows) {
  return write_records(path, rights_schema(), rows);
}
Result<std::vector<Rights>> read_rights(const std::filesystem::path& path) { return read_records(path, rights_schema()); }

Result<ShardInfo> write_declared_rights(const std::filesystem::path& path, const std::vector<Rights>& rows) {
  return write_records(path, declared_rights_schema(), rows);
}
Result<std::vector<Rights>> read_declared_rights(const std::filesystem::path& path) { return read_records(path, declared_rights_schema()); }

}  // namespace jangin::record
