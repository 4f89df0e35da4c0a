// First fit over a map of live blocks; planning by decreasing size.
#include "tensor/arena.h"

#include <algorithm>
#include <cassert>
#include <new>
#include <numeric>

namespace jangin::tensor {
namespace {

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

Arena::Arena(std::byte* base, size_t capacity) : base_(base), capacity_(capacity) {}

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
    if (!plan_->offsets.empty()) {
      if (event >= plan_->offsets.size() || plan_->events[event].bytes < bytes) departed_ = true;
      if (!departed_ && is_free(plan_->offsets[event], bytes)) offset = plan_->offsets[event];
    }
  }
  if (offset == SIZE_MAX) offset = first_fit(bytes);
  live_.emplace(offset, Block{bytes, event});
  high_water_ = std::max(high_water_, offset + bytes);
  return base_ + offset;
}

void Arena::release(std::byte* block) {
  std::lock_guard lock(mutex_);
  auto found = live_.find(static_cast<size_t>(block - base_));
  assert(found != live_.end());
  if (in_step_ && found->second.event < events_.size()) events_[found->second.event].died = clock_++;
  live_.erase(found);
}

void Arena::begin_unplanned() {
  std::lock_guard lock(mutex_);
  ++unplanned_;
}

void Arena::end_unplanned() {
  std::lock_guard lock(mutex_);
  --unplanned_;
}

void Arena::begin_step(StepKind kind) {
  std::lock_guard lock(mutex_);
  for (auto& [offset, block] : live_) block.event = SIZE_MAX;  // events of an earlier step
  in_step_ = true;
  plan_ = &plans_[static_cast<size_t>(kind)];
  departed_ = false;
  clock_ = 0;
  events_.clear();
}

void Arena::end_step() {
  std::lock_guard lock(mutex_);
  in_step_ = false;
  if (!plan_->offsets.empty() && ((!departed_ && events_.size() == plan_->offsets.size()) || plan_->made == kMostPlans)) return;
  ++plan_->made;
  plan_->events = std::move(events_);
  events_.clear();
  plan_->offsets = plan_offsets(plan_->events, plan_->bytes);
}

size_t Arena::high_water_bytes() const {
  std::lock_guard lock(mutex_);
  return high_water_;
}

size_t Arena::planned_bytes(StepKind kind) const {
  std::lock_guard lock(mutex_);
  return plans_[static_cast<size_t>(kind)].bytes;
}

}  // namespace jangin::tensor
