// See reading_groups.h.
#include "collect/reading_groups.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "collect/sandbox.h"

namespace jangin::collect {

std::vector<std::vector<size_t>> reading_groups(const std::vector<Entry>& entries, std::vector<size_t> queue, bool share) {
  auto place = [&](size_t i) {
    const Entry& entry = entries[i];
    return std::tuple(!entry.reader->shares_process, entry.item.config, entry.reader, UINT64_MAX - entry.original.bytes);
  };
  std::stable_sort(queue.begin(), queue.end(), [&](size_t a, size_t b) { return place(a) < place(b); });
  std::vector<std::vector<size_t>> groups;
  std::vector<uint64_t> bytes;
  for (size_t i : queue) {
    const Entry& entry = entries[i];
    const Entry* last = groups.empty() ? nullptr : &entries[groups.back().back()];
    const bool joins = share && last && entry.reader->shares_process && entry.reader == last->reader && entry.item.config == last->item.config &&
                       groups.back().size() < kMostInOneChild && bytes.back() + entry.original.bytes <= kSharedBytes;
    if (!joins) groups.emplace_back(), bytes.push_back(0);
    groups.back().push_back(i);
    bytes.back() += entry.original.bytes;
  }
  std::vector<size_t> order(groups.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return bytes[a] > bytes[b]; });
  std::vector<std::vector<size_t>> out;
  for (size_t i : order) out.push_back(std::move(groups[i]));
  return out;
}

}  // namespace jangin::collect
