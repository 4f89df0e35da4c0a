// Packed bytes in memory, unpacked within a bound. Inside the sandbox.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "collect/reader.h"

namespace jangin::collect {

/// gzip, zlib or raw deflate undone, at most `max_bytes`. Failures: too_large, damaged.
std::expected<std::string, ReadFailure> inflated(std::string_view packed, uint64_t max_bytes);

}  // namespace jangin::collect
