// See postgresql.h. Texts go from the server to the originals one by one; memory holds what names a row.
#include "collect/sources/postgresql.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "collect/fetch_log.h"
#include "collect/originals.h"
#include "collect/sources/postgres_rows.h"
#include "collect/unique_names.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kMostId = 200;  // bytes of an id in a name; of a longer one its beginning and its hash

std::string row_id(const std::string& id) {
  const std::string whole = readable_id(id);
  return whole.size() <= kMostId ? whole : text::repair_utf8(whole.substr(0, kMostId - 20)) + '~' + sha256_hex(id).substr(0, 16);
}

class Fetching {
 public:
  Fetching(const FetchContext& context, size_t index, SourceListing& out)
      : context_(context),
        source_(context.config.sources[index]),
        index_(index),
        out_(out),
        prefix_("postgresql:" + source_.postgresql.name),
        writer_(context.originals()) {
    options_ = parse_row_options(row_options(source_));
    // Rows of another query, or of other columns, are other rows.
    log_ = context.log("rows-" + hash_fields({prefix_, row_options(source_)}).substr(0, 32));
  }

  Status run() {
    auto failure = fetch();
    if (!failure) return pass(failure);
    if (failure->reason.empty()) {
      JANGIN_TRY(FetchLog::replace(log_, records_));
    } else if (failure->reason == "unreachable" || failure->reason == "timeout") {
      JANGIN_TRY(take_earlier(*failure));
    } else {
      records_ = {};
      add_problem(prefix_, *failure);
    }
    for (const Fetched& record : records_) list(record);
    return {};
  }

 private:
  /// All rows into records_; why not, when not (an empty reason: it is all there). Errors: io_error, interrupted.
  Result<ReadFailure> fetch() {
    const PostgresqlConfig& config = source_.postgresql;
    const char* variable = config.uri_variable.empty() ? nullptr : std::getenv(config.uri_variable.c_str());
    if (!config.uri_variable.empty() && !variable)
      return ReadFailure{"unreachable", fmt::format("the environment variable {} is not set", config.uri_variable)};
    const uint64_t most = static_cast<uint64_t>(context_.config.max_text_mb) * 2'000'000;
    auto rows = PostgresRows::open({variable ? variable : config.uri, options_, config.timeout_seconds, most});
    if (!rows) return rows.error();
    Progress progress("fetching " + prefix_, 0, "rows");
    Row row;
    for (uint64_t bytes = 0;;) {
      if (interrupted()) return std::unexpected(interrupted_error());
      auto more = rows->next(row, bytes);
      if (!more && more.error().reason == "interrupted") return std::unexpected(interrupted_error());
      if (!more) return more.error();
      if (!*more) return ReadFailure{};
      JANGIN_TRY(take(row, bytes));
      progress.add();
    }
  }

  Status take(const Row& row, uint64_t bytes) {
    Fetched record;
    const std::string name = row.id && !row.id->empty() ? row_id(*row.id) : fmt::format("row {}", row.number);
    record.id = names_.take(prefix_ + '/' + name);
    record.bytes = bytes;
    record.asked_at = seconds_since_1970();
    if (!row.id || row.id->empty())
      record.reason = "bad_row", record.detail = "the row has no id";
    else if (record.id.size() != prefix_.size() + 1 + name.size())
      record.reason = "bad_row", record.detail = "its id stands in an earlier row, too";
    else if (!row.text && bytes > 0)
      record.reason = "too_large", record.detail = fmt::format("{}, more than twice max_text_mb", format_bytes(bytes));
    else if (!row.text || row.text->empty())
      record.reason = "no_text", record.detail = row.text ? "the row's text is empty" : "the row has no text";
    else
      JANGIN_TRY(keep(*row.text, record));
    auto note = [&](const char* key, const std::optional<std::string>& value) {
      if (value && !value->empty()) record.metadata[key] = text::nfc(text::repair_utf8(*value));
    };
    note("id", row.id), note("title", row.title), note("language", row.language), note("licence", row.licence);
    records_.push_back(std::move(record));
    return {};
  }

  /// Most rows are those of the last run: their texts are there.
  Status keep(const std::string& text, Fetched& record) {
    record.blob_id = sha256_hex(text);
    record.bytes = text.size();
    std::error_code error;
    if (std::filesystem::file_size(context_.originals() / record.blob_id, error) == text.size() && !error) return {};
    JANGIN_TRY(writer_.begin());
    JANGIN_TRY(writer_.append(text));
    JANGIN_TRY(writer_.keep(record.blob_id));
    return {};
  }

  Status take_earlier(const ReadFailure& failure) {
    JANGIN_ASSIGN(const FetchLog log, FetchLog::open(log_));
    records_ = {};
    for (const auto& [id, record] : log.all()) records_.push_back(record);
    if (records_.empty()) return add_problem(prefix_, failure), Status();
    out_.notes.push_back(fmt::format("{}: could not be asked ({}); its {} rows are taken as an earlier run fetched them", prefix_, failure.detail,
                                     format_count(records_.size())));
    return {};
  }

  void add_problem(const std::string& name, const ReadFailure& failure) {
    SourceItem item;
    item.source_id = name;
    item.config = index_;
    item.problem = failure.reason, item.detail = failure.detail;
    out_.items.push_back(std::move(item));
  }

  void list(const Fetched& record) {
    if (record.blob_id.empty()) {
      add_problem(record.id, {record.reason, record.detail});
      out_.items.back().bytes = record.bytes;
      return;
    }
    SourceItem item;
    item.source_id = record.id;
    item.path = context_.originals() / record.blob_id;
    item.config = index_;
    item.bytes = record.bytes;
    item.blob_id = record.blob_id;
    item.read_as = source_.format == "markdown" ? "row.md" : "row.txt";
    item.metadata = record.metadata;
    out_.items.push_back(std::move(item));
  }

  const FetchContext& context_;
  const SourceConfig& source_;
  size_t index_;
  SourceListing& out_;
  std::string prefix_;
  RowOptions options_;
  std::filesystem::path log_;
  OriginalWriter writer_;
  UniqueNames names_;
  std::vector<Fetched> records_;
};

}  // namespace

std::string postgresql_problem(const SourceConfig& source) {
  const PostgresqlConfig& config = source.postgresql;
  if (config.name.empty() || config.name.find('/') != std::string::npos)
    return "a source of kind postgresql has a name, without \"/\", which its rows are called by";
  if (config.uri.empty() == config.uri_variable.empty()) return "it needs either uri or uri_variable";
  if (!config.uri.empty()) {
    if (const std::string problem = uri_problem(config.uri); !problem.empty()) return "uri: " + problem;
  }
  return {};
}

Status fetch_postgresql(const FetchContext& context, size_t index, SourceListing& listing) { return Fetching(context, index, listing).run(); }

}  // namespace jangin::collect
