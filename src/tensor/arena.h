// Memory of one training step: the first step is served by first fit and recorded; from its sizes and lifetimes a plan places every
// allocation, and later steps of the same or a smaller size follow the plan. What departs from it is served by first fit, safely.
// Steps of several kinds have a plan each. Within a step no page goes back to the system: what dies makes room for what comes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <vector>

namespace jangin::tensor {

/// One allocation of a recorded step. Times count allocations and releases; died == UINT64_MAX: outlived the step.
struct ArenaEvent {
  size_t bytes = 0;
  uint64_t born = 0;
  uint64_t died = UINT64_MAX;
};

/// Offsets for the events such that those alive at the same time do not overlap: largest first, each at the lowest free offset.
/// Returns the offsets; `total` is the end of the highest one. All multiples of kArenaAlignment.
std::vector<size_t> plan_offsets(std::span<const ArenaEvent> events, size_t& total);

constexpr size_t kArenaAlignment = 64;

/// A pass whose allocations all end with it, and one that leaves its gradients behind.
enum class StepKind : uint8_t { passing, leaving_gradients };
constexpr size_t kStepKinds = 2;

/// Thread-safe. Blocks are kArenaAlignment-aligned and hold unspecified bytes.
class Arena {
 public:
  /// `base` is address space of `capacity` bytes whose pages come into being when touched; the owner unmaps it after the arena is gone.
  Arena(std::byte* base, size_t capacity);

  /// Throws std::bad_alloc when no gap of the address space is large enough.
  std::byte* allocate(size_t bytes);
  void release(std::byte* block);

  /// Between these calls allocations are recorded, or follow the plan made at the end of the first recorded step of this kind. What outlives
  /// the step is to be released before the next one begins: until then nothing else is placed there.
  void begin_step(StepKind kind = StepKind::passing);
  void end_step();

  /// Allocations between these calls belong to no plan: work whose amount changes from step to step. They may nest.
  void begin_unplanned();
  void end_unplanned();

  /// Highest end of any block so far, and the size of a plan (0 before the first step of the kind has ended).
  size_t high_water_bytes() const;
  size_t planned_bytes(StepKind kind = StepKind::passing) const;

 private:
  struct Block {
    size_t bytes;
    size_t event;  // index in events_, or SIZE_MAX
  };
  struct Plan {
    std::vector<ArenaEvent> events;
    std::vector<size_t> offsets;
    size_t bytes = 0;
    int made = 0;
  };
  bool is_free(size_t offset, size_t bytes) const;
  size_t first_fit(size_t bytes) const;

  std::byte* base_;
  size_t capacity_;
  mutable std::mutex mutex_;
  std::map<size_t, Block> live_;  // offset → block
  bool in_step_ = false;
  int unplanned_ = 0;      // calls of begin_unplanned() that are open
  bool departed_ = false;  // this step asked for something else than the plan
  uint64_t clock_ = 0;
  std::vector<ArenaEvent> events_;  // of this step
  std::array<Plan, kStepKinds> plans_;
  Plan* plan_ = nullptr;  // of this step
  size_t high_water_ = 0;
};

/// begin_unplanned() and end_unplanned() for a scope.
class UnplannedMemory {
 public:
  explicit UnplannedMemory(Arena& arena) : arena_(arena) { arena_.begin_unplanned(); }
  ~UnplannedMemory() { arena_.end_unplanned(); }
  UnplannedMemory(const UnplannedMemory&) = delete;
  UnplannedMemory& operator=(const UnplannedMemory&) = delete;

 private:
  Arena& arena_;
};

}  // namespace jangin::tensor
