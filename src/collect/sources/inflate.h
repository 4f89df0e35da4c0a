// Packed bytes in memory, unpacked within a bound or piece by piece. Inside the sandbox.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "collect/reader.h"

namespace jangin::collect {

/// Undoes gzip, zlib or raw deflate as the bytes come; a block of some 100 KB is in memory.
class Inflater {
 public:
  enum class Form { headed, raw };  // headed: gzip or zlib
  explicit Inflater(Form form);
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;
  ~Inflater();
  /// Hands out what the piece unpacks to; bytes after the end are passed over. False: damaged, or `take` wants no more.
  bool feed(std::string_view piece, const std::function<bool(std::string_view)>& take);
  bool ended() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// gzip, zlib or raw deflate undone, at most `max_bytes`. Failures: too_large, damaged.
std::expected<std::string, ReadFailure> inflated(std::string_view packed, uint64_t max_bytes);
/// More than so many bytes: what both ways of unpacking say.
ReadFailure too_large_unpacked(uint64_t max_bytes);

}  // namespace jangin::collect
