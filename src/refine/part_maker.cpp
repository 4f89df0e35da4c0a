// A batch ends where the next part that is there begins, so that no document is refined twice for nothing.
#include "refine/part_maker.h"

#include <algorithm>
#include <future>

#include "record/shard.h"

namespace jangin::refine {
namespace {

/// What belongs to a document in memory, about.
uint64_t weight(const record::Document& document) { return document.text.size() + document.places.size() * sizeof(record::TextPlace) + 1000; }

/// Documents up to about so many bytes, `most` at most; empty at the end.
Result<std::vector<record::Document>> read_batch(record::DocumentReader& reader, uint64_t most_bytes, uint64_t most) {
  std::vector<record::Document> documents;
  for (uint64_t bytes = 0; documents.size() < most && (documents.empty() || bytes < most_bytes);) {
    JANGIN_ASSIGN(std::optional<record::Document> document, reader.next());
    if (!document) break;
    bytes += weight(*document);
    documents.push_back(std::move(*document));
  }
  return documents;
}

}  // namespace

PartMaker::PartMaker(const RefineRequest& request, const std::vector<NamedStep>& steps, const PartStore& store, uint64_t rows)
    : request_(request), steps_(steps), store_(store), progress_("refining", rows, "documents"), begins_(store.first_rows()) {}

Result<std::vector<PartInfo>> PartMaker::make(const RowRange& range) {
  std::vector<PartInfo> parts;
  uint64_t row = range.begin;
  /// Takes up the parts from `row` on; documents of them.
  auto take = [&](uint64_t end) {
    const uint64_t before = row;
    while (row < end) {
      auto part = store_.find(row);
      if (!part) break;
      row += part->kept.size();
      parts.push_back(std::move(*part));
    }
    return row - before;
  };
  while (true) {
    const uint64_t found = take(range.end);
    ready_ += found;
    progress_.add(found);
    if (row >= range.end) return parts;
    const auto next = begins_.upper_bound(row);
    const uint64_t end = next == begins_.end() ? range.end : std::min(range.end, *next);
    JANGIN_TRY(make_up_to(row, end));
    take(end);
    if (row < end) return fail(ErrorCode::io_error, "what was just written is not there", store_.place(row), "run the same command again");
  }
}

Status PartMaker::make_up_to(uint64_t row, uint64_t end) {
  JANGIN_ASSIGN(record::DocumentReader reader, record::DocumentReader::open(request_.workspace / "collect" / "documents.parquet", row));
  uint64_t unread = end - row;
  auto read = [&] {
    auto batch = read_batch(reader, request_.batch_bytes, unread);
    if (batch) unread -= batch->size();
    return batch;
  };
  auto next = read();
  while (next && !next->empty()) {
    std::vector<record::Document> batch = std::move(*next);
    auto ahead = std::async(std::launch::async, read);
    StepSeconds seconds(steps_.size() + 1);
    const uint64_t count = batch.size();
    auto refined = refine_batch(std::move(batch), steps_, request_.config, seconds);
    Status status = refined ? store_.write(row, *refined, seconds) : pass(refined);
    next = ahead.get();
    JANGIN_TRY(std::move(status));
    row += count;
    progress_.add(count);
  }
  return next ? Status() : pass(next);
}

}  // namespace jangin::refine
