// Equal passages of different documents become one with several occurrences, in memory that holds ids and places but no texts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "record/shard.h"
#include "refine/binary_id.h"

namespace jangin::refine {

/// Writes passages in the order in which they are first seen; that one gives heading path, text and language. Equal is who has the same id.
/// About 130 bytes a passage and 40 an occurrence stay in memory.
class PassageMerger {
 public:
  explicit PassageMerger(std::unique_ptr<record::PassageSink> sink) : sink_(std::move(sink)) {}

  /// The document whose passages come next.
  void begin_document(const std::string& doc_id) { doc_ids_.push_back(doc_id); }
  /// True when it is new; false when it joined one that is there.
  Result<bool> add(const record::Passage& passage);
  /// Its occurrences join an equal passage that add() has seen or will see; nothing comes of them when it sees none.
  void add_occurrences_only(const record::Passage& passage);
  /// Occurrences stand in the order of their documents, those of add() first.
  Result<record::ShardInfo> finish();

 private:
  /// An occurrence without the ids: row of the passage, place of the document in doc_ids_.
  struct Place {
    uint64_t row = 0;
    record::Span span;
    uint32_t document = 0, page_first = 0, page_last = 0, ordinal = 0;
  };
  void keep_places(std::vector<Place>& to, uint64_t row, const record::Passage& passage) const;
  std::optional<uint64_t> find(const BinaryId& id) const;

  std::unique_ptr<record::PassageSink> sink_;
  std::unordered_map<BinaryId, uint64_t, BinaryIdHash> rows_;
  std::vector<const BinaryId*> ids_;  // by row
  std::vector<std::string> doc_ids_;
  std::vector<Place> places_, later_places_;
  std::vector<std::pair<BinaryId, Place>> waiting_;  // of passages that add() has not seen yet
};

}  // namespace jangin::refine
