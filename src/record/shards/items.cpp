// Table `items`.
#include "record/schema.h"

namespace jangin::record {
namespace {

const Schema<CollectedItem>& item_schema() {
  static const Schema<CollectedItem> schema = [] {
    Schema<CollectedItem> s{.table = "items", .fields = {}};
    s.text("subject_id", &CollectedItem::subject_id).text("source_id", &CollectedItem::source_id).text("path_inside", &CollectedItem::path_inside);
    s.text("blob_id", &CollectedItem::blob_id).whole("bytes", &CollectedItem::bytes);
    return s;
  }();
  return schema;
}

}  // namespace

Result<std::unique_ptr<RecordSink<CollectedItem>>> open_items(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto shard, ShardWriter<CollectedItem>::open(path, item_schema()));
  return std::unique_ptr<RecordSink<CollectedItem>>(std::move(shard));
}
Result<ShardInfo> write_items(const std::filesystem::path& path, const std::vector<CollectedItem>& rows) {
  return write_records(path, item_schema(), rows);
}
Result<std::vector<CollectedItem>> read_items(const std::filesystem::path& path) { return read_records(path, item_schema()); }

}  // namespace jangin::record
