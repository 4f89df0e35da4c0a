// Band by band: keys are sorted, runs of equal keys compared. Single-threaded: sorting a million keys 14 times takes about a second.
#include "refine/duplicates/groups.h"

#include <algorithm>
#include <numeric>

#include "refine/duplicates/shingles.h"

namespace jangin::refine {
namespace {

/// Union-find with path halving; the smallest index of a group is its root.
class Forest {
 public:
  explicit Forest(size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), 0U); }
  uint32_t root(uint32_t i) {
    while (parents_[i] != i) i = parents_[i] = parents_[parents_[i]];
    return i;
  }
  void join(uint32_t a, uint32_t b) {
    a = root(a), b = root(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<uint32_t> parents_;
};

struct Keyed {
  uint64_t key;
  uint32_t index;
  auto operator<=>(const Keyed&) const = default;
};

uint64_t band_key(std::span<const uint64_t> signature, size_t band, size_t rows) {
  uint64_t key = 0;
  for (size_t k = band * rows; k < (band + 1) * rows; ++k) key = mix_bits(key ^ signature_value(signature, k)) + k;
  return key;
}

}  // namespace

std::vector<std::vector<uint32_t>> find_groups(std::span<const std::span<const uint64_t>> signatures, const MinHash& hashes, const Banding& banding,
                                               double similarity) {
  Forest forest(signatures.size());
  std::vector<Keyed> keys;
  for (size_t band = 0; band < banding.bands; ++band) {
    keys.clear();
    for (uint32_t i = 0; i < signatures.size(); ++i)
      if (!signatures[i].empty()) keys.push_back({band_key(signatures[i], band, banding.rows), i});
    std::sort(keys.begin(), keys.end());
    for (size_t i = 1, run = 0; i < keys.size(); ++i) {
      if (keys[i].key != keys[run].key) run = i;
      for (size_t j = std::max(run, i - std::min(i, kAllPairs)); j < i; ++j) {
        uint32_t a = keys[j].index, b = keys[i].index;
        if (forest.root(a) != forest.root(b) && hashes.similarity(signatures[a], signatures[b]) >= similarity) forest.join(a, b);
      }
    }
  }
  std::vector<std::vector<uint32_t>> groups;
  std::vector<uint32_t> group_of(signatures.size(), 0);  // 1-based, of roots
  for (uint32_t i = 0; i < signatures.size(); ++i) {
    uint32_t root = forest.root(i);
    if (root == i) continue;
    if (group_of[root] == 0) {
      groups.push_back({root});
      group_of[root] = static_cast<uint32_t>(groups.size());
    }
    groups[group_of[root] - 1].push_back(i);
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

}  // namespace jangin::refine
