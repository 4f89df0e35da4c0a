// Which rows of collect's documents each of several workers refines.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/share.h"

namespace jangin::refine {

/// Rows [begin, end).
struct RowRange {
  uint64_t begin = 0, end = 0;
  bool operator==(const RowRange&) const = default;
};

/// The rows of one worker, ascending. `text_bytes`: of every document, in order. All workers' rows together are all rows, each once; neighbours stay
/// together as far as an even division by bytes allows.
std::vector<RowRange> rows_of_share(std::span<const uint64_t> text_bytes, const Share& share);

}  // namespace jangin::refine
