// First fit over a map of live blocks; planning by decreasing size.
#include "tensor/arena.h"

#include <algorithm>
#include <cassert>
#include <new>
#include <numeric>

namespace jangin::tensor {
namespace {

constexpr size_t kLeastLetGo = size_t{4} << 20;  // of a smaller block hardly a large page is whole
constexpr int kMostPlans = 4;  // steps whose sizes keep changing are served by first fit

size_t rounded(size_t bytes) { return (std::max<size_t>(bytes, 1) + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment; }

bool alive_together(const ArenaEvent& a, const ArenaEvent& b) { return a.born < b.died && b.born < a.died; }

}  // namespace

std::vector<size_t> plan_offsets(std::span<const ArenaEvent> events, size_t& total) {
  std::vector<size_t> order(events.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return events[a].bytes > events[b].bytes; });
  std::vector<size_t> offsets(events.size(), 0);
  std::vector<size_t> placed;  // by ascending offset
  total = 0;
  for (size_t index : order) {
    size_t bytes = rounded(events[index].bytes);
    size_t offset = 0;
    for (size_t other : placed) {
      if (!alive_together(events[index], events[other])) continue;
      if (offset + bytes <= offsets[other]) break;
      offset = std::max(offset, offsets[other] + rounded(events[other].bytes));
    }
    offsets[index] = offset;
    total = std::max(total, offset + bytes);
    auto place = std::upper_bound(placed.begin(), placed.end(), offset, [&](size_t value, size_t other) { return value < offsets[other]; });
    placed.insert(place, index);
  }
  return offsets;
}

Arena::Arena(std::byte* base, size_t capacity, LetGo let_go) : base_(base), capacity_(capacity), let_go_(std::move(let_go)) {}

bool Arena::is_free(size_t offset, size_t bytes) const {
  auto next = live_.lower_bound(offset);
  if (next != live_.end() && next->first < offset + bytes) return false;
  return next == live_.begin() || std::prev(next)->first + std::prev(next)->second.bytes <= offset;
}

size_t Arena::first_fit(size_t bytes) const {
  size_t offset = 0;
  for (const auto& [begin, block] : live_) {
    if (offset + bytes <= begin) return offset;
    offset = begin + block.bytes;
  }
  if (offset + bytes > capacity_) throw std::bad_alloc();
  return offset;
}

std::byte* Arena::allocate(size_t bytes) {
  std::lock_guard lock(mutex_);
  bytes = rounded(bytes);
  size_t event = SIZE_MAX;
  size_t offset = SIZE_MAX;
  if (in_step_ && unplanned_ == 0) {
    event = events_.size();
    events_.push_back({bytes, clock_++, UINT64_MAX});
    if (!plan_.empty()) {
      if (event >= plan_.size() || plan_events_[event].bytes < bytes) departed_ = true;
      if (!departed_ && is_free(plan_[event], bytes)) offset = plan_[event];
    }
  }
  if (offset == SIZE_MAX) offset = first_fit(bytes);
  live_.emplace(offset, Block{bytes, event, false});
  high_water_ = std::max(high_water_, offset + bytes);
  return base_ + offset;
}

void Arena::release(std::byte* block) {
  std::lock_guard lock(mutex_);
  auto found = live_.find(static_cast<size_t>(block - base_));
  assert(found != live_.end());
  if (found->second.early && to_let_go_ > 0) {
    to_let_go_ -= std::min(to_let_go_, let_go_(block, found->second.bytes));
    gone_.push_back(found->first);
    return;
  }
  if (in_step_ && found->second.event < events_.size()) events_[found->second.event].died = clock_++;
  live_.erase(found);
}

void Arena::let_go_of(size_t bytes) {
  std::lock_guard lock(mutex_);
  if (!let_go_) return;
  to_let_go_ = bytes;
  for (auto& [offset, block] : live_) block.early = block.event != SIZE_MAX && block.bytes >= kLeastLetGo;
}

void Arena::begin_unplanned() {
  std::lock_guard lock(mutex_);
  ++unplanned_;
}

void Arena::end_unplanned() {
  std::lock_guard lock(mutex_);
  --unplanned_;
}

void Arena::begin_step() {
  std::lock_guard lock(mutex_);
  for (auto& [offset, block] : live_) block.event = SIZE_MAX, block.early = false;  // events of an earlier step
  in_step_ = true;
  departed_ = false;
  clock_ = 0;
  events_.clear();
}

void Arena::end_step() {
  std::lock_guard lock(mutex_);
  in_step_ = false;
  to_let_go_ = 0;
  for (size_t offset : gone_) live_.erase(offset);
  gone_.clear();
  if (!plan_.empty() && ((!departed_ && events_.size() == plan_.size()) || plans_made_ == kMostPlans)) return;
  ++plans_made_;
  plan_events_ = std::move(events_);
  events_.clear();
  plan_ = plan_offsets(plan_events_, planned_bytes_);
}

size_t Arena::high_water_bytes() const {
  std::lock_guard lock(mutex_);
  return high_water_;
}

size_t Arena::planned_bytes() const {
  std::lock_guard lock(mutex_);
  return planned_bytes_;
}

}  // namespace jangin::tensor
