// A file's bytes in pieces, unpacked when it is packed (gz, bz2, xz, zst, lz4; several streams one after another, too). Inside the sandbox.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collect/opener.h"

namespace jangin::collect {

class PackedStream {
 public:
  /// Failures: damaged.
  static std::expected<PackedStream, ReadFailure> open(int file);
  PackedStream(PackedStream&&) noexcept;
  ~PackedStream();
  /// The next piece, valid until the next call; empty at the end. Failures: truncated, damaged.
  std::expected<std::string_view, ReadFailure> next();

 private:
  struct State;
  explicit PackedStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Lines and counted bytes from such a stream, in bounded memory.
class StreamReader {
 public:
  explicit StreamReader(PackedStream stream) : stream_(std::move(stream)) {}
  /// A line without its "\n"; `too_long`: it had more than `max_bytes`, and only as many are given. False at the end or on a failure.
  bool line(std::string& out, size_t max_bytes, bool& too_long);
  /// Hands out exactly `bytes` bytes in pieces; false when fewer are left. `take` may be null: they are passed over.
  template <typename Take>
  bool bytes(uint64_t bytes, Take take) {
    while (bytes > 0) {
      if (rest_.empty() && !fill()) return false;
      const std::string_view piece = rest_.substr(0, bytes);
      rest_.remove_prefix(piece.size());
      bytes -= piece.size();
      take(piece);
    }
    return true;
  }
  bool at_end() { return rest_.empty() && !fill(); }
  /// Set when the stream itself is broken.
  const std::optional<ReadFailure>& failure() const { return failure_; }

 private:
  bool fill();
  PackedStream stream_;
  std::string_view rest_;
  std::optional<ReadFailure> failure_;
};

}  // namespace jangin::collect
