// See inflate.h.
#include "collect/sources/inflate.h"

#include <zlib.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/progress.h"

namespace jangin::collect {

struct Inflater::State {
  z_stream stream{};
  int code = Z_OK;
  std::string block = std::string(256 << 10, '\0');
  ~State() { inflateEnd(&stream); }
};

Inflater::Inflater(Form form) : state_(std::make_unique<State>()) {
  state_->code = inflateInit2(&state_->stream, form == Form::headed ? 15 + 32 : -15);
}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

bool Inflater::ended() const { return state_->code == Z_STREAM_END; }

bool Inflater::feed(std::string_view piece, const std::function<bool(std::string_view)>& take) {
  z_stream& stream = state_->stream;
  std::string& block = state_->block;
  while (state_->code == Z_OK) {
    if (stream.avail_in == 0) {
      const size_t next = std::min<size_t>(piece.size(), UINT32_MAX);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      stream.avail_in = static_cast<uInt>(next);
      piece.remove_prefix(next);
    }
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    const int code = inflate(&stream, Z_NO_FLUSH);
    const size_t made = block.size() - stream.avail_out;
    if (code == Z_BUF_ERROR) return true;  // it waits for more
    state_->code = code;
    if (made > 0 && !take(std::string_view(block).substr(0, made))) {
      stream.avail_in = 0;
      return false;
    }
  }
  stream.avail_in = 0;
  return ended();
}

ReadFailure too_large_unpacked(uint64_t max_bytes) {
  return {"too_large", fmt::format("more than {}, the limit (max_file_mb)", format_bytes(max_bytes))};
}

std::expected<std::string, ReadFailure> inflated(std::string_view packed, uint64_t max_bytes) {
  for (const auto form : {Inflater::Form::headed, Inflater::Form::raw}) {
    std::string out;
    Inflater inflater(form);
    inflater.feed(packed, [&](std::string_view block) {
      out += block;
      return out.size() <= max_bytes;
    });
    if (out.size() > max_bytes) return std::unexpected(too_large_unpacked(max_bytes));
    if (inflater.ended()) return out;
  }
  return std::unexpected(ReadFailure{"damaged", "the content encoding cannot be undone"});
}

}  // namespace jangin::collect
