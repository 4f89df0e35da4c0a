// What readers made of files, by doc_id: one file an answer. Not the documents' shard.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "collect/reader.h"

namespace jangin::collect {

/// Reasons that another run on the same bytes, or with other bounds, may not give again: they are not kept.
bool is_passing(std::string_view reason);

class AnswerCache {
 public:
  explicit AnswerCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// Nothing when there is none or it is damaged: an answer carries its hash.
  std::optional<ReadOutcome> read(const std::string& doc_id) const;
  /// Atomic, but not synced: an answer that a power failure takes is read again. Errors: io_error.
  Status write(const std::string& doc_id, const ReadOutcome& outcome) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace jangin::collect
