// Which documents are begun together: one, or some small ones that one child may read. Internal to collect/.
#pragma once

#include <cstddef>
#include <vector>

#include "collect/entry.h"

namespace jangin::collect {

inline constexpr uint64_t kSharedBytes = 256'000;  // of the documents that one child reads in turn

/// Indices into `entries`, each of `queue` once. Documents of different sources never meet in a child: their rights may differ. Large ones first:
/// the last to end should be small. `share`: CollectConfig::share_readers.
std::vector<std::vector<size_t>> reading_groups(const std::vector<Entry>& entries, std::vector<size_t> queue, bool share);

}  // namespace jangin::collect
