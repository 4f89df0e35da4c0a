// What an opener found in one file, on disk: `<workspace>/collect/cache/<opening id>`. Members' bytes lie beside the originals; documents that
// the opener made stand here. Memory holds one record. Internal to collect/.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "collect/opener.h"

namespace jangin::collect {

struct PackRecord {
  enum class Kind : uint32_t { member = 1, refused, document, passed_over, end };
  Kind kind = Kind::end;
  std::string name;               // passed_over: the reason
  std::string blob_id;            // member
  std::string reader;             // document
  uint64_t bytes = 0;             // passed_over: how many; end: all that was unpacked, also of members that were refused
  MemberSink::Metadata metadata;  // member
  ReadFailure failure;            // refused; end: empty reason when the file was read to its end
  std::string outcome;            // document: as encode_outcome() made it
};

/// Nothing stands under the pack's name until finish().
class PackWriter {
 public:
  explicit PackWriter(std::filesystem::path path);
  ~PackWriter();
  /// Errors: io_error.
  Status append(const PackRecord& record);
  /// After the record `end`. Replaces the file atomically; not synced, for a pack carries its hash.
  Status finish();

 private:
  Status failed();
  std::filesystem::path path_, temporary_;
  std::ofstream file_;
  Sha256 hash_;
};

class PackReader {
 public:
  /// Nothing when there is none or it is damaged.
  static std::optional<PackReader> open(const std::filesystem::path& path);
  /// The next record; `end` is the last. Nothing when the file changed meanwhile.
  std::optional<PackRecord> next();

 private:
  std::ifstream file_;
};

}  // namespace jangin::collect
