// Compound files (OLE2, Microsoft's [MS-CFB]): streams by path, in memory. Chains of sectors are bounded by the file's size, so that rings end.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect::office {

class CompoundFile {
 public:
  /// `bytes` must live as long as the object. Failures: not_a_compound_file, damaged.
  static std::expected<CompoundFile, ReadFailure> open(std::span<const std::byte> bytes);
  /// Paths of streams ("BodyText/Section0") in ascending order.
  std::vector<std::string> names() const;
  bool has(std::string_view name) const { return streams_.contains(name); }
  /// Failures: damaged (not there, or its chain is broken), archive_bomb (streams that share sectors: more than the file holds many times over).
  std::expected<std::string, ReadFailure> read(std::string_view name);

 private:
  struct Stream {
    uint32_t first = 0;
    uint64_t size = 0;
  };
  std::string_view sector(uint32_t number) const;
  std::vector<uint32_t> chain(uint32_t first) const;
  bool read_tables();
  void read_directory(uint32_t first);

  std::string_view bytes_;
  uint32_t sector_bytes_ = 512, short_bytes_ = 64, cutoff_ = 4096;
  std::vector<uint32_t> next_, short_next_;
  std::string short_stream_;
  std::map<std::string, Stream, std::less<>> streams_;
  uint64_t read_bytes_ = 0;
};

}  // namespace jangin::collect::office
