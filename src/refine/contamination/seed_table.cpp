// Open addressing with linear probing; half of the slots stay empty.
#include "refine/contamination/seed_table.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace jangin::refine {

void SeedTable::build(std::vector<Entry> entries, size_t most_items) {
  constexpr size_t kBitsARun = 16, kMostBits = size_t{1} << 24;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return std::tie(a.run, a.item) < std::tie(b.run, b.item); });
  entries.erase(std::unique(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.run == b.run && a.item == b.item; }),
                entries.end());
  size_t bits = std::clamp<size_t>(std::bit_ceil(entries.size() * kBitsARun), 64, kMostBits);
  filter_.assign(bits / 64, 0);
  filter_mask_ = bits - 1;
  slots_.assign(std::bit_ceil(entries.size() * 2 + 1), {});
  slot_mask_ = slots_.size() - 1;
  for (size_t first = 0, last = 0; first < entries.size(); first = last) {
    while (last < entries.size() && entries[last].run == entries[first].run) ++last;
    if (last - first > most_items) continue;
    uint64_t run = entries[first].run;
    size_t at = run >> 20 & slot_mask_;
    while (slots_[at].count != 0) at = (at + 1) & slot_mask_;
    slots_[at] = {run, static_cast<uint32_t>(items_.size()), static_cast<uint32_t>(last - first)};
    for (size_t i = first; i < last; ++i) items_.push_back(entries[i].item);
    filter_[(run & filter_mask_) >> 6] |= uint64_t{1} << (run & 63);
  }
}

std::span<const uint32_t> SeedTable::find(uint64_t run) const {
  if (slots_.empty()) return {};
  for (size_t at = run >> 20 & slot_mask_; slots_[at].count != 0; at = (at + 1) & slot_mask_) {
    if (slots_[at].run == run) return std::span(items_).subspan(slots_[at].begin, slots_[at].count);
  }
  return {};
}

}  // namespace jangin::refine
