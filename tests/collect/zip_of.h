// Zip archives made in memory, for the tests and the fuzz targets of readers. Not a zip writer: no dates, no folders, no large files.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace jangin::collect {

inline void put(std::string& out, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

/// Raw deflate, as zip archives hold it.
inline std::string deflated(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// A zip archive with these entries (name, bytes), stored; or packed when `deflate`.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& entries, bool deflate = false) {
  std::string out, directory;
  for (const auto& [name, bytes] : entries) {
    std::string packed = deflate ? deflated(bytes) : bytes, common;
    put(common, 20, 2), put(common, 0, 2), put(common, deflate ? 8 : 0, 2), put(common, 0, 4);
    put(common, crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())), 4);
    put(common, packed.size(), 4), put(common, bytes.size(), 4), put(common, name.size(), 2), put(common, 0, 2);
    directory += "PK\x01\x02";
    put(directory, 20, 2);
    directory += common;
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 4), put(directory, out.size(), 4);
    directory += name;
    out += "PK\x03\x04" + common + name + packed;
  }
  size_t begin = out.size();
  out += directory + "PK\x05\x06";
  put(out, 0, 4), put(out, entries.size(), 2), put(out, entries.size(), 2), put(out, directory.size(), 4), put(out, begin, 4), put(out, 0, 2);
  return out;
}

}  // namespace jangin::collect
