// Zip archives in memory, for the formats that are zip files of XML. Every size is bounded by what was really unpacked, not by what the
// archive says of itself.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect {

struct ZipLimits {
  uint64_t max_entries = 100'000;
  uint64_t max_entry_bytes = 400'000'000;
  uint64_t max_total_bytes = 1'000'000'000;  // unpacked by all read() together
  uint64_t free_bytes = 20'000'000;          // an entry up to this size may have any ratio
  uint64_t max_ratio = 400;                  // unpacked to packed of larger ones; deflate reaches 1,032
};

class ZipArchive {
 public:
  /// `bytes` must live as long as the archive. Failures: not_a_zip, truncated, damaged, archive_bomb (too many entries).
  static std::expected<ZipArchive, ReadFailure> open(std::span<const std::byte> bytes, const ZipLimits& limits = {});
  ZipArchive(ZipArchive&&) noexcept;
  ~ZipArchive();

  /// Names in the archive's order; "/" between folders, no "./" or "/" in front.
  const std::vector<std::string>& names() const;
  bool has(std::string_view name) const;
  /// An entry's bytes. Of several with one name the first. Failures: damaged (also: not there), encrypted, archive_bomb.
  std::expected<std::string, ReadFailure> read(std::string_view name);

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// "a/b/../c.xml" beside `base` ("word/document.xml") → "word/a/c.xml"; a leading "/" starts at the archive's root.
std::string zip_path(std::string_view base, std::string_view target);

}  // namespace jangin::collect
