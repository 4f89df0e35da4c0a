// Groups of similar sets by locality-sensitive hashing: signatures that agree in all rows of a band are compared, similar ones are joined.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "refine/duplicates/min_hash.h"

namespace jangin::refine {

/// Two sets of similarity s are compared with probability 1 - (1 - s^rows)^bands: of 14 bands of 8 rows, 0.77 at 0.75, 0.92 at 0.8, 0.988 at 0.85, 0.9996 at 0.9.
struct Banding {
  size_t bands = 14, rows = 8;
};

/// Connected groups of at least two: indices into `signatures` ascending, groups by their first. Two sets are joined when a band agrees and their
/// estimated similarity is at least `similarity`. An empty signature belongs to none. `hashes` has bands · rows functions.
/// Where more than kAllPairs signatures share a band, each is compared with the kAllPairs before it.
inline constexpr size_t kAllPairs = 64;
std::vector<std::vector<uint32_t>> find_groups(std::span<const std::span<const uint64_t>> signatures, const MinHash& hashes, const Banding& banding,
                                               double similarity);

}  // namespace jangin::refine
