// Finished batches on disk: what a killed run need not do again, and what later passes read instead of memory. Internal to the stage; gone at its end.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "refine/run.h"

namespace jangin::refine {

/// What a part says of itself. A part holds the refined documents of consecutive rows; parts may be of any length and made in any order, by any process.
struct PartInfo {
  uint64_t first_row = 0;
  std::vector<uint8_t> kept;  // one a document: RefinedDocument::kept
  StepSeconds seconds;
};

/// One file a part: `<folder>/<first row>.part`, written atomically, with the key of the run and a hash over all.
class PartStore {
 public:
  /// `key`: whatever decides the contents (inputs, configuration, versions); parts of other keys are not seen.
  PartStore(std::filesystem::path folder, std::string key) : folder_(std::move(folder)), key_(std::move(key)) {}

  /// The rows that begin a part, by the names of the files: whether these are whole, find() knows.
  std::set<uint64_t> first_rows() const;
  /// The part that begins with this row, when it is there and whole.
  std::optional<PartInfo> find(uint64_t first_row) const;
  Status write(uint64_t first_row, std::vector<RefinedDocument>& documents, const StepSeconds& seconds) const;
  /// Hands out the documents of the part that begins with `first_row`, in order. Errors: invalid_format (the part is damaged).
  Status read(uint64_t first_row, const std::function<Status(RefinedDocument& document)>& take) const;
  void remove() const;
  /// For messages.
  std::string place(uint64_t first_row) const { return path(first_row).string(); }

 private:
  std::filesystem::path path(uint64_t first_row) const;
  std::filesystem::path folder_;
  std::string key_;
};

}  // namespace jangin::refine
