// See shards.h. Rows are in the order of the sources, members and rows in their file's.
#include "collect/shards.h"

#include <map>
#include <optional>
#include <set>

#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "collect/member_pack.h"
#include "collect/readers/plain.h"
#include "collect/wire.h"
#include "record/declared_rights.h"
#include "text/sentences.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

/// One thing that is judged: an entry, or a row of one.
struct Judged {
  std::string subject_id, path_inside, blob_id;
  std::string name;  // for people
  std::string_view reader;
  uint32_t version = 1;
  uint64_t bytes = 0;
  bool from_cache = false;
  bool says_language = false;  // what its reader or its source says is believed
};

class ShardWriting {
 public:
  ShardWriting(const ShardInput& input, CollectReport& report) : in_(input), report_(report) {
    for (const Entry& entry : in_.entries) supplied_.insert(fs::path(entry.name()).filename().string());
  }

  Result<std::vector<record::ShardInfo>> run() {
    report_.found = 0;
    JANGIN_ASSIGN(documents_, record::open_documents(in_.folder / "documents.parquet"));
    JANGIN_ASSIGN(verdicts_, record::open_verdicts(in_.folder / "verdicts.parquet"));
    JANGIN_ASSIGN(items_, record::open_items(in_.folder / "items.parquet"));
    Progress progress("writing", in_.entries.size(), "documents");
    for (const Entry& entry : in_.entries) {
      if (interrupted()) return std::unexpected(interrupted_error());
      if (!entry.is_member()) add_source(entry);
      if (!entry.stands_for_members) JANGIN_TRY(add(entry));
      if (entry.documents > 0) JANGIN_TRY(add_rows(entry));
      progress.add();
    }
    // Documents first: as long as they are not there, nothing else has been replaced.
    JANGIN_ASSIGN(record::ShardInfo documents, documents_->finish());
    JANGIN_ASSIGN(record::ShardInfo sources, record::write_sources(in_.folder / "sources.parquet", report_.sources));
    JANGIN_ASSIGN(record::ShardInfo rights, write_rights());
    JANGIN_ASSIGN(record::ShardInfo verdicts, verdicts_->finish());
    JANGIN_ASSIGN(record::ShardInfo items, items_->finish());
    return std::vector<record::ShardInfo>{sources, rights, documents, verdicts, items};
  }

 private:
  void add_source(const Entry& entry) {
    record::SourceVersion source;
    source.source_id = entry.item.source_id;
    source.blob_id = entry.original.blob_id;
    source.bytes = entry.original.blob_id.empty() ? entry.item.bytes : entry.original.bytes;
    source.rights_id = rights_of(in_.config.sources[entry.item.config]).rights_id;
    report_.sources.push_back(std::move(source));
  }

  Result<record::ShardInfo> write_rights() const {
    std::map<std::string, record::Rights> by_id;
    for (const Entry& entry : in_.entries) {
      if (entry.is_member()) continue;
      record::Rights rights = rights_of(in_.config.sources[entry.item.config]);
      by_id[rights.rights_id] = std::move(rights);
    }
    std::vector<record::Rights> rows;
    for (auto& [id, row] : by_id) rows.push_back(std::move(row));
    return record::write_declared_rights(in_.folder / "rights.parquet", rows);
  }

  Status judge(const Judged& judged, const ReadFailure* failure) {
    record::Verdict verdict;
    verdict.subject_id = judged.subject_id;
    verdict.step = "collect";
    verdict.step_version = judged.version;
    verdict.pass = !failure;
    verdict.score = failure ? 0 : 1;
    verdict.reason = failure ? failure->reason : "";
    verdict.detail = failure ? judged.name + ": " + failure->detail : judged.name;
    ++report_.found;
    ++(failure ? report_.failed : judged.from_cache ? report_.from_cache : report_.read);
    JANGIN_TRY(verdicts_->append(verdict));
    JANGIN_TRY(items_->append({judged.subject_id, report_.sources.back().source_id, judged.path_inside, judged.blob_id, judged.bytes}));
    if (failure && report_.failures.size() < kMostFailures) report_.failures.push_back(std::move(verdict));
    return {};
  }

  Status add(const Entry& entry) {
    Judged judged{entry.document_id(), entry.path_inside, entry.original.blob_id, entry.readable_name(), {}, 1, entry.item.bytes, entry.from_cache};
    if (!entry.original.blob_id.empty()) judged.bytes = entry.original.bytes;
    if (entry.reader) judged.reader = entry.reader->name, judged.version = entry.reader->version;
    JANGIN_TRY(judge(judged, entry.failure ? &*entry.failure : nullptr));
    if (entry.failure) return {};
    auto outcome = in_.cache.read(entry.doc_id);
    if (!outcome || !*outcome) return fail(ErrorCode::conflict, "what was read is no longer in the cache", judged.name, "run the same command again");
    Reading reading = std::move(**outcome);
    judged.says_language = entry.is_member() || !entry.item.blob_id.empty();
    if (entry.is_member()) reading.metadata["blob_id"] = entry.original.blob_id;
    for (const auto& [key, value] : entry.metadata) reading.metadata[key] = value;
    if (auto title = entry.metadata.find("title"); title != entry.metadata.end()) reading.title = title->second;
    if (reading.title.empty()) reading.title = title_from_path(entry.name());  // not the reader's work: the same bytes may have several names
    return add_document(judged, std::move(reading));
  }

