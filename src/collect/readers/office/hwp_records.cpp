// See hwp_records.h.
#include "collect/readers/office/hwp_records.h"

#include <zlib.h>

#include <algorithm>
#include <new>

#include <fmt/format.h>

#include "text/unicode.h"

namespace jangin::collect::office {
namespace {

constexpr size_t kMaxRecords = 20'000'000;
constexpr uint64_t kMaxStreamBytes = 400'000'000, kFreeBytes = 20'000'000, kMaxRatio = 400;

}  // namespace

uint64_t HwpRecord::number(size_t at, size_t width) const {
  uint64_t value = 0;
  if (at + width > data.size()) return 0;
  for (size_t i = 0; i < width; ++i) value |= uint64_t{static_cast<unsigned char>(data[at + i])} << (8 * i);
  return value;
}

std::vector<HwpRecord> hwp_records(std::string_view bytes) {
  std::vector<HwpRecord> out;
  HwpRecord whole{0, 0, bytes};
  for (size_t at = 0; at + 4 <= bytes.size() && out.size() < kMaxRecords;) {
    auto header = static_cast<uint32_t>(whole.number(at, 4));
    uint64_t size = header >> 20;
    at += 4;
    if (size == 0xfff) {
      if (at + 4 > bytes.size()) break;
      size = whole.number(at, 4);
      at += 4;
    }
    if (size > bytes.size() - at) break;
    out.push_back({header & 0x3ff, (header >> 10) & 0x3ff, bytes.substr(at, size)});
    at += size;
  }
  return out;
}

std::expected<std::string, ReadFailure> inflate_stream(std::string_view packed, std::string_view name) {
  z_stream stream{};
  if (inflateInit2(&stream, -15) != Z_OK) throw std::bad_alloc();
  std::string out;
  std::vector<char> piece(1 << 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<size_t>(packed.size(), UINT32_MAX));
  int status = Z_OK;
  bool bomb = false;
  while (status == Z_OK && !bomb) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
    bomb = out.size() > kMaxStreamBytes || (out.size() > kFreeBytes && out.size() / std::max<size_t>(packed.size(), 1) > kMaxRatio);
  }
  inflateEnd(&stream);
  if (bomb) return read_failure("archive_bomb", fmt::format("{} unpacks to more than a document holds", name));
  if (status != Z_STREAM_END && out.empty()) return read_failure("damaged", fmt::format("{} cannot be unpacked", name));
  return out;
}

std::string utf16_text(std::string_view units) {
  std::string out;
  for (size_t i = 0; i + 1 < units.size(); i += 2) {
    auto at = [&](size_t offset) {
      return static_cast<char32_t>(static_cast<unsigned char>(units[offset]) | static_cast<unsigned char>(units[offset + 1]) << 8);
    };
    char32_t c = at(i);
    if (c >= 0xd800 && c < 0xdc00 && i + 3 < units.size() && at(i + 2) >= 0xdc00 && at(i + 2) < 0xe000) {
      c = 0x10000 + ((c - 0xd800) << 10) + (at(i + 2) - 0xdc00);
      i += 2;
    }
    text::append_utf8(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
  }
  return out;
}

}  // namespace jangin::collect::office
