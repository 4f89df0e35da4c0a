// See inflate.h.
#include "collect/sources/inflate.h"

#include <zlib.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/progress.h"

namespace jangin::collect {

std::expected<std::string, ReadFailure> inflated(std::string_view packed, uint64_t max_bytes) {
  for (int window : {15 + 32, -15}) {
    z_stream stream{};
    if (inflateInit2(&stream, window) != Z_OK) break;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<size_t>(packed.size(), UINT32_MAX));
    std::string out, block(256 << 10, '\0');
    int code = Z_OK;
    while (code == Z_OK && out.size() <= max_bytes) {
      stream.next_out = reinterpret_cast<Bytef*>(block.data());
      stream.avail_out = static_cast<uInt>(block.size());
      code = inflate(&stream, Z_NO_FLUSH);
      out.append(block, 0, block.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > max_bytes)
      return std::unexpected(ReadFailure{"too_large", fmt::format("more than {}, the limit (max_file_mb)", format_bytes(max_bytes))});
    if (code == Z_STREAM_END) return out;
  }
  return std::unexpected(ReadFailure{"damaged", "the content encoding cannot be undone"});
}

}  // namespace jangin::collect