  Status add_document(const Judged& judged, Reading reading) {
    record::SourceVersion& source = report_.sources.back();
    record::Document row;
    row.doc_id = judged.subject_id;
    row.text_id = sha256_hex(reading.text);
    row.source_id = source.source_id;
    row.blob_id = source.blob_id;
    row.path_inside = judged.path_inside;
    row.reader = judged.reader;
    row.reader_version = judged.version;
    row.title = std::move(reading.title);
    auto declared = reading.metadata.find("language");
    row.language = judged.says_language && declared != reading.metadata.end() && declared->second.size() == 2
                       ? declared->second
                       : text::guess_language(std::string_view(reading.text).substr(0, 200'000));
    row.pages = reading.pages;
    row.text = std::move(reading.text);
    row.places = std::move(reading.places);
    row.metadata = std::move(reading.metadata);
    for (const std::string& reference : reading.references) {
      if (!supplied_.contains(fs::path(reference).filename().string())) row.missing_references.push_back(reference);
    }
    auto in_force = row.metadata.find("시행일자");
    if (judged.path_inside.empty() && in_force != row.metadata.end()) source.valid_from = in_force->second;
    report_.pages += row.pages;
    report_.text_bytes += row.text.size();
    return documents_->append(row);
  }

  /// Documents that an opener made: they lie in its pack.
  Status add_rows(const Entry& entry) {
    auto gone = [&] {
      return fail(ErrorCode::conflict, "what was read is no longer in the cache", entry.readable_name(), "run the same command again");
    };
    auto pack = PackReader::open(in_.folder / "cache" / entry.opening_id);
    if (!pack) return gone();
    for (uint64_t left = entry.documents; left > 0;) {
      if (interrupted()) return std::unexpected(interrupted_error());
      auto record = pack->next();
      if (!record || record->kind == PackRecord::Kind::end) return gone();
      if (record->kind != PackRecord::Kind::document) continue;
      --left;
      JANGIN_TRY(add_row(entry, *record));
    }
    return {};
  }

  Status add_row(const Entry& entry, const PackRecord& record) {
    JANGIN_ASSIGN(ReadOutcome outcome, decode_outcome(record.outcome));
    Judged judged{{}, record.name, {}, entry.readable_name() + " / " + record.name, record.reader, 1, record.bytes, entry.from_cache};
    for (const Reader& reader : in_.all) {
      if (reader.name == record.reader) judged.version = reader.version;
    }
    judged.subject_id = member_document_id(entry.original.blob_id, record.name, record.reader, judged.version);
    judged.says_language = true;
    JANGIN_TRY(judge(judged, outcome ? nullptr : &outcome.error()));
    return outcome ? add_document(judged, std::move(*outcome)) : Status();
  }

  const ShardInput& in_;
  CollectReport& report_;
  std::set<std::string> supplied_;
  std::unique_ptr<record::RecordSink<record::Document>> documents_;
  std::unique_ptr<record::RecordSink<record::Verdict>> verdicts_;
  std::unique_ptr<record::RecordSink<record::CollectedItem>> items_;
};

}  // namespace

record::Rights rights_of(const SourceConfig& source) {
  auto answer = [](const std::string& text) { return text.empty() ? std::optional<bool>() : std::optional<bool>(text == "yes"); };
  record::Rights rights;
  rights.licence_declared = source.licence;
  rights.may_train = answer(source.may_train);
  rights.may_redistribute = answer(source.may_redistribute);
  rights.may_use_commercially = answer(source.may_use_commercially);
  rights.share_alike = source.share_alike;
  rights.attribution = source.attribution;
  rights.classification = source.classification;
  rights.readers_allowed = source.readers_allowed;
  rights.retention = source.retention;
  rights.personal_data_basis = source.personal_data_basis;
  rights.reviewer = source.reviewer;
  rights.rights_id = hash_fields({"rights", rights.licence_declared, source.may_train, source.may_redistribute, source.may_use_commercially,
                                  source.share_alike ? "share-alike" : "", rights.attribution, rights.classification, rights.readers_allowed,
                                  rights.retention, rights.personal_data_basis, rights.reviewer});
  return rights;
}

Result<std::vector<record::ShardInfo>> write_shards(const ShardInput& input, CollectReport& report) { return ShardWriting(input, report).run(); }

}  // namespace jangin::collect
