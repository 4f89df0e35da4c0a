// Records of HWP 5 streams: a number, a level in the tree and bytes. Knows no meaning.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect::office {

enum HwpTag : uint32_t {
  kCharShape = 0x15,
  kParaShape = 0x19,
  kParaHeader = 0x42,
  kParaText = 0x43,
  kParaCharShape = 0x44,
  kCtrlHeader = 0x47,
  kListHeader = 0x48,
  kTable = 0x4d,
  kEquation = 0x58
};

struct HwpRecord {
  uint32_t tag = 0, level = 0;
  std::string_view data;
  /// Little-endian number at an offset; 0 when the record is shorter.
  uint64_t number(size_t at, size_t width) const;
};

/// Records of a stream; what follows a record that is cut is left out. `bytes` must live as long as they.
std::vector<HwpRecord> hwp_records(std::string_view bytes);

/// Raw deflate. Failures: damaged, archive_bomb.
std::expected<std::string, ReadFailure> inflate_stream(std::string_view packed, std::string_view name);

/// UTF-16 (little-endian) of a record → UTF-8.
std::string utf16_text(std::string_view units);

}  // namespace jangin::collect::office
